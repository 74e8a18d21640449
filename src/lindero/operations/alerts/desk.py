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
from lindero.model.alerts import Acknowledgement, Alert, AlertStep, Outcome, Verdict
from lindero.model.marking import Marking
from lindero.model.ports import Records
from lindero.model.record import Pedigree, Record
from lindero.operations.alerts.errors import (
    AlreadyAcknowledged,
    AlreadyClosed,
    NoSuchAlert,
    NotYetAcknowledged,
    StaysAtHome,
)
from lindero.operations.alerts.rules import Change, decide_change, is_worse
from lindero.operations.numbers import alert_number, count_of
from lindero.operations.phrases import ASK_NOTHING, CLEARED
from lindero.operations.picture.assessment import TrackAssessment

KEPT_AFTER_CROSSING_S: Final = 60.0
"""A lost track keeps its warning until so long after its predicted crossing."""


SILENT_S: Final = 120.0
"""A track without any record for so long has ended."""

Stage = Literal["shown", "acknowledged"]


class AlertDesk:
    """The alerts of one node, own and received.

    Call it from the store's thread: it reads and writes through `records`.
    """

    def __init__(self, node: NodeId, side: str, records: Records, clock: Clock, entropy: Entropy) -> None:
        self._node = node
        self._side = side
        self._records = records
        self._clock = clock
        self._entropy = entropy
        self._by_track: dict[str, Alert] = {}
        self._count = 0
        self._load()

    def _load(self) -> None:
        """Continue where the records end: alerts that are open or cleared, and the last number given."""
        for record in reversed(self._records.of_kind("alert", limit=10_000)):
            if isinstance(record, Alert) and record.origin == self._node:
                self._by_track[record.track] = record
                self._count = max(self._count, count_of(record.number))

    def consider(self, assessments: Sequence[TrackAssessment]) -> list[Alert]:
        """Raise, raise a step, or clear what the newest picture says. Returns the records saved.

        An alert with an outcome is settled; an object that does something worse afterwards gets a new one.
        """
        changed: list[Alert] = []
        for assessment in assessments:
            current = self._by_track.get(assessment.track.track)
            change = decide_change(current if current and current.state == "open" else None, assessment)
            if change is None:
                continue
            settled = current is not None and self.outcome(current.alert) is not None
            if settled and current is not None and not is_worse(change, current):
                continue
            changed.append(self._apply(None if settled else current, change, assessment))
        self._save(changed)
        return changed

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
            if isinstance(record, Alert) and self._by_track.get(record.track) == record:
                self._by_track.pop(record.track, None)

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
        now = self._clock.now()
        outcome = Outcome(
            id=new_record_id(now, self._entropy.token(10)),
            origin=self._node,
            observed_at=now,
            recorded_at=now,
            marking=self._answer_marking(newest),
            pedigree=Pedigree(nodes=(self._node,)),
            alert=alert,
            verdict=verdict,
            desk=desk,
            remarks=remarks or None,
        )
        self._records.save([outcome], own=True)
        return outcome

    def open_step(self, track: str) -> AlertStep | None:
        """Step of the open alert about an own track."""
        alert = self._by_track.get(track)
        return alert.step if alert is not None and alert.state == "open" else None

    def newest(self, alert: RecordId) -> Alert:
        """The newest record of an alert, or `NoSuchAlert`."""
        return self._alert(alert)

    def outcome(self, alert: RecordId) -> Outcome | None:
        """What it turned out to be, if anybody said so."""
        found = self._records.about(f"outcome:{alert}", limit=1)
        return found[0] if found and isinstance(found[0], Outcome) else None

    def answers(self, alert: RecordId) -> list[Acknowledgement]:
        """When it was shown and acknowledged, oldest first."""
        found = self._records.about(f"acknowledgement:{alert}")
        return [record for record in reversed(found) if isinstance(record, Acknowledgement)]

    def _alert(self, alert: RecordId) -> Alert:
        found = self._records.about(f"alert:{alert}", limit=1)
        if not found or not isinstance(found[0], Alert):
            raise NoSuchAlert(alert=alert)
        return found[0]

    def _answers(self, alert: RecordId, stage: str) -> list[Acknowledgement]:
        return [answer for answer in self.answers(alert) if answer.stage == stage]

    def _require_open(self, alert: Alert) -> None:
        outcome = self.outcome(alert.alert)
        if outcome is not None:
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
        if current is not None:
            return self._next(current, **facts, **_facts_of(assessment))
        self._count += 1
        now = self._clock.now()
        first = new_record_id(now, self._entropy.token(10))
        return Alert(
            id=first,
            alert=first,
            number=alert_number(self._side, self._count),
            origin=self._node,
            recorded_at=now,
            track=assessment.track.track,
            **facts,
            **_facts_of(assessment),
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
            self._by_track[alert.track] = alert

    def _answer(self, alert: Alert, desk: DeskId, stage: Stage) -> Acknowledgement:
        now = self._clock.now()
        return Acknowledgement(
            id=new_record_id(now, self._entropy.token(10)),
            origin=self._node,
            observed_at=now,
            recorded_at=now,
            marking=self._answer_marking(alert),
            pedigree=Pedigree(nodes=(self._node,)),
            alert=alert.alert,
            stage=stage,
            desk=desk,
        )

    def _answer_marking(self, alert: Alert) -> Marking | None:
        """Answers always go back: as restricted as the alert, releasable to its origin."""
        if alert.marking is None:
            return None
        to: tuple[str, ...] = alert.marking.releasable_to if alert.origin == self._node else (alert.origin,)
        return Marking(
            tlp=alert.marking.tlp,
            releasable_to=to,
            purposes=alert.marking.purposes,
            simulated=alert.marking.simulated,
        )


def _facts_of(assessment: TrackAssessment) -> dict[str, Any]:
    """What an alert takes over from the newest picture of its track."""
    track = assessment.track
    return {
        "observed_at": track.observed_at,
        "marking": track.marking,
        "pedigree": track.pedigree,
        "derived_from": (track.id,),
        "identity": track.identity,
        "classes": track.classes,
        "position": track.position,
        "velocity": track.velocity,
        "p_cross": assessment.p_cross,
        "time_to_cross_s": assessment.time_to_cross_s,
        "crossing_position": assessment.crossing_position,
        "launch_position": track.launch_position,
        "operator_position": track.emitter.operator_position if track.emitter else None,
        "corroborated": track.corroborated,
        "authenticated": track.authenticated,
    }
