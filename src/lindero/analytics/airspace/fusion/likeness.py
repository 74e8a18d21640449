"""How much more likely two estimates are of one object than of two: the score of a pair.

s = ln N(d; 0, Pₐ + Pᵦ + B) − ln λ, where d is the difference of the two estimates less the offset that the two nodes
show around there, B what an offset of one pair may differ from it, and λ the density of other objects in the space
of d. Values that one of the two does not know add nothing. A name that both transmitters give counts for the pair,
two different ones against it, unless a place was found to contradict its transmitter.

Reference: Bar-Shalom and Chen, "Track-to-track association using attributes", J. of Advances in Information Fusion
2(1), 2007 (likelihood ratio with the density of extraneous tracks).
"""

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

DENSITY: Final = np.array([1e-3, 1e-3, 1.0 / 300.0, 1.0 / 40.0, 1.0 / 40.0, 1.0 / 6.0])
"""Of other objects: one a square kilometre, over 300 m of height, 40 m/s each way and 6 m/s of climb [1/m, s/m]."""

ALLOWED: Final = np.array([20.0, 20.0, 20.0, 1.5, 1.5, 1.0])
"""1-sigma by which a pair's difference may stand aside from its neighbours' [m, m/s]."""

SAME_NAME: Final = 12.0
OTHER_NAME: Final = -40.0


class Estimates(NamedTuple):
    """Live tracks of one instant, n rows.

    Attributes:
        states: (n, 6).
        covariances: (n, 6, 6).
        known: (n, 6) what was told.
        name: (n,) transmitter, -1 none.
        doubted: (n,) the transmitter's place was contradicted.
    """

    states: Floats
    covariances: Floats
    known: Flags
    name: Integers
    doubted: Flags


def score(tracks: Estimates, a: Integers, b: Integers, offset: Floats) -> Floats:
    """(p,) scores of pairs of rows.

    Args:
        tracks: At the instant.
        a: (p,) rows.
        b: (p,) rows.
        offset: (p, 3) expected difference of place, a less b [m].
    """
    away = tracks.states[a] - tracks.states[b]
    away[:, :3] -= offset
    spread = tracks.covariances[a] + tracks.covariances[b]
    axes = np.arange(6)
    spread[:, axes, axes] += ALLOWED**2
    untold = ~(tracks.known[a] & tracks.known[b])
    away[untold] = 0.0
    spread[untold[:, :, None] | untold[:, None, :]] = 0.0
    spread[:, axes, axes] += np.where(untold, 1.0 / (2.0 * math.pi * DENSITY**2), 0.0)
    gap = np.einsum("pi,pi->p", away, np.linalg.solve(spread, away[:, :, None])[:, :, 0])
    _, logarithm = np.linalg.slogdet(2.0 * math.pi * spread)
    result: Floats = -0.5 * gap - 0.5 * logarithm - float(np.log(DENSITY).sum())
    return result + _names(tracks, a, b)


def _names(tracks: Estimates, a: Integers, b: Integers) -> Floats:
    """(p,) what the transmitters' names add."""
    both = (tracks.name[a] >= 0) & (tracks.name[b] >= 0) & ~tracks.doubted[a] & ~tracks.doubted[b]
    return np.where(both, np.where(tracks.name[a] == tracks.name[b], SAME_NAME, OTHER_NAME), 0.0)
