"""Run by the oracles' own interpreter: whether sigstore-python's verifier accepts inclusion proofs.

stdin: [{"leaf": hex, "index": n, "size": n, "path": [hex], "root": hex}]; stdout: [true or false].
"""

import json
import sys
from types import SimpleNamespace

from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore.errors import VerificationError


def accepted(one):
    proof = SimpleNamespace(
        log_index=one["index"],
        tree_size=one["size"],
        hashes=[bytes.fromhex(node) for node in one["path"]],
        root_hash=bytes.fromhex(one["root"]),
    )
    inner = SimpleNamespace(inclusion_proof=proof, canonicalized_body=bytes.fromhex(one["leaf"]))
    try:
        verify_merkle_inclusion(SimpleNamespace(_inner=inner))
    except VerificationError:
        return False
    return True


json.dump([accepted(one) for one in json.load(sys.stdin)], sys.stdout)
