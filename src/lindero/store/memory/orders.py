"""`lindero.exchange.log.ports.Orders` in memory."""

from collections.abc import Sequence

from lindero.exchange.log.ports import Order
from lindero.kernel.ids import NodeId
from lindero.store.memory.journal import Journal, Table


class MemoryOrders:
    """Control messages that wait for a session."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._waiting: Table[tuple[NodeId, int], Order] = Table(journal)
        self._last: Table[str, int] = Table(journal)

    def save(self, partner: NodeId, body: bytes, *, of: int | None = None, re: int | None = None) -> int:
        """Add one; returns its number."""
        number = self._last.get("number", 0) + 1
        with self._journal.transaction():
            self._last.put("number", number)
            self._waiting.put((partner, number), Order(number, body, of, re))
        return number

    def waiting(self, partner: NodeId, limit: int = 100) -> list[Order]:
        """In the order of saving."""
        mine = [order for (waits_for, _), order in self._waiting.items() if waits_for == partner]
        return sorted(mine, key=lambda order: order.number)[:limit]

    def drop(self, partner: NodeId, numbers: Sequence[int]) -> None:
        """These are in the log now."""
        with self._journal.transaction():
            for number in numbers:
                self._waiting.drop((partner, number))

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        del place
        self._waiting.forget(partner)
