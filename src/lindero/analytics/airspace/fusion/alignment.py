"""What two nodes' common objects tell of the objects that only one of them sees.

Where both see objects their differences show a field: o(p) = t + θ R (p − p₀), R a quarter turn, as a radar turned by θ
shifts all that it sees about itself. Its least squares fit around p₀, with a Gaussian weight of the distance and priors
on t and θ, says how far a lone estimate there would stand from the other node's. Of that the lone one is moved by its
share of the error, tr Pᵢ / tr(Pᵢ + Pⱼ) among the common objects: the side that knows its place well stays, the other
comes to it. The covariance stays as it was told.

Reference: Lin, Bar-Shalom, Kirubarajan, "Exact multisensor dynamic bias estimation with local tracks", IEEE TAES 40(2),
2004 (relative bias from differences of local tracks).
"""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]

NEAREST: Final = 48
"""Common objects that are looked at around a place."""

REACH_M: Final = 6000.0
"""Sigma of their weight over the distance [m]."""

OFFSET_SIGMA_M: Final = 20.0
"""Of one smoothed difference [m]."""

SHIFT_SIGMA_M: Final = 60.0
"""A priori, of t [m]."""

TURN_SIGMA_RAD: Final = 0.01
"""A priori, of θ."""

ENOUGH: Final = 3
"""Fewer common objects move nothing."""


class Common(NamedTuple):
    """Objects that two nodes both see.

    Attributes:
        place: (p, 2) east and north [m].
        offset: (p, 3) smoothed difference, first node less second [m].
        first_share: (p,) the first node's share of the error.
    """

    place: Floats
    offset: Floats
    first_share: Floats


def lone_shift(place: Floats, common: Common, *, first: bool) -> Floats:
    """(n, 3) by how much estimates of one of the two nodes are to be moved [m].

    Args:
        place: (n, 2) where they are [m].
        common: What both see.
        first: Whether they are the first node's.
    """
    if len(common.place) < ENOUGH or not len(place):
        return np.zeros((len(place), 3))
    count = min(NEAREST, len(common.place))
    found = cKDTree(common.place).query(place, k=list(range(1, count + 1)))
    gap, near = np.asarray(found[0]), np.asarray(found[1])
    weight = np.exp(-0.5 * (gap / REACH_M) ** 2) / OFFSET_SIGMA_M**2
    shift = _fit(common.place[near] - place[:, None, :], common.offset[near], weight)
    share = np.sum(weight * common.first_share[near], axis=1) / np.maximum(weight.sum(axis=1), 1e-300)
    factor = -share if first else 1.0 - share
    return shift * factor[:, None]


def _fit(away: Floats, offset: Floats, weight: Floats) -> Floats:
    """(n, 3) field at each place.

    Args:
        away: (n, k, 2) of common objects from the place [m].
        offset: (n, k, 3) their differences [m].
        weight: (n, k) [1/m²].
    """
    east, north = np.zeros((*away.shape[:2], 3)), np.zeros((*away.shape[:2], 3))
    east[..., 0], east[..., 2] = 1.0, -away[..., 1]
    north[..., 1], north[..., 2] = 1.0, away[..., 0]
    normal = np.einsum("nk,nki,nkj->nij", weight, east, east) + np.einsum("nk,nki,nkj->nij", weight, north, north)
    normal += np.diag([SHIFT_SIGMA_M**-2, SHIFT_SIGMA_M**-2, TURN_SIGMA_RAD**-2])
    right = np.einsum("nk,nki,nk->ni", weight, east, offset[..., 0])
    right += np.einsum("nk,nki,nk->ni", weight, north, offset[..., 1])
    found = np.linalg.solve(normal, right[:, :, None])[:, :, 0]
    up = np.sum(weight * offset[..., 2], axis=1) / (weight.sum(axis=1) + SHIFT_SIGMA_M**-2)
    return np.column_stack([found[:, 0], found[:, 1], up])
