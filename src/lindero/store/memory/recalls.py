"""`lindero.exchange.log.recall_ports` in memory: recalls asked for and carried out, and what is left of the records."""

from collections.abc import Sequence

import msgspec

from lindero.exchange.log.recall_ports import Demand, Erasure, Withdrawn
from lindero.kernel.ids import NodeId, RecordId
from lindero.store.memory.journal import Journal, Table


class MemoryDemands:
    """Recalls that this node has asked for."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._demands: Table[tuple[NodeId, int], Demand] = Table(journal)

    def save(self, demand: Demand) -> None:
        """Add, or replace by partner and order."""
        with self._journal.transaction():
            self._demands.put((demand.partner, demand.order), demand)

    def load(self, partner: NodeId, order: int) -> Demand | None:
        """The one that an order carries."""
        return self._demands.get((partner, order))

    def at(self, partner: NodeId, index: int) -> Demand | None:
        """The one that stands in the own log at an index."""
        found = (demand for demand in self._demands.values() if (demand.partner, demand.index) == (partner, index))
        return next(found, None)

    def all(self, limit: int = 1000) -> list[Demand]:
        """Newest first."""
        return sorted(self._demands.values(), key=lambda demand: (-demand.asked_at, -demand.order))[:limit]

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        for demand in [one for one in self._demands.values() if one.partner == partner]:
            self._demands.drop((partner, demand.order))
            self.save(msgspec.structs.replace(demand, partner=place))


class MemoryErasures:
    """Recalls of partners."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._erasures: Table[tuple[NodeId, int], Erasure] = Table(journal)

    def save(self, erasure: Erasure) -> None:
        """Add, or replace by partner and recall."""
        with self._journal.transaction():
            self._erasures.put((erasure.partner, erasure.recall), erasure)

    def load(self, partner: NodeId, recall: int) -> Erasure | None:
        """What became of one recall."""
        return self._erasures.get((partner, recall))

    def owed(self) -> list[Erasure]:
        """Those whose receipt has not been ordered, oldest first."""
        owed = [erasure for erasure in self._erasures.values() if erasure.owed]
        return sorted(owed, key=lambda erasure: (erasure.asked_at, erasure.partner, erasure.recall))

    def all(self, limit: int = 1000) -> list[Erasure]:
        """Newest first."""
        order = sorted(
            self._erasures.values(), key=lambda erasure: (-erasure.asked_at, erasure.partner, -erasure.recall)
        )
        return order[:limit]

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        for erasure in [one for one in self._erasures.values() if one.partner == partner]:
            self._erasures.drop((partner, erasure.recall))
            self.save(msgspec.structs.replace(erasure, partner=place, owed=False))


class MemoryWithdrawnRecords:
    """Records that were erased, without their content."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._withdrawn: Table[RecordId, Withdrawn] = Table(journal)

    def save(self, withdrawn: Sequence[Withdrawn]) -> None:
        """Add; one that is known stays as it is."""
        with self._journal.transaction():
            for item in withdrawn:
                if item.record not in self._withdrawn:
                    self._withdrawn.put(item.record, item)

    def load(self, record: RecordId) -> Withdrawn | None:
        """What is told of one, or None."""
        return self._withdrawn.get(record)

    def latest(self, limit: int = 1000) -> list[Withdrawn]:
        """Newest first."""
        return list(self._withdrawn.values())[::-1][:limit]


class MemoryRetractions:
    """Own records that leave no more."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._records: Table[tuple[NodeId | None, RecordId], bool] = Table(journal)
        self.version = 0

    def save(self, records: Sequence[RecordId], *, partner: NodeId | None = None) -> None:
        """Add: towards one partner, or towards every one."""
        with self._journal.transaction():
            for record in records:
                self._records.put((partner, record), True)
        self.version += 1

    def towards(self, partner: NodeId) -> frozenset[RecordId]:
        """Those that a partner may not get."""
        return frozenset(record for whom, record in self._records if whom in (None, partner))
