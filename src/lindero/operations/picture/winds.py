"""Winds as records become the wind that the tracker knows."""

import math
from typing import Final

from lindero.kernel.clock import SECOND_NS
from lindero.model.airspace import Wind

HOLDS_NS: Final = 2 * 3600 * SECOND_NS
"""A wind older than this is no longer known."""

ERROR_SHARE: Final = 0.2
ERROR_MPS: Final = 0.5
"""1-sigma of a wind that states none: a share of it, and the rounding of a report."""


def components(wind: Wind) -> tuple[float, float, float]:
    """Where it blows to, east and north, and 1-sigma of each. [m/s]."""
    stated = wind.sigma_mps
    sigma = math.hypot(ERROR_SHARE * wind.speed_mps, ERROR_MPS) if stated is None else stated
    if wind.from_deg is None:
        return 0.0, 0.0, max(sigma, wind.speed_mps)
    towards = math.radians(wind.from_deg + 180.0)
    return wind.speed_mps * math.sin(towards), wind.speed_mps * math.cos(towards), sigma


def holds(wind: Wind, at: int) -> bool:
    """Whether it tells the wind of an instant [ns UTC]."""
    return at - wind.observed_at <= HOLDS_NS
