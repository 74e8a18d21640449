"""What alert rules would have raised from the tracks that are kept: the same desk, in memory, over the same pictures.

A track's record holds what the watches over the line and over areas said of it at that moment, so a rehearsal of the
rules that were in force raises what was raised. It knows neither outcomes nor withdrawals: an object that did something
worse after its outcome counts as one alert here, and as two there.
"""

from collections import Counter
from collections.abc import Iterable

import msgspec

from lindero.model.airspace import Track
from lindero.model.alerts import Alert, AlertStep
from lindero.operations.alerts.rule_set import RuleSet
from lindero.operations.alerts.rules import decide_change
from lindero.operations.alerts.stand import RANK
from lindero.operations.phrases import CONFIRMED_BROADCAST
from lindero.operations.picture.assessment import TrackAssessment

EXAMPLES = 200
"""So many of the alerts are listed, the worst and newest first."""


class WouldRaise(msgspec.Struct, frozen=True, kw_only=True):
    """One alert that would have been raised.

    Attributes:
        track: Of which track.
        step: Highest step that it would have reached.
        rule: Rule that would have raised that step.
        first_at: When it would have been raised. [ns UTC]
        worst_at: When it would have reached that step. [ns UTC]
        cleared: It would have been cleared by itself.
    """

    track: str
    step: AlertStep
    rule: str
    first_at: int
    worst_at: int
    cleared: bool = False


class AlertsRehearsed(msgspec.Struct, frozen=True, kw_only=True):
    """What rules would have raised.

    Attributes:
        version: Of the rules.
        tracks: Track records that were looked at.
        counts: Alerts by their highest step.
        by_rule: Alerts by the rule that raised their highest step.
        raised: How many were really raised in that time, by their highest step.
        alerts: The worst and newest.
    """

    version: int
    tracks: int
    counts: dict[str, int]
    by_rule: dict[str, int]
    raised: dict[str, int]
    alerts: tuple[WouldRaise, ...]


class AlertRehearsal:
    """Rules over the tracks of one node, in the order in which they were written.

    Args:
        rules: To be tried.
    """

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules
        self._open: dict[str, WouldRaise] = {}
        self._found: dict[str, WouldRaise] = {}
        self._alerts: dict[str, Alert] = {}
        self._tracks = 0

    def take(self, track: Track) -> None:
        """The next record of a track."""
        self._tracks += 1
        current = self._alerts.get(track.track)
        change = decide_change(current, assessment_of(track), self._rules)
        if change is None:
            return
        before = self._found.get(track.track)
        if change.cleared:
            self._alerts.pop(track.track, None)
            if before is not None:
                self._found[track.track] = msgspec.structs.replace(before, cleared=True)
            return
        self._alerts[track.track] = _alert(track, change.step, change.reason, change.asks, change.rule)
        if before is None:
            self._found[track.track] = WouldRaise(
                track=track.track,
                step=change.step,
                rule=change.rule or "",
                first_at=track.observed_at,
                worst_at=track.observed_at,
            )
        elif RANK[change.step] > RANK[before.step]:
            self._found[track.track] = msgspec.structs.replace(
                before, step=change.step, rule=change.rule or "", worst_at=track.observed_at, cleared=False
            )
        else:
            self._found[track.track] = msgspec.structs.replace(before, cleared=False)

    def result(self, raised: Iterable[Alert]) -> AlertsRehearsed:
        """What would have been raised, beside the own alerts that were."""
        worst: dict[str, AlertStep] = {}
        for alert in raised:
            if RANK[alert.step] > _rank(worst.get(alert.alert)):
                worst[alert.alert] = alert.step
        found = sorted(self._found.values(), key=lambda one: (-RANK[one.step], -one.worst_at))
        return AlertsRehearsed(
            version=self._rules.version,
            tracks=self._tracks,
            counts=dict(Counter(str(one.step) for one in found)),
            by_rule=dict(Counter(one.rule for one in found)),
            raised=dict(Counter(str(step) for step in worst.values())),
            alerts=tuple(found[:EXAMPLES]),
        )


def assessment_of(track: Track) -> TrackAssessment:
    """What the picture said of a track when its record was written."""
    return TrackAssessment(
        track=track,
        attention=track.watch is not None,
        vouched=CONFIRMED_BROADCAST in track.evidence,
        warned=track.watch in ("warning", "incursion"),
        incursion=track.watch == "incursion",
        reason=track.reason or 0,
        p_cross=track.p_cross or 0.0,
        time_to_cross_s=track.time_to_cross_s,
        crossing_position=track.crossing_position,
    )


def _rank(step: AlertStep | None) -> int:
    return 0 if step is None else RANK[step]


def _alert(track: Track, step: AlertStep, reason: int, asks: int, rule: str | None) -> Alert:
    return Alert(
        id=track.id,
        alert=track.id,
        number="-",
        origin=track.origin,
        observed_at=track.observed_at,
        recorded_at=track.recorded_at,
        pedigree=track.pedigree,
        step=step,
        reason=reason,
        asks=asks,
        track=track.track,
        identity=track.identity,
        classes=track.classes,
        time_to_cross_s=track.time_to_cross_s,
        rule=rule,
    )
