"""`lindero.exchange.log.ports.Mirror` in memory."""

from lindero.kernel.ids import NodeId
from lindero.store.memory.journal import Journal, Rows, Table
from lindero.store.memory.pair_log import MemoryPairLog


class MemoryMirror(MemoryPairLog):
    """What partners have sent, and when."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(journal)
        self._kept: Table[NodeId, Rows[tuple[int, int]]] = Table(journal)

    def save_kept(self, partner: NodeId, size: int, at: int) -> None:
        """Note that the log up to `size` became durable here `at` [ns UTC]."""
        with self._journal.transaction():
            if partner not in self._kept:
                self._kept.put(partner, Rows(self._journal))
            rows = self._kept[partner]
            if size > (rows[-1][0] if len(rows) else 0):
                rows.add([(size, at)])

    def kept_at(self, partner: NodeId, index: int) -> int | None:
        """When an entry became durable here, in ns UTC."""
        return next((at for size, at in self._kept.get(partner, ()) if size > index), None)

    def page_first(self, partner: NodeId, index: int) -> int:
        """Index of the first entry of the page that holds an entry: here every entry is one."""
        return index

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        super().set_aside(partner, place)
        self._kept.rename(partner, place)
