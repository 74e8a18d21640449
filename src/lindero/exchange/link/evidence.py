"""What is kept when two states of one log contradict each other, so that a third party can judge.

Whoever holds the log key can clear it up with a consistency proof between the two notes (`log.paths`). Where the
notes are of one size and different roots no proof can exist, and the notes alone convict.
"""

import msgspec

from lindero.exchange.log.ports import Frontier


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Two states of one log, and the hashes that were compared.

    Attributes:
        origin: Which log.
        held_size: Entries of the copy held here.
        held_frontier: Of that copy; its root is what `held_note` signs when that has this size.
        held_note: Newest note to that copy; empty when none was signed.
        offered_size: Entries of the state that the partner offered.
        offered_frontier: Of that state; empty when it came as entries.
        offered_leaves: Leaf hashes that came after the held copy's entries; empty when a frontier came.
        offered_note: The note that came with it; empty when none did.
    """

    origin: str
    held_size: int
    held_frontier: Frontier
    held_note: bytes
    offered_size: int
    offered_frontier: Frontier = ()
    offered_leaves: tuple[bytes, ...] = ()
    offered_note: bytes


def format_evidence(evidence: Evidence) -> bytes:
    """The evidence as a JSON document: notes as text, hashes in base64."""
    tree = msgspec.to_builtins(evidence, builtin_types=(bytes,))
    tree["held_note"] = evidence.held_note.decode(errors="replace")
    tree["offered_note"] = evidence.offered_note.decode(errors="replace")
    return msgspec.json.format(msgspec.json.encode(tree), indent=2) + b"\n"
