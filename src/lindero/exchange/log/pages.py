"""Pages of a log, and single entries of them: the same content for those who write many and those who look at one."""

from collections.abc import Iterator, Sequence
from typing import Final

from lindero.exchange.log.ports import LoggedEntry, LogPage, Slot

ITEM_BYTES: Final = 16
"""What framing adds to an entry with its slot, at most."""


def page_of(entries: Sequence[LoggedEntry]) -> LogPage:
    """The page of entries that follow one another; the first about an object begins it, as far as the page shows."""
    begins = {entry.object_key: entry.index for entry in reversed(entries)}
    return LogPage(
        first=entries[0].index if entries else 0,
        entries=[entry.entry for entry in entries],
        slots=[slot_of(entry) for entry in entries],
        records=[entry.record for entry in entries],
        keys=[entry.object_key for entry in entries],
        begins=list(begins.items()),
    )


def entries_of(page: LogPage) -> Iterator[LoggedEntry]:
    """The entries of a page, one by one."""
    rows = zip(page.entries, page.slots, page.records, page.keys, strict=True)
    for index, (leaf, slot, record, key) in enumerate(rows, page.first):
        if isinstance(slot, str):
            yield LoggedEntry(index, leaf, None, None, record, key, slot)
        else:
            yield LoggedEntry(index, leaf, slot[1], slot[0], record, key)


def slot_of(entry: LoggedEntry) -> Slot:
    """Salt and body of an entry, or why they are not there; what is missing without a reason was lost."""
    if entry.salt is not None and entry.body is not None:
        return entry.salt, entry.body
    return entry.empty or "lost"


def most_bytes(entries: Sequence[bytes], slots: Sequence[Slot]) -> int:
    """What entries and slots take in a frame, at most: their leaves, salts and bodies, and what framing adds."""
    bodies = sum(len(slot[0]) + len(slot[1]) for slot in slots if not isinstance(slot, str))
    return bodies + sum(map(len, entries)) + ITEM_BYTES * len(entries)
