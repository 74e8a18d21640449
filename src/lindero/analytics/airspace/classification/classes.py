"""What an object can be, and what is believed before any evidence."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

CLASSES: Final = ("multirotor", "fixed-wing", "crewed", "bird", "balloon", "ground", "other")
"""Order of every class vector; probabilities sum to 1, and "other" is the honest rest."""

BALLOON: Final = CLASSES.index("balloon")

PRIOR: Final = (0.14, 0.03, 0.02, 0.14, 0.04, 0.03, 0.60)
"""Without evidence nothing is claimed: "other" dominates, and drones and birds are equally likely."""


def update_classes(probability: NDArray[np.float64], likelihood: NDArray[np.float64]) -> NDArray[np.float64]:
    """Bayes' rule: p(class | evidence) ∝ p(evidence | class) p(class).

    Args:
        probability: (..., 7) prior, each row sums to 1.
        likelihood: (..., 7) p(evidence | class) up to scale, not negative.

    Returns:
        (..., 7) posterior; where the evidence contradicts every class, the prior.
    """
    weighted = probability * likelihood
    total = weighted.sum(axis=-1, keepdims=True)
    possible = total > 0.0
    return np.where(possible, weighted / np.where(possible, total, 1.0), probability)
