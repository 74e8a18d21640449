"""`lindero.exchange.log.ports.Outbox` in memory."""

from lindero.kernel.ids import NodeId
from lindero.store.memory.journal import Journal, Rows, Table
from lindero.store.memory.pair_log import MemoryPairLog


class MemoryOutbox(MemoryPairLog):
    """What this node has sent, with the partners' receipts; the newest is the one over the largest size."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self._newest: Table[NodeId, tuple[int, bytes, int]] = Table(journal)
        self._first_over: Table[NodeId, Rows[tuple[int, int]]] = Table(journal)

    def save_receipt(self, partner: NodeId, size: int, receipt: bytes, at: int) -> None:
        """Keep the partner's cosigned note for the log up to `size`, received `at` [ns UTC]."""
        newest = self._newest.get(partner)
        with self._journal.transaction():
            if partner not in self._first_over:
                self._first_over.put(partner, Rows(self._journal))
            if size > (newest[0] if newest else 0):
                self._first_over[partner].add([(size, at)])
            if newest is None or size >= newest[0]:
                self._newest.put(partner, (size, receipt, at))

    def receipt(self, partner: NodeId) -> tuple[int, bytes, int] | None:
        """Newest receipt: size, note, time [ns UTC]."""
        return self._newest.get(partner)

    def receipted_at(self, partner: NodeId, index: int) -> int | None:
        """When the first receipt that covers an entry came, in ns UTC."""
        return next((at for size, at in self._first_over.get(partner, ()) if size > index), None)

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        super().set_aside(partner, place)
        self._newest.rename(partner, place)
        self._first_over.rename(partner, place)
