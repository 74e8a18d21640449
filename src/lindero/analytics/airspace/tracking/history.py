"""Scans in the order of time, whatever the order of arrival.

Scans of the last seconds are kept with snapshots of the state between them. One that comes late is put in its place;
the state goes back to the snapshot before it, and the scans from there on are used again. So the result is, bit for
bit, that of time order.
"""

import bisect
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.classification.wind import WindLog
from lindero.analytics.airspace.registration.layout import copy_registration, empty_registration, widened
from lindero.analytics.airspace.rows import raw
from lindero.analytics.airspace.tracking.layout import BOOK, ELEVATION_BINS, TRACK, WIDEST, Reports, Rows, State
from lindero.analytics.airspace.tracking.measurement import new_work
from lindero.analytics.airspace.tracking.step import step

SNAPSHOT_SPACING_S: Final = 0.5
CROWDED: Final = 2000
CROWDED_SPACING_S: Final = 1.0
"""With more tracks than `CROWDED`, snapshots stand further apart: copying them is what costs."""

CALM_S: Final = 30.0
CALM_SPACING_S: Final = 2.0
"""So far apart do they stand when no scan has been late for `CALM_S`."""

SPARE: Final = 4
"""How many arrays of dropped snapshots are kept for the next ones: fresh memory costs more than the copy."""

Key = tuple[float, int, bytes, bytes]


@dataclass(eq=False, slots=True)
class Entry:
    """A scan in its place.

    Attributes:
        key: Time, sensor, and the reports themselves, so that equal times too have one order.
        reports: The scan.
        before: Snapshot of the state before it; the first entry has one, and others at some distance.
    """

    key: Key
    reports: Reports
    before: State | None = None


class History:
    """The state of the tracker, and what it takes to go back.

    Args:
        sensors: Rows of the sensors.

    Attributes:
        state: After all scans so far; only read by others.
        newest_s: Time of the newest scan.
        winds: Which wind was in force when.
    """

    def __init__(self, sensors: Rows) -> None:
        self.state = empty_state(sensors)
        self.newest_s = -np.inf
        self.winds = WindLog()
        self._sensors = sensors
        self._entries: list[Entry] = []
        self._snapshot_s = -np.inf
        self._late_s = -np.inf
        self._spare: list[State] = []
        self._scratch = new_work()

    def insert(self, reports: Reports) -> NDArray[np.int64]:
        """Use a scan at its place in time, and those after it again.

        Returns:
            (m,) identity of the track that each report went to or began, -1 none.
        """
        entry = Entry((reports.time_s, reports.sensor, reports.z.tobytes(), reports.transmitter_id.tobytes()), reports)
        place = bisect.bisect_right(self._entries, entry.key, key=_key)
        start = place
        if place < len(self._entries):
            entry.before = self._entries[place].before  # the state before the scan that it displaces
            self._entries.insert(place, entry)
            start = self._rewind(place)
            self._late_s = self.newest_s
        else:
            self._entries.append(entry)
        self.newest_s = self._entries[-1].reports.time_s
        given = np.zeros(0, dtype=np.int64)
        for k in range(start, len(self._entries)):
            track_id = self._use(k)
            if k == place:
                given = track_id
        return given

    def forget(self, before_s: float) -> None:
        """No scan older than `before_s` [s] will come: drop what only such a one would need."""
        first = min(bisect.bisect_left(self._entries, before_s, key=_time_s), len(self._entries) - 1)
        while first > 0 and self._entries[first].before is None:
            first -= 1
        if first > 0:
            self._spare += [entry.before for entry in self._entries[:first] if entry.before is not None]
            del self._entries[:first]
            self.winds.forget(self._entries[0].reports.time_s)
            del self._spare[SPARE:]

    def widen(self, sensors: Rows) -> None:
        """Go on with sensors that were added at the end of the rows."""
        self._sensors = sensors
        self.state = with_sensors(self.state, sensors)
        for entry in self._entries:
            entry.before = None if entry.before is None else with_sensors(entry.before, sensors)

    def _use(self, k: int) -> NDArray[np.int64]:
        """Use entry `k` on the state that all before it left."""
        entry = self._entries[k]
        due = k == 0 or entry.reports.time_s - self._snapshot_s >= self._spacing_s()
        entry.before = snapshot(self.state, self._spare.pop() if self._spare else None) if due else None
        self._snapshot_s = entry.reports.time_s if due else self._snapshot_s
        self.state = with_room(self.state, len(entry.reports.z))
        reports = to_correct(entry.reports)._replace(wind=self.winds.at(entry.reports.time_s))
        return step(self.state, self._sensors, reports, self._scratch)

    def _spacing_s(self) -> float:
        """How far apart snapshots stand now."""
        if self.newest_s - self._late_s > CALM_S:
            return CALM_SPACING_S
        return SNAPSHOT_SPACING_S if self.state.book["count"][0] < CROWDED else CROWDED_SPACING_S

    def _rewind(self, place: int) -> int:
        """Back to the last snapshot at or before entry `place`; returns the entry that it stands before."""
        start = next(k for k in range(place, -1, -1) if self._entries[k].before is not None)
        kept = self._entries[start].before
        assert kept is not None
        self._spare.append(self.state)
        self.state = kept
        self._snapshot_s = -np.inf  # so that the entry gets a copy of its own again
        return start


def _key(entry: Entry) -> Key:
    return entry.key


def _time_s(entry: Entry) -> float:
    return entry.reports.time_s


def empty_state(sensors: Rows) -> State:
    """No track, and the false reports that the vendors claim."""
    clutter = np.zeros((len(sensors), 1 + ELEVATION_BINS))
    clutter[:, 0] = sensors["clutter_per_scan"]
    book = np.zeros(1, dtype=BOOK)
    book["upkeep_s"] = -np.inf
    contributed = np.zeros((0, len(sensors)), dtype=np.bool_)
    registration = empty_registration(sensors)
    return State(np.zeros(0, dtype=TRACK), contributed, clutter, np.ones(len(sensors)), book, registration)


def to_correct(reports: Reports) -> Reports:
    """The scan with copies of what registration corrects, as the kept one must stay what the sensor said."""
    return reports._replace(
        z=reports.z.copy(), delay_s=reports.delay_s.copy(), left=np.zeros(WIDEST + 1), jump_m=np.zeros(len(reports.z))
    )


def snapshot(state: State, spare: State | None) -> State:
    """A copy that later scans do not change, with room for as many tracks.

    Args:
        state: To copy.
        spare: A state no longer needed, whose arrays are used again if they are large enough.
    """
    count, capacity = int(state.book["count"][0]), len(state.tracks)
    if spare is not None and len(spare.tracks) >= count:
        tracks, contributed = spare.tracks, spare.contributed
    else:
        tracks, contributed = np.empty(capacity, TRACK), np.empty((capacity, state.contributed.shape[1]), np.bool_)
    raw(tracks)[:count], contributed[:count] = raw(state.tracks)[:count], state.contributed[:count]
    return State(
        tracks=tracks,
        contributed=contributed,
        clutter=state.clutter.copy(),
        noise_factor=state.noise_factor.copy(),
        book=state.book.copy(),
        registration=copy_registration(state.registration),
    )


def with_sensors(state: State, sensors: Rows) -> State:
    """The same state with rows for the sensors that were added at the end."""
    fresh, known = empty_state(sensors), len(state.noise_factor)
    contributed = np.zeros((len(state.tracks), len(sensors)), np.bool_)
    contributed[:, :known] = state.contributed
    fresh.clutter[:known], fresh.noise_factor[:known] = state.clutter, state.noise_factor
    return state._replace(
        contributed=contributed,
        clutter=fresh.clutter,
        noise_factor=fresh.noise_factor,
        registration=widened(state.registration, sensors),
    )


def with_room(state: State, more: int) -> State:
    """The same state with place for `more` tracks."""
    count = int(state.book["count"][0])
    if count + more <= len(state.tracks):
        return state
    capacity = count + more + max(count, 256)
    tracks, contributed = np.zeros(capacity, TRACK), np.zeros((capacity, state.contributed.shape[1]), np.bool_)
    raw(tracks)[:count], contributed[:count] = raw(state.tracks)[:count], state.contributed[:count]
    return state._replace(tracks=tracks, contributed=contributed)
