"""`ENUVelocity` messages to velocities and back, in the units that the sensor registered."""

import math
from typing import Final

from lindero.gateways.sapient.bindings import ENUVelocity
from lindero.gateways.sapient.location import require_between
from lindero.gateways.sapient.registration import ModeTerms
from lindero.kernel.units import wrap_deg
from lindero.model.place import Velocity

_FASTEST_MPS: Final = 5_000.0
_STANDING_MPS: Final = 0.05
"""Below this a direction of travel is noise."""


def decode_velocity(message: ENUVelocity, path: str, terms: ModeTerms) -> Velocity | None:
    """Motion over ground that a valid `ENUVelocity` names; None where its unit was never registered.

    Args:
        message: Rates to east, north and up, in registered units.
        path: Its path, for errors.
        terms: What the sensor registered.

    Raises:
        InvalidMessage: A rate is beyond 5 km/s.
    """
    if terms.horizontal_mps is None:
        return None
    east_mps = _rate_mps(message, "east_rate", terms.horizontal_mps, path)
    north_mps = _rate_mps(message, "north_rate", terms.horizontal_mps, path)
    climbs = message.HasField("up_rate") and terms.vertical_mps is not None
    speed_mps = math.hypot(east_mps, north_mps)
    return Velocity(
        speed_mps=speed_mps,
        track_deg=wrap_deg(math.degrees(math.atan2(east_mps, north_mps))) if speed_mps >= _STANDING_MPS else None,
        climb_mps=_rate_mps(message, "up_rate", terms.vertical_mps or 0.0, path) if climbs else None,
    )


def encode_velocity(velocity: Velocity, message: ENUVelocity) -> None:
    """Write a velocity into an `ENUVelocity`, in metres per second; without a direction it stands."""
    azimuth = math.radians(velocity.track_deg or 0.0)
    speed_mps = 0.0 if velocity.track_deg is None else velocity.speed_mps
    message.east_rate, message.north_rate = speed_mps * math.sin(azimuth), speed_mps * math.cos(azimuth)
    if velocity.climb_mps is not None:
        message.up_rate = velocity.climb_mps


def _rate_mps(message: ENUVelocity, name: str, unit_mps: float, path: str) -> float:
    """One rate in metres per second."""
    rate_mps = float(getattr(message, name)) * unit_mps
    require_between(rate_mps, (-_FASTEST_MPS, _FASTEST_MPS), f"{path}.{name}")
    return rate_mps
