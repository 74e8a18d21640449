"""The life of an alert: when it was raised, released, delivered, shown, acknowledged and given an outcome.

Every instant is read from a record, from the pair log or from a receipt; what nobody wrote down is None.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import msgspec

from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.log.ports import Log, Mirror, Outbox
from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.alerts import Acknowledgement, Alert, Outcome, Verdict
from lindero.model.kinds import object_of
from lindero.model.ports import Records
from lindero.model.record import Record

MS_NS: Final = 1_000_000

Partners = Callable[[], Sequence[NodeId]]
"""The nodes that this one writes logs for."""


class AlertTimes(msgspec.Struct, frozen=True, kw_only=True):
    """The steps of an alert's life, in order; None until it happened. All in ms UTC.

    Attributes:
        observed_ms: What raised it was observed.
        raised_ms: Its origin wrote its first record down.
        released_ms: It was first sealed into a pair log.
        delivered_ms: It was durable at the other side: the origin knows by the first receipt that covers it, the other
            side by its own disk.
        shown_ms: It was on the screen of a signed-in desk of the other side.
        acknowledged_ms: A person there took it.
        outcome_ms: A person said what it was.
    """

    observed_ms: int | None = None
    raised_ms: int | None = None
    released_ms: int | None = None
    delivered_ms: int | None = None
    shown_ms: int | None = None
    acknowledged_ms: int | None = None
    outcome_ms: int | None = None


class Life(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one alert, and at which desks; names of persons are not in it.

    Attributes:
        times: When.
        acknowledged_by: Desk that acknowledged first.
        verdict: What it turned out to be.
        outcome_by: Desk that said so.
        outcome_at: When that was written down. [ns UTC]
    """

    times: AlertTimes
    acknowledged_by: DeskId | None = None
    verdict: Verdict | None = None
    outcome_by: DeskId | None = None
    outcome_at: int | None = None


class Lives:
    """Reads the lives of alerts. Call it from the store's thread.

    With several partners, the earliest of each step counts.
    """

    def __init__(self, node: NodeId, records: Records, outbox: Outbox, mirror: Mirror, partners: Partners) -> None:
        self._node = node
        self._records = records
        self._outbox = outbox
        self._mirror = mirror
        self._partners = partners

    def of(self, alert: Alert) -> Life:
        """The life of the alert that this record belongs to."""
        first = self._first_record(alert)
        released_ms, delivered_ms = self._travel_ms(alert)
        answers = self._answers(f"acknowledgement:{alert.alert}")
        shown = [a for a in answers if isinstance(a, Acknowledgement) and a.stage == "shown"]
        taken = [a for a in answers if isinstance(a, Acknowledgement) and a.stage == "acknowledged"]
        outcomes = [o for o in self._answers(f"outcome:{alert.alert}") if isinstance(o, Outcome)]
        outcome = outcomes[-1] if outcomes else None
        times = AlertTimes(
            observed_ms=first.observed_at // MS_NS,
            raised_ms=first.recorded_at // MS_NS,
            released_ms=released_ms,
            delivered_ms=delivered_ms,
            shown_ms=_earliest(a.recorded_at // MS_NS for a in shown),
            acknowledged_ms=_earliest(a.recorded_at // MS_NS for a in taken),
            outcome_ms=outcome.recorded_at // MS_NS if outcome else None,
        )
        return Life(
            times=times,
            acknowledged_by=taken[0].desk if taken else None,
            verdict=outcome.verdict if outcome else None,
            outcome_by=outcome.desk if outcome else None,
            outcome_at=outcome.recorded_at if outcome else None,
        )

    def _first_record(self, alert: Alert) -> Record:
        """The record that raised it; of a received alert, the first that the origin released."""
        first = self._records.load(RecordId(alert.alert))
        return first or self._records.about(object_of(alert))[-1]

    def _answers(self, object_key: str) -> list[Record]:
        """Records about an object as they were written down, oldest first."""
        return sorted(self._records.about(object_key), key=lambda record: record.recorded_at)

    def _travel_ms(self, alert: Alert) -> tuple[int | None, int | None]:
        """When it was first released, and first delivered."""
        key = object_of(alert)
        if alert.origin != self._node:
            return self._arrival_ms(alert.origin, key)
        indexes = {partner: self._outbox.first_about(partner, key) for partner in self._partners()}
        sent = [(partner, index) for partner, index in indexes.items() if index is not None]
        receipted = [self._outbox.receipted_at(partner, index) for partner, index in sent]
        return (
            _earliest(_sealed_ms(self._outbox, partner, index) for partner, index in sent),
            _earliest(at // MS_NS for at in receipted if at is not None),
        )

    def _arrival_ms(self, origin: NodeId, key: str) -> tuple[int | None, int | None]:
        """When a partner first released something about an object, and when that was durable here."""
        index = self._mirror.first_about(origin, key)
        if index is None:
            return None, None
        kept = self._mirror.kept_at(origin, index)
        return _sealed_ms(self._mirror, origin, index), None if kept is None else kept // MS_NS


def _sealed_ms(log: Log, partner: NodeId, index: int) -> int:
    """When an entry was sealed, in ms UTC."""
    return decode_entry(log.entries(partner, index, index + 1)[0].entry).sealed_ms


def _earliest(instants: Iterable[int]) -> int | None:
    return min(instants, default=None)
