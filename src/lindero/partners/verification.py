"""Verification: everything in the pair logs of one node, or of two nodes together, computed again from the bytes.

Nothing stored is trusted (`exchange.log.verify`). With only one folder at hand, its copies are checked alone; with the
partner's too, both copies of both logs are compared entry by entry.
"""

from collections.abc import Iterator
from typing import Protocol

import msgspec

from lindero.exchange.log.errors import Tampered
from lindero.exchange.log.pair import PairLog, pair_log
from lindero.exchange.log.ports import Log, LoggedEntry, Mirror, Outbox
from lindero.exchange.log.verify import Copy, check_copy, check_log
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Identity
from lindero.model.ports import Pairings

_PAGE = 2000


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


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """One log that was checked.

    Attributes:
        log: Which.
        size: Entries of the longest copy at hand.
        copies: How many copies were compared.
        findings: What is wrong; empty when all is as it was signed.
    """

    log: PairLog
    size: int
    copies: int
    findings: tuple[Tampered, ...]


def verify_node(shelf: Shelf) -> Iterator[Checked]:
    """Every log of a node, from its own copies."""
    for pairing in shelf.pairings.all():
        if pairing.partner is None:
            continue
        own, partner = pairing.own, pairing.partner
        sent = _outbox_copy(shelf, own.node, partner.node)
        log = pair_log(own, partner)
        yield _checked(log, [sent], list(check_copy(log, sent)))
        received = _mirror_copy(shelf, own.node, partner.node)
        log = pair_log(partner, own)
        yield _checked(log, [received], list(check_copy(log, received)))


def verify_pair(shelf: Shelf, other: Shelf) -> Iterator[Checked]:
    """The two logs between two nodes, from both nodes' copies. Nothing where they are not paired with each other."""
    for own, partner in _paired(shelf, other):
        for writer, reader, writers, readers in ((own, partner, shelf, other), (partner, own, other, shelf)):
            log = pair_log(writer, reader)
            sent = _outbox_copy(writers, writer.node, reader.node)
            mirrored = _mirror_copy(readers, reader.node, writer.node)
            yield _checked(log, [sent, mirrored], list(check_log(log, sent, mirrored)))


def _paired(shelf: Shelf, other: Shelf) -> Iterator[tuple[Identity, Identity]]:
    """Own and partner's halves of the pairing between two nodes."""
    theirs = {_key(pairing.own) for pairing in other.pairings.all()}
    for pairing in shelf.pairings.all():
        if pairing.partner is not None and _key(pairing.partner) in theirs:
            yield pairing.own, pairing.partner


def _key(identity: Identity) -> tuple[NodeId, bytes]:
    return identity.node, identity.log_id


def _checked(log: PairLog, copies: list[Copy], findings: list[Tampered]) -> Checked:
    size = max(copy.head.size for copy in copies)
    return Checked(log=log, size=size, copies=len(copies), findings=tuple(findings))


def _outbox_copy(shelf: Shelf, holder: NodeId, partner: NodeId) -> Copy:
    receipt = shelf.outbox.receipt(partner)
    return Copy(
        holder=holder,
        head=shelf.outbox.head(partner),
        entries=_entries(shelf.outbox, partner),
        receipt=receipt[1] if receipt else b"",
    )


def _mirror_copy(shelf: Shelf, holder: NodeId, partner: NodeId) -> Copy:
    return Copy(holder=holder, head=shelf.mirror.head(partner), entries=_entries(shelf.mirror, partner))


def _entries(log: Log, partner: NodeId) -> Iterator[LoggedEntry]:
    """All entries of a log, read in pages."""
    start = 0
    while page := log.entries(partner, start, start + _PAGE):
        yield from page
        start += len(page)
