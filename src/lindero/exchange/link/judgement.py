"""What an evidence file shows to a third party that knows the writer's log key, and what stays open.

A contradiction is proven when the writer signed two roots for one size, or two trees in which a perfect subtree at the
same place differs: a frontier that gives a signed root is as good as signed. Where the sizes leave no subtree to
compare, the evidence is a question to the writer, which only a consistency proof between the two notes answers.
"""

from typing import Literal

import msgspec

from lindero.exchange.envelope.errors import BadNote, ForgedNote
from lindero.exchange.envelope.note import open_note
from lindero.exchange.link.evidence import Evidence
from lindero.exchange.log.checkpoint import Checkpoint, parse_checkpoint
from lindero.exchange.log.errors import BadCheckpoint, BadProof
from lindero.exchange.log.ports import Frontier
from lindero.exchange.log.tree import is_frontier, root_of
from lindero.kernel.errors import Words

Verdict = Literal["contradiction", "open"]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The JSON document of `evidence.format_evidence`."""

    origin: str
    held_size: int
    held_frontier: Frontier
    held_note: str
    offered_size: int
    offered_frontier: Frontier
    offered_leaves: tuple[bytes, ...]
    offered_note: str


class Judgement(msgspec.Struct, frozen=True):
    """What two notes of one writer show.

    Attributes:
        verdict: Proven, or a question to the writer.
        held: What one note signs; None where none was kept.
        offered: What the other signs; None where none came.
        differ: Entries start <= index < stop below which the two signed trees differ, where that is known.
    """

    verdict: Verdict
    held: Checkpoint | None
    offered: Checkpoint | None
    differ: tuple[int, int] | None = None


def parse_evidence(data: bytes) -> Evidence:
    """The evidence of a file, nothing verified yet.

    Raises:
        BadProof: It is no evidence file.
    """
    try:
        file = msgspec.json.decode(data, type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise BadProof(why=Words("it is no evidence file", "no es un archivo de evidencia")) from None
    fields = msgspec.structs.asdict(file)
    notes = {name: fields[name].encode() for name in ("held_note", "offered_note")}
    return Evidence(**fields | notes)


def judge(evidence: Evidence, log_key: bytes) -> Judgement:
    """What the evidence shows against the holder of a log key.

    A note that is not there, as after a crash between signing and keeping it, accuses nobody: the other one is then a
    question to the writer.

    Raises:
        BadProof: No note is there, one is not validly signed by that key, or the two do not contradict each other.
    """
    held = _signed(evidence.held_note, evidence.origin, log_key, Words("held", "guardada"))
    offered = _signed(evidence.offered_note, evidence.origin, log_key, Words("offered", "ofrecida"))
    if held is None and offered is None:
        raise BadProof(why=Words("there is no note in it", "no contiene ninguna nota"))
    if held is None or offered is None:
        return Judgement("open", held, offered)
    if held.size == offered.size:
        if held.root == offered.root:
            raise BadProof(why=Words("both notes sign the same state", "ambas notas firman el mismo estado"))
        return Judgement("contradiction", held, offered, (0, held.size))
    trees = (_tree(evidence.held_frontier, held), _tree(evidence.offered_frontier, offered))
    differ = _first_difference((held.size, trees[0]), (offered.size, trees[1]))
    return Judgement("contradiction" if differ else "open", held, offered, differ)


def _signed(note: bytes, origin: str, log_key: bytes, which: Words) -> Checkpoint | None:
    if not note:
        return None
    try:
        return parse_checkpoint(open_note(note, origin, log_key).text, origin)
    except (BadNote, ForgedNote, BadCheckpoint) as why:
        told = Words(f"the {which.en} note: {why.text('en')}", f"la nota {which.es}: {why.text('es')}")
        raise BadProof(why=told) from None


def _tree(frontier: Frontier, signed: Checkpoint) -> Frontier:
    """The frontier, if it gives the signed root; else nothing, as nobody has signed it."""
    return frontier if is_frontier(frontier, signed.size) and root_of(frontier) == signed.root else ()


def _first_difference(one: tuple[int, Frontier], other: tuple[int, Frontier]) -> tuple[int, int] | None:
    """The first perfect subtree that stands at one place in both trees and is not the same."""
    start = 0
    for (width, node), (other_width, other_node) in zip(_subtrees(*one), _subtrees(*other), strict=False):
        if width != other_width:
            return None
        if node != other_node:
            return start, start + width
        start += width
    return None


def _subtrees(size: int, frontier: Frontier) -> list[tuple[int, bytes]]:
    """Widths and roots of the perfect subtrees of a tree, from the left."""
    widths = [1 << place for place in reversed(range(size.bit_length())) if size >> place & 1]
    return list(zip(widths, frontier, strict=False))
