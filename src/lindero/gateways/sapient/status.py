"""What a sensor's status reports say of its state and place, and the `Sensor` record of it."""

from typing import Final, Literal

import msgspec

from lindero.gateways.sapient.bindings import SapientMessage, StatusReport
from lindero.gateways.sapient.detection import GATEWAY, Header
from lindero.gateways.sapient.location import decode_location
from lindero.gateways.sapient.registration import Profile
from lindero.kernel.clock import Instant
from lindero.model.airspace import Sensor
from lindero.model.place import Position
from lindero.model.record import Pedigree

SensorStatus = Literal["ok", "degraded", "silent", "down"]

_STATUS: Final[dict[int, SensorStatus]] = {
    StatusReport.System.Value("SYSTEM_OK"): "ok",
    StatusReport.System.Value("SYSTEM_WARNING"): "degraded",
    StatusReport.System.Value("SYSTEM_ERROR"): "degraded",
    StatusReport.System.Value("SYSTEM_GOODBYE"): "down",
}


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How and where a sensor is.

    Attributes:
        status: Its state; `ok` from its registration until it says otherwise.
        position: Where it stands; None until it says so.
        mode: The mode that it is in; None until it says so.
    """

    status: SensorStatus = "ok"
    position: Position | None = None
    mode: str | None = None


def decode_status(message: SapientMessage, profile: Profile, before: Standing) -> Standing:
    """The standing after a valid status report; a report without a location leaves the place as it was.

    Raises:
        InvalidMessage: The location is no place.
    """
    report = message.status_report
    position = before.position
    if report.HasField("node_location"):
        path = "status_report.node_location"
        position = decode_location(report.node_location, path, zone=profile.stand_zone)
    return Standing(status=_STATUS[report.system], position=position, mode=report.mode)


def sensor_record(profile: Profile, standing: Standing, header: Header, observed_at: Instant) -> Sensor:
    """The record of a sensor's state at one instant."""
    character = profile.character
    return Sensor(
        id=header.id,
        origin=header.origin,
        observed_at=observed_at,
        recorded_at=header.recorded_at,
        marking=header.marking,
        pedigree=Pedigree(nodes=(header.origin,), sensors=(character.sensor,)),
        sensor=character.sensor,
        name=character.name,
        gateway=GATEWAY,
        sensor_kind=character.kind,
        position=standing.position,
        max_range_m=character.max_range_m,
        status=standing.status,
        authenticated=header.authenticated,
    )
