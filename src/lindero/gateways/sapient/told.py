"""What this node tells a parent: tracks as detection reports of a fusion node, alerts as alerts.

The ids are the standard's ULIDs. That of an object is made from its origin and track number, so that it is the same in
every report, on every connection and after every start; an alert and a report carry the ids of their records.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Final

from lindero.gateways.sapient.bindings import SapientMessage
from lindero.gateways.sapient.encode import build_detection, build_message
from lindero.gateways.sapient.location import encode_location
from lindero.kernel.ids import NodeId, ulid
from lindero.model.airspace import Track
from lindero.model.alerts import Alert
from lindero.model.record import Record

LOST: Final = "lost"
"""`detection_report.state` of an object that is followed no more."""
_TYPE_OF_STEP: Final = {"attention": "INFORMATION", "warning": "WARNING", "incursion": "CRITICAL"}
_PRIORITY_OF_STEP: Final = {"attention": "LOW", "warning": "MEDIUM", "incursion": "HIGH"}
_MS_NS: Final = 1_000_000

CARRIED: Final = (Track, Alert)
"""Types of record that the standard has a message for."""
Describe = Callable[[Alert], str]
"""An alert's reason and request as a sentence for people."""


def object_ulid(origin: NodeId, track: str) -> str:
    """ULID under which a track is reported: the same always, and of no other track."""
    digest = sha256(f"{origin}/{track}".encode()).digest()
    return ulid(int.from_bytes(digest[:6], "big") * _MS_NS, digest[6:16])  # type: ignore[arg-type]  # no instant


def build_report(node_id: str, record: Record, describe: Describe) -> SapientMessage | None:
    """The message that tells of a record; None for kinds that the standard has no message for.

    Args:
        node_id: UUID under which this node speaks.
        record: As it was released to the receiver.
        describe: Says an alert in words.
    """
    if isinstance(record, Track):
        return _track_report(node_id, record)
    return _alert(node_id, record, describe) if isinstance(record, Alert) else None


def _track_report(node_id: str, track: Track) -> SapientMessage:
    message = build_detection(
        node_id,
        track.observed_at,
        report_id=track.id,
        object_id=object_ulid(track.origin, track.track),
        seen=track.position,
        velocity=track.velocity,
        classes=track.classes,
        confidence=track.existence,
    )
    report = message.detection_report
    if track.status == "lost":
        report.state = LOST
    report.track_info.add(type="track", value=track.track)
    report.track_info.add(type="origin", value=track.origin)
    report.track_info.add(type="identity", value=track.identity)
    if track.emitter is not None and track.emitter.serial is not None:
        report.id = track.emitter.serial
    return message


def _alert(node_id: str, alert: Alert, describe: Describe) -> SapientMessage:
    message = build_message(node_id, alert.observed_at)
    told = message.alert
    told.alert_id, told.description = alert.alert, describe(alert)
    told.alert_type = f"ALERT_TYPE_{_TYPE_OF_STEP[alert.step]}"
    told.status = "ALERT_STATUS_ACTIVE" if alert.state == "open" else "ALERT_STATUS_CLEAR"
    told.priority = f"DISCRETE_PRIORITY_{_PRIORITY_OF_STEP[alert.step]}"
    told.additional_information = alert.number
    if alert.position is not None:
        encode_location(alert.position, told.location)
    if alert.p_cross is not None:
        told.confidence = alert.p_cross
    told.associated_detection.add(
        node_id=node_id,
        object_id=object_ulid(alert.origin, alert.track),
        association_type="ASSOCIATION_RELATION_PARENT",
    )
    return message
