"""The store in memory as one thing: every port over one journal. One thread uses one store."""

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

import msgspec

from lindero.kernel.ids import NodeId
from lindero.model.pairing import place_of
from lindero.store.memory.accounts import MemoryAccounts
from lindero.store.memory.audit import MemoryAudit
from lindero.store.memory.authors import MemoryAuthors
from lindero.store.memory.cursors import MemoryCursors
from lindero.store.memory.decisions import MemoryDecisions
from lindero.store.memory.grants import MemoryGrants
from lindero.store.memory.heartbeats import MemoryHeartbeats
from lindero.store.memory.journal import Journal
from lindero.store.memory.keeping import MemoryExpiries, MemoryHolds, MemoryRejoining
from lindero.store.memory.mirror import MemoryMirror
from lindero.store.memory.onward import MemoryConsents
from lindero.store.memory.orders import MemoryOrders
from lindero.store.memory.outbox import MemoryOutbox
from lindero.store.memory.pairings import MemoryPairings
from lindero.store.memory.quarantine import MemoryQuarantine
from lindero.store.memory.recalls import (
    MemoryDemands,
    MemoryErasures,
    MemoryRetractions,
    MemoryWithdrawnRecords,
)
from lindero.store.memory.records import MemoryRecords
from lindero.store.memory.reviews import MemoryReviews
from lindero.store.memory.stamps import MemoryStamps


class MemoryStore:
    """The ports of a node; see `lindero.store.sqlite.SqliteStore` for what stands under which name."""

    def __init__(self) -> None:
        self._journal = Journal()
        self.outbox = MemoryOutbox(self._journal)
        self.mirror = MemoryMirror(self._journal)
        self.records = MemoryRecords(self._journal, self.mirror)
        self.orders = MemoryOrders(self._journal)
        self.cursors = MemoryCursors(self._journal)
        self.decisions = MemoryDecisions(self._journal, self.outbox)
        self.heartbeats = MemoryHeartbeats(self._journal, self.decisions)
        self.quarantine = MemoryQuarantine(self._journal)
        self.accounts = MemoryAccounts(self._journal)
        self.audit = MemoryAudit(self._journal)
        self.pairings = MemoryPairings(self._journal)
        self.reviews = MemoryReviews(self._journal)
        self.grants = MemoryGrants(self._journal)
        self.authors = MemoryAuthors(self._journal)
        self.demands = MemoryDemands(self._journal)
        self.erasures = MemoryErasures(self._journal)
        self.withdrawn = MemoryWithdrawnRecords(self._journal)
        self.retractions = MemoryRetractions(self._journal)
        self.expiries = MemoryExpiries(self._journal)
        self.holds = MemoryHolds(self._journal)
        self.rejoining = MemoryRejoining(self._journal)
        self.consents = MemoryConsents(self._journal)
        self.stamps = MemoryStamps(self._journal)

    def transaction(self) -> AbstractContextManager[None]:
        """Several writes that happen together or not at all; nested calls join the outer one."""
        return self._journal.transaction()

    def set_aside(self, partner: NodeId) -> None:
        """Keep a pairing that is over, and its logs, as an earlier one: the next with this partner begins anew."""
        pairing = self.pairings.load(partner)
        if pairing is None:
            return
        number = 1 + sum(one.partner is not None and one.partner.node == partner for one in self.pairings.earlier())
        kept = (self.outbox, self.mirror, self.cursors, self.heartbeats, self.orders, self.reviews, self.quarantine)
        also = (
            self.consents,
            self.decisions,
            self.demands,
            self.erasures,
            self.expiries,
            self.rejoining,
            self.pairings,
        )
        with self.transaction():
            for part in (*kept, *also):
                part.set_aside(partner, place_of(partner, number))
            self.pairings.save(msgspec.structs.replace(pairing, earlier=number))

    def settle(self) -> bool:
        """Let nothing of what was erased be left: nothing is."""
        return True

    def close(self) -> None:
        """Nothing to let go of."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self.close()
