"""`lindero.exchange.log.ports.Outbox`: the logs that this node writes, with the partners' receipts.

The receipt over the largest size is the newest: a later one over less does not unmake what the partner has signed,
and must not, because a head below an own receipt is how a partner's loss is noticed.
"""

from typing import Final

from lindero.kernel.ids import NodeId
from lindero.store.sqlite.arrivals import reached_at, save_reach
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.pair_log import SqlitePairLog

_NEWEST: Final = "SELECT receipt_size, receipt, receipt_at FROM pair_log WHERE log = ? AND receipt IS NOT NULL"
_SAVE: Final = (
    "UPDATE pair_log SET receipt_size = ?, receipt = ?, receipt_at = ? WHERE log = ? AND ? >= ifnull(receipt_size, 0)"
)


class SqliteOutbox(SqlitePairLog):
    """What this node has sent."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, "outbox")

    def save_receipt(self, partner: NodeId, size: int, receipt: bytes, at: int) -> None:
        """Keep the partner's cosigned note for the log up to `size`, received `at` [ns UTC]."""
        with self._database.part():
            log = self._numbered(partner)
            self._database.write(_SAVE, (size, receipt, at, log, size))
            save_reach(self._database, log, size, at)

    def receipt(self, partner: NodeId) -> tuple[int, bytes, int] | None:
        """Newest receipt: size, note, time [ns UTC]."""
        row = self._database.row(_NEWEST, (self._log(partner),))
        return (row[0], row[1], row[2]) if row else None

    def receipted_at(self, partner: NodeId, index: int) -> int | None:
        """When the first receipt that covers an entry came, in ns UTC."""
        return reached_at(self._database, self._log(partner), index)
