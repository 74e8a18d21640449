"""The header that every record has. A record is never amended: a correction supersedes it."""

from functools import cache
from typing import Annotated

import msgspec

from lindero.kernel.ids import NodeId, RecordId
from lindero.model.marking import Marking
from lindero.model.release_class import PUBLIC, SOURCE_AND_METHOD


class Pedigree(msgspec.Struct, frozen=True, kw_only=True, array_like=True, forbid_unknown_fields=True, gc=False):
    """The set of nodes and sensors that contributed.

    Attributes:
        nodes: Ids of the nodes, sorted.
        sensors: Ids of the sensors, sorted; on release each becomes a token that is stable for one partner.
        fused: It holds a partner's evidence too, and must not be taken as new evidence.
    """

    nodes: Annotated[tuple[NodeId, ...], PUBLIC]
    sensors: Annotated[tuple[str, ...], SOURCE_AND_METHOD] = ()
    fused: Annotated[bool, PUBLIC] = False


@cache
def _word_of(kind: type[msgspec.Struct]) -> str:
    return str(kind.__struct_config__.tag)


class Record(
    msgspec.Struct, frozen=True, kw_only=True, array_like=True, tag_field="kind", forbid_unknown_fields=True, gc=False
):
    """Header of every record.

    Attributes:
        id: ULID given by the origin.
        schema: Version of the kind's fields.
        origin: Node that made it.
        observed_at: Instant that it describes. [ns UTC]
        recorded_at: Instant at which its origin wrote it down. [ns UTC]
        marking: The originator's demands; None is kept and never released.
        pedigree: Who contributed.
        derived_from: Ids of the records it was computed from.
        supersedes: The record that it replaces.
    """

    id: Annotated[RecordId, PUBLIC]
    schema: Annotated[int, PUBLIC] = 1
    origin: Annotated[NodeId, PUBLIC]
    observed_at: Annotated[int, PUBLIC]
    recorded_at: Annotated[int, PUBLIC]
    marking: Annotated[Marking | None, PUBLIC] = None
    pedigree: Pedigree
    derived_from: Annotated[tuple[RecordId, ...], SOURCE_AND_METHOD] = ()
    supersedes: Annotated[RecordId | None, PUBLIC] = None

    @property
    def kind(self) -> str:
        """The word that names the type on the wire and in JSON."""
        return _word_of(type(self))

    @property
    def simulated(self) -> bool:
        """It describes nothing real."""
        return self.marking is not None and self.marking.simulated


def traces_sources(record: Record) -> bool:
    """Whether a store must find the record by what it was derived from.

    A node's own tracks list thousands of its own detections; what must be found is what holds a partner's evidence
    (its pedigree names another node), and every step that people take from tracks: kinds other than the sensed ones.
    """
    return bool(record.derived_from) and (record.kind not in _SENSED or record.pedigree.nodes != (record.origin,))


_SENSED = frozenset({"sensor", "detection", "track", "flight"})
