"""When an object will be across the line, as a distribution of time.

    F(t) = integral of exp(-lambda s) dG(s),  G(t) = sum over k of w_k max over s <= t of Phi(-d_k(s) / sigma_k(s))

Two ways of going on are weighed: back to its habit (the present excursion dies away, `habit`), and as it goes now,
turning as it turned. Each is a path with a Gaussian spread; d_k is the signed distance from the line along the path,
sigma_k^2 the spread along the direction to the line: error of position and velocity (residual bias included), of the
habit, excursions to come, error of the line. The weight of the habit falls with the present excursion e, exp(-e^2 / 2).
The running maximum is the distribution of the first crossing (exact for a straight line and a path that does not come
back). An object may think better of it: it turns back at the rate lambda, whatever it did before.

Reference: as `habit` for the spread; D. R. Cox and H. D. Miller, "The Theory of Stochastic Processes", 1965, ch. 5 for
first passages, of which the running maximum is the lower bound.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.warning.habit import EXCURSION_MPS, REVERSION_S
from lindero.analytics.airspace.warning.line import nearest
from lindero.analytics.jit import kernel, part

Floats = NDArray[np.float64]

TURN_BACK_RATE: Final = 1.0 / 80.0
"""How often an object that approaches thinks better of it [1/s]."""
LEAST_NOW: Final = 0.1
"""Least weight of going on as now."""
FORECAST_PSD: Final = 0.1
"""Density of the acceleration that neither way of going on knows of [m²/s³]."""
TURN_SIGMA: Final = 0.03
"""1-sigma of a rate of turn that means nothing [rad/s]."""
TURN_LASTS_S: Final = 30.0
"""Time constant with which a turn ends [s]."""

NODES: Final = 32
BEND: Final = 1.7
"""Instants ahead are dense at first: span (k / NODES)^BEND."""
LEAST_CHANCE: Final = 0.02
"""Below this there is no time of crossing worth telling."""
LEVELS: Final = (0.10, 0.50, 0.90)
"""Levels of F that hold the 5, 50 and 95 % quantiles. The errors of the tracker hold the residual bias as if the
sensors had it in full, which spreads F too widely: at these levels the stated interval holds what it says."""
FAR_SIGMAS: Final = 5.0
FASTEST_GAIN_MPS: Final = 5.0
"""An object may become so much faster than it is [m/s]: farther out, nothing is computed."""


def instants(span_s: float) -> Floats:
    """(NODES + 1,) instants ahead, from 0 to the span [s]."""
    return span_s * np.linspace(0.0, 1.0, NODES + 1) ** BEND


@kernel
def forecast(
    points_m: Any,
    layout: Any,
    first: Any,
    segments: Any,
    line_sigma_m: float,
    homes: Any,
    states: Any,
    covariances: Any,
    means: Any,
    variances: Any,
    turns: Any,
    ahead_s: Any,
    told: Floats,
    chance: Floats,
) -> None:
    """Distance of each object to the line now, and the probability of having been across by each instant ahead.

    Args:
        points_m: As the next three, of a `LineIndex`.
        layout: Likewise.
        first: Likewise.
        segments: Likewise.
        line_sigma_m: 1-sigma of the line [m].
        homes: (n,) +1 if the object's own side is the left of the line, -1 if the right, 0 if that where it is.
        states: (n, 6) position [m] and velocity [m/s].
        covariances: (n, 6, 6).
        means: (n, 2) mean velocity [m/s].
        variances: (n,) of it, an axis [m²/s²].
        turns: (n,) rate of turn [rad/s].
        ahead_s: (k,) instants ahead from 0 on [s].
        told: (n, 3) result: signed distance, its 1-sigma without the line's [m], weight of the habit.
        chance: (n, k) result, not falling with time.
    """
    for i in range(len(homes)):
        x, p = states[i], covariances[i]
        distance, nx, ny, _, _ = nearest(points_m, layout, first, segments, x[0], x[1])
        told[i, 0], told[i, 1] = distance, math.sqrt(max(_spread(p, nx, ny, 0.0), 0.0))
        home = homes[i] if homes[i] != 0 else (1.0 if distance >= 0.0 else -1.0)
        gx, gy = x[3] - means[i, 0], x[4] - means[i, 1]
        now_variance = EXCURSION_MPS**2 + 0.5 * (p[3, 3] + p[4, 4]) + variances[i]
        told[i, 2] = (1.0 - LEAST_NOW) * math.exp(-0.5 * (gx * gx + gy * gy) / now_variance)
        reach = (math.hypot(x[3], x[4]) + FASTEST_GAIN_MPS) * ahead_s[-1]
        if home * distance > reach + FAR_SIGMAS * math.hypot(told[i, 1], line_sigma_m):
            chance[i] = 0.0
            continue
        for way in range(2):
            weight = told[i, 2] if way == 0 else 1.0 - told[i, 2]
            reached, east, north = 0.0, x[0], x[1]
            for k in range(len(ahead_s)):
                t = ahead_s[k]
                lasts = REVERSION_S * (1.0 - math.exp(-t / REVERSION_S))
                if way == 0:
                    east, north = x[0] + means[i, 0] * t + gx * lasts, x[1] + means[i, 1] * t + gy * lasts
                elif k > 0:
                    east, north = _turned(east, north, x, turns[i], ahead_s[k - 1], t)
                d, nx, ny, _, _ = nearest(points_m, layout, first, segments, east, north)
                spread = _spread(p, nx, ny, lasts if way == 0 else t) + _excursions(t) + FORECAST_PSD * t**3 / 3.0
                spread += line_sigma_m**2 + (variances[i] * (t - lasts) ** 2 if way == 0 else 0.0)
                reached = max(reached, 0.5 * math.erfc(home * d / math.sqrt(2.0 * max(spread, 1e-6))))
                chance[i, k] = weight * reached + (0.0 if way == 0 else chance[i, k])
        _think_better(ahead_s, chance[i])


@part
def _spread(p: Any, nx: float, ny: float, t: float) -> float:
    """Variance of the position after `t` seconds of straight flight, along the unit vector (nx, ny) [m²]."""
    place = nx * nx * p[0, 0] + 2.0 * nx * ny * p[0, 1] + ny * ny * p[1, 1]
    both = nx * nx * p[0, 3] + nx * ny * (p[0, 4] + p[1, 3]) + ny * ny * p[1, 4]
    speed = nx * nx * p[3, 3] + 2.0 * nx * ny * p[3, 4] + ny * ny * p[4, 4]
    return float(place + 2.0 * t * both + t * t * speed)


@part
def _excursions(t: float) -> float:
    """Variance that excursions to come add to the position in `t` seconds, along any direction [m²]."""
    share = t / REVERSION_S
    return (EXCURSION_MPS * REVERSION_S) ** 2 * (2.0 * share - 3.0 + 4.0 * math.exp(-share) - math.exp(-2.0 * share))


@part
def _turned(east: float, north: float, x: Any, turn: float, before_s: float, t: float) -> tuple[float, float]:
    """The next place of a turn that ends by and by; one that is no larger than chance is no turn."""
    meant = turn * turn * turn / (turn * turn + TURN_SIGMA**2)
    middle = 0.5 * (before_s + t)
    angle = meant * TURN_LASTS_S * (1.0 - math.exp(-middle / TURN_LASTS_S))
    c, s = math.cos(angle) * (t - before_s), math.sin(angle) * (t - before_s)
    return east + c * x[3] - s * x[4], north + s * x[3] + c * x[4]


@part
def _think_better(ahead_s: Any, reached: Any) -> None:
    """From G to F, in place: what is to come is worth less the farther off it is."""
    before, total = reached[0], reached[0]
    for k in range(1, len(ahead_s)):
        grown, before = reached[k] - before, reached[k]
        total += grown * math.exp(-TURN_BACK_RATE * 0.5 * (ahead_s[k - 1] + ahead_s[k]))
        reached[k] = total


def chance_within(ahead_s: Floats, chance: Floats, horizon_s: float) -> Floats:
    """(n,) probability of crossing within the horizon [s]."""
    k = min(max(int(np.searchsorted(ahead_s, horizon_s)), 1), len(ahead_s) - 1)
    share = (horizon_s - ahead_s[k - 1]) / (ahead_s[k] - ahead_s[k - 1])
    return np.asarray(chance[:, k - 1] + min(max(share, 0.0), 1.0) * (chance[:, k] - chance[:, k - 1]))


def time_quantiles(ahead_s: Floats, chance: Floats) -> Floats:
    """5, 50 and 95 % quantiles of the time of crossing, given that it happens within the span.

    Args:
        ahead_s: (k,) instants [s].
        chance: (n, k) of `forecast`.

    Returns:
        (n, 3) seconds; NaN where crossing is less likely than `LEAST_CHANCE`.
    """
    times = np.full((len(chance), len(LEVELS)), np.nan)
    rows = np.flatnonzero(chance[:, -1] >= LEAST_CHANCE)
    reached = chance[rows]
    for column, level in enumerate(LEVELS):
        wanted = level * reached[:, -1]
        k = np.argmax(reached >= wanted[:, None], axis=1)
        before = np.maximum(k - 1, 0)
        low, high = reached[np.arange(len(rows)), before], reached[np.arange(len(rows)), k]
        share = np.where(high > low, (wanted - low) / np.where(high > low, high - low, 1.0), 0.0)
        times[rows, column] = ahead_s[before] + share * (ahead_s[k] - ahead_s[before])
    return times
