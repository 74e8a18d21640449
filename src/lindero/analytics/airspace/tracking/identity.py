"""Reports that carry the object's own identity: bound to one track, and checked against it.

A transmitter says who it is and where; only the second can be checked. While it agrees with the track it is bound to,
its reports go there without competition. When it does not, the track is flagged and the report moves nothing: it
neither drags the track away nor starts another one under the same name.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.registration.displaced import is_displaced
from lindero.analytics.airspace.tracking.births import start_track
from lindero.analytics.airspace.tracking.existence import age_existence, weigh_existence
from lindero.analytics.airspace.tracking.gating import GATE
from lindero.analytics.airspace.tracking.layout import POSITION, SPOOF_SUSPECT, Reports, State
from lindero.analytics.airspace.tracking.measurement import innovate, load_report
from lindero.analytics.airspace.tracking.motion import MODE_COUNT, predict_track
from lindero.analytics.airspace.tracking.update import apply_report
from lindero.analytics.airspace.tracking.upkeep import confirm
from lindero.analytics.jit import part

CONSISTENT: Final = 2.0
"""Factor on the gate: a transmitter is doubted only when it is clearly elsewhere."""

RELEASE_S: Final = 10.0
"""A binding ends when its transmitter has contradicted the track for so long."""

ELSEWHERE: Final = -2

OWN_RATIO: Final = 100.0
"""Likelihood ratio of a report under the track's own name: nobody sends it by chance."""


@part
def bind_transmitters(state: State, sensors: Any, reports: Reports, work: Any) -> NDArray[np.int64]:
    """Row of the track that each report's transmitter is bound to.

    Args:
        state: The tracker's state; tracks looked up are brought to the scan's time, contradicted ones flagged.
        sensors: Rows of the sensors.
        reports: The scan.
        work: Scratch.

    Returns:
        (m,) the row, -1 where nothing is bound, `ELSEWHERE` where the report contradicts its track.
    """
    tracks = state.tracks
    bound = rows_of_transmitters(state, reports.transmitter_id)
    for j in range(len(bound)):
        if is_displaced(state.registration, reports.sensor, reports.transmitter_id[j]):
            bound[j] = ELSEWHERE
            continue
        i = bound[j]
        if i < 0:
            continue
        predict_track(tracks, i, reports.time_s)
        if not _agrees(state, sensors, reports, i, j, work):
            tracks["flags"][i] |= SPOOF_SUSPECT
            bound[j] = ELSEWHERE
            if reports.time_s - tracks["transmitter_s"][i] > RELEASE_S:
                tracks["transmitter_id"][i] = -1
                bound[j] = -1
    return bound


@part
def rows_of_transmitters(state: State, transmitter_id: NDArray[np.int64]) -> NDArray[np.int64]:
    """(m,) row of the track that bears each identity, of several the one with most reports; -1 none.

    One pass over the tracks, each looked up among the scan's identities.
    """
    tracks, rows = state.tracks, np.full(len(transmitter_id), -1)
    named = 0
    for j in range(len(transmitter_id)):
        named += transmitter_id[j] != -1
    if named == 0:
        return rows
    order = np.argsort(transmitter_id)
    for i in range(state.book["count"][0]):
        identity = tracks["transmitter_id"][i]
        if identity == -1:
            continue
        k = _first_at_least(transmitter_id, order, identity)
        while k < len(order) and transmitter_id[order[k]] == identity:
            j = order[k]
            if rows[j] < 0 or tracks["hits"][i] > tracks["hits"][rows[j]]:
                rows[j] = i
            k += 1
    return rows


@part
def _first_at_least(values: NDArray[np.int64], order: NDArray[np.int64], wanted: int) -> int:
    """Binary search: how many of the values are below `wanted`; `order` sorts them."""
    low, high = 0, len(order)
    while low < high:
        middle = (low + high) // 2
        if values[order[middle]] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@part
def _agrees(state: State, sensors: Any, reports: Reports, i: int, j: int, work: Any) -> bool:
    """Whether a report is where its track is, given both errors and the bias of the sensors that made the track."""
    tracks = state.tracks
    load_report(state, sensors, reports, j, 1.0, work)
    if sensors["kind"][reports.sensor] == POSITION:
        known = min(sensors["width"][reports.sensor], 3)
        for a in range(known):
            for b in range(known):
                work["noise"][a, b] += tracks["bias"][i, a, b]
    nearest, used = math.inf, 0
    for m in range(MODE_COUNT):
        used, distance, _ = innovate(0, tracks["mean"][i, m], tracks["covariance"][i, m], work)
        nearest = min(nearest, distance)
    return nearest <= CONSISTENT * GATE[used]


@part
def use_own_report(state: State, sensors: Any, reports: Reports, i: int, j: int, work: Any) -> int:
    """Correct track row `i` with report `j` of its own transmitter; returns the track's identity."""
    tracks = state.tracks
    apply_report(state, sensors, reports, i, j, 1.0, work)
    age_existence(tracks, i, reports.time_s)
    weigh_existence(tracks["existence"][i], sensors["detection_probability"][reports.sensor], OWN_RATIO)
    confirm(tracks, i)
    return tracks["track_id"][i]


@part
def begin_track(state: State, sensors: Any, reports: Reports, j: int, work: Any) -> int:
    """Start a track from report `j`, or continue one that its transmitter began earlier in the same scan.

    Returns:
        The track's identity.
    """
    if reports.transmitter_id[j] != -1:
        i = rows_of_transmitters(state, reports.transmitter_id[j : j + 1])[0]
        if i >= 0 and _agrees(state, sensors, reports, i, j, work):
            return use_own_report(state, sensors, reports, i, j, work)
    start_track(state, sensors, reports, j, work)
    return state.tracks["track_id"][state.book["count"][0] - 1]
