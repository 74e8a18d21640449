"""Which reports could come from which tracks, and how much more likely that is than a false report.

Reports lie on shelves by their first column (range, or east for positions); a track looks at those within its reach,
and what is left is compared in full, mode by mode.
"""

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.tracking.assignment import group
from lindero.analytics.airspace.tracking.clutter import clutter_density
from lindero.analytics.airspace.tracking.existence import survive
from lindero.analytics.airspace.tracking.layout import BEARING, POSITION, Reports, State
from lindero.analytics.airspace.tracking.measurement import Work, innovate, load_noise, wrap
from lindero.analytics.airspace.tracking.motion import MODE_COUNT, predict_track
from lindero.analytics.airspace.tracking.visibility import detection_probability
from lindero.analytics.jit import part

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

GATE: Final = (0.0, 13.1, 16.2, 18.8, 21.1, 23.3, 25.3)
"""Quantile 0.9997 of chi-square by degrees of freedom."""

COARSE_SIGMAS: Final = 5.0
REACH_MARGIN_M: Final = 500.0
TENTATIVE_CREDIT: Final = 0.2
"""A track that is not yet believed competes for reports as if it had at least this existence."""


class Candidates(NamedTuple):
    """Tracks that one scan can concern.

    Attributes:
        row: (c,) rows of the tracks, brought to the scan's time.
        detection: (c,) probability that the scan holds a report of it.
        sigma_m: (c,) 1-sigma of its position.
        place: (c, 3) its mean position [m].
    """

    row: Integers
    detection: Floats
    sigma_m: Floats
    place: Floats


class Pairs(NamedTuple):
    """Candidate pairs.

    Attributes:
        track: (p,) index into the candidates.
        report: (p,) index into the scan.
        ratio: (p,) likelihood of the report given the track over the density of false reports.
    """

    track: Integers
    report: Integers
    ratio: Floats


@part
def candidates(state: State, sensors: Any, reports: Reports) -> Candidates:
    """Predict the tracks within reach of the sensor to the time of the scan, in place; for bearings confirmed ones.

    Args:
        state: The tracker's state.
        sensors: Rows of the sensors.
        reports: The scan.
    """
    tracks, count = state.tracks, state.book["count"][0]
    reach = sensors[reports.sensor]["max_range_m"] + REACH_MARGIN_M
    bearing = sensors[reports.sensor]["kind"] == BEARING
    row, detection = np.empty(count, dtype=np.int64), np.empty(count)
    sigma, place = np.empty(count), np.zeros((count, 3))
    mean = np.zeros(6)
    found = 0
    for i in range(count):
        if bearing and not tracks["confirmed"][i]:
            continue
        dt_s = reports.time_s - tracks["time_s"][i]
        rough = tracks["mean"][i, 0]
        near = 0.0
        for a in range(2):
            near += (rough[a] + dt_s * rough[a + 3] - reports.position_enu_m[a]) ** 2
        if near > reach**2:
            continue
        predict_track(tracks, i, reports.time_s)
        survive(tracks["existence"][i], dt_s)
        variance = 0.0
        for a in range(3):
            mean[a] = 0.0
            for m in range(MODE_COUNT):
                mean[a] += tracks["mode"][i, m] * tracks["mean"][i, m, a]
            place[found, a] = mean[a]
        for m in range(MODE_COUNT):
            variance += tracks["mode"][i, m] * (tracks["covariance"][i, m, 0, 0] + tracks["covariance"][i, m, 1, 1])
        row[found], sigma[found] = i, math.sqrt(variance)
        detection[found] = detection_probability(sensors, reports, mean, sigma[found])
        found += 1
    return Candidates(row[:found], detection[:found], sigma[:found], place[:found])


@part
def report_noise_m(sensors: Any, reports: Reports) -> tuple[float, float]:
    """Largest 1-sigma of the scan in the first column [m], and in azimuth [rad] or north [m]."""
    row = sensors[reports.sensor]
    first, second = row["sigma"][0], row["sigma"][1]
    for j in range(reports.covariance.shape[0]):
        first = max(first, math.sqrt(max(reports.covariance[j, 0, 0], 0.0)))
        second = max(second, math.sqrt(max(reports.covariance[j, 1, 1], 0.0)))
    return first, second


@part
def compare(state: State, sensors: Any, reports: Reports, i: int, j: int, density: float, work: Work) -> float:
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
    load_noise(state, sensors, reports, j, 1.0, work)
    likelihood, nearest, used = 0.0, math.inf, 0
    for m in range(MODE_COUNT):
        used, distance, log_det = innovate(
            sensors, reports, j, 0, tracks["mean"][i, m], tracks["covariance"][i, m], work
        )
        nearest = min(nearest, distance)
        exponent = -0.5 * (distance + log_det + used * math.log(2.0 * math.pi))
        likelihood += tracks["mode"][i, m] * math.exp(exponent)
    return likelihood / density if nearest <= GATE[used] else 0.0


@part
def gate(state: State, sensors: Any, reports: Reports, near: Candidates, bound: Integers, work: Work) -> Pairs:
    """All pairs of candidates and reports inside the gate.

    Args:
        state: The tracker's state, candidates at the scan's time.
        sensors: Rows of the sensors.
        reports: The scan.
        near: The candidates.
        bound: (m,) row of the track that a report's transmitter is bound to, -1 none: such a report is compared with
            that track elsewhere, and here with none.
        work: Scratch.
    """
    row, count = sensors[reports.sensor], reports.z.shape[0]
    density = np.empty(count)
    for j in range(count):
        density[j] = clutter_density(sensors, reports, state.clutter[reports.sensor], j)
    shelves = _shelve(reports)
    noise, across = report_noise_m(sensors, reports)
    pairs, found = _room(64), 0
    for c in range(len(near.row)):
        centre, slack = _centre(row, reports, near.place[c]), COARSE_SIGMAS * (near.sigma_m[c] + noise)
        first, last = _shelf(shelves, centre - slack), _shelf(shelves, centre + slack)
        for k in range(shelves.start[first], shelves.start[last + 1]):
            j = shelves.order[k]
            if bound[j] != -1 or not _compatible(state, reports, near.row[c], j):
                continue
            if not _near(row, reports, near.place[c], near.sigma_m[c], across, j):
                continue
            value = compare(state, sensors, reports, near.row[c], j, density[j], work)
            if value > 0.0:
                if found == len(pairs.track):
                    pairs = _with_more_room(pairs)
                pairs.track[found], pairs.report[found], pairs.ratio[found] = c, j, value
                found += 1
    return Pairs(pairs.track[:found], pairs.report[:found], pairs.ratio[:found])


class Shelves(NamedTuple):
    """Reports grouped by their first column, in cells of equal width."""

    low: float
    width: float
    order: Integers
    start: Integers


@part
def _shelve(reports: Reports) -> Shelves:
    """As many cells as reports, from the least value of the first column to the greatest."""
    count = reports.z.shape[0]
    low, high = math.inf, -math.inf
    for j in range(count):
        low, high = min(low, reports.z[j, 0]), max(high, reports.z[j, 0])
    cells = max(count, 1)
    width = max((high - low) / cells, 1e-3) if count else 1.0
    cell = np.empty(count, dtype=np.int64)
    for j in range(count):
        cell[j] = min(int((reports.z[j, 0] - low) / width), cells - 1)
    order, start = group(cell, cells)
    return Shelves(low if count else 0.0, width, order, start)


@part
def _shelf(shelves: Shelves, value: float) -> int:
    """The cell of a value; the first or last one beyond the ends."""
    cell = math.floor((value - shelves.low) / shelves.width)
    return int(min(max(cell, 0.0), len(shelves.start) - 2.0))


@part
def _room(size: int) -> Pairs:
    return Pairs(np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64), np.zeros(size))


@part
def _with_more_room(pairs: Pairs) -> Pairs:
    size = len(pairs.track)
    more = _room(2 * size)
    for p in range(size):
        more.track[p], more.report[p], more.ratio[p] = pairs.track[p], pairs.report[p], pairs.ratio[p]
    return more


@part
def _compatible(state: State, reports: Reports, i: int, j: int) -> bool:
    """A report with an identity never joins a track that has another one."""
    identity = reports.transmitter_id[j]
    return identity == -1 or state.tracks["transmitter_id"][i] == -1


@part
def _centre(row: Any, reports: Reports, place: Floats) -> float:
    """What the first column of a track's report should be: east, or range from the sensor."""
    if row["kind"] == POSITION:
        return place[0]
    total = 0.0
    for a in range(3):
        total += (place[a] - reports.position_enu_m[a]) ** 2
    return math.sqrt(total)


@part
def _near(row: Any, reports: Reports, place: Floats, sigma_m: float, across: float, j: int) -> bool:
    """Coarse test of the second column: azimuth times distance, or north."""
    if row["kind"] == POSITION:
        return abs(reports.z[j, 1] - place[1]) <= COARSE_SIGMAS * (sigma_m + across)
    east, north = 0.0, 0.0
    for b in range(3):
        east += reports.axes_enu[0, b] * (place[b] - reports.position_enu_m[b])
        north += reports.axes_enu[1, b] * (place[b] - reports.position_enu_m[b])
    level = math.sqrt(east**2 + north**2)
    aside = abs(wrap(reports.z[j, 1] - math.atan2(north, east))) * level
    return aside <= COARSE_SIGMAS * (sigma_m + across * level)
