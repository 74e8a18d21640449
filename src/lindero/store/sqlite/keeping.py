"""`lindero.exchange.log.recall_ports`: how long bodies are kept, and what may not be erased."""

from collections.abc import Sequence
from typing import Final

import msgspec

from lindero.exchange.log.recall_ports import Expiry, Hold
from lindero.kernel.ids import NodeId, RecordId
from lindero.store.sqlite.database import Database

_ENCODER: Final = msgspec.msgpack.Encoder()
_HOLD: Final = msgspec.msgpack.Decoder(Hold)

_SAVE: Final = "INSERT OR REPLACE INTO expiry (side, partner, first, stop, day) VALUES (?, ?, ?, ?, ?)"
_DUE: Final = (
    "SELECT side, partner, first, stop, day FROM expiry WHERE day < ? ORDER BY day, side, partner, first LIMIT ?"
)
_DROP: Final = "DELETE FROM expiry WHERE side = ? AND partner = ? AND first = ?"
_CHANGE_HOLD: Final = "UPDATE legal_hold SET body = ?, ended = ? WHERE record = ? AND ended = 0"
_ADD_HOLD: Final = "INSERT INTO legal_hold (record, body, ended) VALUES (?, ?, ?)"
_IN_FORCE: Final = "SELECT body FROM legal_hold WHERE record = ? AND ended = 0"


class SqliteExpiries:
    """When bodies must be gone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, expiries: Sequence[Expiry]) -> None:
        """Add."""
        with self._database.part():
            self._database.write_many(_SAVE, [(e.side, e.partner, e.first, e.stop, e.day) for e in expiries])

    def due(self, today: int, limit: int = 1000) -> list[Expiry]:
        """Runs whose day is before `today`, soonest first."""
        return [Expiry(*row) for row in self._database.rows(_DUE, (today, limit))]

    def drop(self, expiries: Sequence[Expiry]) -> None:
        """Their bodies are gone."""
        with self._database.transaction():
            self._database.write_many(_DROP, [(e.side, e.partner, e.first) for e in expiries])


class SqliteHolds:
    """Legal holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, hold: Hold) -> None:
        """Add; or replace the one in force on the same record."""
        body, ended = _ENCODER.encode(hold), int(hold.ended_at is not None)
        with self._database.transaction():
            if not self._database.write_many(_CHANGE_HOLD, [(body, ended, hold.record)]):
                self._database.write(_ADD_HOLD, (hold.record, body, ended))

    def on(self, records: Sequence[RecordId]) -> frozenset[RecordId]:
        """Those of these records that are held now."""
        in_force = {record for (record,) in self._database.rows("SELECT record FROM legal_hold WHERE ended = 0")}
        return frozenset(in_force.intersection(records))

    def load(self, record: RecordId) -> Hold | None:
        """The hold in force on a record."""
        row = self._database.row(_IN_FORCE, (record,))
        return _HOLD.decode(row[0]) if row else None

    def all(self) -> list[Hold]:
        """Newest first, ended ones too."""
        rows = self._database.rows("SELECT body FROM legal_hold ORDER BY number DESC")
        return [_HOLD.decode(body) for (body,) in rows]


class SqliteRejoining:
    """Partners whose recalls must have come before what a restore has hidden is shown."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, partners: Sequence[NodeId]) -> None:
        """Wait for these too."""
        with self._database.transaction():
            self._database.write_many(
                "INSERT OR IGNORE INTO rejoining (partner) VALUES (?)", [(partner,) for partner in partners]
            )

    def waiting(self) -> frozenset[NodeId]:
        """Those that are waited for."""
        return frozenset(partner for (partner,) in self._database.rows("SELECT partner FROM rejoining"))

    def joined(self, partner: NodeId) -> None:
        """Its log has come in whole."""
        with self._database.transaction():
            self._database.write("DELETE FROM rejoining WHERE partner = ?", (partner,))

    def refetch(self, partner: NodeId) -> int | None:
        """Index from which on its bodies are to be fetched again; None when they are not."""
        row = self._database.row("SELECT next FROM refetch WHERE partner = ?", (partner,))
        return int(row[0]) if row else None

    def save_refetch(self, partner: NodeId, index: int | None) -> None:
        """Those before `index` have been looked at; None when all have."""
        with self._database.transaction():
            self._database.write("DELETE FROM refetch WHERE partner = ?", (partner,))
            if index is not None:
                self._database.write("INSERT INTO refetch (partner, next) VALUES (?, ?)", (partner, index))
