"""The two logs with each partner as a desk sees them: sizes, roots and receipts; nothing of what they hold."""

from collections.abc import Iterator
from typing import Literal, Protocol

import msgspec

from lindero.console.views import MS_NS
from lindero.exchange.log.pair import incoming_log, outgoing_log
from lindero.exchange.log.ports import Mirror, Outbox
from lindero.exchange.log.tree import root_of
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Pairing
from lindero.model.ports import Pairings


class LogView(msgspec.Struct, frozen=True, kw_only=True):
    """One log.

    Attributes:
        partner: With whom.
        direction: `sent`: written here, mirrored there; `received`: the other way.
        origin: Its name in checkpoints.
        size: Entries here.
        root: Of the tree of them, hexadecimal.
        receipt_size: Entries that the reader's newest receipt covers; of a log received, those durable here.
        receipt_ms: When that receipt came; None where none did, and for a log received. [ms UTC]
    """

    partner: NodeId
    direction: Literal["sent", "received"]
    origin: str
    size: int
    root: str
    receipt_size: int
    receipt_ms: int | None


class LogShelf(Protocol):
    """What the view reads of a node's store."""

    @property
    def pairings(self) -> Pairings:
        """Its partners."""

    @property
    def outbox(self) -> Outbox:
        """Logs that it writes."""

    @property
    def mirror(self) -> Mirror:
        """Logs that it mirrors."""


def log_views(shelf: LogShelf) -> list[LogView]:
    """Both logs with every partner; call it in the store's thread."""
    return [view for pairing in shelf.pairings.all() if pairing.partner for view in _logs(shelf, pairing)]


def _logs(shelf: LogShelf, pairing: Pairing) -> Iterator[LogView]:
    assert pairing.partner is not None
    node = pairing.partner.node
    sent, received, receipt = shelf.outbox.head(node), shelf.mirror.head(node), shelf.outbox.receipt(node)
    yield LogView(
        partner=node,
        direction="sent",
        origin=outgoing_log(pairing).origin,
        size=sent.size,
        root=root_of(sent.frontier).hex(),
        receipt_size=receipt[0] if receipt else 0,
        receipt_ms=receipt[2] // MS_NS if receipt else None,
    )
    yield LogView(
        partner=node,
        direction="received",
        origin=incoming_log(pairing).origin,
        size=received.size,
        root=root_of(received.frontier).hex(),
        receipt_size=received.size,
        receipt_ms=None,
    )
