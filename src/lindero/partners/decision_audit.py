"""An auditor opens the heartbeats: the decision log's tree computed again, and every commitment compared.

For each heartbeat that left, the salted hash is made anew from the rows as they are stored now and compared with the
one that stands in the pair log, which the partner's receipt covers. A row that was changed, added or taken away after a
heartbeat makes every later one fail.
"""

from collections.abc import Iterator
from typing import Protocol

import msgspec

from lindero.exchange.envelope.control import Heartbeat, decode_control
from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.envelope.errors import BadControl
from lindero.exchange.log.heartbeats import Commitment, Heartbeats, commit, decision_leaf
from lindero.exchange.log.ports import Outbox
from lindero.exchange.log.tree import extend, leaf_hashes, root_of
from lindero.kernel.ids import NodeId
from lindero.model.ports import Pairings
from lindero.partners.eras import all_pairings

_PAGE = 2000


class AuditShelf(Protocol):
    """What the audit reads of a node's store."""

    @property
    def pairings(self) -> Pairings:
        """Its partners."""

    @property
    def outbox(self) -> Outbox:
        """Logs that it writes."""

    @property
    def heartbeats(self) -> Heartbeats:
        """The decision log's tree and its commitments."""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """One heartbeat of a pair log.

    Attributes:
        partner: Who got it.
        index: Its entry in the log to that partner.
        sealed_ms: When. [ms UTC]
        receipted: The partner's receipt covers it: it cannot have been exchanged since.
        size: Rows of the decision log that it committed to; None when its salt is not here.
        matches: The rows as they are stored now give its hash; None when its salt is not here.
    """

    partner: NodeId
    index: int
    sealed_ms: int
    receipted: bool
    size: int | None
    matches: bool | None


def open_heartbeats(shelf: AuditShelf) -> list[Opened]:
    """Every heartbeat in every log of this node, by partner and index."""
    kept = {commitment.digest: commitment for commitment in shelf.heartbeats.commitments()}
    roots = _roots(shelf.heartbeats, {commitment.size for commitment in kept.values()})
    return [
        _open(partner, index, sealed_ms, heartbeat, receipted, kept.get(heartbeat.decisions), roots)
        for partner in _partners(shelf)
        for index, sealed_ms, heartbeat, receipted in _sent(shelf.outbox, partner)
    ]


def _open(
    partner: NodeId,
    index: int,
    sealed_ms: int,
    heartbeat: Heartbeat,
    receipted: bool,
    kept: Commitment | None,
    roots: dict[int, bytes],
) -> Opened:
    matches = size = None
    if kept is not None:
        size, root = kept.size, roots.get(kept.size)
        matches = root is not None and commit(kept.salt, size, root) == heartbeat.decisions
    return Opened(partner=partner, index=index, sealed_ms=sealed_ms, receipted=receipted, size=size, matches=matches)


def _partners(shelf: AuditShelf) -> list[NodeId]:
    return [pairing.place for pairing in all_pairings(shelf.pairings)]


def _sent(outbox: Outbox, partner: NodeId) -> Iterator[tuple[int, int, Heartbeat, bool]]:
    """Index, time, content and whether it is receipted, of every heartbeat to a partner."""
    receipt = outbox.receipt(partner)
    start = 0
    while page := outbox.entries(partner, start, start + _PAGE):
        for stored in page:
            entry = decode_entry(stored.entry)
            if entry.type == "heartbeat" and stored.body is not None:
                try:
                    message = decode_control(stored.body)
                except BadControl:
                    continue
                if isinstance(message, Heartbeat):
                    yield stored.index, entry.sealed_ms, message, bool(receipt and stored.index < receipt[0])
        start += len(page)


def _roots(heartbeats: Heartbeats, sizes: set[int]) -> dict[int, bytes]:
    """Root of the tree over the first so many rows, for each size that there are rows for."""
    roots = {0: root_of(())}
    frontier: tuple[bytes, ...] = ()
    after = size = 0
    wanted = sorted(sizes - {0}, reverse=True)
    while wanted and (rows := heartbeats.rows(after, min(_PAGE, wanted[-1] - size))):
        frontier = extend(frontier, size, leaf_hashes(decision_leaf(made) for _, made in rows))
        after, size = rows[-1][0], size + len(rows)
        if size == wanted[-1]:
            roots[wanted.pop()] = root_of(frontier)
    return roots
