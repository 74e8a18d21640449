"""How an object has been flying: its mean velocity and its turning, from picture to picture.

Velocity = mean + excursion, the excursion reverting to zero with the time constant tau: an Ornstein-Uhlenbeck
velocity, with which a position far ahead spreads like sqrt(t) and not like t^1.5 as under white acceleration. The
mean is a random walk followed by a scalar Kalman filter an axis,

    p <- p + q dt,  r = (s^2 + p_v) 2 tau / dt,  m <- m + p / (p + r) (v - m),

in which r counts that successive excursions are correlated. Excursions that keep being too large mean that the habit
changed: then p grows and the mean follows. The rate of turn is the smoothed cross product of successive velocities.

Reference: L. M. Millefiori, P. Braca, K. Bryan, P. Willett, "Modeling vessel kinematics using a stochastic
mean-reverting process for long-term prediction", IEEE Trans. Aerosp. Electron. Syst. 52(5), 2016.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

EXCURSION_MPS: Final = 2.0
"""1-sigma of the excursion, an axis [m/s]."""
REVERSION_S: Final = 5.0
"""Time constant of the excursion [s]."""
MEAN_WALK: Final = 0.05
"""Density of the mean's random walk [m²/s³]."""
TURN_SMOOTHING_S: Final = 8.0
"""Time constant of the rate of turn [s]."""
SURPRISE_KEPT: Final = 0.7
"""How much of the surprise of the second before still counts."""
CHANGED: Final = 8.0
"""A mean surprise (squared, in units of its variance, 2 expected) beyond this means that the habit changed."""
SLOWEST_MPS: Final = 2.0
"""A slower object has no heading to turn [m/s]."""

HABIT = np.dtype(
    [
        ("mean", np.float64, 2),
        ("variance", np.float64),
        ("surprise", np.float64),
        ("velocity", np.float64, 2),
        ("turn", np.float64),
        ("last_s", np.float64),
    ]
)
"""Mean velocity [m/s], its variance an axis [m²/s²], mean surprise, last velocity [m/s], rate of turn [rad/s],
time of the last report taken in [s]."""


def begun_habits(velocity: Floats, variance: Floats, last_s: Floats) -> np.ndarray:
    """First sight: what is flown now is all that is known.

    Args:
        velocity: (n, 2) east and north [m/s].
        variance: (n,) of it, an axis [m²/s²].
        last_s: (n,) time of the last report [s].

    Returns:
        (n,) of `HABIT`.
    """
    habits = np.zeros(len(velocity), HABIT)
    habits["mean"] = habits["velocity"] = velocity
    habits["variance"] = variance + EXCURSION_MPS**2
    habits["last_s"] = last_s
    return habits


def follow_habits(habits: np.ndarray, velocity: Floats, variance: Floats, last_s: Floats) -> None:
    """Take in the next picture; a row without a report since the last is left as it is.

    Args:
        habits: (n,) of `HABIT`, changed in place.
        velocity: As the rest, of `begun_habits`.
        variance: Likewise.
        last_s: Likewise.
    """
    apart_s = last_s - habits["last_s"]
    seen = apart_s > 0.0
    apart_s = np.where(seen, apart_s, 1.0)
    spread = EXCURSION_MPS**2 + variance
    p = habits["variance"] + MEAN_WALK * apart_s
    gap = velocity - habits["mean"]
    kept = SURPRISE_KEPT**apart_s
    surprise = kept * habits["surprise"] + (1.0 - kept) * (gap * gap).sum(axis=1) / (spread + p)
    p = p + np.where(surprise > CHANGED, surprise * spread * (1.0 - kept), 0.0)
    gain = p / (p + spread * 2.0 * REVERSION_S / apart_s)
    turn = _turn(habits["velocity"], velocity) / apart_s
    share = np.minimum(apart_s / TURN_SMOOTHING_S, 1.0)
    for name, value in (
        ("mean", habits["mean"] + gain[:, None] * gap),
        ("variance", (1.0 - gain) * p),
        ("surprise", surprise),
        ("turn", habits["turn"] + share * (turn - habits["turn"])),
        ("velocity", velocity),
        ("last_s", last_s),
    ):
        rows = seen if value.ndim == 1 else seen[:, None]
        habits[name] = np.where(rows, value, habits[name])


def _turn(before: Floats, now: Floats) -> Floats:
    """(n,) angle from one velocity to the next, counter-clockwise, small for what hardly moves [rad]."""
    cross = before[:, 0] * now[:, 1] - before[:, 1] * now[:, 0]
    dot = (before * now).sum(axis=1)
    return np.asarray(np.arctan2(cross, np.maximum(dot, SLOWEST_MPS**2)))
