"""`lindero verify`: both copies of a log read to the end, compared entry by entry and with everything that was signed.

Nothing stored is trusted: leaves, bodies, tree, notes and receipts are all computed or verified again. Where the
copies differ, the one whose entries do not give the signed root is the altered one.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

import msgspec

from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.envelope.errors import BadEntry
from lindero.exchange.envelope.seal import is_sealed
from lindero.exchange.log.errors import (
    BodyAltered,
    ContentAltered,
    EntriesAltered,
    EntriesDiffer,
    EntryAltered,
    Forked,
    SaltAltered,
    Tampered,
    Truncated,
)
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import Head, LoggedEntry
from lindero.exchange.log.reading import Reading
from lindero.kernel.ids import NodeId

MAX_NAMED: Final = 1000
"""Entries that differ are named up to this many."""

_PAGE: Final = 1024

Page = Sequence[LoggedEntry]


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
    """Findings about one copy alone: it names entries as far as its own tree and bodies tell."""
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
    first = 0
    while True:
        ours, theirs = list(islice(left, _PAGE)), list(islice(right, _PAGE))
        if not ours and not theirs:
            break
        differing += _differing(ours, theirs, first)[: MAX_NAMED - len(differing)]
        for finding in written.take(ours):
            yield from refine(finding, ours, theirs, first)
        for finding in mirrored.take(theirs):
            yield from refine(finding, theirs, ours, first)
        first += _PAGE
    yield from _conclude(written, differing)
    yield from _conclude(mirrored, differing)
    yield from _blame(log, written, mirrored, differing)
    yield from _check_ends(log, written, mirrored)


def refine(finding: Tampered, page: Page, other: Page, first: int) -> Iterator[Tampered]:
    """What a finding about an entry's content means beside the other copy.

    Args:
        finding: About one copy.
        page: Its entries from `first` on.
        other: The other copy's entries from `first` on.
        first: Index of both pages' first entry.
    """
    place = (finding.index or 0) - first
    if not isinstance(finding, ContentAltered) or not place < min(len(page), len(other)):
        yield finding
        return
    mine, theirs = page[place], other[place]
    if mine.entry != theirs.entry:
        if not is_opened_by(mine, theirs.entry):  # else it is the entry that was altered, which is named as such
            yield finding
    elif not is_opened_by(theirs, mine.entry):
        yield finding
    else:
        if mine.body != theirs.body:
            yield BodyAltered(**finding.facts)
        if mine.salt != theirs.salt:
            yield SaltAltered(**finding.facts)


def is_opened_by(stored: LoggedEntry, leaf: bytes) -> bool:
    """Whether the content of a slot is there and is what a leaf commits to."""
    if stored.body is None or stored.salt is None:
        return False
    try:
        return is_sealed(decode_entry(leaf).commitment, stored.salt, stored.body)
    except BadEntry:
        return False


def _conclude(reading: Reading, differing: list[int]) -> Iterator[Tampered]:
    """Findings about the head, without ranges in which the comparison has named the entry."""
    for finding in reading.conclude():
        if isinstance(finding, EntriesAltered) and differing:
            continue
        yield finding


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
