"""`lindero.exchange.log.ports.Log`: pages of entries, with their bodies and salts in a column of its own.

What became durable together is one row, so that an event costs a fraction of a row. A page's place is log * 2^40 + the
index of its first entry: a log is one range of the key, appended at its end. A body is erased by writing its page anew
without it; `secure_delete` zeroes what stood there.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final, Literal, TypeVar

import msgspec

from lindero.exchange.log.errors import PageDamaged
from lindero.exchange.log.pages import entries_of, page_of, slot_of
from lindero.exchange.log.ports import EmptyReason, Frontier, Head, LoggedEntry, LogPage, Slot
from lindero.kernel.ids import NodeId, RecordId
from lindero.store.continuity import require_continuing, require_stored
from lindero.store.fault import BETWEEN_ENTRIES_AND_BODIES
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.partners import numbered_partner

Side = Literal["outbox", "mirror"]
T = TypeVar("T")

INDEX_BITS: Final = 40
INDEX_MASK: Final = (1 << INDEX_BITS) - 1
PAGE_ENTRIES: Final = 1024
"""Longest page: bounds what is written anew to erase one body."""
_EMPTY: Final = Head(size=0, frontier=(), note=b"")

_LOG: Final = "SELECT log FROM pair_log NATURAL JOIN partner WHERE side = ? AND node = ?"
_HEAD: Final = "SELECT size, frontier, note FROM pair_log WHERE log = ?"
_NEW_LOG: Final = "INSERT INTO pair_log (side, partner, frontier) VALUES (?, ?, ?) RETURNING log"
_SAVE_HEAD: Final = "UPDATE pair_log SET size = ?, frontier = ?, note = ? WHERE log = ?"
_SAVE_PAGE: Final = (
    "INSERT INTO log_page (place, count, entries, records, keys, low, high) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_SAVE_BODIES: Final = "INSERT INTO log_bodies (place, slots) VALUES (?, ?)"
_SAVE_OBJECT: Final = "INSERT OR IGNORE INTO log_object (log, object_key, first) VALUES (?, ?, ?)"
_PAGES: Final = (
    "SELECT place, entries, slots, records, keys, count FROM log_page NATURAL JOIN log_bodies"
    " WHERE place BETWEEN ? AND ? ORDER BY place"
)
_PAGE_WITH: Final = "SELECT place, count FROM log_page WHERE place BETWEEN ? AND ? ORDER BY place DESC LIMIT 1"
_REWRITE: Final = "UPDATE log_bodies SET slots = ? WHERE place = ?"
_WITH_RECORD: Final = (
    "SELECT place, records FROM log_page WHERE high >= ? AND low <= ? AND place BETWEEN ? AND ? ORDER BY place"
)
_FIRST_ABOUT: Final = "SELECT first FROM log_object WHERE log = ? AND object_key = ?"

_ENCODE: Final = msgspec.msgpack.Encoder().encode
_FRONTIER: Final = msgspec.msgpack.Decoder(Frontier)
LEAVES: Final = msgspec.msgpack.Decoder(list[bytes])
SLOTS: Final = msgspec.msgpack.Decoder(list[Slot])
WORDS: Final = msgspec.msgpack.Decoder(list[str])


def log_number(database: Database, side: Side, partner: NodeId) -> int | None:
    """The number of a log, or None for one of which nothing was ever saved."""
    known: dict[tuple[Side, str], int] = database.known("log")
    if (side, partner) not in known:
        row = database.row(_LOG, (side, partner))
        if row is None:
            return None
        known[side, partner] = row[0]
    return known[side, partner]


class SqlitePairLog:
    """The copies of pair logs that stand on one side: what outbox and mirror have in common."""

    def __init__(self, database: Database, side: Side) -> None:
        self._database = database
        self._side = side

    def _log(self, partner: NodeId) -> int | None:
        """Number of the log, or None for one that does not exist yet."""
        return log_number(self._database, self._side, partner)

    def _numbered(self, partner: NodeId) -> int:
        """Number of the log, made now if need be."""
        log = self._log(partner)
        if log is None:
            number = numbered_partner(self._database, partner)
            ((log,),) = self._database.rows(_NEW_LOG, (self._side, number, _ENCODE(())))
        return int(log)

    def head(self, partner: NodeId) -> Head:
        """The end; size 0 for a log without entries."""
        log = self._log(partner)
        return _EMPTY if log is None else self._head(log)

    def _head(self, log: int) -> Head:
        known: dict[int, Head] = self._database.known("head")
        if log not in known:
            ((size, frontier, note),) = self._database.rows(_HEAD, (log,))
            known[log] = Head(size, _FRONTIER.decode(frontier), note)
        return known[log]

    def append(self, partner: NodeId, entries: Sequence[LoggedEntry], head: Head) -> None:
        """Add entries whose indexes continue the log, and the head after them.

        Raises:
            LogGap: They do not continue it; nothing was added.
        """
        require_continuing(partner, self.head(partner).size, [entry.index for entry in entries], head)
        with self._database.transaction():
            log = self._numbered(partner)
            for start in range(0, len(entries), PAGE_ENTRIES):
                self._insert(log, page_of(entries[start : start + PAGE_ENTRIES]))
            self._save_head(log, head)

    def append_page(self, partner: NodeId, page: LogPage, head: Head) -> None:
        """The same for a page; of an object that has begun before, the first entry stays the first."""
        indexes = range(page.first, page.first + len(page.entries))
        require_continuing(partner, self.head(partner).size, indexes, head)
        with self._database.part():
            log = self._numbered(partner)
            self._insert(log, page)
            self._save_head(log, head)

    def _insert(self, log: int, page: LogPage) -> None:
        place = (log << INDEX_BITS) + page.first
        ids = (_ENCODE(page.records), _ENCODE(page.keys), min(page.records), max(page.records))
        self._database.write(_SAVE_PAGE, (place, len(page.entries), _ENCODE(page.entries), *ids))
        self._database.fault(BETWEEN_ENTRIES_AND_BODIES)
        self._database.write(_SAVE_BODIES, (place, _ENCODE(page.slots)))
        if page.begins:
            self._database.write_many(_SAVE_OBJECT, [(log, key, index) for key, index in page.begins])

    def _save_head(self, log: int, head: Head) -> None:
        self._database.write(_SAVE_HEAD, (head.size, _ENCODE(head.frontier), head.note, log))
        self._database.known("head")[log] = head

    def save_note(self, partner: NodeId, note: bytes) -> None:
        """Replace the newest signed note of the head."""
        with self._database.part():
            log = self._numbered(partner)
            self._database.write("UPDATE pair_log SET note = ? WHERE log = ?", (note, log))
            self._database.known("head").pop(log, None)

    def entries(self, partner: NodeId, start: int, stop: int) -> list[LoggedEntry]:
        """Entries start <= index < stop, in order.

        Raises:
            PageDamaged: Some of them cannot be taken apart; those before it can still be asked for.
        """
        return [
            entry
            for page in self._pages(partner, max(start, 0), stop)
            for entry in entries_of(page)
            if start <= entry.index < stop
        ]

    def _pages(self, partner: NodeId, start: int, stop: int) -> Iterator[LogPage]:
        """The pages that hold any entry of a range."""
        log = self._log(partner)
        if log is None or start >= stop:
            return
        base = log << INDEX_BITS
        first = self._page_with(base + start)
        last = base + min(stop - 1, INDEX_MASK)
        for row in self._database.rows(_PAGES, (first, last)):
            yield _read_page(self._side, partner, row)

    def _page_with(self, place: int) -> int:
        """Place of the page that holds an entry's place; the place itself where none does."""
        row = self._database.row(_PAGE_WITH, (place & ~INDEX_MASK, place))
        return int(row[0]) if row and row[0] + row[1] > place else place

    def erase(self, partner: NodeId, indexes: Sequence[int], reason: EmptyReason) -> list[RecordId]:
        """Overwrite bodies and salts; `secure_delete` zeroes what they leave. A recall's reason stays."""
        log = self._log(partner)
        if log is None:
            return []
        base, found = log << INDEX_BITS, []
        with self._database.transaction():
            wanted = sorted(set(indexes))
            for place, group in groupby(wanted, lambda index: self._page_with(base + index)):
                found += self._erase_in(place, [base + index - place for index in group], reason)
        return found

    def _erase_in(self, place: int, offsets: Sequence[int], reason: EmptyReason) -> list[RecordId]:
        """Erase slots of one page."""
        rows = self._database.rows(_PAGES, (place, place))
        if not rows:
            return []
        slots, records, found = SLOTS.decode(rows[0][2]), _ids(rows[0][3]), []
        for offset in offsets:
            if offset < len(slots) and slots[offset] != "recalled":
                found += [] if isinstance(slots[offset], str) else [records[offset]]
                slots[offset] = reason
        self._database.write(_REWRITE, (_ENCODE(slots), place))
        return found

    def replace(self, partner: NodeId, entries: Sequence[LoggedEntry]) -> None:
        """Overwrite stored entries by their indexes; record and object stay.

        Raises:
            LogGap: One of them is not stored; nothing was changed.
        """
        log = self._log(partner)
        require_stored(partner, 0 if log is None else self._head(log).size, [entry.index for entry in entries])
        if log is None:
            return
        base = log << INDEX_BITS
        with self._database.transaction():
            ordered = sorted(entries, key=lambda entry: entry.index)
            for place, group in groupby(ordered, lambda entry: self._page_with(base + entry.index)):
                self._replace_in(place, {base + entry.index - place: entry for entry in group})

    def _replace_in(self, place: int, entries: Mapping[int, LoggedEntry]) -> None:
        """Overwrite entries of one page, by their offsets."""
        ((_, encoded, filled, _, _, count),) = self._database.rows(_PAGES, (place, place))
        leaves, slots = _decoded(LEAVES, encoded, count), _decoded(SLOTS, filled, count)
        leaves, slots = leaves or [b""] * count, slots or ["lost"] * count  # damaged pages are given whole
        for offset, entry in entries.items():
            leaves[offset], slots[offset] = entry.entry, slot_of(entry)
        self._database.write("UPDATE log_page SET entries = ? WHERE place = ?", (_ENCODE(leaves), place))
        self._database.write(_REWRITE, (_ENCODE(slots), place))

    def first_about(self, partner: NodeId, object_key: str) -> int | None:
        """Index of the first entry about an object."""
        row = self._database.row(_FIRST_ABOUT, (self._log(partner), object_key))
        return int(row[0]) if row else None

    def index_of(self, partner: NodeId, record: RecordId) -> int | None:
        """Index of the (first) entry of a record."""
        log = self._log(partner)
        if log is None:
            return None
        base = log << INDEX_BITS
        for place, records in self._database.rows(_WITH_RECORD, (record, record, base, base + INDEX_MASK)):
            ids = WORDS.decode(records)
            if record in ids:
                return int(place & INDEX_MASK) + ids.index(record)
        return None


def _read_page(side: Side, partner: NodeId, row: Sequence[Any]) -> LogPage:
    """The page of a row.

    Raises:
        PageDamaged: A column is not what was written.
    """
    place, entries, slots, records, keys, count = row
    first = place & INDEX_MASK
    leaves, content = _decoded(LEAVES, entries, count), _decoded(SLOTS, slots, count)
    ids, words = _decoded(WORDS, records, count), _decoded(WORDS, keys, count)
    if leaves is None or content is None or ids is None or words is None:
        part = "entry" if leaves is None else "body or salt" if content is None else "log"
        shown = None if leaves is None else tuple(leaves)
        raise PageDamaged(shown, holder=side, origin=partner, index=first, last=first + count - 1, part=part)
    return LogPage(first, leaves, content, [RecordId(one) for one in ids], words, [])


def _decoded(decoder: msgspec.msgpack.Decoder[list[T]], encoded: bytes, count: int) -> list[T] | None:
    """A column of a page; None when it is damaged."""
    try:
        found = decoder.decode(encoded)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return found if len(found) == count else None


def _ids(encoded: bytes) -> list[RecordId]:
    ids: Any = WORDS.decode(encoded)
    return list(ids)
