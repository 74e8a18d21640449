"""Which tracks a scan can concern, by a look that is much cheaper than a comparison.

Each track is extrapolated roughly: place and horizontal spread only. Reports lie in a grid over their first two columns
(range and azimuth, or east and north); a track looks at the cells within its reach. Most tracks find nothing there:
they are not even predicted, only their silence counts.
"""

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.tracking.assignment import group
from lindero.analytics.airspace.tracking.existence import age_existence, weigh_existence
from lindero.analytics.airspace.tracking.layout import POSITION, Reports, State
from lindero.analytics.airspace.tracking.measurement import wrap
from lindero.analytics.airspace.tracking.motion import ACCELERATION_PSD
from lindero.analytics.airspace.tracking.visibility import detection_probability
from lindero.analytics.jit import part

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

COARSE_SIGMAS: Final = 5.0
REACH_MARGIN_M: Final = 500.0
USUAL_SPEED_MPS: Final = 6.0
"""A fifth of a fast drone's speed: five sigmas of it, as of all that blurs, are its way in a second."""


class Candidates(NamedTuple):
    """Tracks that one scan can concern; `place` and `spread` are rough.

    Attributes:
        row: (c,) rows of the tracks.
        detection: (c,) probability that the scan holds a report of it.
        place: (c, 3) its position at the scan's time [m].
        spread: (c, 3) variance east, covariance east-north, variance north of it [m²].
    """

    row: Integers
    detection: Floats
    place: Floats
    spread: Floats


class Nearby(NamedTuple):
    """Pairs that the grid found.

    Attributes:
        track: (p,) index into the candidates.
        report: (p,) index into the scan.
    """

    track: Integers
    report: Integers


class Grid(NamedTuple):
    """Reports in cells over their first two columns, `side` by `side`.

    Attributes:
        low: (2,) least value of each column.
        width: (2,) of a cell.
        side: Cells along each column.
        round: Whether the second column is a full circle of azimuth.
        order: (m,) reports in the order of the cells.
        start: (side² + 1,) where each cell starts in it.
    """

    low: Floats
    width: Floats
    side: int
    round: bool
    order: Integers
    start: Integers


@part
def lay_out(reports: Reports, kind: int) -> Grid:
    """The grid of a scan's reports: about one report a cell."""
    z, count = reports.z, reports.z.shape[0]
    side = max(int(math.sqrt(count)), 1)
    low, high = np.full(2, math.inf), np.full(2, -math.inf)
    for j in range(count):
        for a in range(2):
            low[a], high[a] = min(low[a], z[j, a]), max(high[a], z[j, a])
    if kind != POSITION:
        low[1], high[1] = -math.pi, math.pi
    width = np.ones(2)
    for a in range(2):
        if count > 0:
            width[a] = max((high[a] - low[a]) / side, 1e-6)
        else:
            low[a] = 0.0
    cell = np.empty(count, dtype=np.int64)
    for j in range(count):
        second = z[j, 1] if kind == POSITION else wrap(z[j, 1])
        first = min(int((z[j, 0] - low[0]) / width[0]), side - 1)
        cell[j] = first * side + min(int((second - low[1]) / width[1]), side - 1)
    order, start = group(cell, side * side)
    return Grid(low, width, side, kind != POSITION, order, start)


@part
def rough_place(tracks: Any, i: int, time_s: float, place: Floats, spread: Floats) -> None:
    """Place (3,) and horizontal spread (3,) of row `i` at `time_s`, the modes taken together."""
    dt_s = time_s - tracks["time_s"][i]
    agile = tracks["mode"][i, 1]
    mean, covariance = tracks[i]["mean"], tracks[i]["covariance"]
    for a in range(3):
        at = mean[0, a] + dt_s * mean[0, a + 3]
        place[a] = at + agile * (mean[1, a] + dt_s * mean[1, a + 3] - at)
    drift = ACCELERATION_PSD[1] * abs(dt_s) ** 3 / 3.0
    for k in range(3):
        a, b = (0, 0) if k == 0 else ((0, 1) if k == 1 else (1, 1))
        spread[k] = drift if a == b else 0.0
        for m in range(2):
            p = covariance[m]
            moved = p[a, b] + dt_s * (p[a, b + 3] + p[a + 3, b] + dt_s * p[a + 3, b + 3])
            spread[k] += (agile if m == 1 else 1.0 - agile) * moved


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
def within_reach(state: State, sensors: Any, reports: Reports) -> Candidates:
    """Confirmed tracks within reach of a sensor, roughly where they are: whom a bearing can concern."""
    tracks, count = state.tracks, state.book["count"][0]
    reach = (sensors["max_range_m"][reports.sensor] + REACH_MARGIN_M) ** 2
    row, place, spread = np.empty(count, dtype=np.int64), np.empty((count, 3)), np.empty((count, 3))
    found = 0
    for i in range(count):
        if not tracks["confirmed"][i]:
            continue
        rough_place(tracks, i, reports.time_s, place[found], spread[found])
        if _level_squared(place[found], reports) <= reach:
            row[found] = i
            found += 1
    return Candidates(row[:found], np.zeros(found), place[:found], spread[:found])


@part
def _level_squared(place: Floats, reports: Reports) -> float:
    east, north = place[0] - reports.position_enu_m[0], place[1] - reports.position_enu_m[1]
    return east * east + north * north


@part
def candidates(state: State, sensors: Any, reports: Reports, bound: Integers) -> tuple[Candidates, Nearby]:
    """Tracks with a report nearby; of those in view without one the existence is weighed.

    Args:
        state: The tracker's state.
        sensors: Rows of the sensors.
        reports: The scan.
        bound: (m,) row of the track that a report's transmitter is bound to: neither competes here; -1 none.
    """
    tracks, count, sensor = state.tracks, state.book["count"][0], sensors[reports.sensor]
    kind = sensor["kind"]
    grid, blur = lay_out(reports, kind), _blur(state, sensors, reports)
    reach = (sensor["max_range_m"] + REACH_MARGIN_M) ** 2
    served = np.zeros(count, dtype=np.bool_)
    for j in range(len(bound)):
        if bound[j] >= 0:
            served[bound[j]] = True
    row, detection = np.empty(count, dtype=np.int64), np.empty(count)
    place, spread = np.empty((count, 3)), np.empty((count, 3))
    pairs, size, found = _room(128), 0, 0
    for i in range(count):
        rough_place(tracks, i, reports.time_s, place[found], spread[found])
        if served[i] or _level_squared(place[found], reports) > reach:
            continue
        sigma_m = math.sqrt(max(spread[found, 0] + spread[found, 2], 1.0))
        seen = detection_probability(sensors, reports, place[found], sigma_m)
        before = size
        for j in _around(grid, reports, kind, place[found], sigma_m, blur):
            if bound[j] == -1 and (reports.transmitter_id[j] == -1 or tracks["transmitter_id"][i] == -1):
                if size == len(pairs.track):
                    pairs = _with_more_room(pairs)
                pairs.track[size], pairs.report[size] = found, j
                size += 1
        if size > before:
            row[found], detection[found] = i, seen
            found += 1
        elif seen > 0.0:
            age_existence(tracks, i, reports.time_s)
            weigh_existence(tracks["existence"][i], seen, 0.0)
    near = Candidates(row[:found], detection[:found], place[:found], spread[:found])
    return near, Nearby(pairs.track[:size], pairs.report[:size])


@part
def _blur(state: State, sensors: Any, reports: Reports) -> tuple[float, float]:
    """1-sigma of the scan's reports in the grid's columns, time stamps and resolution included."""
    row = sensors[reports.sensor]
    first, second = report_noise_m(sensors, reports)
    factor, delay_s = state.noise_factor[reports.sensor], 0.0
    for j in range(reports.z.shape[0]):
        delay_s = max(delay_s, abs(reports.delay_s[j]))
    drift_m = (delay_s + row["clock_sigma_s"]) * USUAL_SPEED_MPS
    across = drift_m if row["kind"] == POSITION else drift_m / max(row["max_range_m"], 1.0)
    cell_m, cell_rad = row["resolution"]
    return factor * first + drift_m + cell_m, factor * second + across + cell_rad


@part
def _around(grid: Grid, reports: Reports, kind: int, place: Floats, sigma_m: float, blur: tuple[float, float]) -> Any:
    """The reports within a track's reach, one after the other, in the order of the cells."""
    first, second, arm = _seen_from(reports, kind, place)
    slack = COARSE_SIGMAS * (sigma_m + blur[0])
    aside = COARSE_SIGMAS * (sigma_m / arm + blur[1])
    top = grid.side - 1
    low = min(max(int(math.floor((first - slack - grid.low[0]) / grid.width[0])), 0), top)
    high = min(max(int(math.floor((first + slack - grid.low[0]) / grid.width[0])), 0), top)
    left = int(math.floor((second - aside - grid.low[1]) / grid.width[1]))
    right = int(math.floor((second + aside - grid.low[1]) / grid.width[1]))
    if grid.round:
        right = min(right, left + top)
    else:
        left, right = min(max(left, 0), top), min(max(right, 0), top)
    for a in range(low, high + 1):
        for b in range(left, right + 1):
            cell = a * grid.side + b % grid.side
            for k in range(grid.start[cell], grid.start[cell + 1]):
                j = grid.order[k]
                if abs(reports.z[j, 0] - first) <= slack:
                    gap = reports.z[j, 1] - second
                    if abs(wrap(gap) if grid.round else gap) <= aside:
                        yield j


@part
def _seen_from(reports: Reports, kind: int, place: Floats) -> tuple[float, float, float]:
    """What the first two columns of a report of `place` should be, and the distance that makes angles metres."""
    if kind == POSITION:
        return place[0], place[1], 1.0
    axes = reports.axes_enu
    east, north, up = 0.0, 0.0, 0.0
    for b in range(3):
        away = place[b] - reports.position_enu_m[b]
        east, north, up = east + axes[0, b] * away, north + axes[1, b] * away, up + axes[2, b] * away
    level = math.sqrt(east * east + north * north)
    return math.sqrt(level * level + up * up), math.atan2(north, east), max(level, 1.0)


@part
def _room(size: int) -> Nearby:
    return Nearby(np.empty(size, dtype=np.int64), np.empty(size, dtype=np.int64))


@part
def _with_more_room(pairs: Nearby) -> Nearby:
    size = len(pairs.track)
    more = _room(2 * size)
    for p in range(size):
        more.track[p], more.report[p] = pairs.track[p], pairs.report[p]
    return more
