"""Partners as small integers: what the tables of many rows are keyed by.

A number given within a transaction that rolls back was never given: what is known of them ends with it.
"""

from lindero.kernel.ids import NodeId
from lindero.store.sqlite.database import Database


def partner_number(database: Database, partner: NodeId) -> int | None:
    """The number of a partner, or None for one of whom nothing was ever saved."""
    known: dict[str, int] = database.known("partner")
    if partner not in known:
        row = database.row("SELECT partner FROM partner WHERE node = ?", (partner,))
        if row is None:
            return None
        known[partner] = row[0]
    return known[partner]


def numbered_partner(database: Database, partner: NodeId) -> int:
    """The number of a partner, given now if need be."""
    number = partner_number(database, partner)
    if number is None:
        ((number,),) = database.rows("INSERT INTO partner (node) VALUES (?) RETURNING partner", (partner,))
    return int(number)
