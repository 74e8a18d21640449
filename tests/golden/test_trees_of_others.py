"""Our trees and proofs beside those of others: the vectors of RFC 6962 implementations, pymerkle, sigstore-python."""

import pytest
from other_programs import ask
from pair_logs import US_TO_MX, logged, receipt_of

from lindero.exchange.log.paths import consistency_path, inclusion_path, is_consistent, is_included
from lindero.exchange.log.proof import Exhibit, encode_proof, parse_proof, prove
from lindero.exchange.log.receipt import open_receipt
from lindero.exchange.log.tree import EMPTY_ROOT, leaf_hash, leaf_hashes, root_of_hashes

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
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
"""The leaves and roots by which implementations of RFC 6962 are compared."""

HASHES = leaf_hashes(map(bytes.fromhex, LEAVES))
SIZES = [1, 2, 3, 7, 8, 64, 100, 257]
MANY = [b"%d" % number * (number % 5) for number in range(257)]


def test_roots_are_those_of_rfc_6962():
    assert ROOTS[0] == EMPTY_ROOT.hex()
    assert [root_of_hashes(HASHES[:size]).hex() for size in range(9)] == ROOTS


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (
            0,
            8,
            [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ],
        ),
        (
            5,
            8,
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
    ],
)
def test_paths_are_those_of_rfc_6962(index, size, path):
    assert [node.hex() for node in inclusion_path(HASHES[:size], index)] == path


def test_pymerkle_has_the_same_roots_and_holds_our_paths():
    hashes = leaf_hashes(MANY)
    inclusion = [(index, size) for size in SIZES for index in {0, size // 3, size - 1}]
    consistency = [(first, second) for second in SIZES for first in SIZES if first <= second]
    answer = ask(
        "pymerkle_tree",
        {"leaves": [leaf.hex() for leaf in MANY], "inclusion": inclusion, "consistency": consistency},
    )
    roots = {int(size): bytes.fromhex(root) for size, root in answer["roots"].items()}
    assert roots == {size: root_of_hashes(hashes[:size]) for size in range(1, len(MANY) + 1)}
    for (index, size), path in zip(inclusion, answer["inclusion"], strict=True):
        theirs = [bytes.fromhex(node) for node in path]
        assert theirs[0] == hashes[index]
        assert set(theirs[1:]) == set(inclusion_path(hashes[:size], index))
        assert is_included(hashes[index], index, size, inclusion_path(hashes[:size], index), roots[size])
    assert answer["consistency"] == [True] * len(consistency)
    for first, second in consistency:
        assert is_consistent(first, roots[first], second, roots[second], consistency_path(hashes[:second], first))


def question(leaf, index, size, path, root):
    return {"leaf": leaf.hex(), "index": index, "size": size, "path": [node.hex() for node in path], "root": root.hex()}


def test_sigstores_verifier_accepts_our_proofs_and_nothing_altered():
    entries = [logged(index) for index in range(257)]
    asked, expected = [], []
    for size in SIZES:
        hashes = [leaf_hash(one.entry) for one in entries[:size]]
        note = receipt_of(entries[:size])
        for index in {0, size // 2, size - 1}:
            exhibit = Exhibit(entries[index].entry, None, None)
            made = prove(exhibit, index, inclusion_path(hashes, index), note, US_TO_MX)
            proof = parse_proof(encode_proof(made))
            root = open_receipt(proof.note, US_TO_MX).checkpoint.root
            leaf = proof.exhibit.entry
            asked.append(question(leaf, proof.index, size, proof.path, root))
            expected.append(True)
            asked.append(question(leaf + b"\0", proof.index, size, proof.path, root))
            asked.append(question(leaf, proof.index, size, [*proof.path, root], root))
            asked.append(question(leaf, proof.index, size, proof.path, leaf_hash(root)))
            expected += [False] * 3
    assert ask("sigstore_inclusion", asked) == expected
