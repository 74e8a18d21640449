"""Scans in the order of time, whatever the order of arrival.

Scans of the last seconds are kept with snapshots of the state between them. One that comes late is put in its place;
the state goes back to the snapshot before it, and the scans from there on are used again. So the result is, bit for
bit, that of time order. The work is done when somebody looks (`settle`), or a second of scans waits: ten late
messages cost one replay.
"""

import bisect
from dataclasses import dataclass
from typing import Final

import numpy as np

from lindero.analytics.airspace.layout import BOOK, ELEVATION_BINS, TRACK, Reports, Rows, State
from lindero.analytics.airspace.step import step

SNAPSHOT_SPACING_S: Final = 0.25
LONGEST_WAIT_S: Final = 1.0

Key = tuple[float, int, bytes, bytes]


@dataclass(eq=False, slots=True)
class Entry:
    """A scan in its place.

    Attributes:
        key: Time, sensor, and the reports themselves, so that equal times too have one order.
        reports: The scan.
        before: Snapshot of the state before it, on some entries.
    """

    key: Key
    reports: Reports
    before: State | None = None


class History:
    """The state of the tracker, and what it takes to go back.

    Args:
        sensors: Rows of the sensors.
    """

    def __init__(self, sensors: Rows) -> None:
        self._sensors = sensors
        self._state = empty_state(sensors)
        self._entries: list[Entry] = []
        self._used = 0
        self._newest_s = -np.inf
        self._snapshot_s = -np.inf

    def insert(self, reports: Reports) -> bool:
        """Put a scan in its place.

        Returns:
            Whether it came after a newer one.
        """
        key = (reports.time_s, reports.sensor, reports.z.tobytes(), reports.transmitter_id.tobytes())
        place = bisect.bisect_right(self._entries, key, key=_key)
        entry = Entry(key, reports)
        if place < self._used:
            entry.before = self._entries[place].before  # the state before the scan that it displaces
        self._entries.insert(place, entry)
        if place < self._used:
            self._rewind(place)
        late = reports.time_s < self._newest_s
        self._newest_s = max(self._newest_s, reports.time_s)
        return late

    def settle(self) -> State:
        """The state after all scans; the caller only reads it."""
        while self._used < len(self._entries):
            entry = self._entries[self._used]
            if self._used == 0 or entry.reports.time_s - self._snapshot_s >= SNAPSHOT_SPACING_S:
                entry.before, self._snapshot_s = snapshot(self._state), entry.reports.time_s
            self._state = with_room(self._state, len(entry.reports.z))
            step(self._state, self._sensors, entry.reports)
            self._used += 1
        return self._state

    def forget(self, before_s: float) -> None:
        """No scan older than `before_s` [s] will come: drop what only such a one would need."""
        waits = self._used < len(self._entries)
        if waits and self._newest_s - self._entries[self._used].reports.time_s > LONGEST_WAIT_S:
            self.settle()
        settled = bisect.bisect_left(self._entries, before_s, hi=self._used, key=_time_s)
        while settled > 0 and (settled >= self._used or self._entries[settled].before is None):
            settled -= 1
        if settled > 0:
            del self._entries[:settled]
            self._used -= settled

    def _rewind(self, place: int) -> None:
        """Back to the last snapshot at or before entry `place`; those after it are void."""
        for entry in self._entries[place + 1 :]:
            entry.before = None
        start = next(k for k in range(place, -1, -1) if self._entries[k].before is not None)
        kept = self._entries[start].before
        assert kept is not None
        self._state, self._used = snapshot(kept), start
        self._snapshot_s = self._entries[start].reports.time_s


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
    return State(np.zeros(0, dtype=TRACK), contributed, clutter, book)


def snapshot(state: State) -> State:
    """A copy that later scans do not change."""
    count = int(state.book["count"][0])
    return State(state.tracks[:count].copy(), state.contributed[:count].copy(), state.clutter.copy(), state.book.copy())


def with_room(state: State, more: int) -> State:
    """The same state with place for `more` tracks."""
    count = int(state.book["count"][0])
    if count + more <= len(state.tracks):
        return state
    capacity = 2 * (count + more)
    tracks, contributed = np.zeros(capacity, TRACK), np.zeros((capacity, state.contributed.shape[1]), np.bool_)
    tracks[:count], contributed[:count] = state.tracks[:count], state.contributed[:count]
    return state._replace(tracks=tracks, contributed=contributed)
