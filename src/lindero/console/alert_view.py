"""An alert as the console's interface shows it: its newest record, and its life. Pure."""

from typing import Literal

import msgspec

from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.airspace import ClassProbability, Identity
from lindero.model.alerts import Alert, AlertState, AlertStep, Rung, Verdict
from lindero.model.incidents import Note
from lindero.model.named import by_name
from lindero.model.place import Position, Velocity
from lindero.operations.alerts.desk import reopens
from lindero.operations.alerts.life import MS_NS, AlertTimes, Life
from lindero.operations.alerts.stand import Stand
from lindero.operations.places import PlaceName

SecondAct = Literal["acknowledge", "outcome", "assign", "shelve"]
"""What a desk wanted to do that another had just done."""


class ShelfView(msgspec.Struct, frozen=True, kw_only=True):
    """An alert put aside by a desk until its time is over, or until it climbs."""

    desk: DeskId
    reason: int
    until_ms: int


class RungView(msgspec.Struct, frozen=True, kw_only=True):
    """One step of an escalation; `here`: this node took it."""

    rung: Rung
    at_ms: int
    desk: DeskId
    here: bool


class MessageView(msgspec.Struct, frozen=True, kw_only=True):
    """What a desk said; `text` is in the words of its writer, and shown as untranslated."""

    message: RecordId
    desk: DeskId
    own: bool
    at_ms: int
    phrase: int | None
    text: str | None


class SecondView(msgspec.Struct, frozen=True, kw_only=True):
    """A desk that came second: what it wanted, and the outcome that it gave, if it gave one."""

    desk: DeskId
    act: SecondAct
    verdict: Verdict | None = None


class AlertView(msgspec.Struct, frozen=True, kw_only=True):
    """One alert; `at_ms` is the instant that position, chance and time to cross are for. Times in ms UTC.

    `revision` grows with every change of the view. `group` is the flood that it belongs to. While the alert waits,
    `unattended` names the asked nodes where nobody keeps watch, `unreachable` those without a link. `seconds` tells of
    desks that acted at the same time and came second.
    """

    alert: RecordId
    number: str
    origin: NodeId
    own: bool
    step: AlertStep
    state: AlertState
    reason: int
    asks: int
    track: str
    identity: Identity
    classes: tuple[ClassProbability, ...]
    at_ms: int
    position: Position | None
    velocity: Velocity | None
    p_cross: float | None
    time_to_cross_s: tuple[float, float, float] | None
    crossing_position: Position | None
    launch_position: Position | None
    operator_position: Position | None
    corroborated: bool
    authenticated: bool
    simulated: bool
    place: PlaceName | None
    times: AlertTimes
    acknowledged_by: DeskId | None
    verdict: Verdict | None
    outcome_by: DeskId | None
    evidence: tuple[int, ...]
    rule: str | None
    sector: str | None
    assigned_to: DeskId | None
    shelf_here: ShelfView | None
    shelf_there: ShelfView | None
    rungs: tuple[RungView, ...]
    telephoned_ms: int | None
    messages: tuple[MessageView, ...]
    seconds: tuple[SecondView, ...]
    unattended: tuple[NodeId, ...] = ()
    unreachable: tuple[NodeId, ...] = ()
    group: str | None = None
    revision: int = 0


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What the view of an alert takes from around it.

    Attributes:
        place: Of its position, in words.
        sector: Town that it is told by.
        unattended: Asked nodes where nobody keeps watch.
        unreachable: Asked nodes without a link.
        seconds: Desks that came second here.
    """

    place: PlaceName | None = None
    sector: str | None = None
    unattended: tuple[NodeId, ...] = ()
    unreachable: tuple[NodeId, ...] = ()
    seconds: tuple[SecondView, ...] = ()


def alert_view(alert: Alert, life: Life, node: NodeId, around: Around) -> AlertView:
    """The view of an alert's newest record."""
    own, outcome = alert.origin == node, life.outcome
    asked = life.there if own else life.here
    state = state_of(alert, life)
    waits = own and state == "open" and life.times.acknowledged_ms is None
    return AlertView(
        alert=alert.alert,
        number=alert.number,
        origin=alert.origin,
        own=own,
        step=alert.step,
        state=state,
        reason=alert.reason,
        asks=alert.asks,
        track=alert.track,
        identity=alert.identity,
        classes=tuple(map(by_name, alert.classes)),
        at_ms=alert.observed_at // MS_NS,
        position=by_name(alert.position),
        velocity=by_name(alert.velocity),
        p_cross=alert.p_cross,
        time_to_cross_s=alert.time_to_cross_s,
        crossing_position=by_name(alert.crossing_position),
        launch_position=by_name(alert.launch_position),
        operator_position=by_name(alert.operator_position),
        corroborated=alert.corroborated,
        authenticated=alert.authenticated,
        simulated=alert.simulated,
        place=around.place,
        times=life.times,
        acknowledged_by=life.acknowledged_by,
        verdict=outcome.verdict if outcome else None,
        outcome_by=outcome.desk if outcome else None,
        evidence=alert.evidence,
        rule=alert.rule,
        sector=around.sector,
        assigned_to=asked.assigned_to or life.here.assigned_to,
        shelf_here=_shelf(alert, life.here),
        shelf_there=_shelf(alert, life.there),
        rungs=_rungs(life),
        telephoned_ms=_ms(life.here.telephoned_at or life.there.telephoned_at),
        messages=tuple(_message(note, node) for note in life.messages),
        seconds=(*_second_outcomes(life), *around.seconds),
        unattended=around.unattended if waits else (),
        unreachable=around.unreachable if waits else (),
    )


def _ms(at: int | None) -> int | None:
    return None if at is None else at // MS_NS


def _shelf(alert: Alert, stand: Stand) -> ShelfView | None:
    """The shelf that it may be on: whether its time is over is for the reader's clock to say."""
    shelf = stand.shelf
    if shelf is None or not shelf.holds(alert.step, shelf.until - 1):
        return None
    return ShelfView(desk=shelf.desk, reason=shelf.reason, until_ms=shelf.until // MS_NS)


def _rungs(life: Life) -> tuple[RungView, ...]:
    taken = [(here, rung) for here, stand in ((True, life.here), (False, life.there)) for rung in stand.rungs]
    views = (RungView(rung=rung, at_ms=at // MS_NS, desk=desk, here=here) for here, (rung, at, desk) in taken)
    return tuple(sorted(views, key=lambda view: view.at_ms))


def _message(note: Note, node: NodeId) -> MessageView:
    return MessageView(
        message=note.id,
        desk=note.desk,
        own=note.origin == node,
        at_ms=note.recorded_at // MS_NS,
        phrase=note.phrase,
        text=note.text,
    )


def _second_outcomes(life: Life) -> list[SecondView]:
    return [SecondView(desk=outcome.desk, act="outcome", verdict=outcome.verdict) for outcome in life.seconds]


def state_of(alert: Alert, life: Life) -> AlertState:
    """Closed by its outcome, unless the object has done something worse since: then it is open again."""
    if life.outcome is not None and not reopens(alert, life.outcome):
        return "closed"
    return alert.state
