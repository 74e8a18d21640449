"""When a pair log first reached a size: of an outbox by the partner's receipts, of a mirror on this disk.

Rows stand in the order of their arrival, so that a clock that was set back does not change which came first.
"""

from typing import Final

from lindero.store.sqlite.database import Database

_REACH: Final = (
    "INSERT INTO log_receipt (log, size, received_at)"
    " SELECT ?, ?, ? WHERE ? > (SELECT ifnull(max(size), 0) FROM log_receipt WHERE log = ?)"
)
_REACHED: Final = "SELECT received_at FROM log_receipt WHERE log = ? AND size > ? ORDER BY size LIMIT 1"


def save_reach(database: Database, log: int, size: int, at: int) -> None:
    """Note that a log reached `size` at `at` [ns UTC], unless it had reached it before."""
    database.write(_REACH, (log, size, at, size, log))


def reached_at(database: Database, log: int | None, index: int) -> int | None:
    """When an entry was first covered, in ns UTC; None where it is not, or where there is no log."""
    row = database.row(_REACHED, (log, index))
    return int(row[0]) if row else None
