"""Repair of a damaged copy of a log from the other side's: only what gives the signed root again is taken.

Nothing of the other copy is believed: an entry is taken because the writer's signature covers it, a body because its
entry commits to it, a note because its keys signed it. The repaired copy must verify, or nothing is changed.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

import msgspec

from lindero.exchange.log.errors import BodyMissing, ContentAltered, NotRepairable, SaltAltered, Tampered
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import Head, LoggedEntry
from lindero.exchange.log.reading import Reading
from lindero.exchange.log.verify import Copy, is_opened_by

MAX_REPAIRED: Final = 100_000
"""Entries repaired at a time; a copy that is worse is restored from a backup or fetched again."""

_PAGE: Final = 1024
_CONTENT: Final = (ContentAltered, SaltAltered, BodyMissing)


class Replaced(msgspec.Struct, frozen=True):
    """An entry as it was found and as it is signed."""

    before: LoggedEntry
    after: LoggedEntry


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """What makes a copy verify again.

    Attributes:
        log: Which log.
        replaced: Entries that change.
        head: The new head; None when the stored one is right.
        receipt: The new receipt of a writer's copy; None when the stored one is right.
        left: What is wrong still: content that the other copy does not hold either.
    """

    log: PairLog
    replaced: tuple[Replaced, ...]
    head: Head | None
    receipt: bytes | None
    left: tuple[Tampered, ...]


def plan_repair(log: PairLog, mine: Copy, other: Copy) -> Repair:
    """What to change in a copy; a plan only, nothing is written here.

    Args:
        log: Which log.
        mine: The damaged copy; its entries in something that can be read several times.
        other: The other side's; likewise.

    Raises:
        NotRepairable: No choice among the stored entries and notes verifies.
    """
    notes = [other.receipt, other.head.note]
    receipt = _valid(log, mine, [mine.receipt, *notes], "receipt") if mine.receipt else b""
    note = _valid(log, mine, [mine.head.note, *notes], "checkpoint")
    signed = Copy(holder=mine.holder, head=Head(mine.head.size, (), note), entries=mine.entries, receipt=receipt)
    try:
        return _plan(log, mine, other, signed, believed=False)
    except NotRepairable:
        return _plan(log, mine, other, signed, believed=True)


def _plan(log: PairLog, mine: Copy, other: Copy, signed: Copy, *, believed: bool) -> Repair:
    """The repair that takes leaves from the other copy where they differ (`believed`), or only content."""
    replaced = list(islice(_differences(mine, other, believed=believed), MAX_REPAIRED + 1))
    if len(replaced) > MAX_REPAIRED:
        raise NotRepairable(origin=log.origin, why=f"more than {MAX_REPAIRED} entries")
    repaired = {one.after.index: one.after for one in replaced}
    walk = Reading(log, mine.holder, signed.head, signed.receipt)
    left = [finding for page in _pages(mine, repaired) for finding in walk.take(page)]
    head = Head(mine.head.size, walk.frontier, signed.head.note)
    _require_signed(log, mine, walk, [one.after.index for one in replaced if one.before.entry != one.after.entry])
    if any(not isinstance(finding, _CONTENT) for finding in left):
        raise NotRepairable(origin=log.origin, why=str(left[0]))
    return Repair(
        log=log,
        replaced=tuple(replaced),
        head=None if head == mine.head else head,
        receipt=None if signed.receipt == mine.receipt else signed.receipt,
        left=tuple(left),
    )


def _differences(mine: Copy, other: Copy, *, believed: bool) -> Iterator[Replaced]:
    """Entries of `mine` that change, in order."""
    left, right = iter(mine.entries), iter(other.entries)
    for index in range(mine.head.size):
        ours, theirs = next(left, None), next(right, None)
        if ours is None or theirs is None:
            return
        if ours.entry == theirs.entry and (ours.empty is not None or is_opened_by(ours, ours.entry)):
            continue
        after = _mended(index, ours, theirs, theirs.entry if believed else ours.entry)
        if after != ours:
            yield Replaced(ours, after)


def _mended(index: int, ours: LoggedEntry, theirs: LoggedEntry, leaf: bytes) -> LoggedEntry:
    """Our slot with the right leaf, and with their content where it belongs to that leaf and ours does not."""
    mended = msgspec.structs.replace(ours, index=index, entry=leaf)
    if ours.empty is None and not is_opened_by(ours, leaf) and is_opened_by(theirs, leaf):
        return msgspec.structs.replace(mended, body=theirs.body, salt=theirs.salt)
    return mended


def _pages(copy: Copy, repaired: dict[int, LoggedEntry]) -> Iterator[Sequence[LoggedEntry]]:
    entries = iter(copy.entries)
    first = 0
    while page := list(islice(entries, _PAGE)):
        yield [repaired.get(index, stored) for index, stored in enumerate(page, first)]
        first += len(page)


def _valid(log: PairLog, mine: Copy, notes: Sequence[bytes], what: str) -> bytes:
    """The own note when it is valid, else the valid one that signs most, but not more than is stored."""
    found: list[tuple[int, bytes]] = []
    for place, note in enumerate(notes):
        receipt, head = (note, b"") if what == "receipt" else (b"", note)
        signed = Reading(log, mine.holder, Head(0, (), head), receipt).signed
        if signed and signed[0].checkpoint.size <= mine.head.size:
            if place == 0:
                return note
            found.append((signed[0].checkpoint.size, note))
    if found:
        return max(found)[1]
    if any(notes):
        raise NotRepairable(origin=log.origin, why=f"no valid {what} is in either copy")
    return b""  # nothing was signed yet


def _require_signed(log: PairLog, mine: Copy, walk: Reading, changed: Sequence[int]) -> None:
    """The repaired entries give the root of every note at hand, and a note covers each that was changed."""
    for finding in walk.check_notes():
        raise NotRepairable(origin=log.origin, why=str(finding))
    covered = max((signed.checkpoint.size for signed in walk.signed), default=0)
    if walk.size != mine.head.size:
        raise NotRepairable(origin=log.origin, why=f"{walk.size} of {mine.head.size} entries are stored")
    if changed and changed[-1] >= covered:
        raise NotRepairable(origin=log.origin, why=f"no note covers entry {changed[-1]}")
