"""Records that a person enters: checked like any other, completed with the header that the node knows.

A detection is a sensor's word; a person may enter one only as what it is, simulated.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.errors import LocalError
from lindero.kernel.ids import NodeId, new_record_id
from lindero.model.codec import parse_tree, record_of_tree
from lindero.model.errors import NotARecord
from lindero.model.record import Record


class RealDetection(LocalError):
    """A detection that does not say that it is simulated."""

    code = "inject.real-detection"
    en = "Line {line} is a {kind} without marking.simulated: a person cannot enter what only a sensor can see."
    es = "La línea {line} es un {kind} sin marking.simulated: una persona no puede registrar lo que solo ve un sensor."
    remedy_en = 'Add "simulated": true to its marking, or connect the sensor through a gateway.'
    remedy_es = 'Añada "simulated": true a su marcado, o conecte el sensor por una pasarela.'
    exit_code = 3


class OtherOrigin(LocalError):
    """A record that names another node as its origin."""

    code = "inject.other-origin"
    en = "Line {line} names {origin} as origin; this node is {node}."
    es = "La línea {line} nombra a {origin} como origen; este nodo es {node}."
    remedy_en = "Leave origin out: the node fills it in."
    remedy_es = "Omita origin: lo completa el nodo."
    exit_code = 3


_SENSED = frozenset({"detection", "track", "sensor", "flight"})
_ABOUT_ITSELF = frozenset({"alert"})


def read_lines(
    lines: Iterable[bytes | str], node: NodeId, clock: Clock, entropy: Entropy
) -> Iterator[Record | NotARecord | RealDetection | OtherOrigin]:
    """Records of JSON lines, or why a line is none; empty lines are passed over.

    What the header lacks is filled in: id, origin, recorded_at, observed_at (now), pedigree (this node).
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield read_record(parse_tree(line, number), number, node, clock, entropy)
        except (NotARecord, RealDetection, OtherOrigin) as refusal:
            yield refusal


def read_record(tree: dict[str, Any], line: int, node: NodeId, clock: Clock, entropy: Entropy) -> Record:
    """One record of its JSON object.

    Raises:
        NotARecord: A field is missing, unknown or out of range.
        RealDetection: What only a sensor can see, without `simulated`.
        OtherOrigin: It is said to be another node's.
    """
    now = clock.now()
    fresh = new_record_id(now, entropy.token(10))
    if tree.get("origin", node) != node:
        raise OtherOrigin(line=line, origin=tree["origin"], node=node)
    header = {
        "id": fresh,
        "origin": node,
        "recorded_at": now,
        "observed_at": now,
        "pedigree": {"nodes": [node]},
    }
    if tree.get("kind") in _ABOUT_ITSELF:
        header["alert"] = tree.get("id", fresh)
    record = record_of_tree({**header, **tree}, line)
    if record.kind in _SENSED and not record.simulated:
        raise RealDetection(line=line, kind=record.kind)
    return record
