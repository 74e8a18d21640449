"""Run by the oracles' own interpreter: roots and paths as pymerkle (GPL) computes them, of the leaves on stdin.

stdin: {"leaves": [hex], "inclusion": [[index, size]], "consistency": [[first, second]]}; indexes from 0.
stdout: {"roots": {size: hex}, "inclusion": [[hex, …]], "consistency": [true]}: paths that pymerkle made and verified.
"""

import json
import sys

from pymerkle import InmemoryTree, verify_consistency, verify_inclusion

asked = json.load(sys.stdin)
tree = InmemoryTree(algorithm="sha256")
for leaf in asked["leaves"]:
    tree.append_entry(bytes.fromhex(leaf))
roots = {size: tree.get_state(size) for size in range(1, tree.get_size() + 1)}
answer = {"roots": {size: root.hex() for size, root in roots.items()}, "inclusion": [], "consistency": []}
for index, size in asked["inclusion"]:
    proof = tree.prove_inclusion(index + 1, size)
    verify_inclusion(tree.get_leaf(index + 1), roots[size], proof)
    answer["inclusion"].append([node.hex() for node in proof.path])
for first, second in asked["consistency"]:
    verify_consistency(roots[first], roots[second], tree.prove_consistency(first, second))
    answer["consistency"].append(True)
json.dump(answer, sys.stdout)
