"""Storage ports of recall, retention and legal hold. Implementations: lindero.store.sqlite, lindero.store.memory.

All rules of `lindero.model.ports` hold. Nothing in these ports carries content of a record that was erased.
"""

from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec

from lindero.exchange.envelope.control import Erased, RecallReason
from lindero.kernel.ids import NodeId, RecordId

Side = Literal["outbox", "mirror"]
"""The own log to a partner, or the copy of the partner's."""


class Demand(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A recall of own records from one partner.

    Attributes:
        partner: Who is to erase.
        order: Number of the order that carries the recall.
        asked_at: When. [ns UTC]
        person: Account that asked; `system` for a correction.
        about: What was asked: `record:ID`, `object:KEY` or `everything`.
        reason: Why.
        entries: Indexes in the own log.
        index: Of the recall in the own log; None while it waits for a session.
        receipts: What the partner answered, oldest first; held ones follow when their hold ends.
        receipted_at: When the first answer came. [ns UTC]
    """

    partner: NodeId
    order: int
    asked_at: int
    person: str
    about: str
    reason: RecallReason
    entries: tuple[int, ...]
    index: int | None = None
    receipts: tuple[Erased, ...] = ()
    receipted_at: int | None = None


class Demands(Protocol):
    """Recalls that this node has asked for."""

    def save(self, demand: Demand) -> None:
        """Add, or replace by partner and order."""

    def load(self, partner: NodeId, order: int) -> Demand | None:
        """The one that an order carries."""

    def at(self, partner: NodeId, index: int) -> Demand | None:
        """The one that stands in the own log at an index."""

    def all(self, limit: int = 1000) -> list[Demand]:
        """Newest first."""


class Erasure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A partner's recall, as it was carried out here.

    Attributes:
        partner: Who demanded it.
        recall: Index of the recall in the partner's log.
        asked_at: When it became durable here. [ns UTC]
        reason: Why.
        receipt: What the next receipt says.
        owed: That receipt has not been ordered yet: the files may still hold what was erased.
        held: Indexes whose records are kept under a legal hold now.
        said: Receipts that were ordered before, oldest first.
    """

    partner: NodeId
    recall: int
    asked_at: int
    reason: RecallReason
    receipt: Erased
    owed: bool = True
    held: tuple[int, ...] = ()
    said: tuple[Erased, ...] = ()


class Erasures(Protocol):
    """Recalls of partners."""

    def save(self, erasure: Erasure) -> None:
        """Add, or replace by partner and recall."""

    def load(self, partner: NodeId, recall: int) -> Erasure | None:
        """What became of one recall."""

    def owed(self) -> list[Erasure]:
        """Those whose receipt has not been ordered, oldest first."""

    def all(self, limit: int = 1000) -> list[Erasure]:
        """Newest first."""


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What people are told of a record that is gone.

    Attributes:
        record: Its id.
        kind: What it was.
        origin: Who made it.
        at: When it was erased. [ns UTC]
        reason: The recall's, `expired`, or `derived` for one that was derived from a recalled one.
    """

    record: RecordId
    kind: str
    origin: NodeId
    at: int
    reason: str


class WithdrawnRecords(Protocol):
    """Records that were erased, without their content."""

    def save(self, withdrawn: Sequence[Withdrawn]) -> None:
        """Add; one that is known stays as it is."""

    def load(self, record: RecordId) -> Withdrawn | None:
        """What is told of one, or None."""

    def latest(self, limit: int = 1000) -> list[Withdrawn]:
        """Newest first."""


class Retractions(Protocol):
    """Own records that leave no more.

    Attributes:
        version: Grows with every change made through this object; a reader reads again only then.
    """

    version: int

    def save(self, records: Sequence[RecordId], *, partner: NodeId | None = None) -> None:
        """Add: towards one partner, or towards every one, now and later."""

    def towards(self, partner: NodeId) -> frozenset[RecordId]:
        """Those that a partner may not get."""


class Expiry(msgspec.Struct, frozen=True, array_like=True):
    """A run of entries first <= index < stop of one log whose bodies may be kept until the end of one day.

    Attributes:
        side: Which log.
        partner: At its other end.
        first: First index.
        stop: One after the last.
        day: Counted from 1970-01-01, UTC.
    """

    side: Side
    partner: NodeId
    first: int
    stop: int
    day: int


class Expiries(Protocol):
    """When bodies must be gone."""

    def save(self, expiries: Sequence[Expiry]) -> None:
        """Add."""

    def due(self, today: int, limit: int = 1000) -> list[Expiry]:
        """Runs whose day is before `today`, soonest first."""

    def drop(self, expiries: Sequence[Expiry]) -> None:
        """Their bodies are gone."""


class Hold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A legal hold: a record may not be erased; once its originator or its time demands that, nobody sees it.

    Attributes:
        record: What is held.
        reason: Why, in the person's words.
        authority: The order or law that demands it.
        person: Account that placed it.
        at: When. [ns UTC]
        ended_at: When it ended; None while it is in force. [ns UTC]
        ended_by: Account that ended it.
    """

    record: RecordId
    reason: str
    authority: str
    person: str
    at: int
    ended_at: int | None = None
    ended_by: str | None = None


class Holds(Protocol):
    """Legal holds."""

    def save(self, hold: Hold) -> None:
        """Add; or replace the one in force on the same record."""

    def on(self, records: Sequence[RecordId]) -> frozenset[RecordId]:
        """Those of these records that are held now."""

    def load(self, record: RecordId) -> Hold | None:
        """The hold in force on a record."""

    def all(self) -> list[Hold]:
        """Newest first, ended ones too."""


class Rejoining(Protocol):
    """Partners whose recalls must have come before what a restore has hidden is shown; filled by a backup."""

    def save(self, partners: Sequence[NodeId]) -> None:
        """Wait for these too."""

    def waiting(self) -> frozenset[NodeId]:
        """Those that are waited for."""

    def joined(self, partner: NodeId) -> None:
        """Its log has come in whole."""

    def refetch(self, partner: NodeId) -> int | None:
        """Index from which on its bodies are to be fetched again; None when they are not."""

    def save_refetch(self, partner: NodeId, index: int | None) -> None:
        """Those before `index` have been looked at; None when all have."""
