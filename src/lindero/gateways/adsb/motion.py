"""Motion in extended squitters: velocity over ground and vertical rate, and the movement field of the surface.

Source: RTCA DO-260B, §2.2.3.2.6 (velocity), §2.2.3.2.4.2 (movement).
"""

import math
from typing import Final

import msgspec

from lindero.kernel.units import FOOT_M, FOOT_PER_MINUTE_MPS, KNOT_MPS, wrap_deg
from lindero.model.place import Velocity

_SUPERSONIC: Final = 4
_MOVEMENT: Final = (
    (2, 0.125, 0.125),
    (9, 1.0, 0.25),
    (13, 2.0, 0.5),
    (39, 15.0, 1.0),
    (94, 70.0, 2.0),
    (109, 100.0, 5.0),
)
"""First value of each step, its speed and the step's width [kn]."""


class Motion(msgspec.Struct, frozen=True):
    """A velocity message.

    Attributes:
        velocity: None where it tells an airspeed, or no speed.
        above_baro_m: Geometric height less pressure altitude. [m]
    """

    velocity: Velocity | None
    above_baro_m: float | None


def motion_of(field: int) -> Motion | None:
    """Velocity message of the 56 bits of its field; None for a subtype that is none."""
    subtype = field >> 48 & 7
    if not 1 <= subtype <= 4:
        return None
    difference = field & 0x7F
    sign = -1.0 if field >> 7 & 1 else 1.0
    above_baro_m = sign * (difference - 1) * 25.0 * FOOT_M if difference else None
    return Motion(_over_ground(field, _SUPERSONIC if subtype == 2 else 1) if subtype <= 2 else None, above_baro_m)


def _over_ground(field: int, scale: int) -> Velocity | None:
    east, north = field >> 32 & 0x3FF, field >> 21 & 0x3FF
    if not east or not north:
        return None
    east_mps = (-1.0 if field >> 42 & 1 else 1.0) * (east - 1) * scale * KNOT_MPS
    north_mps = (-1.0 if field >> 31 & 1 else 1.0) * (north - 1) * scale * KNOT_MPS
    rate = field >> 10 & 0x1FF
    climb = (-1.0 if field >> 19 & 1 else 1.0) * (rate - 1) * 64.0 * FOOT_PER_MINUTE_MPS
    speed_mps = math.hypot(east_mps, north_mps)
    return Velocity(
        speed_mps=speed_mps,
        track_deg=wrap_deg(math.degrees(math.atan2(east_mps, north_mps))) if speed_mps else None,
        climb_mps=climb if rate else None,
    )


def movement_mps(code: int) -> float | None:
    """Speed on the surface [m/s]; None for "no information" and for reserved codes."""
    if code == 1:
        return 0.0
    if not 2 <= code <= 124:
        return None
    if code == 124:
        return 175.0 * KNOT_MPS
    first, knots, step = max(row for row in _MOVEMENT if row[0] <= code)
    return (knots + (code - first) * step) * KNOT_MPS
