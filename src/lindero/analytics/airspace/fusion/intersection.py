"""Split covariance intersection: estimates of one object whose errors are partly shared, by an unknown amount.

Pᵢ = Dᵢ + Iᵢ, where Dᵢ = c Pᵢ may be shared with the others in any way and Iᵢ is not;
Bᵢ = Dᵢ/ωᵢ + Iᵢ, Σωᵢ = 1;  P⁻¹ = Σ Bᵢ⁻¹,  x = P Σ Bᵢ⁻¹ xᵢ.

Nodes measure with sensors of their own, so measurement noise and sensor bias are not shared; what is shared comes
from the object itself, whose manoeuvre every filter follows late. P is no smaller than the true error covariance as
long as the shared part is at most D. With c = 1 this is covariance intersection, which gives up half of what two
nodes know.

References: Julier and Uhlmann, "General decentralized data fusion with covariance intersection", in: Handbook of
Multisensor Data Fusion, 2001, section 12.4 (split form); Niehsen, "Information fusion based on fast covariance
intersection", FUSION 2002 (the weights); Bar-Shalom and Li, "Multitarget-Multisensor Tracking", 1995, section 8.3
(the correlation of two filters that follow one object).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHARED: Final = 0.15
"""c: part of a filter's error covariance that comes from the object's manoeuvres, and that other filters share."""


def weights(covariances: Floats) -> Floats:
    """(m,) ωᵢ ∝ 1 / tr(position part of Pᵢ).

    Args:
        covariances: (m, 6, 6).
    """
    precision: Floats = 1.0 / np.trace(covariances[:, :3, :3], axis1=1, axis2=2)
    return precision / precision.sum()


def intersect(states: Floats, covariances: Floats, shared: float = SHARED) -> tuple[Floats, Floats]:
    """The fused estimate of one object.

    Args:
        states: (m, 6) position [m] and velocity [m/s], of one instant.
        covariances: (m, 6, 6) positive definite.
        shared: c, from 0 (errors are independent) to 1 (nothing is known of that).

    Returns:
        (6,) and (6, 6), symmetric.
    """
    if len(states) == 1:
        return states[0], covariances[0]
    bounds = covariances * (shared / weights(covariances) + (1.0 - shared))[:, None, None]
    informations = np.linalg.inv(bounds)
    covariance = np.linalg.inv(informations.sum(axis=0))
    state = covariance @ np.einsum("mij,mj->i", informations, states)
    return state, 0.5 * (covariance + covariance.T)
