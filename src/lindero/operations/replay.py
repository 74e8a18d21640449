"""Replay: a recording moved in time and place, and marked as what it is then.

Times are shifted so that the last report is now; positions are turned about the first one and carried to where the
operator wants them. Every record keeps how it was moved and when it was really made, and says `simulated`.
"""

from collections.abc import Sequence

import msgspec

from lindero.kernel.clock import SECOND_NS, Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.geodesy import destination, distance_bearing
from lindero.kernel.ids import NodeId, new_record_id
from lindero.kernel.units import wrap_deg
from lindero.model.airspace import Detection, Moved
from lindero.model.marking import Marking
from lindero.model.place import Bearing, Position, Velocity
from lindero.model.record import Pedigree


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """How a recording is moved.

    Attributes:
        shift_ns: Added to every time. [ns]
        turn_deg: Clockwise, about `pivot`. [deg]
        pivot: First position of the recording; None when it has none.
        to: Where the pivot goes: latitude, longitude [deg]; None leaves places as they are.
    """

    shift_ns: int
    turn_deg: float
    pivot: Position | None
    to: tuple[float, float] | None


def plan_move(
    detections: Sequence[Detection], *, now: int, to: tuple[float, float] | None, turn_deg: float, keep_time: bool
) -> Move:
    """The move that ends a recording now [ns UTC] and begins it at a place.

    Args:
        detections: In any order, at least one.
        now: When the last of them shall be. [ns UTC]
        to: Latitude, longitude of the first position. [deg]
        turn_deg: Clockwise. [deg]
        keep_time: Times stay as they are.
    """
    ordered = sorted(detections, key=lambda d: d.observed_at)
    shift = 0 if keep_time else now - ordered[-1].observed_at
    pivot = next((d.position for d in ordered if d.position is not None), None)
    return Move(shift_ns=shift, turn_deg=turn_deg, pivot=pivot, to=to)


def moved(
    detection: Detection, move: Move, *, node: NodeId, marking: Marking, clock: Clock, entropy: Entropy
) -> Detection:
    """One report of the recording as the node takes it in."""
    now = clock.now()
    emitter = detection.emitter
    if emitter is not None and emitter.operator_position is not None:
        emitter = msgspec.structs.replace(emitter, operator_position=_place(emitter.operator_position, move))
    sensor = f"replay-{detection.sensor}"
    return msgspec.structs.replace(
        detection,
        id=new_record_id(now, entropy.token(10)),
        origin=node,
        observed_at=detection.observed_at + move.shift_ns,
        recorded_at=now,
        marking=msgspec.structs.replace(marking, simulated=True),
        pedigree=Pedigree(nodes=(node,), sensors=(sensor,)),
        sensor=sensor,
        position=_place(detection.position, move),
        bearing=_turned_bearing(detection.bearing, move),
        velocity=_turned_velocity(detection.velocity, move),
        emitter=emitter,
        moved=Moved(
            original_at=detection.observed_at,
            shifted_s=move.shift_ns / SECOND_NS,
            turned_deg=move.turn_deg,
            to_lat_deg=move.to[0] if move.to else None,
            to_lon_deg=move.to[1] if move.to else None,
        ),
    )


def _place(position: Position | None, move: Move) -> Position | None:
    if position is None or move.pivot is None:
        return position
    pivot = move.pivot
    origin = move.to or (pivot.lat_deg, pivot.lon_deg)
    distance_m, azimuth_deg = distance_bearing(pivot.lat_deg, pivot.lon_deg, position.lat_deg, position.lon_deg)
    lat, lon = destination(*origin, float(azimuth_deg) + move.turn_deg, float(distance_m))
    return msgspec.structs.replace(position, lat_deg=float(lat), lon_deg=float(lon))


def _turned_velocity(velocity: Velocity | None, move: Move) -> Velocity | None:
    if velocity is None or velocity.track_deg is None:
        return velocity
    return msgspec.structs.replace(velocity, track_deg=wrap_deg(velocity.track_deg + move.turn_deg))


def _turned_bearing(bearing: Bearing | None, move: Move) -> Bearing | None:
    if bearing is None:
        return None
    return msgspec.structs.replace(bearing, azimuth_deg=wrap_deg(bearing.azimuth_deg + move.turn_deg))
