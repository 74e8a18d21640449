"""Laws of the tree: any way of cutting gives the same root, and proofs hold for what they say and nothing else."""

import itertools

from hypothesis import assume, given
from hypothesis import strategies as st

from lindero.exchange.log.paths import (
    PathWalk,
    consistency_path,
    inclusion_path,
    is_consistent,
    is_included,
    path_ranges,
)
from lindero.exchange.log.tree import EMPTY_ROOT, extend, is_frontier, leaf_hashes, node_hash, root_of, root_of_hashes

HASHES = leaf_hashes(number.to_bytes(2, "big") for number in range(600))


def root_by_definition(hashes):
    """MTH of RFC 6962 section 2.1, word for word."""
    if len(hashes) <= 1:
        return hashes[0] if hashes else EMPTY_ROOT
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(root_by_definition(hashes[:split]), root_by_definition(hashes[split:]))


@given(st.lists(st.integers(0, 90), max_size=8))
def test_a_tree_grown_in_any_pieces_has_the_root_of_the_definition(pieces):
    frontier, size = (), 0
    for piece in pieces:
        frontier = extend(frontier, size, HASHES[size : min(size + piece, 600)])
        size = min(size + piece, 600)
        assert is_frontier(frontier, size)
    assert root_of(frontier) == root_by_definition(HASHES[:size])


@given(st.integers(1, 300), st.data())
def test_every_leaf_is_included_and_only_there(size, data):
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size))
    root, path = root_of_hashes(HASHES[:size]), inclusion_path(HASHES[:size], index)
    assert is_included(HASHES[index], index, size, path, root)
    assert is_included(HASHES[index], other, size, path, root) is (other == index)
    assert not is_included(HASHES[index + 1], index, size, path, root)
    assert not is_included(HASHES[index], index, size, [*path, root], root)
    assert not is_included(HASHES[index], index, size, path, HASHES[599])
    assert not is_included(HASHES[index], index, 4 * size, path, root)
    if path:
        assert not is_included(HASHES[index], index, size, path[:-1], root)


@given(st.integers(1, 300), st.integers(1, 300), st.data())
def test_a_prefix_is_consistent_and_a_rewritten_one_is_not(first, second, data):
    assume(first <= second)
    path = consistency_path(HASHES[:second], first)
    old, new = root_of_hashes(HASHES[:first]), root_of_hashes(HASHES[:second])
    assert is_consistent(first, old, second, new, path)
    changed = data.draw(st.integers(0, first - 1))
    rewritten = root_of_hashes([*HASHES[:changed], HASHES[599], *HASHES[changed + 1 : first]])
    assert not is_consistent(first, rewritten, second, new, path)
    if first < second:
        assert not is_consistent(first, old, second, rewritten, path)
        assert not is_consistent(first, old, second, new, path[:-1])
        assert not is_consistent(first, old, second, new, [*path, old])
        assert not is_consistent(first, old, second, new, [])


def path_by_definition(hashes, index):
    """PATH of RFC 6962 section 2.1.1, word for word."""
    if len(hashes) == 1:
        return []
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    if index < split:
        return [*path_by_definition(hashes[:split], index), root_by_definition(hashes[split:])]
    return [*path_by_definition(hashes[split:], index - split), root_by_definition(hashes[:split])]


@given(st.integers(1, 300), st.integers(1, 70), st.integers(0, 40), st.data())
def test_a_path_gathered_from_pages_is_that_of_the_definition(size, page, beyond, data):
    index = data.draw(st.integers(0, size - 1))
    walk = PathWalk(index, size)
    for start in range(0, size + beyond, page):
        walk.take(HASHES[start : min(start + page, size + beyond)])
    assert walk.path() == path_by_definition(HASHES[:size], index)


@given(st.integers(1, 10**9), st.data())
def test_the_ranges_of_a_path_cover_all_leaves_but_one(size, data):
    index = data.draw(st.integers(0, size - 1))
    ranges = sorted([*path_ranges(index, size), (index, index + 1)])
    assert ranges[0][0] == 0
    assert ranges[-1][1] == size
    assert all(one[1] == other[0] for one, other in itertools.pairwise(ranges))
