"""Inclusion and consistency proofs: lists of hashes from which a root is computed again.

Making: RFC 6962 sections 2.1.1 and 2.1.2. Verifying: RFC 9162 sections 2.1.3.2 and 2.1.4.2.
"""

from collections.abc import Sequence

from lindero.exchange.log.ports import Frontier
from lindero.exchange.log.tree import extend, node_hash, root_of, root_of_hashes


def inclusion_path(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Proof that a leaf is in a tree.

    Args:
        hashes: Leaf hashes of the whole tree.
        index: Of the leaf, from 0.

    Returns:
        Hashes from the leaf's sibling up to the root's child.
    """
    if not 0 <= index < len(hashes):
        raise IndexError(f"no leaf {index} in a tree of {len(hashes)}")
    walk = PathWalk(index, len(hashes))
    walk.take(hashes)
    return walk.path()


def path_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """What the hashes of an inclusion path stand for: ranges start <= leaf < stop, in the order of the path.

    They cover the tree of `size` leaves but for the leaf itself.
    """
    ranges: list[tuple[int, int]] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            ranges.append((middle, stop))
            stop = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


class PathWalk:
    """An inclusion path gathered from the leaf hashes of a long log as they pass; holds some hashes a range, no more.

    Args:
        index: Of the leaf.
        size: Of the tree.
    """

    def __init__(self, index: int, size: int) -> None:
        self._ranges = path_ranges(index, size)
        self._frontiers: list[Frontier] = [()] * len(self._ranges)
        self._passed = 0

    def take(self, hashes: Sequence[bytes]) -> None:
        """The next leaf hashes; those beyond the tree are ignored."""
        first, end = self._passed, self._passed + len(hashes)
        for place, (start, stop) in enumerate(self._ranges):
            begin, until = max(start, first), min(stop, end)
            if begin < until:
                grown = extend(self._frontiers[place], begin - start, hashes[begin - first : until - first])
                self._frontiers[place] = grown
        self._passed = end

    def path(self) -> list[bytes]:
        """The path, after the last leaf of the tree has passed."""
        return [root_of(frontier) for frontier in self._frontiers]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a leaf hash stands at an index of the tree of that size and root."""
    if not 0 <= index < size:
        return False
    node, last = index, size - 1
    found = leaf
    for sibling in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(sibling, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def consistency_path(hashes: Sequence[bytes], size: int) -> list[bytes]:
    """Proof that the tree of the first `size` leaves is a prefix of the tree of all.

    Args:
        hashes: Leaf hashes of the larger tree.
        size: Of the smaller one, at least 1.
    """
    if not 0 < size <= len(hashes):
        raise IndexError(f"no prefix of {size} in a tree of {len(hashes)}")
    path: list[bytes] = []
    whole = True
    while size < len(hashes):
        split = _split(len(hashes))
        left, right = hashes[:split], hashes[split:]
        if size <= split:
            path.append(root_of_hashes(right))
            hashes = left
        else:
            path.append(root_of_hashes(left))
            hashes, size, whole = right, size - split, False
    if not whole:
        path.append(root_of_hashes(hashes))
    return path[::-1]


def is_consistent(first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the tree of size `first` and its root is a prefix of the tree of size `second` and its root."""
    if first == second:
        return not path and first_root == second_root
    if not 0 < first < second:
        return False
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    hashes = list(path)
    if not node:
        hashes.insert(0, first_root)
    if not hashes:
        return False
    old = new = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << (size - 1).bit_length() - 1
