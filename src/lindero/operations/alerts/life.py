"""The life of an alert: when it was raised, released, delivered, shown, acknowledged and given an outcome.

Every instant is read from a record, from the pair log or from a receipt; what nobody wrote down is None.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeVar

import msgspec

from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.log.ports import Log, Mirror, Outbox
from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.alerts import Acknowledgement, Alert, Handling, Outcome
from lindero.model.incidents import Note
from lindero.model.kinds import object_of
from lindero.model.ports import Records
from lindero.model.record import Record
from lindero.operations.alerts.stand import Stand, by_node, decided, in_order, stand_of

R = TypeVar("R", bound=Record)

MS_NS: Final = 1_000_000
MESSAGES_READ: Final = 500
"""So many of the newest notes are looked through for messages about alerts."""

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
        outcome: What it turned out to be.
        seconds: Outcomes that came second: somebody else was first.
        here: What this node's desks and clock did with it.
        there: What the other side's did.
        messages: What desks said about it, oldest first by the order of arrival here.
    """

    times: AlertTimes
    acknowledged_by: DeskId | None = None
    outcome: Outcome | None = None
    seconds: tuple[Outcome, ...] = ()
    here: Stand = Stand()
    there: Stand = Stand()
    messages: tuple[Note, ...] = ()


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

    def messages(self) -> dict[RecordId, list[Note]]:
        """What desks said, by the alert that it is about, oldest first."""
        about: dict[RecordId, list[Note]] = {}
        for note in reversed(self._records.of_kind("note", limit=MESSAGES_READ)):
            if isinstance(note, Note) and note.about is not None:
                about.setdefault(note.about, []).append(note)
        return about

    def of(self, alert: Alert, messages: Sequence[Note] = ()) -> Life:
        """The life of the alert that this record belongs to, with what was said about it."""
        first = self._first_record(alert)
        released_ms, delivered_ms = self._travel_ms(alert)
        answers = self._of_kind(f"acknowledgement:{alert.alert}", Acknowledgement)
        handlings = self._of_kind(f"handling:{alert.alert}", Handling)
        shown = [a for a in answers if a.stage == "shown"]
        taken = [a for a in answers if a.stage == "acknowledged"]
        outcome, seconds = decided(self._of_kind(f"outcome:{alert.alert}", Outcome))
        (mine, theirs), (done_here, done_there) = by_node(answers, self._node), by_node(handlings, self._node)
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
            outcome=outcome,
            seconds=tuple(seconds),
            here=stand_of(mine, done_here),
            there=stand_of(theirs, done_there),
            messages=tuple(messages),
        )

    def _first_record(self, alert: Alert) -> Record:
        """The record that raised it; of a received alert, the first that the origin released."""
        first = self._records.load(RecordId(alert.alert))
        return first or self._records.about(object_of(alert))[-1]

    def _of_kind(self, object_key: str, kind: type[R]) -> list[R]:
        """Records about an object as they were written down, oldest first."""
        return in_order(record for record in self._records.about(object_key) if isinstance(record, kind))

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
