"""Bearings: a direction that several objects may share.

A bearing never starts a track and is never assigned for good. Its probability of being each track's is weighed
against the others and false ones; only a track that holds most of it is corrected, with the noise widened by that
doubt and by a heavy tail, so that a wrong bearing moves it little. Silence says nothing: not everything transmits.

Reference: Bar-Shalom, Daum, Huang, "The probabilistic data association filter", IEEE Control Systems 29(6), 2009.
"""

from typing import Any, Final

import numpy as np

from lindero.analytics.airspace.classification.emission import listen
from lindero.analytics.airspace.tracking.clutter import clutter_density
from lindero.analytics.airspace.tracking.existence import weigh_existence
from lindero.analytics.airspace.tracking.gating import Candidates, compare
from lindero.analytics.airspace.tracking.layout import Reports, State
from lindero.analytics.airspace.tracking.measurement import Work, innovate, load_noise
from lindero.analytics.airspace.tracking.update import apply_report
from lindero.analytics.jit import part

MAIN_SHARE: Final = 0.6
TAIL_FREEDOM: Final = 4.0
"""Degrees of freedom of the Student-t that stands for a bearing's error."""

MOST_EVIDENCE: Final = 5.0
"""Factor by which one bearing can raise the odds that a track exists."""


@part
def hear(state: State, sensors: Any, reports: Reports, near: Candidates, given: Any, work: Work) -> None:
    """Use the bearings of one scan.

    Args:
        state: The tracker's state, candidates at the scan's time.
        sensors: Rows of the sensors.
        reports: The scan.
        near: Confirmed tracks within reach.
        given: (m,) receives the identity of the track that each bearing went to.
        work: Scratch.
    """
    tracks = state.tracks
    listen(state, sensors, reports, near.row, near.place)
    detection = sensors["detection_probability"][reports.sensor]
    weight = np.zeros(len(near.row))
    for j in range(reports.z.shape[0]):
        density = clutter_density(sensors, reports, state.clutter[reports.sensor], j)
        total, best = 1.0, -1
        for c in range(len(near.row)):
            i = near.row[c]
            existence = tracks["existence"][i, 0] + tracks["existence"][i, 1]
            weight[c] = existence * detection * compare(state, sensors, reports, i, j, density, work)
            total += weight[c]
            best = c if best < 0 or weight[c] > weight[best] else best
        if best >= 0 and weight[best] >= MAIN_SHARE * total:
            _use_bearing(state, sensors, reports, near.row[best], j, weight[best], total - weight[best], work)
            given[j] = tracks["track_id"][near.row[best]]


@part
def _use_bearing(
    state: State, sensors: Any, reports: Reports, i: int, j: int, weight: float, others: float, work: Work
) -> None:
    """Correct the track that holds the main share of a bearing."""
    tracks = state.tracks
    share = weight / (weight + others)
    weigh_existence(tracks["existence"][i], 1.0, min(max(weight / others, 1.0), MOST_EVIDENCE))
    load_noise(state, sensors, reports, j, 1.0, work)
    used, distance, _ = innovate(sensors, reports, j, 0, tracks["mean"][i, 0], tracks["covariance"][i, 0], work)
    tail = max((TAIL_FREEDOM + distance) / (TAIL_FREEDOM + used), 1.0)
    apply_report(state, sensors, reports, i, j, tail / share, work)
