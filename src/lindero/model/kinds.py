"""The register of kinds: every type of record, by its word; what object a record is about, and how urgent it is."""

from collections.abc import Callable
from typing import Any, Final, Literal, get_args

from lindero.kernel.ids import RecordId
from lindero.model.about_tracks import Answer, HandOver, Label, Query
from lindero.model.airspace import AirspaceNotice, Declaration, Detection, Flight, Sensor, Track, Wind
from lindero.model.alerts import Acknowledgement, Alert, Handling, Outcome
from lindero.model.desks import Contact, DeskCall, Presence
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
    | Wind
    | Label
    | Query
    | Answer
    | HandOver
    | Handling
    | Presence
    | Contact
    | DeskCall
)
KINDS: Final[dict[str, type[Record]]] = {str(t.__struct_config__.tag): t for t in get_args(AnyRecord)}

Lane = Literal["alert", "casework", "track"]
LANES: Final[tuple[Lane, ...]] = get_args(Lane)
"""Most urgent first: an alert overtakes any backlog."""

_LANE_OF: Final[dict[type[Record], Lane]] = {
    **dict.fromkeys((Label, Query, Answer, HandOver), "alert"),
    **dict.fromkeys((Alert, Acknowledgement, Handling, Outcome, Declaration, AirspaceNotice), "alert"),
    **dict.fromkeys((Presence, Contact, DeskCall), "alert"),
    **dict.fromkeys((Sensor, Detection, Track, Flight, Wind), "track"),
}


def lane_of(record: Record) -> Lane:
    """The lane that a record travels in."""
    return _LANE_OF.get(type(record), "casework")


_OBJECT_OF: Final[dict[type[Record], Callable[[Any], str]]] = {
    Track: lambda record: f"track:{record.track}",
    Flight: lambda record: f"flight:{record.track}",
    Alert: lambda record: f"alert:{record.alert}",
    Acknowledgement: lambda record: f"acknowledgement:{record.alert}",
    Outcome: lambda record: f"outcome:{record.alert}",
    Handling: lambda record: f"handling:{record.alert}",
    Presence: lambda record: f"presence:{record.desk}",
    Contact: lambda record: f"contact:{record.node}",
    DeskCall: lambda record: f"test-call:{record.call}",
    Sensor: lambda record: f"sensor:{record.sensor}",
    Declaration: lambda record: f"declaration:{record.declaration or record.supersedes or record.id}",
    AirspaceNotice: lambda record: f"airspace-notice:{record.notice or record.supersedes or record.id}",
    Label: lambda record: f"label:{record.track_origin}/{record.track}",
    Query: lambda record: f"query:{record.id}",
    Answer: lambda record: f"answer:{record.query}",
    HandOver: lambda record: f"hand-over:{record.track_origin}/{record.track}",
}


def object_of(record: Record) -> str:
    """Key of the object that a record is about: equal for all records about the same one."""
    named = _OBJECT_OF.get(type(record))
    return f"{record.kind}:{record.supersedes or record.id}" if named is None else named(record)


_ANSWERING: Final = frozenset({Acknowledgement, Handling, Outcome, Note, Answer, HandOver, DeskCall})


def answers(record: Record) -> RecordId | None:
    """The partner's record that this one answers."""
    if type(record) not in _ANSWERING:
        return None
    match record:
        case Acknowledgement(alert=first) | Handling(alert=first) | Outcome(alert=first):
            return first
        case DeskCall(call=first, stage="shown" | "answered"):
            return first
        case Answer(query=asked):
            return asked
        case HandOver(step="accepted" | "declined", handover=offer):
            return offer
        case Note(about=about):
            return about
        case _:
            return None
