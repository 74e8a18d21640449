"""Tracks that end, and pairs of tracks that are one object."""

from typing import Any, Final

import numpy as np

from lindero.analytics.airspace.tracking.assignment import group
from lindero.analytics.airspace.tracking.existence import age_existence
from lindero.analytics.airspace.tracking.layout import State
from lindero.analytics.jit import part

UPKEEP_PERIOD_S: Final = 0.5

CONFIRM_EXISTENCE: Final = 0.97
CONFIRM_HITS: Final = 3
"""Reports before a track is shown, whatever their likelihood;"""

CONFIRM_OWN_HITS: Final = 2
"""of a transmitter that says who it is, so many."""

DROP_EXISTENCE: Final = 0.4
"""A track that was shown ends below this."""

DROP_TENTATIVE: Final = 1e-4
TENTATIVE_SILENCE_S: Final = 4.0
COAST_S: Final = 12.0
"""How long a shown track goes on without reports, at least;"""

COAST_PERIODS: Final = 4.0
"""or so many periods of the slowest sensor that contributed."""

SAME_PLACE: Final = 8.0
"""Squared Mahalanobis distance in position, and in velocity, below which two tracks may be one object."""

SAME_WITHIN_M: Final = 150.0
APART_MEMORY_S: Final = 2.5
"""Two tracks that one look saw apart are two objects, at least for so long."""


@part
def confirm(tracks: Any, i: int) -> None:
    """Show row `i` from now on if it is believed."""
    existence = tracks["existence"][i, 0] + tracks["existence"][i, 1]
    needed = CONFIRM_HITS if tracks["transmitter_id"][i] == -1 else CONFIRM_OWN_HITS
    if existence >= CONFIRM_EXISTENCE and tracks["hits"][i] >= needed:
        tracks["confirmed"][i] = True


@part
def note_apart(state: State, row: Any, track: Any, label: Any, chosen: Any, time_s: float) -> None:
    """Note when tracks that could have shared a report each got one of their own.

    Args:
        state: The tracker's state.
        row: (c,) rows of the candidate tracks.
        track: (p,) candidate of each pair.
        label: (p,) connected component of each pair.
        chosen: (c,) report of each candidate, -1 none.
        time_s: Of the scan.
    """
    reported, counted = np.zeros(len(row), dtype=np.int64), np.zeros(len(row), dtype=np.bool_)
    for p in range(len(track)):
        if chosen[track[p]] >= 0 and not counted[track[p]]:
            counted[track[p]] = True
            reported[label[p]] += 1
    for p in range(len(track)):
        if chosen[track[p]] >= 0 and reported[label[p]] > 1:
            state.tracks["resolved_s"][row[track[p]]] = time_s


@part
def ended(state: State, sensors: Any, i: int, time_s: float) -> bool:
    """Whether row `i` is no longer believed, or silent for too long."""
    tracks = state.tracks
    age_existence(tracks, i, time_s)
    existence = tracks["existence"][i, 0] + tracks["existence"][i, 1]
    silence_s = time_s - tracks["last_s"][i]
    slowest = 0.0
    for s in range(len(sensors)):
        if state.contributed[i, s]:
            slowest = max(slowest, sensors["period_s"][s])
    if tracks["confirmed"][i]:
        return existence < DROP_EXISTENCE or silence_s > max(COAST_S, COAST_PERIODS * slowest)
    return existence < DROP_TENTATIVE or silence_s > max(TENTATIVE_SILENCE_S, COAST_PERIODS * slowest)


@part
def same_object(tracks: Any, i: int, k: int, time_s: float) -> bool:
    """Whether two rows, both brought to `time_s`, follow one object: near in place and speed, and never seen apart."""
    a, b = tracks["mean"][i, 0], tracks["mean"][k, 0]
    if abs(a[0] - b[0]) > SAME_WITHIN_M or abs(a[1] - b[1]) > SAME_WITHIN_M:
        return False
    if time_s - min(tracks["resolved_s"][i], tracks["resolved_s"][k]) < APART_MEMORY_S:
        return False
    one, other = tracks["transmitter_id"][i], tracks["transmitter_id"][k]
    if one != -1 and other not in (-1, one):
        return False
    place, speed = 0.0, 0.0
    for axis in range(3):
        variance = tracks["covariance"][i, 0, axis, axis] + tracks["covariance"][k, 0, axis, axis]
        place += (a[axis] - b[axis]) ** 2 / variance
        variance = tracks["covariance"][i, 0, axis + 3, axis + 3] + tracks["covariance"][k, 0, axis + 3, axis + 3]
        speed += (a[axis + 3] - b[axis + 3]) ** 2 / variance
    return place < SAME_PLACE and speed < SAME_PLACE


@part
def absorb(state: State, keep: int, give: int) -> None:
    """What the surviving one of two rows takes over from the other."""
    tracks = state.tracks
    for s in range(state.contributed.shape[1]):
        state.contributed[keep, s] |= state.contributed[give, s]
    tracks["flags"][keep] |= tracks["flags"][give]
    tracks["first_s"][keep] = min(tracks["first_s"][keep], tracks["first_s"][give])
    tracks["height_known"][keep] |= tracks["height_known"][give]
    if tracks["transmitter_id"][keep] == -1:
        tracks["transmitter_id"][keep] = tracks["transmitter_id"][give]
        tracks["transmitter_s"][keep] = tracks["transmitter_s"][give]


@part
def copy_row(state: State, source: int, target: int) -> None:
    """Row `source` over row `target`."""
    state.tracks[target] = state.tracks[source]
    for s in range(state.contributed.shape[1]):
        state.contributed[target, s] = state.contributed[source, s]


@part
def remove(state: State, i: int) -> None:
    """Drop row `i`; the last row takes its place."""
    last = state.book["count"][0] - 1
    copy_row(state, last, i)
    state.book["count"][0] = last


@part
def tidy(state: State, sensors: Any, time_s: float) -> None:
    """End tracks, every `UPKEEP_PERIOD_S`.

    Args:
        state: The tracker's state.
        sensors: Rows of the sensors.
        time_s: Of the scan just used.
    """
    book = state.book
    if time_s - book["upkeep_s"][0] < UPKEEP_PERIOD_S:
        return
    book["upkeep_s"][0] = time_s
    for i in range(book["count"][0] - 1, -1, -1):
        if ended(state, sensors, i, time_s):
            remove(state, i)


@part
def unite(state: State, row: Any, track: Any, report: Any, reports: int, time_s: float) -> None:
    """Make one of tracks that follow the same object; such tracks have a report in common in their gates.

    Args:
        state: The tracker's state; the rows were brought to `time_s`.
        row: (c,) rows of the candidate tracks.
        track: (p,) candidate of each pair.
        report: (p,) report of each pair.
        reports: How many reports.
        time_s: Of the scan.
    """
    order, start = group(report, reports)
    gone = np.zeros(len(row), dtype=np.bool_)
    for j in range(reports):
        for a in range(start[j], start[j + 1]):
            for b in range(a + 1, start[j + 1]):
                one, other = track[order[a]], track[order[b]]
                if gone[one] or gone[other] or not same_object(state.tracks, row[one], row[other], time_s):
                    continue
                if _leads(state.tracks, row[other], row[one]):
                    one, other = other, one
                absorb(state, row[one], row[other])
                gone[other] = True
    for c in range(len(row) - 1, -1, -1):  # rows ascend: the last row, which takes the place, is not one of them
        if gone[c]:
            remove(state, row[c])


@part
def _leads(tracks: Any, i: int, k: int) -> bool:
    """Whether row `i` is the one to keep: the confirmed one, else the older one."""
    if tracks["confirmed"][i] != tracks["confirmed"][k]:
        return tracks["confirmed"][i]
    return tracks["track_id"][i] < tracks["track_id"][k]
