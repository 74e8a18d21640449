"""A `DetectionReport` to our `Detection`, with what its sensor registered and where it stands."""

from typing import Final

import msgspec

from lindero.gateways.sapient.bearing import decode_range_bearing, position_seen
from lindero.gateways.sapient.bindings import DetectionReport, SapientMessage
from lindero.gateways.sapient.location import decode_location
from lindero.gateways.sapient.registration import ModeTerms, SensorCharacter
from lindero.gateways.sapient.taxonomy import decode_classification
from lindero.gateways.sapient.velocity import decode_velocity
from lindero.kernel.clock import Instant
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import Detection
from lindero.model.marking import Marking
from lindero.model.place import Bearing, Position
from lindero.model.record import Pedigree

GATEWAY: Final = "sapient"


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What the node adds to every record of this feed.

    Attributes:
        id: Fresh id.
        origin: This node.
        recorded_at: Now. [ns UTC]
        marking: The feed's marking; None is kept and not released.
        authenticated: The connection proved that it is this sensor.
    """

    id: RecordId
    origin: NodeId
    recorded_at: Instant
    marking: Marking | None
    authenticated: bool


def instant_of(message: SapientMessage) -> Instant:
    """Time of a valid message, in nanoseconds of UTC."""
    return Instant(message.timestamp.ToNanoseconds())


def decode_detection(
    message: SapientMessage,
    header: Header,
    *,
    character: SensorCharacter,
    terms: ModeTerms,
    stand: Position | None,
) -> Detection:
    """The detection that a valid report describes.

    A location gives a position; a range and bearing gives a bearing, and a position too where the sensor's own is
    known. Velocities count only in units that were registered. Confidences of class are the sensor's opinion; its
    confidence that anything is there is not one of class and is left to the tracker.

    Args:
        message: Valid `SapientMessage` with a `detection_report`.
        header: What the node adds.
        character: What the sensor registered.
        terms: How reports of its mode are to be read.
        stand: Where the sensor stands, from its last status report.

    Raises:
        InvalidMessage: The report follows the standard, but a value in it cannot be true.
    """
    report = message.detection_report
    bearing, position = _seen(report, character, terms, stand)
    moves = report.WhichOneof("velocity_oneof") is not None
    return Detection(
        id=header.id,
        origin=header.origin,
        observed_at=instant_of(message),
        recorded_at=header.recorded_at,
        marking=header.marking,
        pedigree=Pedigree(nodes=(header.origin,), sensors=(character.sensor,)),
        sensor=character.sensor,
        gateway=GATEWAY,
        position=position,
        bearing=bearing,
        velocity=decode_velocity(report.enu_velocity, "detection_report.enu_velocity", terms) if moves else None,
        source_track=report.object_id.upper() if terms.tracks else None,
        classification=decode_classification(report.classification),
        authenticated=header.authenticated,
    )


def _seen(
    report: DetectionReport, character: SensorCharacter, terms: ModeTerms, stand: Position | None
) -> tuple[Bearing | None, Position | None]:
    """Bearing and position of the object."""
    if report.WhichOneof("location_oneof") == "location":
        return None, decode_location(report.location, "detection_report.location", zone=terms.zone)
    path = "detection_report.range_bearing"
    measured = decode_range_bearing(report.range_bearing, path, stand=stand, zone=terms.zone)
    bearing = _with_registered_errors(measured, character)
    return bearing, None if stand is None else position_seen(bearing, stand)


def _with_registered_errors(bearing: Bearing, character: SensorCharacter) -> Bearing:
    """The report's own errors, and the registered ones where it measures something and states no error of it."""
    return msgspec.structs.replace(
        bearing,
        azimuth_sigma_deg=_sigma(bearing.azimuth_deg, bearing.azimuth_sigma_deg, character.azimuth_sigma_deg),
        elevation_sigma_deg=_sigma(bearing.elevation_deg, bearing.elevation_sigma_deg, character.elevation_sigma_deg),
        range_sigma_m=_sigma(bearing.range_m, bearing.range_sigma_m, character.range_sigma_m),
    )


def _sigma(measured: float | None, stated: float | None, registered: float | None) -> float | None:
    return registered if measured is not None and stated is None else stated
