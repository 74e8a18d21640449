"""Alerts as a desk works with them: raised by rule, shown on a screen, acknowledged and closed by persons.

Every step is a record, saved before anybody is told; what crosses the link is the publishing pipeline's matter.
"""

from collections.abc import Sequence
from typing import Any, Final, Literal

import msgspec

from lindero.kernel.clock import SECOND_NS, Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import DeskId, NodeId, RecordId, new_record_id
from lindero.model.airspace import Track
from lindero.model.alerts import Acknowledgement, Alert, AlertStep, Handling, Outcome, Verdict
from lindero.model.ports import Records
from lindero.model.record import Record
from lindero.operations.alerts.errors import (
    AlreadyAcknowledged,
    AlreadyClosed,
    BadReason,
    NoSuchAlert,
    NotOpen,
    NotYetAcknowledged,
    NotYourAlert,
    StaysAtHome,
)
from lindero.operations.alerts.making import answer_marking, facts_of, header_of
from lindero.operations.alerts.rule_set import RuleSet
from lindero.operations.alerts.rules import Change, decide_change, is_worse
from lindero.operations.alerts.stand import RANK, decided
from lindero.operations.numbers import alert_number, count_of
from lindero.operations.phrases import ASK_NOTHING, CLEARED, WITHDRAWAL_REASONS
from lindero.operations.picture.assessment import TrackAssessment

KEPT_AFTER_CROSSING_S: Final = 60.0
"""A lost track keeps its warning until so long after its predicted crossing."""


GONE_S: Final = 3.0
"""A track that said nothing for so long may have gone on under another number. [s]"""
FLIGHT_GAP_S: Final = 120.0
"""An aircraft seen again after so long is on another flight: that one gets an alert of its own. [s]"""

SILENT_S: Final = 120.0
"""A track without any record for so long has ended."""

Stage = Literal["shown", "acknowledged"]


class AlertDesk:
    """The alerts of one node, own and received.

    Call it from the store's thread: it reads and writes through `records`.

    Attributes:
        rules: In force.
    """

    def __init__(self, node: NodeId, side: str, records: Records, clock: Clock, entropy: Entropy) -> None:
        self._node = node
        self._side = side
        self._records = records
        self._clock = clock
        self._entropy = entropy
        self.rules = RuleSet()
        self._by_track: dict[str, Alert] = {}
        self._by_airframe: dict[str, Alert] = {}
        self._seen_at: dict[str, int] = {}
        self._count = 0
        self._load()

    def _load(self) -> None:
        """Continue where the records end: alerts that are open or cleared, and the last number given."""
        for record in reversed(self._records.of_kind("alert", limit=10_000)):
            if isinstance(record, Alert) and record.origin == self._node:
                self._put(record)
                self._count = max(self._count, count_of(record.number))

    def consider(self, assessments: Sequence[TrackAssessment]) -> list[Alert]:
        """Raise, raise a step, or clear what the newest picture says. Returns the records saved.

        An alert with an outcome is settled; an object that does something worse afterwards gets a new one.
        """
        changed: list[Alert] = []
        for assessment in assessments:
            current = self._alert_on(assessment.track)
            open_alert = current if current and current.state == "open" else None
            change = decide_change(open_alert, assessment, self.rules)
            if change is None:
                continue
            settled = current is not None and self._is_settled(current)
            if settled and current is not None and not is_worse(change, current):
                continue
            made = self._apply(None if settled else current, change, assessment)
            self._seen_at[made.track] = made.observed_at
            self._put(made)  # the next track may be the same aircraft
            changed.append(made)
        self._save(changed)
        return changed

    def _alert_on(self, track: Track) -> Alert | None:
        """The alert about a track, or about the same airframe on the same flight under an earlier number.

        Two tracks at once under one serial number are two objects until a person says otherwise: whoever copies a
        serial number must not hide behind the alert about its owner.
        """
        known = self._by_track.get(track.track)
        if known is not None:
            self._seen_at[track.track] = track.observed_at
            return known
        same = self._by_airframe.get(track.airframe_ref) if track.airframe_ref else None
        if same is None:
            return None
        silent_s = (track.observed_at - self._seen_at.get(same.track, same.observed_at)) / SECOND_NS
        return same if GONE_S < silent_s < FLIGHT_GAP_S else None

    def _is_settled(self, alert: Alert) -> bool:
        """Whether a person has said what it was, or has withdrawn it."""
        return alert.state == "withdrawn" or self.outcome(alert.alert) is not None

    def sweep(self) -> list[Alert]:
        """Clear warnings whose predicted crossing is long past and whose track is lost. Returns the records saved."""
        now = self._clock.now()
        ended: list[Alert] = []
        for alert in list(self._by_track.values()):
            if alert.state != "open" or alert.step == "incursion" or not self._is_lost(alert.track):
                continue
            latest_s = alert.time_to_cross_s[2] if alert.time_to_cross_s else 0.0
            if now > alert.observed_at + int((latest_s + KEPT_AFTER_CROSSING_S) * SECOND_NS):
                ended.append(self._next(alert, state="cleared", reason=CLEARED, asks=ASK_NOTHING))
        self._save(ended)
        return ended

    def forget(self, records: Sequence[Record]) -> None:
        """These are gone: an own alert among them is over, and what its object does next raises another one.

        May be called from any thread.
        """
        for record in records:
            if not isinstance(record, Alert):
                continue
            for known in (self._by_track, self._by_airframe):
                for name in [name for name, alert in list(known.items()) if alert == record]:
                    known.pop(name, None)

    def shown(self, alert: RecordId, desk: DeskId) -> Acknowledgement | None:
        """A signed-in desk has it on its screen. Only the first time, and only for the other side's, is recorded."""
        first = self._alert(alert)
        if first.origin == self._node or self._answers(alert, "shown"):
            return None
        record = self._answer(first, desk, "shown")
        self._records.save([record], own=True)
        return record

    def acknowledge(self, alert: RecordId, desk: DeskId) -> Acknowledgement:
        """A person at that desk has taken it.

        Raises:
            NoSuchAlert: Unknown here.
            StaysAtHome: It is an own alert: its acknowledgement comes from the other side.
            AlreadyAcknowledged: Another desk was first.
            AlreadyClosed: It has an outcome.
        """
        newest = self._alert(alert)
        if newest.origin == self._node:
            raise StaysAtHome(number=newest.number)
        self._require_open(newest)
        earlier = self._answers(alert, "acknowledged")
        if earlier:
            raise AlreadyAcknowledged(number=newest.number, desk=earlier[0].desk)
        record = self._answer(newest, desk, "acknowledged")
        self._records.save([record], own=True)
        return record

    def close(self, alert: RecordId, desk: DeskId, verdict: Verdict, remarks: str | None = None) -> Outcome:
        """A person at that desk says what it was.

        Raises:
            NoSuchAlert: Unknown here.
            NotYetAcknowledged: A received alert that nobody here has acknowledged.
            AlreadyClosed: It has an outcome.
        """
        newest = self._alert(alert)
        self._require_open(newest)
        if newest.origin != self._node and not self._answers(alert, "acknowledged"):
            raise NotYetAcknowledged(number=newest.number)
        outcome = Outcome(
            **self._header(newest),
            alert=alert,
            verdict=verdict,
            desk=desk,
            remarks=remarks or None,
            step=newest.step,
        )
        self._records.save([outcome], own=True)
        return outcome

    def withdraw(self, alert: RecordId, reason: int) -> Alert:
        """A person of this node takes back an own alert.

        Raises:
            NoSuchAlert: Unknown here.
            NotYourAlert: The other side raised it.
            NotOpen: It was withdrawn before.
            AlreadyClosed: It has an outcome.
            BadReason: No reason for this.
        """
        newest = self._alert(alert)
        if newest.origin != self._node:
            raise NotYourAlert(number=newest.number, origin=newest.origin)
        self._require_open(newest)
        if newest.state == "withdrawn":
            raise NotOpen(number=newest.number)
        if reason not in WITHDRAWAL_REASONS:
            raise BadReason(reason=reason)
        record = self._next(newest, state="withdrawn", reason=reason, asks=ASK_NOTHING)
        self._save([record])
        return record

    def open_step(self, track: str) -> AlertStep | None:
        """Step of the open alert about an own track."""
        alert = self._by_track.get(track)
        return alert.step if alert is not None and alert.state == "open" else None

    def newest(self, alert: RecordId) -> Alert:
        """The newest record of an alert, or `NoSuchAlert`."""
        return self._alert(alert)

    def outcome(self, alert: RecordId) -> Outcome | None:
        """What it turned out to be, if anybody said so; of two that were given at once the one that counts."""
        found = self._records.about(f"outcome:{alert}")
        return decided(record for record in found if isinstance(record, Outcome))[0]

    def answers(self, alert: RecordId) -> list[Acknowledgement]:
        """When it was shown and acknowledged, oldest first."""
        found = self._records.about(f"acknowledgement:{alert}")
        return [record for record in reversed(found) if isinstance(record, Acknowledgement)]

    def handlings(self, alert: RecordId) -> list[Handling]:
        """What was done with it between acknowledgement and outcome, on both sides, oldest first."""
        found = self._records.about(f"handling:{alert}")
        return [record for record in reversed(found) if isinstance(record, Handling)]

    def is_acknowledged(self, alert: RecordId) -> bool:
        """Whether a person of the side that was asked has taken it."""
        return bool(self._answers(alert, "acknowledged"))

    def is_open(self, alert: Alert) -> bool:
        """Whether it still asks something: neither cleared nor withdrawn, and without an outcome that holds."""
        outcome = self.outcome(alert.alert)
        return alert.state == "open" and (outcome is None or reopens(alert, outcome))

    def _alert(self, alert: RecordId) -> Alert:
        found = self._records.about(f"alert:{alert}", limit=1)
        if not found or not isinstance(found[0], Alert):
            raise NoSuchAlert(alert=alert)
        return found[0]

    def _answers(self, alert: RecordId, stage: str) -> list[Acknowledgement]:
        return [answer for answer in self.answers(alert) if answer.stage == stage]

    def _require_open(self, alert: Alert) -> None:
        outcome = self.outcome(alert.alert)
        if outcome is not None and not reopens(alert, outcome):
            raise AlreadyClosed(number=alert.number, verdict=outcome.verdict, desk=outcome.desk)

    def _is_lost(self, track: str) -> bool:
        """Whether an object's track has ended, or nothing was heard of it for long (the node was down, say)."""
        newest = self._records.about(f"track:{track}", limit=1)
        if not newest or not isinstance(newest[0], Track):
            return False  # a person raised it without a track: only a person closes it
        silent_ns = self._clock.now() - newest[0].observed_at
        return newest[0].status == "lost" or silent_ns > int(SILENT_S * SECOND_NS)

    def _apply(self, current: Alert | None, change: Change, assessment: TrackAssessment) -> Alert:
        state = "cleared" if change.cleared else "open"
        facts: dict[str, Any] = {"step": change.step, "reason": change.reason, "asks": change.asks, "state": state}
        facts |= {"rule": change.rule, **facts_of(assessment)}
        if current is not None:
            return self._next(current, **facts)
        self._count += 1
        now = self._clock.now()
        first = new_record_id(now, self._entropy.token(10))
        return Alert(
            id=first,
            alert=first,
            number=alert_number(self._side, self._count),
            origin=self._node,
            recorded_at=now,
            **facts,
        )

    def _next(self, current: Alert, **facts: Any) -> Alert:  # noqa: ANN401 — the fields of an alert
        """The record that supersedes the current one."""
        now = self._clock.now()
        number = new_record_id(now, self._entropy.token(10))
        header = {"id": number, "recorded_at": now, "supersedes": current.id}
        return msgspec.structs.replace(current, **header, **facts)

    def _save(self, alerts: Sequence[Alert]) -> None:
        if alerts:
            self._records.save(alerts, own=True)
        for alert in alerts:
            self._put(alert)

    def _put(self, alert: Alert) -> None:
        self._by_track[alert.track] = alert
        if alert.airframe_ref is not None:
            self._by_airframe[alert.airframe_ref] = alert

    def _answer(self, alert: Alert, desk: DeskId, stage: Stage) -> Acknowledgement:
        return Acknowledgement(**self._header(alert), alert=alert.alert, stage=stage, desk=desk)

    def _header(self, alert: Alert) -> dict[str, Any]:
        return header_of(self._node, answer_marking(alert, self._node), self._clock, self._entropy)


def reopens(alert: Alert, outcome: Outcome) -> bool:
    """Whether the object has done something worse since its outcome was given: the alert is open again.

    Steps decide, not the two sides' clocks; by time only where an outcome does not say what its desk had seen.
    """
    if outcome.step is None:
        return alert.recorded_at > outcome.recorded_at
    return alert.state == "open" and RANK[alert.step] > RANK[outcome.step]
