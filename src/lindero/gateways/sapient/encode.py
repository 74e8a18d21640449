"""Messages of the standard: the answers of this node, and what a sensor sends (simulated sensors are real clients).

Builders return protobuf messages; `encode` gives the bytes that travel. Times are instants, ids are made by the caller.
"""

from collections.abc import Sequence
from typing import Final, Literal

from lindero.gateways.intake.framing import encode_frame
from lindero.gateways.intake.refusal import EXCERPT_BYTES
from lindero.gateways.sapient.bearing import encode_range_bearing
from lindero.gateways.sapient.bindings import SapientMessage
from lindero.gateways.sapient.location import encode_location
from lindero.gateways.sapient.taxonomy import encode_classification
from lindero.gateways.sapient.velocity import encode_velocity
from lindero.model.airspace import ClassProbability
from lindero.model.place import Bearing, Position, Velocity

System = Literal["OK", "WARNING", "ERROR", "GOODBYE"]

MODE: Final = "Default"
"""The one mode of a sensor that `describe.build_registration` describes."""


def encode(message: SapientMessage) -> bytes:
    """The bytes of a message as they travel, length in front."""
    return encode_frame(message.SerializeToString())


def build_message(node_id: str, at: int, destination_id: str | None = None) -> SapientMessage:
    """A message without content yet.

    Args:
        node_id: UUID of the sender.
        at: Its time. [ns UTC]
        destination_id: UUID of the receiver, where it is known.
    """
    message = SapientMessage(node_id=node_id)
    message.timestamp.FromNanoseconds(at)
    if destination_id is not None:
        message.destination_id = destination_id
    return message


def build_registration_ack(node_id: str, at: int, destination_id: str | None, reasons: Sequence[str]) -> SapientMessage:
    """The answer to a registration: accepted when there is no reason against it."""
    message = build_message(node_id, at, destination_id)
    message.registration_ack.acceptance = not reasons
    message.registration_ack.ack_response_reason.extend(reasons)
    return message


def build_error(
    node_id: str, at: int, destination_id: str | None, packet: bytes, problems: Sequence[str]
) -> SapientMessage:
    """The answer to a message that was not taken in, with its first bytes and what is wrong with it."""
    message = build_message(node_id, at, destination_id)
    message.error.packet = packet[:EXCERPT_BYTES]
    message.error.error_message.extend(problems)
    return message


def build_status(
    node_id: str, at: int, report_id: str, *, system: System = "OK", position: Position | None = None, new: bool = True
) -> SapientMessage:
    """A status report; `GOODBYE` announces that the sensor disconnects."""
    message = build_message(node_id, at)
    status = message.status_report
    status.report_id, status.mode = report_id, MODE
    status.system = f"SYSTEM_{system}"
    status.info = "INFO_NEW" if new else "INFO_UNCHANGED"
    if position is not None:
        encode_location(position, status.node_location)
    return message


def build_detection(
    node_id: str,
    at: int,
    *,
    report_id: str,
    object_id: str,
    seen: Bearing | Position,
    velocity: Velocity | None = None,
    classes: Sequence[ClassProbability] = (),
    confidence: float | None = None,
) -> SapientMessage:
    """A detection report.

    Args:
        node_id: UUID of the sensor.
        at: Time of the measurement. [ns UTC]
        report_id: ULID of this report.
        object_id: ULID of the object, the same in all its reports if the sensor tracks.
        seen: What was measured.
        velocity: Motion over ground.
        classes: The sensor's opinion.
        confidence: That anything is there, 0 to 1.
    """
    message = build_message(node_id, at)
    report = message.detection_report
    report.report_id, report.object_id = report_id, object_id
    if isinstance(seen, Bearing):
        encode_range_bearing(seen, report.range_bearing)
    else:
        encode_location(seen, report.location)
    if velocity is not None:
        encode_velocity(velocity, report.enu_velocity)
    encode_classification(classes, report)
    if confidence is not None:
        report.detection_confidence = confidence
    return message
