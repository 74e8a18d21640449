"""Recall by the originator: own records, named one by one, by object or all, are demanded back from the partners.

A recall works alone: its order waits for the next session and is appended there before anything else. What has not
left yet never leaves: the record is retracted, and publishing withholds it.
"""

from collections.abc import Sequence
from typing import Final

from lindero.exchange.envelope.control import RecallReason
from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.log.recall_ports import Demand
from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.people import AuditEvent
from lindero.model.record import Record
from lindero.partners.demands import RecallOrders, RecallStore, closure
from lindero.partners.errors import NothingToRecall, NotOriginator

EVERYTHING: Final = "everything"
_PAGE: Final = 1000
_ALL: Final = 1_000_000_000


class RecallDesk:
    """Asks for recalls, and keeps what became of them. Call it from the store's thread."""

    def __init__(self, node: NodeId, store: RecallStore, clock: Clock) -> None:
        self._node = node
        self._store = store
        self._clock = clock
        self._orders = RecallOrders(store, clock)

    def recall_record(
        self, person: str, record: RecordId, *, to: NodeId | None = None, reason: RecallReason = "recalled"
    ) -> list[Demand]:
        """Demand one record back, with the own records that were derived from it.

        Args:
            person: Account that asks.
            record: Its id.
            to: The one partner to demand it from; None is every one, and nobody gets it later.
            reason: Why.

        Returns:
            One demand for each partner (and each 8192 entries); none when the record was never shared.

        Raises:
            NothingToRecall: This node neither has nor shared such a record.
            NotOriginator: It is another node's.
            NoSuchPartner: `to` is none.
        """
        return self._recall(person, f"record:{record}", [record], to, reason)

    def recall_object(
        self, person: str, object_key: str, *, to: NodeId | None = None, reason: RecallReason = "recalled"
    ) -> list[Demand]:
        """The same for all that this node has about one object now, such as `track:T12-K`."""
        found = self._store.records.about(object_key, limit=_ALL)
        own = [record.id for record in found if record.origin == self._node]
        return self._recall(person, f"object:{object_key}", own, to, reason)

    def recall_everything(self, person: str, to: NodeId, reason: RecallReason = "pairing-ended") -> list[Demand]:
        """Demand back whatever one partner holds.

        Raises:
            NoSuchPartner: `to` is none.
        """
        (partner,) = self._orders.partners(to)
        size = self._store.outbox.head(partner).size
        indexes: list[int] = []
        for start in range(0, size, _PAGE):
            page = self._store.outbox.entries(partner, start, start + _PAGE)
            indexes += [e.index for e in page if e.empty != "recalled" and decode_entry(e.entry).type == "record"]
        with self._store.transaction():
            self._note(person, EVERYTHING, partner)
            return self._orders.demand(person, EVERYTHING, partner, indexes, reason)

    def _recall(
        self, person: str, about: str, records: Sequence[RecordId], to: NodeId | None, reason: RecallReason
    ) -> list[Demand]:
        partners = self._orders.partners(to)
        known = [found for record in records if (found := self._store.records.load(record)) is not None]
        self._require_own(known)
        named = closure(self._store.records, records)
        shared = {partner: self._orders.shared(partner, named) for partner in partners}
        if not known and not any(shared.values()):
            raise NothingToRecall(what=about)
        with self._store.transaction():
            self._note(person, about, to)
            self._store.retractions.save(named, partner=to)
            return [
                d for partner in partners for d in self._orders.demand(person, about, partner, shared[partner], reason)
            ]

    def _require_own(self, records: Sequence[Record]) -> None:
        for record in records:
            if record.origin != self._node:
                raise NotOriginator(record=record.id, origin=record.origin)

    def _note(self, person: str, about: str, to: NodeId | None) -> None:
        event = AuditEvent(at=self._clock.now(), person=person, act="recall", about=about, detail=to)
        self._store.audit.append(event)
