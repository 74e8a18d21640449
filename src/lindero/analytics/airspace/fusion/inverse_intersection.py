"""Inverse covariance intersection: two estimates that hold common information, nobody knows which.

P⁻¹ = A⁻¹ + B⁻¹ − (ωA + (1−ω)B)⁻¹,
x = P [(A⁻¹ − ω Γ) a + (B⁻¹ − (1−ω) Γ) b] with Γ = (ωA + (1−ω)B)⁻¹.

For what another node has fused already: it may hold our own report, and a third node's that we have too. The greatest
information that the two can have in common is taken out, so that nothing is counted twice; it is tighter than
covariance intersection and as safe for this kind of dependence.

Reference: Noack, Sijs, Reinhardt, Hanebeck, "Decentralized data fusion with inverse covariance intersection",
Automatica 79, 2017, theorem 3.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

TRIED: Final = np.linspace(0.0, 1.0, 11)
"""Values of ω among which the one with the least error is taken."""


def intersect_inversely(a: Floats, a_covariance: Floats, b: Floats, b_covariance: Floats) -> tuple[Floats, Floats]:
    """The fused estimate.

    Args:
        a: (6,) one estimate.
        a_covariance: (6, 6), positive definite.
        b: (6,) the other.
        b_covariance: (6, 6), positive definite.

    Returns:
        (6,) and (6, 6), symmetric: the position's trace is the least among the tried ω.
    """
    a_information, b_information = np.linalg.inv(a_covariance), np.linalg.inv(b_covariance)
    omega = TRIED[:, None, None]
    common = np.linalg.inv(omega * a_covariance + (1.0 - omega) * b_covariance)
    covariances = np.linalg.inv(a_information + b_information - common)
    best = int(np.argmin(np.trace(covariances[:, :3, :3], axis1=1, axis2=2)))
    taken = common[best]
    gain_a = a_information - TRIED[best] * taken
    gain_b = b_information - (1.0 - TRIED[best]) * taken
    state = covariances[best] @ (gain_a @ a + gain_b @ b)
    return state, 0.5 * (covariances[best] + covariances[best].T)
