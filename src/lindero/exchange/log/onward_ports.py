"""Storage port of passing on: what originators consent to, and what waits to be passed on under it.

Implementations: lindero.store.sqlite, lindero.store.memory. All rules of `lindero.model.ports` hold.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from lindero.kernel.ids import NodeId, RecordId


class Consented(msgspec.Struct, frozen=True, array_like=True):
    """An originator lets this node pass something on.

    Attributes:
        origin: Who consents.
        recipient: Node that may get it.
        record: The one record; empty where a topic is named.
        topic: Kind of records; empty where a record is named.
        until: Last instant. [ns UTC]
    """

    origin: NodeId
    recipient: NodeId
    record: RecordId
    topic: str
    until: int


class Consents(Protocol):
    """Consents that this node was given, and partners' records that wait for a third node.

    Attributes:
        version: Grows with every consent saved through this object; a reader reads again only then.
    """

    version: int

    def save(self, consent: Consented) -> None:
        """Add."""

    def all(self) -> list[Consented]:
        """In the order in which they were given, over ones too."""

    def queue(self, recipient: NodeId, records: Sequence[RecordId]) -> None:
        """These wait to be decided for a node; one that waits already keeps its place."""

    def queued(self, recipient: NodeId, limit: int = 500) -> list[RecordId]:
        """In the order in which they came."""

    def drop(self, recipient: NodeId, records: Sequence[RecordId]) -> None:
        """These were decided."""
