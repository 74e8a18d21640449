"""An alert as the console's interface shows it: its newest record, and its life. Pure."""

from typing import Literal

import msgspec

from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.airspace import ClassProbability, Identity
from lindero.model.alerts import Alert, AlertStep, Verdict
from lindero.model.named import by_name
from lindero.model.place import Position, Velocity
from lindero.operations.alerts.life import MS_NS, AlertTimes, Life
from lindero.operations.places import PlaceName

AlertState = Literal["open", "cleared", "closed"]


class AlertView(msgspec.Struct, frozen=True, kw_only=True):
    """One alert; `at_ms` is the instant that position, chance and time to cross are for. Times in ms UTC."""

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


def alert_view(alert: Alert, life: Life, node: NodeId, place: PlaceName | None) -> AlertView:
    """The view of an alert's newest record."""
    return AlertView(
        alert=alert.alert,
        number=alert.number,
        origin=alert.origin,
        own=alert.origin == node,
        step=alert.step,
        state=state_of(alert, life),
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
        place=place,
        times=life.times,
        acknowledged_by=life.acknowledged_by,
        verdict=life.verdict,
        outcome_by=life.outcome_by,
    )


def state_of(alert: Alert, life: Life) -> AlertState:
    """Closed by its outcome, unless the object has done something worse since: then it is open again."""
    if life.outcome_at is not None and life.outcome_at >= alert.recorded_at:
        return "closed"
    return alert.state
