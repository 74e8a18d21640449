"""Merkle tree of a log (RFC 6962 section 2.1, the same as RFC 9162): hashes, frontier, root.

A frontier is the list of roots of the perfect subtrees that a tree of some size falls into, largest first; one for
each bit set in the size. It is all that appending needs, and it gives the root.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final

from lindero.exchange.log.ports import Frontier

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 ‖ leaf)."""
    return sha256(b"\x00" + leaf).digest()


def leaf_hashes(leaves: Iterable[bytes]) -> list[bytes]:
    """`leaf_hash` of each leaf."""
    return [sha256(b"\x00" + leaf).digest() for leaf in leaves]


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


def extend(frontier: Frontier, size: int, hashes: Sequence[bytes]) -> Frontier:
    """Frontier of a tree after more leaves.

    Args:
        frontier: Of the tree as it is.
        size: Number of its leaves.
        hashes: `leaf_hash` of the further leaves, in order.

    Method: level by level. At each level the nodes that are new pair up; the subtree that stood alone there before
    joins from the left, and one that stays alone now stands in the new frontier. About one node hash a leaf.
    """
    alone = list(frontier)
    level, bits = list(hashes), size
    grown: list[bytes] = []
    while level or bits:
        if bits & 1:
            level.insert(0, alone.pop())
        if len(level) & 1:
            grown.append(level.pop())
        level = [sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=True)]
        bits >>= 1
    return tuple(reversed(grown))


def root_of(frontier: Frontier) -> bytes:
    """Root of the tree that a frontier belongs to."""
    if not frontier:
        return EMPTY_ROOT
    root = frontier[-1]
    for subtree in reversed(frontier[:-1]):
        root = node_hash(subtree, root)
    return root


def root_of_hashes(hashes: Sequence[bytes]) -> bytes:
    """Root of the tree of these leaf hashes."""
    return root_of(extend((), 0, hashes))


def is_frontier(frontier: Frontier, size: int) -> bool:
    """Whether a frontier has the form that a tree of this size has: as many hashes as bits set."""
    return len(frontier) == size.bit_count() and all(len(node) == HASH_BYTES for node in frontier)
