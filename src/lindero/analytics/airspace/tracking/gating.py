"""How likely a report is a track's, and how much more likely that is than a false report.

Pairs that the grid found are compared in full, mode by mode.
"""

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.tracking.candidates import Candidates, Nearby
from lindero.analytics.airspace.tracking.clutter import clutter_densities
from lindero.analytics.airspace.tracking.existence import age_existence
from lindero.analytics.airspace.tracking.layout import Reports, State
from lindero.analytics.airspace.tracking.measurement import innovate, load_report
from lindero.analytics.airspace.tracking.motion import MODE_COUNT, predict_track
from lindero.analytics.jit import part

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

GATE: Final = (0.0, 13.1, 16.2, 18.8, 21.1, 23.3, 25.3)
"""Quantile 0.9997 of chi-square by degrees of freedom."""

LOG_TWO_PI: Final = math.log(2.0 * math.pi)
TENTATIVE_CREDIT: Final = 0.2
"""A track that is not yet believed competes for reports as if it had at least this existence."""


class Pairs(NamedTuple):
    """Pairs inside the gate.

    Attributes:
        track: (p,) index into the candidates.
        report: (p,) index into the scan.
        ratio: (p,) likelihood of the report given the track over the density of false reports.
    """

    track: Integers
    report: Integers
    ratio: Floats


@part
def gate(state: State, sensors: Any, reports: Reports, near: Candidates, nearby: Nearby, work: Any) -> Pairs:
    """Bring the candidates to the time of the scan, in place, and keep the pairs inside the gate.

    Args:
        state: The tracker's state.
        sensors: Rows of the sensors.
        reports: The scan.
        near: The candidates.
        nearby: Pairs to look at.
        work: Scratch.
    """
    for i in near.row:
        predict_track(state.tracks, i, reports.time_s)
        age_existence(state.tracks, i, reports.time_s)
    density = clutter_densities(sensors, reports, state.clutter[reports.sensor])
    size, kept = len(nearby.track), 0
    pairs = Pairs(np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64), np.empty(size))
    for p in range(size):
        c, j = nearby.track[p], nearby.report[p]
        value = compare(state, sensors, reports, near.row[c], j, density[j], work)
        if value > 0.0:
            pairs.track[kept], pairs.report[kept], pairs.ratio[kept] = c, j, value
            kept += 1
    return Pairs(pairs.track[:kept], pairs.report[:kept], pairs.ratio[:kept])


@part
def compare(state: State, sensors: Any, reports: Reports, i: int, j: int, density: float, work: Any) -> float:
    """Likelihood ratio of report `j` for track row `i`, or 0 outside the gate.

    Args:
        state: The tracker's state.
        sensors: Rows of the sensors.
        reports: The scan.
        i: Row of the track, at the scan's time.
        j: Which report.
        density: Of false reports at `j`.
        work: Scratch.
    """
    tracks = state.tracks
    load_report(state, sensors, reports, j, 1.0, work)
    likelihood, inside = 0.0, False
    for m in range(MODE_COUNT):
        used, distance, log_det = innovate(0, tracks[i]["mean"][m], tracks[i]["covariance"][m], work)
        inside |= distance <= GATE[used]
        exponent = -0.5 * (distance + log_det + used * LOG_TWO_PI)
        likelihood += tracks["mode"][i, m] * math.exp(exponent)
    return likelihood / density if inside else 0.0
