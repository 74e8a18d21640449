"""`lindero.exchange.log.ports.Log`: entries in one table, bodies with their salts in another.

An entry's key is log * 2^40 + index, so that a log is one range of the key, appended at its end.
"""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from lindero.exchange.log.ports import EmptyReason, Frontier, Head, LoggedEntry
from lindero.kernel.ids import NodeId, RecordId
from lindero.store.continuity import require_continuing, require_stored
from lindero.store.fault import BETWEEN_ENTRIES_AND_BODIES
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.partners import numbered_partner

Side = Literal["outbox", "mirror"]

_INDEX_BITS: Final = 40
_INDEX_MASK: Final = (1 << _INDEX_BITS) - 1
_EMPTY: Final = Head(size=0, frontier=(), note=b"")

_LOG: Final = "SELECT log FROM pair_log NATURAL JOIN partner WHERE side = ? AND node = ?"
_HEAD: Final = "SELECT size, frontier, note FROM pair_log WHERE log = ?"
_NEW_LOG: Final = "INSERT INTO pair_log (side, partner, frontier) VALUES (?, ?, ?) RETURNING log"
_SAVE_HEAD: Final = "UPDATE pair_log SET size = ?, frontier = ?, note = ? WHERE log = ?"
_SAVE_ENTRY: Final = "INSERT INTO log_entry (place, entry, record, object_key) VALUES (?, ?, ?, ?)"
_SAVE_BODY: Final = "INSERT INTO log_body (place, body, salt, empty) VALUES (?, ?, ?, ?)"
_SAVE_OBJECT: Final = "INSERT OR IGNORE INTO log_object (log, object_key, first) VALUES (?, ?, ?)"
_REPLACE_ENTRY: Final = "UPDATE log_entry SET entry = ? WHERE place = ?"
_REPLACE_BODY: Final = "UPDATE log_body SET body = ?, salt = ?, empty = ? WHERE place = ?"
_ENTRIES: Final = (
    "SELECT place, entry, body, salt, record, object_key, empty FROM log_entry NATURAL LEFT JOIN log_body"
    " WHERE place >= ? AND place < ? ORDER BY place"
)
_FILLED: Final = "SELECT record FROM log_entry NATURAL JOIN log_body WHERE place = ? AND body IS NOT NULL"
_ERASE: Final = "UPDATE log_body SET body = NULL, salt = NULL, empty = ? WHERE place = ? AND empty IS NOT 'recalled'"
_INDEX_OF: Final = "SELECT min(place) FROM log_entry WHERE record = ? AND place BETWEEN ? AND ?"
_FIRST_ABOUT: Final = "SELECT first FROM log_object WHERE log = ? AND object_key = ?"

_ENCODER: Final = msgspec.msgpack.Encoder()
_FRONTIER: Final = msgspec.msgpack.Decoder(Frontier)


class SqlitePairLog:
    """The copies of pair logs that stand on one side: what outbox and mirror have in common."""

    def __init__(self, database: Database, side: Side) -> None:
        self._database = database
        self._side = side

    def _log(self, partner: NodeId) -> int | None:
        """Number of the log, or None for one that does not exist yet."""
        row = self._database.row(_LOG, (self._side, partner))
        return int(row[0]) if row else None

    def _numbered(self, partner: NodeId) -> int:
        """Number of the log, made now if need be."""
        log = self._log(partner)
        if log is None:
            number = numbered_partner(self._database, partner)
            ((log,),) = self._database.rows(_NEW_LOG, (self._side, number, _ENCODER.encode(())))
        return int(log)

    def head(self, partner: NodeId) -> Head:
        """The end; size 0 for a log without entries."""
        log = self._log(partner)
        return _EMPTY if log is None else self._head(log)

    def _head(self, log: int) -> Head:
        ((size, frontier, note),) = self._database.rows(_HEAD, (log,))
        return Head(size, _FRONTIER.decode(frontier), note)

    def append(self, partner: NodeId, entries: Sequence[LoggedEntry], head: Head) -> None:
        """Add entries whose indexes continue the log, and the head after them.

        Raises:
            LogGap: They do not continue it; nothing was added.
        """
        with self._database.transaction():
            log = self._numbered(partner)
            require_continuing(partner, self._head(log).size, entries, head)
            self._insert(log << _INDEX_BITS, entries)
            self._insert_objects(log, entries)
            self._database.write(_SAVE_HEAD, (head.size, _ENCODER.encode(head.frontier), head.note, log))

    def _insert(self, base: int, entries: Sequence[LoggedEntry]) -> None:
        self._database.write_many(_SAVE_ENTRY, [(base + e.index, e.entry, e.record, e.object_key) for e in entries])
        self._database.fault(BETWEEN_ENTRIES_AND_BODIES)
        self._database.write_many(_SAVE_BODY, [(base + e.index, e.body, e.salt, e.empty) for e in entries])

    def _insert_objects(self, log: int, entries: Sequence[LoggedEntry]) -> None:
        first = {entry.object_key: entry.index for entry in reversed(entries)}
        self._database.write_many(_SAVE_OBJECT, [(log, key, index) for key, index in first.items()])

    def save_note(self, partner: NodeId, note: bytes) -> None:
        """Replace the newest signed note of the head."""
        with self._database.transaction():
            self._database.write("UPDATE pair_log SET note = ? WHERE log = ?", (note, self._numbered(partner)))

    def entries(self, partner: NodeId, start: int, stop: int) -> list[LoggedEntry]:
        """Entries start <= index < stop, in order."""
        log = self._log(partner)
        if log is None:
            return []
        base = log << _INDEX_BITS
        rows = self._database.rows(_ENTRIES, (base + max(start, 0), base + min(stop, _INDEX_MASK)))
        return [LoggedEntry(place & _INDEX_MASK, *rest) for place, *rest in rows]

    def erase(self, partner: NodeId, indexes: Sequence[int], reason: EmptyReason) -> list[RecordId]:
        """Overwrite bodies and salts; `secure_delete` zeroes what they leave. A recall's reason stays."""
        log = self._log(partner)
        if log is None:
            return []
        places = [(log << _INDEX_BITS) + index for index in indexes]
        with self._database.transaction():
            found = [row[0] for place in places for row in self._database.rows(_FILLED, (place,))]
            self._database.write_many(_ERASE, [(reason, place) for place in places])
        return found

    def replace(self, partner: NodeId, entries: Sequence[LoggedEntry]) -> None:
        """Overwrite stored entries by their indexes; record and object stay.

        Raises:
            LogGap: One of them is not stored; nothing was changed.
        """
        log = self._log(partner)
        require_stored(partner, 0 if log is None else self._head(log).size, entries)
        if log is None:
            return
        base = log << _INDEX_BITS
        with self._database.transaction():
            self._database.write_many(_REPLACE_ENTRY, [(e.entry, base + e.index) for e in entries])
            self._database.write_many(_REPLACE_BODY, [(e.body, e.salt, e.empty, base + e.index) for e in entries])

    def first_about(self, partner: NodeId, object_key: str) -> int | None:
        """Index of the first entry about an object."""
        row = self._database.row(_FIRST_ABOUT, (self._log(partner), object_key))
        return int(row[0]) if row else None

    def index_of(self, partner: NodeId, record: RecordId) -> int | None:
        """Index of the (first) entry of a record."""
        log = self._log(partner)
        if log is None:
            return None
        base = log << _INDEX_BITS
        ((place,),) = self._database.rows(_INDEX_OF, (record, base, base + _INDEX_MASK))
        return None if place is None else int(place) & _INDEX_MASK
