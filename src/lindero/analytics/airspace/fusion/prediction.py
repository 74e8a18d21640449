"""Estimates carried to another instant: straight on, with white noise of acceleration.

x(t) = F x, P(t) = F P Fᵀ + Q;  F = [I, Δ I; 0, I],  Q = q [Δ³/3 I, Δ²/2 I; Δ²/2 I, Δ I] with Δ = |t − t₀| in Q.

Reference: Bar-Shalom, Li, Kirubarajan, "Estimation with Applications to Tracking and Navigation", 2001, section
6.2.2.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MANOEUVRE: Final = np.array([4.0, 4.0, 1.0])
"""Spectral density of the acceleration, east, north, up [m²/s³]: a partner's model of motion is not known here."""

UNTOLD_SPEED_MPS: Final = np.array([20.0, 20.0, 4.0])
"""1-sigma of a velocity that nobody told."""


def predict(states: Floats, covariances: Floats, ahead_s: Floats) -> tuple[Floats, Floats]:
    """Each estimate `ahead_s` later; back in time the uncertainty grows alike.

    Args:
        states: (n, 6) position [m] and velocity [m/s].
        covariances: (n, 6, 6).
        ahead_s: (n,) [s].

    Returns:
        (n, 6) and (n, 6, 6), symmetric.
    """
    step = np.broadcast_to(np.eye(6), (len(states), 6, 6)).copy()
    for axis in range(3):
        step[:, axis, axis + 3] = ahead_s
    moved = np.einsum("nij,nj->ni", step, states)
    spread = step @ covariances @ step.transpose(0, 2, 1)
    span = np.abs(ahead_s)
    for axis, density in enumerate(MANOEUVRE):
        spread[:, axis, axis] += density * span**3 / 3.0
        spread[:, axis, axis + 3] += density * span * ahead_s / 2.0
        spread[:, axis + 3, axis] += density * span * ahead_s / 2.0
        spread[:, axis + 3, axis + 3] += density * span
    return moved, 0.5 * (spread + spread.transpose(0, 2, 1))


def with_velocity(states: Floats, covariances: Floats, known: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Estimates whose velocity may be untold, as such that know how little they know.

    Args:
        states: (n, 6) velocity NaN where untold.
        covariances: (n, 6, 6).
        known: (n, 6) what was told.
    """
    if known.all():
        return states, covariances
    both = known[:, :, None] & known[:, None, :]
    covariances = np.where(both, covariances, 0.0)
    axes = np.arange(3, 6)
    covariances[:, axes, axes] += np.where(known[:, 3:], 0.0, UNTOLD_SPEED_MPS**2)
    return np.where(known, states, 0.0), covariances
