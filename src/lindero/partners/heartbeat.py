"""Heartbeats: hourly, to each connected partner, both clocks and a commitment to the private decision log.

What a heartbeat committed to and the order to send it become durable together, so that a restart neither forgets nor
doubles one. The first is due an hour after the pairing.
"""

from typing import Final, Protocol

from lindero.exchange.envelope.control import Heartbeat, encode_control
from lindero.exchange.log.heartbeats import COMMITMENT_SALT_BYTES, Commitment, Heartbeats, commit, grow
from lindero.exchange.log.ports import Orders
from lindero.exchange.log.tree import root_of
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId
from lindero.model.ports import Pairings, Transactions

HOUR_NS: Final = 3600 * 1_000_000_000
OVERDUE_NS: Final = 2 * HOUR_NS
"""A partner that is connected and has not been heard for so long has stopped committing."""
PAGE: Final = 2000
_MS_NS: Final = 1_000_000


class HeartbeatShelf(Transactions, Protocol):
    """What heartbeats need of a node's store."""

    @property
    def heartbeats(self) -> Heartbeats:
        """The tree, and what was committed to."""

    @property
    def orders(self) -> Orders:
        """Control messages that wait."""

    @property
    def pairings(self) -> Pairings:
        """The partners."""


def is_due(shelf: HeartbeatShelf, partner: NodeId, now: int) -> bool:
    """Whether a partner's next heartbeat is due; a clock that was set back makes it due once. `now` in ns UTC."""
    last = shelf.heartbeats.last_at(partner)
    if last is None:
        pairing = shelf.pairings.load(partner)
        last = pairing.confirmed_at if pairing else None
    return last is None or not 0 <= now - last < HOUR_NS


def is_overdue(heard_at: int | None, connected_since: int, now: int) -> bool:
    """Whether a partner that has been connected all the time missed its heartbeats. All in ns UTC."""
    return now - max(connected_since, heard_at or 0) > OVERDUE_NS


def close_rows(shelf: HeartbeatShelf, now: int) -> bool:
    """Take a page of decisions whose minute is over into the tree; tells whether more may follow. `now` in ns UTC."""
    closed = shelf.heartbeats.closed()
    rows = shelf.heartbeats.rows(closed.place, PAGE)
    grown = grow(closed, rows, now)
    if grown.size > closed.size:
        shelf.heartbeats.close(grown)
    return grown.size - closed.size == PAGE


def beat(shelf: HeartbeatShelf, partner: NodeId, now: int, offset_ms: float | None, entropy: Entropy) -> None:
    """Order a heartbeat that commits to the tree as it is closed.

    Args:
        shelf: The node's store.
        partner: Who gets it.
        now: The own wall clock. [ns UTC]
        offset_ms: The partner's clock minus ours, as last measured. [ms]
        entropy: Makes the salt.
    """
    closed, salt = shelf.heartbeats.closed(), entropy.token(COMMITMENT_SALT_BYTES)
    digest = commit(salt, closed.size, root_of(closed.frontier))
    offset = None if offset_ms is None else round(offset_ms)
    body = encode_control(Heartbeat(wall_ms=now // _MS_NS, offset_ms=offset, decisions=digest))
    with shelf.transaction():
        shelf.heartbeats.save(Commitment(partner, now, closed.size, salt, digest))
        shelf.orders.save(partner, body)
