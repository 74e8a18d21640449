"""One log as files for third parties: up to what the partner has receipted, never further."""

from collections.abc import Callable, Iterator

import msgspec

from lindero.exchange.log.errors import NotReceipted, WrongRoot
from lindero.exchange.log.pair import PairLog, incoming_log, outgoing_log
from lindero.exchange.log.ports import Log
from lindero.exchange.log.receipt import open_receipt
from lindero.exchange.log.tiles import CHECKPOINT, File, TileWriter
from lindero.kernel.ids import NodeId
from lindero.partners.errors import NoSuchPartner, WhichPartner
from lindero.partners.verification import Shelf

_PAGE = 2048


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """A log that can be shown.

    Attributes:
        log: Which.
        holder: This node.
        partner: At the other end.
        size: Entries that the receipt covers.
        root: What it signs for them.
        note: The checkpoint with the receipt.
    """

    log: PairLog
    holder: NodeId
    partner: NodeId
    size: int
    root: bytes
    note: bytes


def find_log(shelf: Shelf, partner: NodeId | None = None, *, received: bool = False) -> Exported:
    """The log to a partner, or the one received from it.

    Raises:
        NoSuchPartner: There is no such pairing, or none at all.
        WhichPartner: There are several and none was named.
        NotReceipted: No receipt covers anything yet.
    """
    known = [one for one in shelf.pairings.all() if one.partner is not None]
    fit = [one for one in known if partner is None or (one.partner and one.partner.node == partner)]
    if not fit:
        raise NoSuchPartner(partner=partner or "*")
    if len(fit) > 1:
        raise WhichPartner(partners=", ".join(one.partner.node for one in fit if one.partner))
    own, other = fit[0].own, fit[0].partner
    assert other is not None
    log = incoming_log(fit[0]) if received else outgoing_log(fit[0])
    receipt = shelf.outbox.receipt(other.node)
    note = shelf.mirror.head(other.node).note if received else receipt[1] if receipt else b""
    if not note:
        raise NotReceipted(index=0, size=0)
    signed = open_receipt(note, log).checkpoint
    return Exported(log=log, holder=own.node, partner=other.node, size=signed.size, root=signed.root, note=note)


def export_log(shelf: Shelf, shown: Exported, progress: Callable[[str, int, int], None]) -> Iterator[File]:
    """All files of a log; the checkpoint comes last.

    Raises:
        WrongRoot: The stored entries do not give the signed root; what was written so far is worth nothing.
    """
    copy: Log = shelf.outbox if shown.log.writer == shown.holder else shelf.mirror
    tiles = TileWriter()
    for start in range(0, shown.size, _PAGE):
        page = copy.entries(shown.partner, start, min(start + _PAGE, shown.size))
        yield from tiles.take([stored.entry for stored in page])
        progress(shown.log.origin, min(start + _PAGE, shown.size), shown.size)
    yield from tiles.conclude()
    if tiles.root != shown.root:
        raise WrongRoot(holder=shown.holder, origin=shown.log.origin, note="receipt", size=shown.size)
    yield CHECKPOINT, shown.note
