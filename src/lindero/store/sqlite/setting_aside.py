"""A pairing that is over makes room for a new one: what belongs to it is kept under its own place, unchanged.

Rows of tables that name a partner by number follow the name in `partner`. What stays with the partner, whichever
pairing it is: individual recalls (`retraction`), consents that others gave, the decision log's own bytes.
"""

from typing import Final

import msgspec

from lindero.kernel.ids import NodeId
from lindero.model.pairing import place_of
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.pairings import SqlitePairings
from lindero.store.sqlite.recalls import SqliteDemands, SqliteErasures

_RENAME: Final = (
    "UPDATE partner SET node = ?1 WHERE node = ?2",
    "UPDATE expiry SET partner = ?1 WHERE partner = ?2",
    "UPDATE refused SET source = ?1 WHERE source = ?2",
)
_FORGET: Final = (
    "DELETE FROM pairing WHERE node = ?",
    "DELETE FROM demand WHERE partner = ?",
    "DELETE FROM erasure WHERE partner = ?",
    "DELETE FROM review WHERE partner = (SELECT partner FROM partner WHERE node = ?)",
    "DELETE FROM held WHERE partner = (SELECT partner FROM partner WHERE node = ?)",
    "DELETE FROM control_order WHERE partner = (SELECT partner FROM partner WHERE node = ?)",
    "UPDATE consent SET until = 0 WHERE origin = ?",
    "DELETE FROM passing WHERE recipient = ?",
    "DELETE FROM rejoining WHERE partner = ?",
    "DELETE FROM refetch WHERE partner = ?",
)
_ALL: Final = 1_000_000_000


def set_aside(database: Database, partner: NodeId) -> None:
    """Keep the pairing with a partner, and all that belongs to it, as an earlier one. Does nothing where is none."""
    pairings, demands, erasures = SqlitePairings(database), SqliteDemands(database), SqliteErasures(database)
    pairing = pairings.load(partner)
    if pairing is None:
        return
    number = 1 + sum(one.partner is not None and one.partner.node == partner for one in pairings.earlier())
    place = place_of(partner, number)
    with database.transaction():
        asked = [demand for demand in demands.all(_ALL) if demand.partner == partner]
        erased = [erasure for erasure in erasures.all(_ALL) if erasure.partner == partner]
        for statement in _FORGET:
            database.write(statement, (partner,))
        for statement in _RENAME:
            database.write(statement, (place, partner))
        for demand in asked:
            demands.save(msgspec.structs.replace(demand, partner=place))
        for erasure in erased:
            erasures.save(msgspec.structs.replace(erasure, partner=place, owed=False))
        pairings.save(msgspec.structs.replace(pairing, earlier=number))
    database.forget_known()
