"""Signed distance to a line that bends."""

import math

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.jit import kernel, part

Floats = NDArray[np.float64]


@kernel
def nearest_on_line(line_m: Floats, x_m: float, y_m: float) -> tuple[float, float, float, float, float]:
    """Distance to a polyline, positive to the left of its direction, negative to the right.

    Nearest to a corner, the side is that of the sum of the normals of the two segments that meet there; beyond an
    end, that of the last segment prolonged.

    Args:
        line_m: (k, 2) points in order, k ≥ 2 [m].
        x_m: East of the place [m].
        y_m: North of the place [m].

    Returns:
        Signed distance [m], east and north of the unit vector of growing distance, east and north of the nearest
        point of the line [m].
    """
    least, segment, along = math.inf, 0, 0.0
    for k in range(len(line_m) - 1):
        ex, ey = line_m[k + 1, 0] - line_m[k, 0], line_m[k + 1, 1] - line_m[k, 1]
        fx, fy = x_m - line_m[k, 0], y_m - line_m[k, 1]
        share = min(max((fx * ex + fy * ey) / max(ex * ex + ey * ey, 1e-12), 0.0), 1.0)
        square = (fx - share * ex) ** 2 + (fy - share * ey) ** 2
        if square < least:
            least, segment, along = square, k, share
    px = line_m[segment, 0] + along * (line_m[segment + 1, 0] - line_m[segment, 0])
    py = line_m[segment, 1] + along * (line_m[segment + 1, 1] - line_m[segment, 1])
    nx, ny = _normal(line_m, segment, along)
    distance = math.sqrt(least)
    side = math.copysign(1.0, (x_m - px) * nx + (y_m - py) * ny)
    if distance > 1e-6:
        nx, ny = side * (x_m - px) / distance, side * (y_m - py) / distance
    return side * distance, nx, ny, px, py


@part
def _normal(line_m: Floats, segment: int, along: float) -> tuple[float, float]:
    """Unit normal to the left at a point of a segment; at a corner the mean of both segments'."""
    nx, ny = _left_of(line_m, segment)
    other = segment + 1 if along >= 1.0 else (segment - 1 if along <= 0.0 else -1)
    if 0 <= other < len(line_m) - 1:
        ox, oy = _left_of(line_m, other)
        nx, ny = nx + ox, ny + oy
    size = max(math.sqrt(nx * nx + ny * ny), 1e-12)
    return nx / size, ny / size


@part
def _left_of(line_m: Floats, segment: int) -> tuple[float, float]:
    ex, ey = line_m[segment + 1, 0] - line_m[segment, 0], line_m[segment + 1, 1] - line_m[segment, 1]
    size = max(math.sqrt(ex * ex + ey * ey), 1e-12)
    return -ey / size, ex / size
