"""Signed distance to a line that bends, or that closes around an area.

Which segments can be the nearest is noted beforehand per square of a grid: with the distance D of a square's middle to
the line and half its diagonal r, the nearest segment of any place inside lies within D + 2 r of the middle (triangle
inequality). A place outside the grid is held against every segment.
"""

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.jit import kernel, part

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

GRID: Final = 192
"""Squares along the longer side of the grid."""
MARGIN_M: Final = 10_000.0
"""How far the grid reaches beyond the line [m]."""


class LineIndex(NamedTuple):
    """A line with, for each square of a grid, the segments that can be the nearest there.

    Attributes:
        points_m: (k, 2) the line [m].
        layout: (4,) east and north of the grid's corner, side of a square [m], 1.0 if the line is closed.
        first: (nx, ny + 1) where each square's segments begin in `segments`.
        segments: Numbers of segments, square by square.
    """

    points_m: Floats
    layout: Floats
    first: Integers
    segments: Integers


def index_line(points_m: Floats) -> LineIndex:
    """The index of a line, (k, 2) points in order [m]; it is closed if it ends where it begins."""
    low, high = points_m.min(axis=0) - MARGIN_M, points_m.max(axis=0) + MARGIN_M
    cell_m = float(np.max(high - low)) / GRID
    nx, ny = (max(int(math.ceil(span / cell_m)), 1) for span in high - low)
    first, found, count = np.zeros((nx, ny + 1), np.int64), [], 0
    north = low[1] + (np.arange(ny) + 0.5) * cell_m
    for column in range(nx):
        middles = np.stack([np.full(ny, low[0] + (column + 0.5) * cell_m), north], axis=1)
        away = _distances(points_m, middles)
        near = away <= away.min(axis=1, keepdims=True) + math.sqrt(2.0) * cell_m
        square, segment = np.nonzero(near)
        first[column] = count + np.searchsorted(square, np.arange(ny + 1))
        found.append(segment)
        count += len(segment)
    closed = float(np.hypot(*(points_m[0] - points_m[-1])) < 1e-6)
    layout = np.array([low[0], low[1], cell_m, closed])
    return LineIndex(points_m, layout, first, np.concatenate(found).astype(np.int64))


def _distances(points_m: Floats, places: Floats) -> Floats:
    """(m, k - 1) distance of each of (m, 2) places to each segment [m]."""
    along = np.diff(points_m, axis=0)
    offset = places[:, None] - points_m[None, :-1]
    share = (offset * along).sum(axis=2) / np.maximum((along * along).sum(axis=1), 1e-12)
    foot = offset - np.clip(share, 0.0, 1.0)[..., None] * along
    return np.asarray(np.hypot(foot[..., 0], foot[..., 1]))


@part
def nearest(
    points_m: Any, layout: Any, first: Any, segments: Any, x_m: float, y_m: float
) -> tuple[float, float, float, float, float]:
    """Distance to a polyline, positive to the left of its direction, negative to the right.

    Nearest to a corner, the side is that of the sum of the normals of the two segments that meet there; beyond an
    end, that of the last segment prolonged.

    Args:
        points_m: As the other three, of a `LineIndex`.
        layout: Likewise.
        first: Likewise.
        segments: Likewise.
        x_m: East of the place [m].
        y_m: North of the place [m].

    Returns:
        Signed distance [m], east and north of the unit vector of growing distance, east and north of the nearest
        point of the line [m].
    """
    column, row = int(math.floor((x_m - layout[0]) / layout[2])), int(math.floor((y_m - layout[1]) / layout[2]))
    inside = 0 <= column < first.shape[0] and 0 <= row < first.shape[1] - 1
    begin = first[column, row] if inside else 0
    end = first[column, row + 1] if inside else len(points_m) - 1
    least, segment, along = math.inf, 0, 0.0
    for candidate in range(begin, end):
        k = segments[candidate] if inside else candidate
        ex, ey = points_m[k + 1, 0] - points_m[k, 0], points_m[k + 1, 1] - points_m[k, 1]
        fx, fy = x_m - points_m[k, 0], y_m - points_m[k, 1]
        share = min(max((fx * ex + fy * ey) / max(ex * ex + ey * ey, 1e-12), 0.0), 1.0)
        square = (fx - share * ex) ** 2 + (fy - share * ey) ** 2
        if square < least:
            least, segment, along = square, k, share
    px = points_m[segment, 0] + along * (points_m[segment + 1, 0] - points_m[segment, 0])
    py = points_m[segment, 1] + along * (points_m[segment + 1, 1] - points_m[segment, 1])
    nx, ny = _normal(points_m, segment, along, layout[3] > 0.0)
    distance = math.sqrt(least)
    side = math.copysign(1.0, (x_m - px) * nx + (y_m - py) * ny)
    if distance > 1e-6:
        nx, ny = side * (x_m - px) / distance, side * (y_m - py) / distance
    return side * distance, nx, ny, px, py


@kernel
def nearest_on_line(points_m: Any, layout: Any, first: Any, segments: Any, places_m: Floats, found: Floats) -> None:
    """`nearest` of (m, 2) places, into `found` (m, 5)."""
    for i in range(len(places_m)):
        found[i, 0], found[i, 1], found[i, 2], found[i, 3], found[i, 4] = nearest(
            points_m, layout, first, segments, places_m[i, 0], places_m[i, 1]
        )


@part
def _normal(points_m: Any, segment: int, along: float, closed: bool) -> tuple[float, float]:
    """Unit normal to the left at a point of a segment; at a corner the mean of both segments'."""
    nx, ny = _left_of(points_m, segment)
    count = len(points_m) - 1
    other = segment + 1 if along >= 1.0 else (segment - 1 if along <= 0.0 else -2)
    if closed and other >= -1:
        other = (other + count) % count
    if 0 <= other < count:
        ox, oy = _left_of(points_m, other)
        nx, ny = nx + ox, ny + oy
    size = max(math.sqrt(nx * nx + ny * ny), 1e-12)
    return nx / size, ny / size


@part
def _left_of(points_m: Any, segment: int) -> tuple[float, float]:
    ex, ey = points_m[segment + 1, 0] - points_m[segment, 0], points_m[segment + 1, 1] - points_m[segment, 1]
    size = max(math.sqrt(ex * ex + ey * ey), 1e-12)
    return -ey / size, ex / size
