"""`lindero.exchange.release.review.Reviews` in memory."""

from lindero.exchange.release.review import Waiting
from lindero.kernel.ids import NodeId, RecordId
from lindero.store.memory.journal import Journal, Table


class MemoryReviews:
    """Rows by partner and record."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._rows: Table[tuple[NodeId, RecordId], Waiting] = Table(journal)

    def save(self, waiting: Waiting) -> None:
        """Add, or replace by partner and record."""
        with self._journal.transaction():
            self._rows.put((waiting.partner, waiting.record), waiting)

    def load(self, partner: NodeId, record: RecordId) -> Waiting | None:
        """The row, or None."""
        return self._rows.get((partner, record))

    def all(self) -> list[Waiting]:
        """Everything that waits, longest first."""
        return sorted(self._rows.values(), key=lambda waiting: (waiting.since, waiting.record))

    def approved(self, partner: NodeId) -> list[Waiting]:
        """What two persons have approved and has not left yet, longest first."""
        return [waiting for waiting in self.all() if waiting.approved and waiting.partner == partner]

    def drop(self, partner: NodeId, record: RecordId) -> None:
        """It waits no more."""
        with self._journal.transaction():
            self._rows.drop((partner, record))

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        del place
        self._rows.forget(partner)
