"""Passing on: a record of another node leaves only under its originator's consent, and the originator is told.

The consent names one record or a kind of records, the node that may get it, and until when. Policy decides about a
foreign record like about any other; a consent only lifts the guard's refusal of what is not one's own.
"""

from collections.abc import Sequence
from typing import Protocol

from lindero.exchange.envelope.control import Consent, Onward, encode_control
from lindero.exchange.log.onward_ports import Consented, Consents
from lindero.exchange.log.ports import Mirror
from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.people import AuditEvent
from lindero.model.record import Record
from lindero.partners.demands import RecallOrders, RecallStore
from lindero.partners.erasing import record_of
from lindero.partners.errors import NothingToRecall


class OnwardStore(RecallStore, Protocol):
    """What passing on needs of a store."""

    @property
    def mirror(self) -> Mirror:
        """The partners' logs."""

    @property
    def consents(self) -> Consents:
        """Consents that this node was given."""


class ConsentDesk:
    """Gives consents for own records. Call it from the store's thread."""

    def __init__(self, store: RecallStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._orders = RecallOrders(store, clock)

    def give(
        self,
        person: str,
        recipient: NodeId,
        until: int,
        *,
        record: RecordId | None = None,
        topic: str | None = None,
        holder: NodeId | None = None,
    ) -> list[NodeId]:
        """Let holders pass on one record, or all of a kind that they are sent from now on.

        Args:
            person: Account that consents.
            recipient: Node that may get it.
            until: Last instant. [ns UTC]
            record: One that was shared; or
            topic: A kind.
            holder: The one partner that may pass it on; None is every one that can.

        Returns:
            The partners to which the consent goes.

        Raises:
            NothingToRecall: No partner holds that record.
            NoSuchPartner: `holder` is none.
        """
        holders = [node for node in self._orders.partners(holder) if node != recipient]
        with self._store.transaction():
            given = [node for node in holders if self._order(node, recipient, until, record, topic)]
            if not given:
                raise NothingToRecall(what=record or topic)
            about = f"record:{record}" if record else f"topic:{topic}"
            detail = f"{', '.join(given)} → {recipient}"
            event = AuditEvent(at=self._clock.now(), person=person, act="consent", about=about, detail=detail)
            self._store.audit.append(event)
        return given

    def _order(self, holder: NodeId, recipient: NodeId, until: int, record: RecordId | None, topic: str | None) -> bool:
        entry = None if record is None else self._store.outbox.index_of(holder, record)
        if record is not None and entry is None:
            return False
        consent = Consent(entry=entry, topic=topic, recipient=recipient, until=until)
        self._store.orders.save(holder, encode_control(consent), of=entry)
        return True


class PassingOn:
    """What a holder may pass on, and what it owes the originator then. Call it within a transaction."""

    def __init__(self, store: OnwardStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._consents: list[Consented] = []
        self._read = -1

    def consented(self, origin: NodeId, consent: Consent) -> None:
        """The originator consents: the record it names waits for the recipient, or what comes of the topic will."""
        record = RecordId("")
        if consent.entry is not None:
            found = self._store.mirror.entries(origin, consent.entry, consent.entry + 1)
            record = record_of(found[0]) if found else record
            if not record:
                return
            self._store.consents.queue(consent.recipient, [record])
        self._store.consents.save(
            Consented(origin, consent.recipient, record, "" if record else consent.topic or "", consent.until)
        )

    def arrived(self, origin: NodeId, records: Sequence[Record]) -> None:
        """Records of a partner came: those of a topic that it consents to wait for their recipients."""
        now = self._clock.now()
        for consent in self._in_force(now):
            if consent.topic and consent.origin == origin:
                wanted = [r.id for r in records if r.kind == consent.topic and r.origin == origin]
                self._store.consents.queue(consent.recipient, wanted)

    def may_pass(self, recipient: NodeId, record: Record) -> bool:
        """Whether the originator's consent in force covers the record for that node."""
        return any(
            consent.origin == record.origin
            and consent.recipient == recipient
            and (consent.record == record.id or consent.topic == record.kind)
            for consent in self._in_force(self._clock.now())
        )

    def passed(self, recipient: NodeId, record: Record) -> None:
        """A record left for a third node: its originator is told."""
        at = self._store.mirror.index_of(record.origin, record.id)
        if at is not None:
            body = encode_control(Onward(recipient=recipient, at=self._clock.now()))
            self._store.orders.save(record.origin, body, re=at)

    def _in_force(self, now: int) -> list[Consented]:
        if self._read != self._store.consents.version:
            self._read = self._store.consents.version
            self._consents = self._store.consents.all()
        return [consent for consent in self._consents if now <= consent.until]
