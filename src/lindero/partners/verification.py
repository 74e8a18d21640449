"""Verification: everything in the pair logs of one node, or of two nodes together, computed again from the bytes.

Nothing stored is trusted (`exchange.log.verify`). With only one folder at hand, its copies are checked alone; with the
partner's too, both copies of both logs are compared entry by entry.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Final, Protocol

import msgspec

from lindero.exchange.envelope.key_change import check_epochs
from lindero.exchange.log.emptiness import Claims
from lindero.exchange.log.errors import (
    BodiesLost,
    EmptyUnexplained,
    EntriesAltered,
    Finding,
    KeysAltered,
    PageDamaged,
    WrongFrontier,
    WrongRoot,
)
from lindero.exchange.log.pair import PairLog, incoming_log, outgoing_log
from lindero.exchange.log.ports import Log, LoggedEntry, Mirror, Outbox
from lindero.exchange.log.recall_ports import WithdrawnRecords
from lindero.exchange.log.verify import MAX_NAMED, Copy, check_copy, check_log
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.pairing import Identity, Pairing
from lindero.model.ports import Pairings
from lindero.partners.eras import all_pairings
from lindero.partners.erasing import DERIVED

_PAGE: Final = 2000

Progress = Callable[[str, int, int], None]
"""Called with the log's origin, entries read and entries in all."""


def _silent(origin: str, done: int, total: int) -> None:
    """Nobody wants to know."""


class Shelf(Protocol):
    """What verification reads of a node's store."""

    @property
    def pairings(self) -> Pairings:
        """Its partners."""

    @property
    def outbox(self) -> Outbox:
        """Logs that it writes."""

    @property
    def mirror(self) -> Mirror:
        """Logs that it mirrors."""

    @property
    def withdrawn(self) -> WithdrawnRecords:
        """What is left of records that were erased."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """One log that was checked.

    Attributes:
        log: Which.
        size: Entries of the longest copy at hand.
        copies: How many copies were compared.
        findings: What is wrong, at most `MAX_NAMED`; empty when all is as it was signed.
    """

    log: PairLog
    size: int
    copies: int
    findings: tuple[Finding, ...]


def verify_node(shelf: Shelf, wall_ms: int, progress: Progress = _silent) -> Iterator[Checked]:
    """Every log of a node, of earlier pairings too, from its own copies. `wall_ms`: wall clock [ms UTC]."""
    for pairing in all_pairings(shelf.pairings):
        log = outgoing_log(pairing)
        sent = outbox_copy(shelf, log, progress, place=pairing.place)
        yield _checked(log, [sent], _all(pairing, log, [sent], wall_ms))
        log = incoming_log(pairing)
        received = mirror_copy(shelf, log, progress, place=pairing.place)
        yield _checked(log, [received], _all(pairing, log, [received], wall_ms))


def verify_pair(shelf: Shelf, other: Shelf, wall_ms: int, progress: Progress = _silent) -> Iterator[Checked]:
    """The logs between two nodes, of earlier pairings too, from both nodes' copies. Nothing where none are paired."""
    for pairing, theirs in _paired(shelf, other):
        ours, others = (shelf, pairing.place), (other, theirs.place)
        for log, (writers, sent_at), (readers, kept_at) in (
            (outgoing_log(pairing), ours, others),
            (incoming_log(pairing), others, ours),
        ):
            receipt = _receipt(writers, sent_at)  # first the receipt, then the mirror, then the log: none is shorter
            mirrored = mirror_copy(readers, log, place=kept_at)  # than what was read before it, also while nodes run
            sent = outbox_copy(writers, log, progress, receipt, sent_at)
            yield _checked(log, [sent, mirrored], _all(pairing, log, [sent, mirrored], wall_ms))


def paired_logs(shelf: Shelf, other: Shelf) -> Iterator[tuple[PairLog, Shelf, Shelf]]:
    """Each log of the present pairing of two nodes, with the store of its writer and of its reader."""
    for pairing, theirs in _paired(shelf, other):
        if not pairing.earlier and not theirs.earlier:
            yield outgoing_log(pairing), shelf, other
            yield incoming_log(pairing), other, shelf


def _all(pairing: Pairing, log: PairLog, copies: Sequence[Copy], wall_ms: int) -> Iterator[Finding]:
    """Findings of every kind about the copies at hand: one, or the writer's and the reader's."""
    yield from _check_keys(pairing, log)
    yield from check_copy(log, copies[0]) if len(copies) == 1 else check_log(log, copies[0], copies[1])
    read = [(copy.holder, copy.entries) for copy in copies if isinstance(copy.entries, StoredEntries)]
    for _, entries in read:
        entries.hear_later()
    for holder, entries in read:
        others = [other.claims for _, other in read if other is not entries]
        for slot in entries.claims.unexplained(others, wall_ms, entries.is_withdrawn):
            yield EmptyUnexplained(holder=holder, origin=log.origin, index=slot.index, reason=slot.reason)
        for first, last in entries.claims.lost:
            yield BodiesLost(holder=holder, origin=log.origin, index=first, last=last)


def _check_keys(pairing: Pairing, log: PairLog) -> Iterator[Finding]:
    """The keys under which a log is checked must themselves be signed for."""
    assert pairing.partner is not None
    outgoing, incoming = outgoing_log(pairing).origin, incoming_log(pairing).origin
    own = log.origin == outgoing
    identity, epochs = (pairing.own, pairing.own_keys) if own else (pairing.partner, pairing.partner_keys)
    mirrored = incoming if own else outgoing
    why = check_epochs(identity, epochs, {"log": log.origin, "receipt": mirrored, "tls": log.origin})
    if why is not None:
        yield KeysAltered(holder=pairing.own.node, origin=log.origin, why=why)


def _paired(shelf: Shelf, other: Shelf) -> Iterator[tuple[Pairing, Pairing]]:
    """The pairings between two nodes, each as the first keeps it and as the second does."""
    theirs = {_key(pairing.own): pairing for pairing in all_pairings(other.pairings)}
    for pairing in all_pairings(shelf.pairings):
        if pairing.partner is not None and _key(pairing.partner) in theirs:
            yield pairing, theirs[_key(pairing.partner)]


def _key(identity: Identity) -> tuple[NodeId, bytes]:
    return identity.node, identity.log_id


def _checked(log: PairLog, copies: list[Copy], findings: Iterator[Finding]) -> Checked:
    size = max(copy.head.size for copy in copies)
    named = list(islice(findings, MAX_NAMED))
    pages = [
        _damaged(log, copy.holder, why)
        for copy in copies
        if isinstance(copy.entries, StoredEntries)
        for why in copy.entries.damaged.values()
    ]
    kept = [one for one in named if not any(_follows(one, page) for page in pages)]
    return Checked(log=log, size=size, copies=len(copies), findings=(*pages, *kept))


def _damaged(log: PairLog, holder: NodeId, why: PageDamaged) -> PageDamaged:
    """What a store could not take apart, as a finding about a copy of a log."""
    return PageDamaged(why.leaves, **why.facts | {"holder": holder, "origin": log.origin})


def _follows(finding: Finding, page: PageDamaged) -> bool:
    """Whether a finding only says again that a page is damaged."""
    if finding.facts.get("holder", page.facts["holder"]) != page.facts["holder"]:
        return False
    if isinstance(finding, (WrongRoot, WrongFrontier, EntriesAltered)):
        return page.leaves is None
    return finding.index is not None and (page.index or 0) <= finding.index <= int(str(page.facts["last"]))


def _receipt(shelf: Shelf, place: NodeId) -> bytes:
    receipt = shelf.outbox.receipt(place)
    return receipt[1] if receipt else b""


def outbox_copy(
    shelf: Shelf,
    log: PairLog,
    progress: Progress = _silent,
    receipt: bytes | None = None,
    place: NodeId | None = None,
) -> Copy:
    """The writer's copy in its store; `place` of the pairing, where it is an earlier one."""
    place = place or log.reader
    receipt = _receipt(shelf, place) if receipt is None else receipt
    head = shelf.outbox.head(place)
    entries = StoredEntries(shelf.outbox, shelf.withdrawn, place, head.size, partial(progress, log.origin))
    return Copy(holder=log.writer, head=head, entries=entries, receipt=receipt)


def mirror_copy(shelf: Shelf, log: PairLog, progress: Progress = _silent, place: NodeId | None = None) -> Copy:
    """The reader's copy in its store; `place` of the pairing, where it is an earlier one."""
    place = place or log.writer
    head = shelf.mirror.head(place)
    entries = StoredEntries(shelf.mirror, shelf.withdrawn, place, head.size, partial(progress, log.origin))
    return Copy(holder=log.reader, head=head, entries=entries)


class StoredEntries:
    """Entries of a log up to a size, read in pages as they are asked for, each time anew.

    What a running node appends meanwhile is left for the next time. Entries that cannot be taken apart come as empty
    ones, and stand in `damaged`; what the empty slots among them say stands in `claims`.
    """

    def __init__(
        self,
        log: Log,
        withdrawn: WithdrawnRecords,
        partner: NodeId,
        size: int,
        progress: Callable[[int, int], None],
    ) -> None:
        self._log = log
        self._withdrawn = withdrawn
        self._partner = partner
        self._size = size
        self._progress = progress
        self.damaged: dict[int, PageDamaged] = {}
        self.claims = Claims()

    def __iter__(self) -> Iterator[LoggedEntry]:
        log, size, start = self._log, self._size, 0
        self.claims = Claims()
        while start < size and (page := self._read(start, min(start + _PAGE, size))):
            self.claims.take(page)
            yield from page
            start += len(page)
            self._progress(start, size)
        beyond = self._read(size, size + 1)
        if beyond and log.head(self._partner).size == size:  # the head itself counts too few
            yield from beyond

    def hear_later(self) -> None:
        """A running node may have erased for a recall that it has appended since."""
        start = self._size
        while page := self._read(start, start + _PAGE):
            self.claims.hear(page)
            start += len(page)

    def is_withdrawn(self, record: RecordId) -> bool:
        """Whether the holder erased a record with what it was derived from; the log of its origin need not say so."""
        known = self._withdrawn.load(record)
        return known is not None and known.reason == DERIVED

    def _read(self, start: int, stop: int) -> list[LoggedEntry]:
        try:
            return self._log.entries(self._partner, start, stop)
        except PageDamaged as why:
            first, last = why.index or 0, int(str(why.facts["last"]))
            if start < first:
                return self._read(start, first)
            self.damaged[first] = why
            leaves = why.leaves or (b"",) * (last + 1 - first)
            places = range(start, min(last + 1, stop))
            return [LoggedEntry(at, leaves[at - first], None, None, RecordId(""), "") for at in places]
