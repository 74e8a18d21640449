"""Drifting with the wind: what a velocity says about balloons.

One velocity is one piece of evidence, weighed anew at each picture: a flight that happens to go with the wind for a
minute must not add up to certainty. Without a wind nothing is said.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.classification.classes import BALLOON, update_classes

Floats = NDArray[np.float64]

SHEAR: Final = 0.3
"""Wind at flying height differs from that at 10 m by about this share of it (1 sigma), with gusts."""

ROAMING_SIGMA_MPS: Final = 12.0
"""1-sigma of each velocity component of what flies by its own power."""


@dataclass(frozen=True, kw_only=True)
class Wind:
    """Wind at 10 m: where it blows to [m/s], and 1-sigma of each component."""

    east_mps: float
    north_mps: float
    sigma_mps: float


def weigh_drift(probability: Floats, states: Floats, covariances: Floats, wind: Wind | None) -> Floats:
    """Class probabilities given each object's horizontal velocity.

    Args:
        probability: (n, 7) before.
        states: (n, 6) estimates.
        covariances: (n, 6, 6) of them.
        wind: None leaves everything as it is.

    Returns:
        (n, 7): p(class) N(v; w, P + W) for balloons, N(v; 0, P + ROAMING_SIGMA_MPS² I) for the others, normalised.
    """
    if wind is None or not len(states):
        return probability
    towards = np.array([wind.east_mps, wind.north_mps])
    spread = wind.sigma_mps**2 + (SHEAR * float(np.hypot(*towards))) ** 2
    velocity, own = states[:, 3:5], covariances[:, 3:5, 3:5]
    drifting = _density(velocity - towards, own + spread * np.eye(2))
    roaming = _density(velocity, own + ROAMING_SIGMA_MPS**2 * np.eye(2))
    likelihood = np.repeat(roaming[:, None], probability.shape[1], axis=1)
    likelihood[:, BALLOON] = drifting
    return update_classes(probability, likelihood)


def _density(away: Floats, covariance: Floats) -> Floats:
    """(n,) two-dimensional Gaussian densities, up to 1/2π."""
    distance = np.einsum("na,nab,nb->n", away, np.linalg.inv(covariance), away)
    density: Floats = np.exp(-0.5 * distance) / np.sqrt(np.linalg.det(covariance))
    return density
