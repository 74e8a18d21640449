"""The Merkle tree against published roots, and proofs at their edges."""

import pytest

from lindero.exchange.log.paths import consistency_path, inclusion_path, is_consistent, is_included
from lindero.exchange.log.tree import EMPTY_ROOT, extend, is_frontier, leaf_hashes, root_of, root_of_hashes

# Inputs and roots of the reference implementation of RFC 6962 (google/certificate-transparency, merkle tree tests).
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = leaf_hashes(bytes.fromhex(leaf) for leaf in INPUTS)


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_rfc_6962(size):
    assert root_of_hashes(HASHES[:size]).hex() == ROOTS[size]


def test_the_empty_tree_has_an_empty_frontier():
    assert extend((), 0, []) == ()
    assert root_of(()) == EMPTY_ROOT


def test_a_frontier_has_one_hash_for_each_bit_of_the_size():
    frontier = extend((), 0, HASHES[:7])
    assert is_frontier(frontier, 7)
    assert not is_frontier(frontier, 8)
    assert not is_frontier((*frontier[:2], b"short"), 7)


def test_published_inclusion_path_of_leaf_5_in_8():
    # RFC 6962 section 2.1.3 draws it: sibling leaf, the pair before, the left half.
    path = inclusion_path(HASHES, 5)
    assert path == [HASHES[4], root_of_hashes(HASHES[6:8]), root_of_hashes(HASHES[:4])]


def test_a_leaf_outside_the_tree_has_no_path():
    for index in (-1, 8):
        with pytest.raises(IndexError):
            inclusion_path(HASHES, index)
    assert not is_included(HASHES[0], 8, 8, [], ROOTS[8])
    assert not is_included(HASHES[0], -1, 8, [], ROOTS[8])


def test_nothing_is_a_prefix_of_size_zero_or_beyond():
    for size in (0, 9):
        with pytest.raises(IndexError):
            consistency_path(HASHES, size)
    root = bytes.fromhex(ROOTS[8])
    assert not is_consistent(0, EMPTY_ROOT, 8, root, [])
    assert not is_consistent(8, root, 7, root, [])
    assert not is_consistent(3, root, 8, root, [])


def test_a_tree_is_a_prefix_of_itself_without_any_hash():
    root = bytes.fromhex(ROOTS[8])
    assert consistency_path(HASHES, 8) == []
    assert is_consistent(8, root, 8, root, [])
    assert not is_consistent(8, root, 8, root, [root])
    assert not is_consistent(8, root, 8, EMPTY_ROOT, [])
