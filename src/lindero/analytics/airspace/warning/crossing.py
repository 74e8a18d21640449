"""When an object will be across the line, as a distribution of time.

The flight goes on straight with random acceleration of density `FORECAST_PSD`. At each future instant the position is
Gaussian; its spread along the direction to the line gives the probability of being on the far side then. The running
maximum over time is the distribution of the time of crossing (exact for a straight line and an object that does not
turn back).
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.warning.line import nearest_on_line
from lindero.analytics.jit import kernel, part

Floats = NDArray[np.float64]

FORECAST_PSD: Final = 0.35
"""Density of the acceleration over a minute [m²/s³]: gentler than the tracker's, because turns cancel out."""

STEP_S: Final = 2.0
LEAST_CHANCE: Final = 0.02
"""Below this there is no time of crossing worth telling."""

QUANTILES: Final = (0.05, 0.50, 0.95)


@kernel
def across_by(line_m: Floats, home: Any, states: Any, covariances: Any, chance: Floats) -> None:
    """Probability that each object has been on the far side by each instant k · STEP_S from now.

    Args:
        line_m: (k, 2) the line [m].
        home: (n,) +1 if the object's own side is the left of the line, -1 if the right.
        states: (n, 6) position [m] and velocity [m/s].
        covariances: (n, 6, 6).
        chance: (n, steps) result, not falling with time.
    """
    for i in range(len(home)):
        x, p = states[i], covariances[i]
        reached = 0.0
        for k in range(chance.shape[1]):
            t = k * STEP_S
            distance, nx, ny, _, _ = nearest_on_line(line_m, x[0] + t * x[3], x[1] + t * x[4])
            spread = _along(p, nx, ny, t) + FORECAST_PSD * t**3 / 3.0
            far = 0.5 * math.erfc(home[i] * distance / math.sqrt(2.0 * max(spread, 1e-6)))
            reached = max(reached, far)
            chance[i, k] = reached


@part
def _along(p: Any, nx: float, ny: float, t: float) -> float:
    """Variance of the position after `t` seconds of straight flight, along the unit vector (nx, ny) [m²]."""
    a, b = np.empty(6), 0.0
    a[0], a[1], a[2], a[3], a[4], a[5] = nx, ny, 0.0, t * nx, t * ny, 0.0
    for r in range(6):
        for c in range(6):
            b += a[r] * p[r, c] * a[c]
    return b


def time_quantiles(chance: Floats) -> Floats:
    """5, 50 and 95 % quantiles of the time of crossing, given that it happens within the span.

    Args:
        chance: (n, steps) of `across_by`.

    Returns:
        (n, 3) seconds; NaN where crossing is less likely than `LEAST_CHANCE`.
    """
    times = np.full((len(chance), len(QUANTILES)), np.nan)
    axis = np.arange(chance.shape[1]) * STEP_S
    for row, reached in zip(times, chance, strict=True):
        if reached[-1] >= LEAST_CHANCE:
            first = np.searchsorted(reached, np.array(QUANTILES) * reached[-1])
            before = np.maximum(first - 1, 0)
            rise = reached[first] - reached[before]
            missing = np.array(QUANTILES) * reached[-1] - reached[before]
            share = np.where(rise > 0.0, missing / np.where(rise > 0.0, rise, 1.0), 0.0)
            row[:] = axis[before] + share * (axis[first] - axis[before])
    return times
