"""How well a partner's estimates and the own ones agree, link by link.

r = mean of dᵀ (Pₐ + Pᵦ)⁻¹ d / 3 over the objects that both see, d the smoothed difference of place: at or below 1 if
both sides' errors are what they say, above if one of them claims too much. Which one, the link cannot tell.

Reference: Bar-Shalom, Li, Kirubarajan, "Estimation with Applications to Tracking and Navigation", 2001, section 5.4
(normalised estimation error squared).
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from lindero.analytics.airspace.fusion.timeline import Moment

ENOUGH: Final = 5
"""Fewer objects in common say nothing of a link."""

TOO_FAR: Final = 2.0
"""Mean normalised difference above which a link is not consistent."""

SETTLED_S: Final = 5
"""A pair counts after so many seconds."""


@dataclass(frozen=True, kw_only=True)
class LinkConsistency:
    """One partner.

    Attributes:
        partner: Whose estimates.
        received: Reports taken over.
        repeated: Reports that were at hand already.
        refused: Reports that cannot be true, or claim to be the own.
        objects: Objects that both see.
        difference: Mean normalised squared difference per axis, NaN if nothing is in common.
        offset_m: Mean difference of place, own less partner's, east, north, up [m]; NaN likewise.
        consistent: False where the difference is too great; None where too little is in common.
    """

    partner: str
    received: int
    repeated: int
    refused: int
    objects: int
    difference: float
    offset_m: tuple[float, float, float]
    consistent: bool | None


def common_objects(node: str, partner: str, moment: Moment) -> tuple[int, float, tuple[float, float, float]]:
    """Objects that both see, mean normalised difference, mean offset (own less partner's) [m]."""
    row_of = {report.key: row for row, report in enumerate(moment.reports)}
    both = {(node, False), (partner, False)}
    differences, offsets = [], []
    for (a, b), bond in moment.bonds.items():
        if not bond.paired or bond.seconds < SETTLED_S or {a[:2], b[:2]} != both:
            continue
        offset = np.array(bond.offset) * (1.0 if a[0] == node else -1.0)
        spread = (moment.tracks.covariances[row_of[a]] + moment.tracks.covariances[row_of[b]])[:3, :3]
        differences.append(float(offset @ np.linalg.solve(spread, offset)) / 3.0)
        offsets.append(offset)
    if not differences:
        return 0, math.nan, (math.nan, math.nan, math.nan)
    east, north, up = np.mean(offsets, axis=0).tolist()
    return len(differences), float(np.mean(differences)), (east, north, up)
