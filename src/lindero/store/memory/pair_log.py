"""`lindero.exchange.log.ports.Log` in memory: what outbox and mirror have in common."""

from collections.abc import Sequence

import msgspec

from lindero.exchange.log.pages import entries_of
from lindero.exchange.log.ports import EmptyReason, Head, LoggedEntry, LogPage
from lindero.kernel.ids import NodeId, RecordId
from lindero.store.continuity import require_continuing, require_stored
from lindero.store.memory.journal import Journal, K, Rows, Table

_EMPTY = Head(size=0, frontier=(), note=b"")


class MemoryPairLog:
    """Copies of pair logs, by partner."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._heads: Table[NodeId, Head] = Table(journal)
        self._entries: Table[NodeId, Rows[LoggedEntry]] = Table(journal)
        self._first_about: Table[tuple[NodeId, str], int] = Table(journal)
        self._index_of: Table[tuple[NodeId, RecordId], int] = Table(journal)

    def head(self, partner: NodeId) -> Head:
        """The end; size 0 for a log without entries."""
        return self._heads.get(partner, _EMPTY)

    def append(self, partner: NodeId, entries: Sequence[LoggedEntry], head: Head) -> None:
        """Add entries whose indexes continue the log, and the head after them.

        Raises:
            LogGap: They do not continue it; nothing was added.
        """
        require_continuing(partner, self.head(partner).size, [entry.index for entry in entries], head)
        with self._journal.transaction():
            if partner not in self._entries:
                self._entries.put(partner, Rows(self._journal))
            self._entries[partner].add(entries)
            for entry in entries:
                _put_first(self._first_about, (partner, entry.object_key), entry.index)
                _put_first(self._index_of, (partner, entry.record), entry.index)
            self._heads.put(partner, head)

    def append_page(self, partner: NodeId, page: LogPage, head: Head) -> None:
        """The same for a page; of an object that has begun before, the first entry stays the first."""
        self.append(partner, list(entries_of(page)), head)

    def save_note(self, partner: NodeId, note: bytes) -> None:
        """Replace the newest signed note of the head."""
        head = self.head(partner)
        with self._journal.transaction():
            self._heads.put(partner, Head(head.size, head.frontier, note))

    def entries(self, partner: NodeId, start: int, stop: int) -> list[LoggedEntry]:
        """Entries start <= index < stop, in order."""
        return list(self._entries.get(partner, ())[max(start, 0) : max(stop, 0)])

    def erase(self, partner: NodeId, indexes: Sequence[int], reason: EmptyReason) -> list[RecordId]:
        """Forget bodies and salts; the slots say why. A recall's reason stays."""
        rows, found = self._entries.get(partner), []
        if rows is None:
            return []
        with self._journal.transaction():
            for index in indexes:
                if 0 <= index < len(rows) and rows[index].empty != "recalled":
                    entry = rows[index]
                    found += [entry.record] if entry.body is not None else []
                    rows.change(index, msgspec.structs.replace(entry, body=None, salt=None, empty=reason))
        return found

    def replace(self, partner: NodeId, entries: Sequence[LoggedEntry]) -> None:
        """Overwrite stored entries by their indexes; record and object stay.

        Raises:
            LogGap: One of them is not stored; nothing was changed.
        """
        rows = self._entries.get(partner)
        require_stored(partner, self.head(partner).size, [entry.index for entry in entries])
        if rows is None:
            return
        with self._journal.transaction():
            for new in entries:
                old = rows[new.index]
                rows.change(new.index, msgspec.structs.replace(new, record=old.record, object_key=old.object_key))

    def first_about(self, partner: NodeId, object_key: str) -> int | None:
        """Index of the first entry about an object."""
        return self._first_about.get((partner, object_key))

    def index_of(self, partner: NodeId, record: RecordId) -> int | None:
        """Index of the (first) entry of a record."""
        return self._index_of.get((partner, record))

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        for table in (self._heads, self._entries, self._first_about, self._index_of):
            table.rename(partner, place)


def _put_first(table: Table[K, int], key: K, index: int) -> None:
    """Remember the first index only."""
    if key not in table:
        table.put(key, index)
