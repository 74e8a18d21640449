"""Heartbeats: what a node commits to of its private decision log, and what it heard of its partners' clocks.

The leaves of the decision log's tree are its rows in the order in which they were begun. A row is a leaf once its
minute is over: from then on no refusal is folded into it any more. A heartbeat carries SHA-256(0x03 ‖ salt ‖ size ‖
root), with a salt of its own for each partner, so that neither size nor change can be told from it, nor two partners
compare; an auditor who is given salt and rows can open it. Format: spec/log.md.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final, Protocol

import msgspec

from lindero.exchange.log.ports import Decision, Frontier
from lindero.exchange.log.tree import extend, leaf_hashes
from lindero.kernel.ids import NodeId

COMMITMENT_SALT_BYTES: Final = 32
SIZE_BYTES: Final = 8
MINUTE_NS: Final = 60 * 1_000_000_000

_ENCODER: Final = msgspec.msgpack.Encoder()


class Closed(msgspec.Struct, frozen=True, array_like=True):
    """The part of the decision log that never changes again.

    Attributes:
        place: Number of its last row; 0 for none.
        size: How many rows.
        frontier: Of the tree of them.
    """

    place: int = 0
    size: int = 0
    frontier: Frontier = ()


class Commitment(msgspec.Struct, frozen=True, array_like=True):
    """What one heartbeat committed to.

    Attributes:
        partner: Who got it.
        at: When. [ns UTC]
        size: Rows of the decision log in it.
        salt: 32 bytes; stays here.
        digest: SHA-256(0x03 ‖ salt ‖ size ‖ root).
    """

    partner: NodeId
    at: int
    size: int
    salt: bytes
    digest: bytes


class Heard(msgspec.Struct, frozen=True, array_like=True):
    """A partner's newest heartbeat.

    Attributes:
        at: When it arrived. [ns UTC]
        index: Of its entry in the partner's log.
        wall_ms: The partner's clock when it wrote. [ms UTC]
        offset_ms: Our clock minus the partner's, as the partner measured it. [ms]
        decisions: Its commitment.
    """

    at: int
    index: int
    wall_ms: int
    offset_ms: int | None
    decisions: bytes

    @property
    def skew_ms(self) -> int:
        """Our clock minus the partner's: measured, or else with the way of the message in it. [ms]."""
        return self.at // 1_000_000 - self.wall_ms if self.offset_ms is None else self.offset_ms


class Heartbeats(Protocol):
    """What heartbeats need of a store."""

    def rows(self, after: int, limit: int) -> list[tuple[int, Decision]]:
        """Rows of the decision log with a number beyond `after`, in order, with their numbers."""

    def closed(self) -> Closed:
        """How far the tree goes."""

    def close(self, closed: Closed) -> None:
        """It goes further now: nothing is folded into the rows up to `closed.place` any more."""

    def save(self, commitment: Commitment) -> None:
        """Keep what a heartbeat committed to."""

    def commitments(self) -> list[Commitment]:
        """Oldest first."""

    def last_at(self, partner: NodeId) -> int | None:
        """When the newest heartbeat was made for a partner. [ns UTC]."""

    def save_heard(self, partner: NodeId, heard: Heard) -> None:
        """Keep a partner's newest heartbeat."""

    def heard(self, partner: NodeId) -> Heard | None:
        """A partner's newest heartbeat."""


def decision_leaf(made: Decision) -> bytes:
    """Leaf of a row: `[at, partner, record, object, released, rules, reasons, policy, count, way_out]` in msgpack."""
    return _ENCODER.encode(made)


def commit(salt: bytes, size: int, root: bytes) -> bytes:
    """The commitment that a heartbeat carries; the size as big-endian u64."""
    return sha256(b"\x03" + salt + size.to_bytes(SIZE_BYTES, "big") + root).digest()


def grow(closed: Closed, rows: Sequence[tuple[int, Decision]], now: int) -> Closed:
    """The tree with those of the next rows that are over.

    Args:
        closed: As it is.
        rows: The next ones, in order.
        now: The present; rows of its minute, and whatever stands behind one, are left for later. [ns UTC]
    """
    present = now // MINUTE_NS
    over: list[tuple[int, Decision]] = []
    for number, made in rows:
        if made.at // MINUTE_NS >= present:
            break
        over.append((number, made))
    if not over:
        return closed
    frontier = extend(closed.frontier, closed.size, leaf_hashes(decision_leaf(made) for _, made in over))
    return Closed(over[-1][0], closed.size + len(over), frontier)
