"""The register of kinds: every type of record, by its word; what object a record is about, and how urgent it is."""

from typing import Final, Literal, get_args

from lindero.kernel.ids import RecordId
from lindero.model.airspace import AirspaceNotice, Declaration, Detection, Flight, Sensor, Track
from lindero.model.alerts import Acknowledgement, Alert, Outcome
from lindero.model.incidents import Incident, Note
from lindero.model.record import Record

AnyRecord = (
    Sensor
    | Detection
    | Track
    | Flight
    | Declaration
    | AirspaceNotice
    | Alert
    | Acknowledgement
    | Outcome
    | Incident
    | Note
)
KINDS: Final[dict[str, type[Record]]] = {str(t.__struct_config__.tag): t for t in get_args(AnyRecord)}

Lane = Literal["alert", "casework", "track"]
LANES: Final[tuple[Lane, ...]] = get_args(Lane)
"""Most urgent first: an alert overtakes any backlog."""

_ALERT_LANE = (Alert, Acknowledgement, Outcome, Declaration, AirspaceNotice)
_TRACK_LANE = (Sensor, Detection, Track, Flight)


def lane_of(record: Record) -> Lane:
    """The lane that a record travels in."""
    if isinstance(record, _ALERT_LANE):
        return "alert"
    return "track" if isinstance(record, _TRACK_LANE) else "casework"


def object_of(record: Record) -> str:
    """Key of the object that a record is about: equal for all records about the same one."""
    match record:
        case Track(track=number) | Flight(track=number):
            return f"{record.kind}:{number}"
        case Alert(alert=first):
            return f"alert:{first}"
        case Acknowledgement(alert=first) | Outcome(alert=first):
            return f"{record.kind}:{first}"
        case Sensor(sensor=sensor):
            return f"sensor:{sensor}"
        case _:
            return f"{record.kind}:{record.supersedes or record.id}"


def answers(record: Record) -> RecordId | None:
    """The partner's record that this one answers."""
    match record:
        case Acknowledgement(alert=first) | Outcome(alert=first):
            return first
        case Note(about=about):
            return about
        case _:
            return None
