"""One scan, one call: predict, gate, assign, correct, weigh, start and end tracks."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.registration.register import register
from lindero.analytics.airspace.tracking.assignment import assign, components
from lindero.analytics.airspace.tracking.bearings import hear
from lindero.analytics.airspace.tracking.candidates import Candidates, candidates, within_reach
from lindero.analytics.airspace.tracking.clutter import learn_clutter
from lindero.analytics.airspace.tracking.existence import weigh_existence
from lindero.analytics.airspace.tracking.gating import TENTATIVE_CREDIT, Pairs, gate
from lindero.analytics.airspace.tracking.identity import begin_track, bind_transmitters, use_own_report
from lindero.analytics.airspace.tracking.layout import BEARING, Reports, State
from lindero.analytics.airspace.tracking.measurement import load_scan
from lindero.analytics.airspace.tracking.update import apply_report
from lindero.analytics.airspace.tracking.upkeep import confirm, note_apart, tidy, unite
from lindero.analytics.jit import borrowed, kernel, part

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@kernel
def step(state: State, sensors: Any, reports: Reports, scratch: Any) -> Integers:
    """Use one scan, in place.

    Args:
        state: The tracker's state, with room for one more track per report.
        sensors: Rows of the sensors.
        reports: The scan, not older than the one before.
        scratch: (1,) of `WORK`.

    Returns:
        (m,) identity of the track that each report went to or began, -1 none.
    """
    given = np.full(reports.z.shape[0], -1)
    state, sensors, reports = borrowed(state), borrowed(sensors), borrowed(reports)
    if not register(state, sensors, reports):
        return given
    work = scratch[0]
    load_scan(sensors, reports, work)
    if sensors["kind"][reports.sensor] == BEARING:
        hear(state, sensors, reports, within_reach(state, sensors, reports), given, work)
    else:
        _look(state, sensors, reports, given, work)
    tidy(state, sensors, reports.time_s)
    return given


@part
def _look(state: State, sensors: Any, reports: Reports, given: Integers, work: Any) -> None:
    """A scan of reports that have a place; fills `given`."""
    count = reports.z.shape[0]
    bound = bind_transmitters(state, sensors, reports, work)
    for j in range(count):
        if bound[j] >= 0:
            given[j] = use_own_report(state, sensors, reports, bound[j], j, work)
    near, nearby = candidates(state, sensors, reports, bound)
    pairs = gate(state, sensors, reports, near, nearby, work)
    label = components(pairs.track, pairs.report, len(near.row), count)
    score = _scores(state, sensors, reports, near, pairs)
    chosen = assign(pairs.track, pairs.report, score, label, len(near.row), count)
    explained = bound != -1
    _use_chosen(state, sensors, reports, near, pairs, chosen, given, explained, work)
    note_apart(state, near.row, pairs.track, label, chosen, reports.time_s)
    _weigh_silence(state, sensors, reports, near, chosen)
    learn_clutter(sensors, reports, state.clutter[reports.sensor], explained)
    unite(state, near.row, pairs.track, pairs.report, count, reports.time_s)
    for j in range(count):
        if given[j] == -1 and bound[j] == -1:
            given[j] = begin_track(state, sensors, reports, j, work)


@part
def _scores(state: State, sensors: Any, reports: Reports, near: Candidates, pairs: Pairs) -> Floats:
    """Log-likelihood ratio of each pair against "the track was missed and the report is false"."""
    score = np.empty(len(pairs.track))
    detection = sensors["detection_probability"][reports.sensor]
    for p in range(len(score)):
        c = pairs.track[p]
        existence = state.tracks["existence"][near.row[c]]
        believed = TENTATIVE_CREDIT + (1.0 - TENTATIVE_CREDIT) * (existence[0] + existence[1])
        score[p] = np.log(believed * detection * pairs.ratio[p] / (1.0 - believed * min(near.detection[c], 0.99)))
    return score


@part
def _use_chosen(
    state: State,
    sensors: Any,
    reports: Reports,
    near: Candidates,
    pairs: Pairs,
    chosen: Integers,
    given: Integers,
    explained: NDArray[np.bool_],
    work: Any,
) -> None:
    """Correct every track that got a report; fills `given`, and `explained` where the track is a confirmed one."""
    tracks = state.tracks
    detection = sensors["detection_probability"][reports.sensor]
    for p in range(len(pairs.track)):
        c, j = pairs.track[p], pairs.report[p]
        if chosen[c] == j:
            i = near.row[c]
            weigh_existence(tracks["existence"][i], detection, pairs.ratio[p])
            apply_report(state, sensors, reports, i, j, 1.0, work)
            confirm(tracks, i)
            given[j], explained[j] = tracks["track_id"][i], tracks["confirmed"][i]


@part
def _weigh_silence(state: State, sensors: Any, reports: Reports, near: Candidates, chosen: Integers) -> None:
    """A track in view without a report is less likely to exist, unless a neighbour's report may hide it."""
    for c in range(len(near.row)):
        if chosen[c] < 0 and near.detection[c] > 0.0:
            if not _hidden(sensors, reports, near, chosen, c):
                weigh_existence(state.tracks["existence"][near.row[c]], near.detection[c], 0.0)


@part
def _hidden(sensors: Any, reports: Reports, near: Candidates, chosen: Integers, c: int) -> bool:
    """Whether another track that got a report lies within the sensor's resolution cell of candidate `c`."""
    cell_m, cell_rad = sensors[reports.sensor]["resolution"]
    if cell_m <= 0.0:
        return False
    x, y = near.place[c, 0] - reports.position_enu_m[0], near.place[c, 1] - reports.position_enu_m[1]
    level = np.sqrt(x * x + y * y)
    for k in range(len(near.row)):
        if chosen[k] < 0:
            continue
        u, v = near.place[k, 0] - reports.position_enu_m[0], near.place[k, 1] - reports.position_enu_m[1]
        if abs(np.sqrt(u * u + v * v) - level) < cell_m and abs(np.arctan2(x * v - y * u, x * u + y * v)) < cell_rad:
            return True
    return False
