"""`lindero.exchange.log.ports.Outbox`: the logs that this node writes, with the partners' receipts.

The receipt over the largest size is the newest: a later one over less does not unmake what the partner has signed,
and must not, because a head below an own receipt is how a partner's loss is noticed.
"""

from typing import Final

from lindero.kernel.ids import NodeId
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.pair_log import SqlitePairLog

_NEWEST: Final = "SELECT receipt_size, receipt, receipt_at FROM pair_log WHERE log = ? AND receipt IS NOT NULL"
_SAVE: Final = (
    "UPDATE pair_log SET receipt_size = ?, receipt = ?, receipt_at = ? WHERE log = ? AND ? >= ifnull(receipt_size, 0)"
)
_SAVE_FIRST: Final = (
    "INSERT INTO log_receipt (log, size, received_at)"
    " SELECT ?, ?, ? WHERE ? > (SELECT ifnull(max(size), 0) FROM log_receipt WHERE log = ?)"
)
_COVERS: Final = "SELECT received_at FROM log_receipt WHERE log = ? AND size > ? ORDER BY size LIMIT 1"


class SqliteOutbox(SqlitePairLog):
    """What this node has sent."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, "outbox")

    def save_receipt(self, partner: NodeId, size: int, receipt: bytes, at: int) -> None:
        """Keep the partner's cosigned note for the log up to `size`, received `at` [ns UTC]."""
        with self._database.transaction():
            log = self._numbered(partner)
            self._database.write(_SAVE, (size, receipt, at, log, size))
            self._database.write(_SAVE_FIRST, (log, size, at, size, log))

    def receipt(self, partner: NodeId) -> tuple[int, bytes, int] | None:
        """Newest receipt: size, note, time [ns UTC]."""
        row = self._database.row(_NEWEST, (self._log(partner),))
        return (row[0], row[1], row[2]) if row else None

    def receipted_at(self, partner: NodeId, index: int) -> int | None:
        """When the first receipt that covers an entry came, in ns UTC."""
        row = self._database.row(_COVERS, (self._log(partner), index))
        return int(row[0]) if row else None
