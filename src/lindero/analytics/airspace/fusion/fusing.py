"""One object of several tracks: its estimate, with what the nodes' differences leave open.

Estimates from the nodes' own sensors are fused by split covariance intersection; one that was fused elsewhere joins,
by inverse covariance intersection, only where it holds a node that is not heard here directly.

Where two nodes place an object apart for longer than their errors explain, nobody can tell who is right: P += Σᵢ<ⱼ
ωᵢ ωⱼ eᵢⱼ eᵢⱼᵀ, where eᵢⱼ is the part of their smoothed difference that the errors do not explain. That is the spread
of a mixture (Salmond, "Mixture reduction algorithms for target tracking", IEE 1989).
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.fusion.intersection import SHARED, intersect, weights
from lindero.analytics.airspace.fusion.inverse_intersection import intersect_inversely
from lindero.analytics.airspace.fusion.pairing import Bonds
from lindero.analytics.airspace.fusion.report import Key, TrackReport
from lindero.analytics.airspace.fusion.timeline import Moment

Floats = NDArray[np.float64]


def fuse(rows: Sequence[int], moment: Moment) -> tuple[Floats, Floats]:
    """The estimate of one object.

    Args:
        rows: Its tracks in the moment.
        moment: Whose rows they are.

    Returns:
        (6,) and (6, 6).
    """
    direct = [row for row in rows if not moment.reports[row].fused] or list(rows[:1])
    states, covariances = moment.tracks.states[direct], moment.tracks.covariances[direct]
    state, covariance = intersect(states, covariances)
    heard = {node for row in direct for node in moment.reports[row].nodes}
    for row in rows:
        if row not in direct and not heard.issuperset(moment.reports[row].nodes):
            state, covariance = intersect_inversely(
                state, covariance, moment.tracks.states[row], moment.tracks.covariances[row]
            )
    if len(direct) > 1:
        covariance = covariance.copy()
        covariance[:3, :3] += unexplained([moment.reports[row].key for row in direct], covariances, moment.bonds)
    return state, covariance


def unexplained(keys: Sequence[Key], covariances: Floats, bonds: Bonds) -> Floats:
    """(3, 3) what the differences of the tracks of one object add to the covariance of its place [m²].

    Args:
        keys: (m,) sorted.
        covariances: (m, 6, 6) of their estimates.
        bonds: What is remembered of pairs.
    """
    added, share = np.zeros((3, 3)), weights(covariances)
    for i, j in combinations(range(len(keys)), 2):
        bond = bonds.get((keys[i], keys[j]))
        if bond is None:
            continue
        offset = np.array(bond.offset)
        length_2 = float(offset @ offset)
        if length_2 > 0.0:
            along = offset @ (covariances[i, :3, :3] + covariances[j, :3, :3]) @ offset / length_2
            explained = min(1.0, (1.0 - SHARED) * along / length_2)
            added += share[i] * share[j] * (1.0 - explained) * np.outer(offset, offset)
    return added


def nodes_of(reports: Sequence[TrackReport], rows: Sequence[int]) -> tuple[str, ...]:
    """Whose own sensors contributed, sorted."""
    return tuple(sorted({node for row in rows for node in reports[row].nodes}))
