"""Partners as small integers: what the tables of many rows are keyed by.

Looked up at each call and not remembered here: a number given within a transaction that rolls back was never given.
"""

from lindero.kernel.ids import NodeId
from lindero.store.sqlite.database import Database


def partner_number(database: Database, partner: NodeId) -> int | None:
    """The number of a partner, or None for one of whom nothing was ever saved."""
    row = database.row("SELECT partner FROM partner WHERE node = ?", (partner,))
    return int(row[0]) if row else None


def numbered_partner(database: Database, partner: NodeId) -> int:
    """The number of a partner, given now if need be."""
    number = partner_number(database, partner)
    if number is None:
        ((number,),) = database.rows("INSERT INTO partner (node) VALUES (?) RETURNING partner", (partner,))
    return int(number)
