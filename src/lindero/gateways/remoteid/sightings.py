"""A sighting: one Location message with all that is known about who sent it, when and by which radio."""

import msgspec

from lindero.gateways.remoteid.identity import Spell
from lindero.gateways.remoteid.messages import Location
from lindero.gateways.remoteid.times import observed_at
from lindero.kernel.clock import Instant
from lindero.model.airspace import Emitter
from lindero.model.place import Position, Velocity


class Sighting(msgspec.Struct, frozen=True, kw_only=True):
    """One position report, before it is a record.

    Attributes:
        offset: Where the message begins in the stream or file. [bytes]
        message: Its bytes, for the record's id.
        received_at: Reception by the radio. [ns UTC]
        observed_at: When the position was true. [ns UTC]
        spell: Transmission spell that it belongs to, for late bindings.
        airframe_ref: Whose it is, as far as that is known now.
        emitter: What the transmitter says of itself.
        operator_location: What the operator's position is: `take-off`, `live`, `fixed`.
        position: None where the transmitter has no fix.
        velocity: None where it does not say its speed.
        height_over: What `position.height_agl_m` counts from: `take-off` or `ground`.
        status: Of the flight: `ground`, `airborne`, `emergency` and so on.
        sensor: Interface or receiver that heard it; None where the source does not say.
    """

    offset: int
    message: bytes
    received_at: Instant
    observed_at: Instant
    spell: int
    airframe_ref: str | None
    emitter: Emitter
    operator_location: str | None
    position: Position | None
    velocity: Velocity | None
    height_over: str
    status: str
    sensor: str | None = None


def sighting_of(
    location: Location,
    *,
    offset: int,
    message: bytes,
    received_at: Instant,
    spell: Spell,
    airframe_ref: str | None,
    emitter: Emitter,
    operator_location: str | None,
    sensor: str | None,
) -> Sighting:
    """The sighting that a Location message makes."""
    return Sighting(
        offset=offset,
        message=message,
        received_at=received_at,
        observed_at=observed_at(location.tenths_of_hour, received_at),
        spell=spell.number,
        airframe_ref=airframe_ref,
        emitter=emitter,
        operator_location=operator_location,
        position=position_of(location),
        velocity=velocity_of(location),
        height_over=location.height_over,
        status=location.status,
        sensor=sensor,
    )


def position_of(location: Location) -> Position | None:
    """The place, or None without a fix: heights alone are no place."""
    if location.lat_deg is None or location.lon_deg is None:
        return None
    return Position(
        lat_deg=location.lat_deg,
        lon_deg=location.lon_deg,
        altitude_hae_m=location.altitude_hae_m,
        altitude_baro_m=location.altitude_baro_m,
        height_agl_m=location.height_m,
        error_95_m=location.horizontal_error_m,
    )


def velocity_of(location: Location) -> Velocity | None:
    """The motion, or None where the speed is unknown; what stands has no direction."""
    if location.speed_mps is None:
        return None
    moves = location.speed_mps > 0.0 and location.track_deg is not None
    return Velocity(
        speed_mps=location.speed_mps,
        track_deg=float(location.track_deg or 0) if moves else None,
        climb_mps=location.climb_mps,
    )
