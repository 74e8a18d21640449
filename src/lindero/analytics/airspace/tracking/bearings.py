"""Bearings: a direction that several objects may share.

A bearing never starts a track and is never assigned for good. Its probability of being each track's is weighed
against the others and false ones; only a track that holds most of it is corrected, with the noise widened by that
doubt and by a heavy tail, so that a wrong bearing moves it little. Silence says nothing: not everything transmits.

Directions are compared as one-dimensional Gaussians, from where each track roughly is: with the spread of the track
across the line of sight over its distance, and that of the bearing.

Reference: Bar-Shalom, Daum, Huang, "The probabilistic data association filter", IEEE Control Systems 29(6), 2009.
"""

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.classification.emission import listen
from lindero.analytics.airspace.tracking.assignment import group
from lindero.analytics.airspace.tracking.candidates import Candidates
from lindero.analytics.airspace.tracking.clutter import clutter_densities
from lindero.analytics.airspace.tracking.existence import age_existence, weigh_existence
from lindero.analytics.airspace.tracking.layout import Reports, State
from lindero.analytics.airspace.tracking.measurement import innovate, load_report, wrap
from lindero.analytics.airspace.tracking.motion import predict_track
from lindero.analytics.airspace.tracking.update import apply_report
from lindero.analytics.jit import part

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MAIN_SHARE: Final = 0.6
TAIL_FREEDOM: Final = 4.0
"""Degrees of freedom of the Student-t that stands for a bearing's error."""

HEIGHT_SIGMA_M: Final = 40.0
"""How well the height of a track is taken to be known when an elevation is compared."""

MOST_EVIDENCE: Final = 5.0
"""Factor by which one bearing can raise the odds that a track exists."""


CELLS: Final = 120
SIGMAS: Final = 3.6
"""Half the width of the gate: the square root of `GATE[1]`."""

MOST_SHARING: Final = 12
"""A direction that more tracks share says nothing of any."""


class Directions(NamedTuple):
    """Candidates as a sensor sees them: azimuth, elevation and their variances (c,), grouped by cells of azimuth."""

    azimuth: Floats
    elevation: Floats
    azimuth_variance: Floats
    elevation_variance: Floats
    widest: float
    order: Integers
    start: Integers


@part
def hear(state: State, sensors: Any, reports: Reports, near: Candidates, given: Any, work: Any) -> None:
    """Use the bearings of one scan.

    Args:
        state: The tracker's state.
        sensors: Rows of the sensors.
        reports: The scan.
        near: Confirmed tracks within reach.
        given: (m,) receives the identity of the track that each bearing went to.
        work: Scratch.
    """
    listen(state, sensors, reports, near.row, near.place)
    tracks, seen = state.tracks, _directions(reports, near)
    density = clutter_densities(sensors, reports, state.clutter[reports.sensor])
    for j in range(reports.z.shape[0]):
        load_report(state, sensors, reports, j, 1.0, work)
        best, weight, total = _weigh(state, sensors, reports, near, seen, j, density[j], work["noise"])
        if best >= 0 and weight >= MAIN_SHARE * total:
            i = near.row[best]
            predict_track(tracks, i, reports.time_s)
            age_existence(tracks, i, reports.time_s)
            _use_bearing(state, sensors, reports, i, j, weight, total - weight, work)
            given[j] = tracks["track_id"][i]


@part
def _directions(reports: Reports, near: Candidates) -> Directions:
    count = len(near.row)
    azimuth, elevation, across, upright = np.empty(count), np.empty(count), np.empty(count), np.empty(count)
    cell, widest = np.empty(count, dtype=np.int64), 0.0
    axes = reports.axes_enu
    for c in range(count):
        east, north, up = 0.0, 0.0, 0.0
        for b in range(3):
            away = near.place[c, b] - reports.position_enu_m[b]
            east, north, up = east + axes[0, b] * away, north + axes[1, b] * away, up + axes[2, b] * away
        level = max(math.sqrt(east * east + north * north), 1.0)
        azimuth[c], elevation[c] = math.atan2(north, east), math.atan2(up, level)
        x, y = near.place[c, 0] - reports.position_enu_m[0], near.place[c, 1] - reports.position_enu_m[1]
        spread = near.spread[c]
        aside = (y * y * spread[0] - 2.0 * x * y * spread[1] + x * x * spread[2]) / (x * x + y * y + 1.0)
        across[c], upright[c] = max(aside, 1.0) / level**2, HEIGHT_SIGMA_M**2 / level**2
        widest = max(widest, across[c])
        cell[c] = min(int((azimuth[c] + math.pi) / (2.0 * math.pi) * CELLS), CELLS - 1)
    order, start = group(cell, CELLS)
    return Directions(azimuth, elevation, across, upright, widest, order, start)


@part
def _weigh(
    state: State,
    sensors: Any,
    reports: Reports,
    near: Candidates,
    seen: Directions,
    j: int,
    density: float,
    noise: Floats,
) -> tuple[int, float, float]:
    """The candidate that most likely sent bearing `j` (-1 none), its weight, and that of all with "false" as 1."""
    z, tracks = reports.z[j], state.tracks
    detection = sensors["detection_probability"][reports.sensor]
    slack = SIGMAS * math.sqrt(noise[0, 0] + seen.widest)
    first = int(math.floor((wrap(z[0]) - slack + math.pi) / (2.0 * math.pi) * CELLS))
    last = min(int(math.floor((wrap(z[0]) + slack + math.pi) / (2.0 * math.pi) * CELLS)), first + CELLS - 1)
    told = len(z) > 1 and not math.isnan(z[1])
    best, most, total, sharing = -1, 0.0, 1.0, 0
    for cell in range(first, last + 1):
        for k in range(seen.start[cell % CELLS], seen.start[cell % CELLS + 1]):
            c = seen.order[k]
            variance = noise[0, 0] + seen.azimuth_variance[c]
            distance = wrap(z[0] - seen.azimuth[c]) ** 2 / variance
            if distance > SIGMAS**2:
                continue
            likelihood = math.exp(-0.5 * distance) / math.sqrt(2.0 * math.pi * variance)
            if told:
                variance = noise[1, 1] + seen.elevation_variance[c]
                distance = (z[1] - seen.elevation[c]) ** 2 / variance
                likelihood *= math.exp(-0.5 * distance) / math.sqrt(2.0 * math.pi * variance)
            existence = tracks["existence"][near.row[c]]
            weight = (existence[0] + existence[1]) * detection * likelihood / density
            total += weight
            sharing += 1
            if weight > most:
                best, most = c, weight
            if sharing > MOST_SHARING:
                return -1, 0.0, total
    return best, most, total


@part
def _use_bearing(
    state: State, sensors: Any, reports: Reports, i: int, j: int, weight: float, others: float, work: Any
) -> None:
    """Correct the track that holds the main share of a bearing."""
    tracks = state.tracks
    share = weight / (weight + others)
    weigh_existence(tracks["existence"][i], 1.0, min(max(weight / others, 1.0), MOST_EVIDENCE))
    load_report(state, sensors, reports, j, 1.0, work)
    used, distance, _ = innovate(0, tracks["mean"][i, 0], tracks["covariance"][i, 0], work)
    tail = max((TAIL_FREEDOM + distance) / (TAIL_FREEDOM + used), 1.0)
    apply_report(state, sensors, reports, i, j, tail / share, work)
