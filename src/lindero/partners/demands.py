"""The orders that demand records back from partners, and what became of each; all within the caller's transaction."""

from collections.abc import Sequence
from typing import Final, Protocol

import msgspec

from lindero.exchange.envelope.control import MAX_NAMED, Erased, Recall, RecallReason, encode_control
from lindero.exchange.log.ports import Orders, Outbox
from lindero.exchange.log.recall_ports import Demand, Demands, Retractions
from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.about_tracks import HandOver
from lindero.model.airspace import Track
from lindero.model.alerts import Alert
from lindero.model.ports import Audit, Pairings, Records, Transactions
from lindero.model.record import Record
from lindero.partners.errors import NoSuchPartner

SYSTEM: Final = "system"
"""Who asks when nobody does: a correction, a recall that is passed on."""


class RecallStore(Transactions, Protocol):
    """What a recall needs of a store."""

    @property
    def records(self) -> Records:
        """All records."""

    @property
    def outbox(self) -> Outbox:
        """What was shared."""

    @property
    def orders(self) -> Orders:
        """Control messages that wait."""

    @property
    def pairings(self) -> Pairings:
        """The partners."""

    @property
    def demands(self) -> Demands:
        """Recalls asked for."""

    @property
    def retractions(self) -> Retractions:
        """Own records that leave no more."""

    @property
    def audit(self) -> Audit:
        """Who did what."""


class RecallOrders:
    """Demands records back. Call it from the store's thread."""

    def __init__(self, store: RecallStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def demand(
        self,
        person: str,
        about: str,
        partner: NodeId,
        indexes: Sequence[int],
        reason: RecallReason,
        *,
        superseded_by: RecordId | None = None,
    ) -> list[Demand]:
        """Demand the bodies of these entries of the own log; one demand for each 8192."""
        made = []
        for start in range(0, len(indexes), MAX_NAMED):
            named = tuple(indexes[start : start + MAX_NAMED])
            body = encode_control(Recall(entries=named, reason=reason, superseded_by=superseded_by))
            made.append(
                Demand(
                    partner=partner,
                    order=self._store.orders.save(partner, body, of=named[0]),
                    asked_at=self._clock.now(),
                    person=person,
                    about=about,
                    reason=reason,
                    entries=named,
                )
            )
            self._store.demands.save(made[-1])
        return made

    def corrected(self, partner: NodeId, old: RecordId, new: RecordId | None) -> list[Demand]:
        """The partner holds a record that has been corrected: demand it back. `new` replaces it, where it was released.

        Does nothing when the partner does not hold it.
        """
        indexes = self.shared(partner, [old])
        return self.demand(SYSTEM, f"record:{old}", partner, indexes, "corrected", superseded_by=new)

    def pass_on(self, about: str, records: Sequence[RecordId], reason: RecallReason) -> list[Demand]:
        """Demand these, own or passed on, from every partner that holds one."""
        return [
            demand
            for partner in self.partners(None)
            for demand in self.demand(SYSTEM, about, partner, self.shared(partner, records), reason)
        ]

    def placed(self, partner: NodeId, order: int, index: int) -> None:
        """The recall that an order carries stands in the own log now."""
        demand = self._store.demands.load(partner, order)
        if demand is not None:
            self._store.demands.save(msgspec.structs.replace(demand, index=index))

    def receipted(self, partner: NodeId, index: int, receipt: Erased) -> Demand | None:
        """The partner answered the recall at an index of the own log; gives the demand, None for one that is none."""
        demand = self._store.demands.at(partner, index)
        if demand is None:
            return None
        at = demand.receipted_at or self._clock.now()
        known = msgspec.structs.replace(demand, receipts=(*demand.receipts, receipt), receipted_at=at)
        self._store.demands.save(known)
        return known

    def partners(self, to: NodeId | None) -> list[NodeId]:
        """The one partner, or all.

        Raises:
            NoSuchPartner: `to` is none.
        """
        paired = [pairing.partner.node for pairing in self._store.pairings.all() if pairing.partner is not None]
        if to is not None and to not in paired:
            raise NoSuchPartner(partner=to)
        return paired if to is None else [to]

    def shared(self, partner: NodeId, records: Sequence[RecordId]) -> list[int]:
        """Indexes of the entries of these records that were not recalled yet."""
        outbox = self._store.outbox
        found = {index for record in records if (index := outbox.index_of(partner, record)) is not None}
        return [i for i in sorted(found) if outbox.entries(partner, i, i + 1)[0].empty != "recalled"]


def closure(records: Records, ids: Sequence[RecordId]) -> list[RecordId]:
    """These ids, then every stored record that was derived from one of them, over any number of steps."""
    known = dict.fromkeys(ids)
    fresh = list(known)
    while fresh:
        fresh = [derived for derived in records.derived_from(fresh) if derived not in known]
        known.update(dict.fromkeys(fresh))
    return list(known)


def corrects(record: Record) -> RecordId | None:
    """The record that this one corrects.

    The steps of an alert or a hand-over and the states of a track supersede each other without correcting anything:
    each stays true of its own instant, and custody is read from all its steps.
    """
    return None if isinstance(record, Alert | Track | HandOver) else record.supersedes
