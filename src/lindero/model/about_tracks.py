"""What desks say to each other about one track: what it is, whose it is, who holds it.

A track is named by its origin and its number there, because two nodes of one side give the same numbers.
"""

from typing import Annotated, Literal

from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.place import Position, Velocity
from lindero.model.record import Record
from lindero.model.release_class import IDENTITY, MOTION, POSITION, PUBLIC

TrackLabel = Literal["drone", "bird", "balloon", "aircraft", "own"]
Whose = Literal["ours", "not-ours", "unknown"]
HandOverStep = Literal["offered", "accepted", "declined", "withdrawn", "lost"]


class Label(Record, tag="label", frozen=True, kw_only=True):
    """What a person takes a track for; the next one of the same node supersedes it. No machine gives one.

    Attributes:
        track_origin: Node whose track it is.
        track: Its number there.
        label: What it is; `own` means of the node that says so.
        desk: Role and desk.
        withdrawn: The label is taken back.
    """

    track_origin: Annotated[NodeId, PUBLIC]
    track: Annotated[str, PUBLIC]
    label: Annotated[TrackLabel, PUBLIC]
    desk: Annotated[DeskId, PUBLIC]
    withdrawn: Annotated[bool, PUBLIC] = False


class Query(Record, tag="query", frozen=True, kw_only=True):
    """Is it ours or yours? Every partner that gets it is asked.

    Attributes:
        track_origin: Node whose track it is.
        track: Its number there.
        desk: Role and desk that asks.
        answer_until: Until when an answer is expected. [ns UTC]
        position: Where it is, from an own track.
        velocity: How it moves.
        serial: Serial number that the aircraft broadcasts.
    """

    track_origin: Annotated[NodeId, PUBLIC]
    track: Annotated[str, PUBLIC]
    desk: Annotated[DeskId, PUBLIC]
    answer_until: Annotated[int, PUBLIC]
    position: Annotated[Position | None, POSITION] = None
    velocity: Annotated[Velocity | None, MOTION] = None
    serial: Annotated[str | None, IDENTITY] = None


class Answer(Record, tag="answer", frozen=True, kw_only=True):
    """Whose it is, as one node says; a later one of that node supersedes it.

    Attributes:
        query: The question that it answers.
        whose: Of the answering node, or not, or it does not know.
        desk: Role and desk; None for the machine.
        automatic: The machine says so because a declaration of the answering node matches.
        declaration: Which.
    """

    query: Annotated[RecordId, PUBLIC]
    whose: Annotated[Whose, PUBLIC]
    desk: Annotated[DeskId | None, PUBLIC] = None
    automatic: Annotated[bool, PUBLIC] = False
    declaration: Annotated[RecordId | None, PUBLIC] = None


class HandOver(Record, tag="hand-over", frozen=True, kw_only=True):
    """A step in the custody of a track. `supersedes` names the step before it: the chain of steps is the custody.

    Attributes:
        handover: Id of the offer that it belongs to; of an offer, its own.
        track_origin: Node whose track it is.
        track: Its system number there.
        step: `offered` by who holds it; `accepted` or `declined` by whom it was offered to; `withdrawn` by a person, or
            `lost` with the track, by who offered it.
        to: Node that it is offered to.
        desk: Role and desk; None for the machine.
        offered_until: Last instant at which it may be accepted; of an offer. [ns UTC]
        position: Where it was when it was offered.
        velocity: How it moved.
        crossing_position: Where it is expected to cross.
        time_to_cross_s: 5, 50 and 95 % quantiles of the time to the crossing. [s]
    """

    handover: Annotated[RecordId, PUBLIC]
    track_origin: Annotated[NodeId, PUBLIC]
    track: Annotated[str, PUBLIC]
    step: Annotated[HandOverStep, PUBLIC]
    to: Annotated[NodeId, PUBLIC]
    desk: Annotated[DeskId | None, PUBLIC] = None
    offered_until: Annotated[int | None, PUBLIC] = None
    position: Annotated[Position | None, POSITION] = None
    velocity: Annotated[Velocity | None, MOTION] = None
    crossing_position: Annotated[Position | None, POSITION] = None
    time_to_cross_s: Annotated[tuple[float, float, float] | None, MOTION] = None
