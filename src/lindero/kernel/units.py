"""Units: exact conversions of the trade, and angles brought into range."""

import math
from typing import Final

FOOT_M: Final = 0.3048
KNOT_MPS: Final = 1852.0 / 3600.0
FOOT_PER_MINUTE_MPS: Final = FOOT_M / 60.0


def wrap_deg(angle_deg: float) -> float:
    """The same direction in [0, 360)."""
    wrapped = angle_deg % 360.0
    return 0.0 if wrapped == 360.0 else wrapped


def wrap_rad(angle_rad: float) -> float:
    """The same direction in [-pi, pi)."""
    wrapped = (angle_rad + math.pi) % (2.0 * math.pi)
    return -math.pi if wrapped == 2.0 * math.pi else wrapped - math.pi
