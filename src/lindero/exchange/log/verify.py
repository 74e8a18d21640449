"""`lindero verify`: both copies of a log read to the end, compared entry by entry and with everything that was signed.

Nothing stored is trusted: leaves, bodies, tree, notes and receipts are all computed or verified again. Where the
copies differ, the one whose entries do not give the signed root is the altered one.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

import msgspec

from lindero.exchange.log.errors import EntriesDiffer, EntryAltered, Forked, Tampered, Truncated
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import Head, LoggedEntry
from lindero.exchange.log.reading import Reading
from lindero.kernel.ids import NodeId

MAX_NAMED: Final = 1000
"""Entries that differ are named up to this many."""

_PAGE: Final = 1024


class Copy(msgspec.Struct, frozen=True, kw_only=True):
    """One side's stored copy of a log.

    Attributes:
        holder: Whose store it is.
        head: As stored.
        entries: All of them, in order; read once.
        receipt: Newest receipt, in the writer's copy; empty when none.
    """

    holder: NodeId
    head: Head
    entries: Iterable[LoggedEntry]
    receipt: bytes = b""


def check_copy(log: PairLog, copy: Copy) -> Iterator[Tampered]:
    """Findings about one copy alone: without the other, a wrong root cannot name the entry."""
    reading, entries = Reading(log, copy.holder, copy.head, copy.receipt), iter(copy.entries)
    while page := list(islice(entries, _PAGE)):
        yield from reading.take(page)
    yield from reading.conclude()


def check_log(log: PairLog, outbox: Copy, mirror: Copy) -> Iterator[Tampered]:
    """Findings about the writer's and the reader's copy together; each names its entry where there is one."""
    written = Reading(log, outbox.holder, outbox.head, outbox.receipt)
    mirrored = Reading(log, mirror.holder, mirror.head, mirror.receipt)
    left, right = iter(outbox.entries), iter(mirror.entries)
    differing: list[int] = []
    while True:
        pages = list(islice(left, _PAGE)), list(islice(right, _PAGE))
        if not any(pages):
            break
        differing += _differing(*pages, max(written.size, mirrored.size))[: MAX_NAMED - len(differing)]
        yield from written.take(pages[0])
        yield from mirrored.take(pages[1])
    yield from written.conclude()
    yield from mirrored.conclude()
    yield from _blame(log, written, mirrored, differing)
    yield from _check_ends(log, written, mirrored)


def _differing(left: list[LoggedEntry], right: list[LoggedEntry], first: int) -> list[int]:
    """Indexes at which two pages that start at `first` hold different leaves."""
    pairs = enumerate(zip(left, right, strict=False), first)
    return [index for index, (ours, theirs) in pairs if ours.entry != theirs.entry]


def _blame(log: PairLog, written: Reading, mirrored: Reading, differing: list[int]) -> Iterator[Tampered]:
    """Say of each entry that differs which copy was altered, as far as the signatures tell."""
    if differing and written.sound and mirrored.sound:
        yield Forked(holder=log.writer, origin=log.origin, index=differing[0])
    for index in differing:
        if written.sound != mirrored.sound:
            altered = mirrored if written.sound else written
            yield EntryAltered(holder=altered.holder, origin=log.origin, index=index)
        else:
            yield EntriesDiffer(origin=log.origin, index=index)


def _check_ends(log: PairLog, written: Reading, mirrored: Reading) -> Iterator[Tampered]:
    """Each copy must reach as far as the other side was promised: the log its mirror, the mirror its receipt."""
    signed = max((head.checkpoint.size for head in mirrored.signed), default=0)
    confirmed = max((head.checkpoint.size for head in written.signed if head.name == "receipt"), default=0)
    for copy, size in (written, signed), (mirrored, confirmed):
        if copy.size < size:
            yield Truncated(holder=copy.holder, origin=log.origin, index=copy.size, size=size)
