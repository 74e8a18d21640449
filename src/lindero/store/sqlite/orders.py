"""`lindero.exchange.log.ports.Orders`: control messages that wait for a session."""

from collections.abc import Sequence
from typing import Final

from lindero.exchange.log.ports import Order
from lindero.kernel.ids import NodeId
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.partners import numbered_partner, partner_number

_SAVE: Final = 'INSERT INTO control_order (partner, body, "of", re) VALUES (?, ?, ?, ?) RETURNING number'
_WAITING: Final = 'SELECT number, body, "of", re FROM control_order WHERE partner = ? ORDER BY number LIMIT ?'
_DROP: Final = "DELETE FROM control_order WHERE partner = ? AND number = ?"


class SqliteOrders:
    """Control messages that wait."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, partner: NodeId, body: bytes, *, of: int | None = None, re: int | None = None) -> int:
        """Add one; returns its number."""
        with self._database.transaction():
            row = (numbered_partner(self._database, partner), body, of, re)
            ((number,),) = self._database.rows(_SAVE, row)
        self._database.known("no order").pop(partner, None)
        return int(number)

    def waiting(self, partner: NodeId, limit: int = 100) -> list[Order]:
        """In the order of saving."""
        none = self._database.known("no order")
        if partner in none:
            return []
        number = partner_number(self._database, partner)
        found = [Order(*row) for row in self._database.rows(_WAITING, (number, limit))]
        if not found:
            none[partner] = True
        return found

    def drop(self, partner: NodeId, numbers: Sequence[int]) -> None:
        """These are in the log now."""
        mine = partner_number(self._database, partner)
        self._database.write_many(_DROP, [(mine, number) for number in numbers])
