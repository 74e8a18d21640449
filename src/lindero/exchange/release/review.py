"""What waits for two persons, as it is kept, and the port that keeps it.

Implementations: lindero.store.sqlite, lindero.store.memory. All rules of `lindero.model.ports` hold.
"""

from typing import Protocol

import msgspec

from lindero.exchange.release.approval import Approval, Voice
from lindero.kernel.clock import Instant
from lindero.kernel.ids import NodeId, RecordId


class Waiting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One record that would leave for one partner if two persons approved it.

    Attributes:
        partner: Who would get it.
        record: Id of the own record.
        object_key: `model.kinds.object_of` it.
        body: What would leave, byte for byte.
        sha256: Of `body`.
        as_of: The instant for which it was made. [ns UTC]
        rules: Ids of the permits.
        policy: Version of the policy that made it.
        since: When it began to wait. [ns UTC]
        voices: Approvals of exactly this, oldest first.
        approved: Two persons have approved; it leaves with the next batch.
    """

    partner: NodeId
    record: RecordId
    object_key: str
    body: bytes
    sha256: bytes
    as_of: Instant
    rules: tuple[str, ...]
    policy: str
    since: Instant
    voices: tuple[Voice, ...] = ()
    approved: bool = False

    @property
    def approval(self) -> Approval:
        """What `decide` takes."""
        return Approval(as_of=self.as_of, voices=self.voices)


class Reviews(Protocol):
    """What waits for persons: at most one row for a partner and record."""

    def save(self, waiting: Waiting) -> None:
        """Add, or replace by partner and record."""

    def load(self, partner: NodeId, record: RecordId) -> Waiting | None:
        """The row, or None."""

    def all(self) -> list[Waiting]:
        """Everything that waits, longest first."""

    def approved(self, partner: NodeId) -> list[Waiting]:
        """What two persons have approved and has not left yet, longest first."""

    def drop(self, partner: NodeId, record: RecordId) -> None:
        """It waits no more."""
