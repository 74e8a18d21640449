"""Alert kinds: a message that asks a person on the other side to look or act, its acknowledgement, its outcome."""

from typing import Annotated, Literal

from lindero.kernel.ids import DeskId, RecordId
from lindero.model.airspace import ClassProbability, Identity, WatchStep
from lindero.model.place import Position, Velocity
from lindero.model.record import Record
from lindero.model.release_class import IDENTITY, MOTION, OPERATOR_POSITION, POSITION, PUBLIC, SOURCE_AND_METHOD, TEXT

Verdict = Literal[
    "declared-flight",
    "crewed-aircraft",
    "bird",
    "balloon",
    "confirmed-drone",
    "attack",
    "lost",
    "false",
]
AlertStep = WatchStep
AlertState = Literal["open", "cleared", "closed", "withdrawn"]
Act = Literal["assigned", "shelved", "resumed", "escalated", "telephoned"]
"""What is done with an alert between its acknowledgement and its outcome."""
Rung = Literal["louder", "next-desk", "telephone"]
"""A step of escalation: the same desk, louder; another desk; the other side's duty telephone."""


class Alert(Record, tag="alert", frozen=True, kw_only=True):
    """One warning about one object; an update supersedes the record before it and keeps `alert`.

    Attributes:
        alert: Id of its first record: what acknowledgements and outcomes answer.
        number: Short number with a check character, the same on both sides.
        step: Attention stays on the own map; a warning and an incursion cross the link.
        state: Open, cleared (no longer expected to cross), closed (has an outcome) or withdrawn (by its own desk).
        reason: Number of the phrase that says why (docs/reference/phrases.md).
        asks: Number of the phrase that says what the other side is asked to do.
        track: Number of the track.
        identity: What the object is taken for.
        classes: Probabilities of its class.
        position: Where it is.
        velocity: How it moves.
        p_cross: Probability that it crosses within 60 s.
        time_to_cross_s: 5, 50 and 95 % quantiles of the time to the crossing. [s]
        crossing_position: Where it is expected to cross.
        launch_position: Estimated place of take-off.
        operator_position: Broadcast by the aircraft.
        corroborated: More than one independent sensor contributed.
        authenticated: Every feed that contributed proves who speaks.
        evidence: Numbers of the phrases that speak for its most probable class, strongest first.
        airframe_ref: The physical aircraft where a transmitter names it: one alert per airframe and flight.
        rule: Rule and version of the file that raised it, such as `line@3`.
    """

    alert: Annotated[RecordId, PUBLIC]
    number: Annotated[str, PUBLIC]
    step: Annotated[AlertStep, PUBLIC]
    state: Annotated[AlertState, PUBLIC] = "open"
    reason: Annotated[int, PUBLIC]
    asks: Annotated[int, PUBLIC]
    track: Annotated[str, PUBLIC]
    identity: Annotated[Identity, PUBLIC] = "unknown"
    classes: Annotated[tuple[ClassProbability, ...], PUBLIC] = ()
    position: Annotated[Position | None, POSITION] = None
    velocity: Annotated[Velocity | None, MOTION] = None
    p_cross: Annotated[float | None, PUBLIC] = None
    time_to_cross_s: Annotated[tuple[float, float, float] | None, MOTION] = None
    crossing_position: Annotated[Position | None, POSITION] = None
    launch_position: Annotated[Position | None, OPERATOR_POSITION] = None
    operator_position: Annotated[Position | None, OPERATOR_POSITION] = None
    corroborated: Annotated[bool, PUBLIC] = False
    authenticated: Annotated[bool, PUBLIC] = False
    evidence: Annotated[tuple[int, ...], SOURCE_AND_METHOD] = ()
    airframe_ref: Annotated[str | None, IDENTITY] = None
    rule: Annotated[str | None, SOURCE_AND_METHOD] = None


class Acknowledgement(Record, tag="acknowledgement", frozen=True, kw_only=True):
    """What became of an alert at a desk.

    Attributes:
        alert: The alert that it answers.
        stage: `shown` on a desk where somebody is signed in; `acknowledged` only by that person's own act.
        desk: Role and desk; the person's name stays in the owner's audit log.
    """

    alert: Annotated[RecordId, PUBLIC]
    stage: Annotated[Literal["shown", "acknowledged"], PUBLIC]
    desk: Annotated[DeskId, PUBLIC]


class Handling(Record, tag="handling", frozen=True, kw_only=True):
    """What is done with an alert between its acknowledgement and its outcome, by a desk or by its node's clock.

    Attributes:
        alert: The alert.
        act: Assigned to a desk, shelved until later, taken from the shelf, escalated, or the other side telephoned.
        desk: Role and desk that did it; of an escalation, the desk that it is addressed to.
        to: Desk that it is assigned to.
        reason: Number of the phrase that says why.
        shelved_until: When it comes back by itself. [ns UTC]
        step: Highest step that the desk had seen: what climbs beyond it comes back from the shelf at once.
        rung: Step of the escalation.
    """

    alert: Annotated[RecordId, PUBLIC]
    act: Annotated[Act, PUBLIC]
    desk: Annotated[DeskId, PUBLIC]
    to: Annotated[DeskId | None, PUBLIC] = None
    reason: Annotated[int | None, PUBLIC] = None
    shelved_until: Annotated[int | None, PUBLIC] = None
    step: Annotated[AlertStep | None, PUBLIC] = None
    rung: Annotated[Rung | None, PUBLIC] = None


class Outcome(Record, tag="outcome", frozen=True, kw_only=True):
    """What an alert turned out to be.

    Attributes:
        alert: The alert that it closes.
        verdict: One of the agreed words.
        desk: Role and desk.
        remarks: Free text.
        step: Highest step that the desk had seen. An alert that climbs beyond it is open again, whatever the two
            sides' clocks say.
    """

    alert: Annotated[RecordId, PUBLIC]
    verdict: Annotated[Verdict, PUBLIC]
    desk: Annotated[DeskId, PUBLIC]
    remarks: Annotated[str | None, TEXT] = None
    step: Annotated[AlertStep | None, PUBLIC] = None
