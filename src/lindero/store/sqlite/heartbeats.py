"""`lindero.exchange.log.heartbeats.Heartbeats` on SQLite: the decision log's tree, its commitments, what was heard."""

from typing import Final

import msgspec

from lindero.exchange.log.heartbeats import Closed, Commitment, Heard
from lindero.exchange.log.ports import Decision
from lindero.exchange.log.tree import HASH_BYTES
from lindero.kernel.ids import NodeId
from lindero.model.pairing import partner_at
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.partners import numbered_partner, partner_number

_ROWS: Final = (
    "SELECT decision, decided_at, node, record, object_key, released, rules, reasons, policy, count, way_out"
    " FROM decision NATURAL JOIN partner WHERE decision > ? ORDER BY decision LIMIT ?"
)
_CLOSED: Final = "SELECT place, size, frontier FROM decision_tree"
_SAVE_CLOSED: Final = "INSERT OR REPLACE INTO decision_tree (only, place, size, frontier) VALUES (1, ?, ?, ?)"
# A minute that no clock shows: whatever the clock does, nothing is folded into these rows any more.
_END_FOLDING: Final = (
    "UPDATE decision SET minute = -decision WHERE decision > ? AND decision <= ? AND released = 0 AND minute >= 0"
)
_SAVE: Final = "INSERT INTO commitment (partner, at, size, salt, digest) VALUES (?, ?, ?, ?, ?)"
_COMMITMENTS: Final = "SELECT node, at, size, salt, digest FROM commitment NATURAL JOIN partner ORDER BY commitment"
_LAST: Final = "SELECT at FROM commitment WHERE partner = ? ORDER BY commitment DESC LIMIT 1"
_SAVE_HEARD: Final = (
    'INSERT OR REPLACE INTO heard (partner, at, "index", wall_ms, offset_ms, decisions) VALUES (?, ?, ?, ?, ?, ?)'
)
_HEARD: Final = 'SELECT at, "index", wall_ms, offset_ms, decisions FROM heard WHERE partner = ?'
_WORDS: Final = msgspec.json.Decoder(tuple[str, ...])


class SqliteHeartbeats:
    """Heartbeats sent and heard."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rows(self, after: int, limit: int) -> list[tuple[int, Decision]]:
        """Rows of the decision log with a number beyond `after`, in order, with their numbers."""
        return [
            (
                number,
                Decision(
                    at, partner_at(node), found, key, bool(released), _WORDS.decode(rules), _WORDS.decode(why), *rest
                ),
            )
            for number, at, node, found, key, released, rules, why, *rest in self._database.rows(_ROWS, (after, limit))
        ]

    def closed(self) -> Closed:
        """How far the tree goes."""
        row = self._database.row(_CLOSED)
        if row is None:
            return Closed()
        place, size, frontier = row
        return Closed(place, size, tuple(frontier[at : at + HASH_BYTES] for at in range(0, len(frontier), HASH_BYTES)))

    def close(self, closed: Closed) -> None:
        """It goes further now: nothing is folded into the rows up to `closed.place` any more."""
        with self._database.transaction():
            self._database.write(_END_FOLDING, (self.closed().place, closed.place))
            self._database.write(_SAVE_CLOSED, (closed.place, closed.size, b"".join(closed.frontier)))

    def save(self, commitment: Commitment) -> None:
        """Keep what a heartbeat committed to."""
        with self._database.transaction():
            number = numbered_partner(self._database, commitment.partner)
            row = (number, commitment.at, commitment.size, commitment.salt, commitment.digest)
            self._database.write(_SAVE, row)

    def commitments(self) -> list[Commitment]:
        """Oldest first."""
        return [Commitment(*row) for row in self._database.rows(_COMMITMENTS)]

    def last_at(self, partner: NodeId) -> int | None:
        """When the newest heartbeat was made for a partner. [ns UTC]."""
        row = self._database.row(_LAST, (partner_number(self._database, partner),))
        return None if row is None else int(row[0])

    def save_heard(self, partner: NodeId, heard: Heard) -> None:
        """Keep a partner's newest heartbeat."""
        with self._database.transaction():
            number = numbered_partner(self._database, partner)
            row = (number, heard.at, heard.index, heard.wall_ms, heard.offset_ms, heard.decisions)
            self._database.write(_SAVE_HEARD, row)

    def heard(self, partner: NodeId) -> Heard | None:
        """A partner's newest heartbeat."""
        row = self._database.row(_HEARD, (partner_number(self._database, partner),))
        return None if row is None else Heard(*row)
