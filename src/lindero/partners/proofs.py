"""Proofs for third parties: that a record was shared with a partner, taken from this node's copy of the log.

A proof shows an entry that both sides have signed for. Its content is a thing of its own: it goes along only when asked
for, and only when it is the own node's.
"""

from collections.abc import Callable

import msgspec

from lindero.exchange.log.errors import BadProof, WrongRoot
from lindero.exchange.log.pair import PairLog, incoming_log, outgoing_log
from lindero.exchange.log.paths import PathWalk
from lindero.exchange.log.ports import Log, LoggedEntry
from lindero.exchange.log.proof import Exhibit, Proof, provable_size, prove
from lindero.exchange.log.tree import leaf_hashes
from lindero.kernel.ids import NodeId, RecordId
from lindero.partners.eras import all_pairings
from lindero.partners.errors import BodyGone, ForeignContent, NotShared, SharedWithSeveral
from lindero.partners.verification import Shelf

_PAGE = 2000

Progress = Callable[[int, int], None]
"""Called with entries done and entries in all."""


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """Where a record stands in a log.

    Attributes:
        log: Which log.
        holder: This node.
        partner: At the other end.
        place: Of the pairing: where the store keeps the log.
        own: This node wrote the log.
        index: Of the record's entry.
        note: Newest receipt of the log; empty when none.
    """

    log: PairLog
    holder: NodeId
    partner: NodeId
    place: NodeId
    own: bool
    index: int
    note: bytes


def find_shared(shelf: Shelf, record: RecordId, partner: NodeId | None = None) -> Shared:
    """The log in which a record left, or else the one in which it came; of several with one partner, the newest.

    Raises:
        NotShared: It is in none.
        SharedWithSeveral: It went to several partners and none was named.
    """
    found: dict[NodeId, Shared] = {}
    for pairing in all_pairings(shelf.pairings):
        if pairing.partner is None or partner not in (None, pairing.partner.node) or pairing.partner.node in found:
            continue
        own, other, place = pairing.own, pairing.partner, pairing.place
        sent, received = shelf.outbox.index_of(place, record), shelf.mirror.index_of(place, record)
        if sent is not None:
            receipt = shelf.outbox.receipt(place)
            log, index, note = outgoing_log(pairing), sent, receipt[1] if receipt else b""
        elif received is not None:
            log, index, note = incoming_log(pairing), received, shelf.mirror.head(place).note
        else:
            continue
        found[other.node] = Shared(
            log=log, holder=own.node, partner=other.node, place=place, own=sent is not None, index=index, note=note
        )
    if not found:
        raise NotShared(record=record, partner=partner or "PARTNER")
    if len(found) > 1:
        raise SharedWithSeveral(record=record, partners=", ".join(found))
    return next(iter(found.values()))


def disclose(shelf: Shelf, shared: Shared) -> tuple[bytes, bytes]:
    """Salt and body of a record that this node sent.

    Raises:
        ForeignContent: The partner sent it.
        BodyGone: It was recalled, has expired or was lost.
    """
    if not shared.own:
        raise ForeignContent(partner=shared.partner)
    (stored,) = shelf.outbox.entries(shared.place, shared.index, shared.index + 1)
    if stored.body is None or stored.salt is None:
        raise BodyGone(index=shared.index, reason=stored.empty or "?")
    return stored.salt, stored.body


def prove_shared(
    shelf: Shelf, shared: Shared, content: tuple[bytes, bytes] | None, progress: Progress = lambda done, total: None
) -> Proof:
    """The proof of one shared record, computed from the stored entries.

    Args:
        shelf: This node's store.
        shared: Where the record stands.
        content: Salt and body, when they are to be shown.
        progress: Told how far the walk over the log has come.

    Raises:
        NotReceipted: The partner's receipt does not cover the entry.
        WrongRoot: The stored entries do not give the signed root.
    """
    size = provable_size(shared.index, shared.note, shared.log)
    copy: Log = shelf.outbox if shared.own else shelf.mirror
    walk, shown = PathWalk(shared.index, size), b""
    for start in range(0, size, _PAGE):
        page = copy.entries(shared.place, start, min(start + _PAGE, size))
        walk.take(leaf_hashes(stored.entry for stored in page))
        shown = _entry_at(page, start, shared.index) or shown
        progress(min(start + _PAGE, size), size)
    salt, body = content or (None, None)
    try:
        return prove(Exhibit(shown, salt, body), shared.index, walk.path(), shared.note, shared.log)
    except BadProof:
        raise WrongRoot(holder=shared.holder, origin=shared.log.origin, note="receipt", size=size) from None


def _entry_at(page: list[LoggedEntry], start: int, index: int) -> bytes:
    """The leaf at an index, if it is on the page."""
    return page[index - start].entry if start <= index < start + len(page) else b""
