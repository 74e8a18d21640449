"""Storage ports of the pair logs. Implementations: lindero.store.sqlite, lindero.store.memory.

A log is known by the partner at its other end. `Outbox` holds the logs that this node writes, `Mirror` the copies of
the partners' logs, `Cursors` what the next session starts from. All rules of `lindero.model.ports` hold.
"""

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from lindero.kernel.ids import NodeId, RecordId
from lindero.model.kinds import Lane

EmptyReason = Literal["expired", "recalled", "lost"]
Slot = tuple[bytes, bytes] | EmptyReason
"""Salt and body of an entry, or why they are not there."""
Frontier = tuple[bytes, ...]
"""Roots of the perfect subtrees of a tree, largest first (RFC 6962): what is needed to append and to tell the root."""


class LoggedEntry(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One leaf with its body slot.

    Attributes:
        index: Place in the log, from 0.
        entry: The leaf's bytes, exactly as sent.
        body: The record as sent; None when the slot is empty.
        salt: 32 bytes of the commitment; None when the slot is empty.
        record: Id of the record; what delivery is made idempotent by.
        object_key: `model.kinds.object_of` the record.
        empty: Why the slot is empty.
    """

    index: int
    entry: bytes
    body: bytes | None
    salt: bytes | None
    record: RecordId
    object_key: str
    empty: EmptyReason | None = None


class LogPage(msgspec.Struct, frozen=True):
    """Entries that follow one another and become durable together; every list has one item for each.

    Attributes:
        first: Index of the first.
        entries: Leaves, exactly as sent.
        slots: Salt and body of each, or why they are not there.
        records: Id of each record; empty for what is none.
        keys: `model.kinds.object_of` each; empty for what is none.
        begins: Objects whose first entry is here, with its index.
    """

    first: int
    entries: list[bytes]
    slots: list[Slot]
    records: list[RecordId]
    keys: list[str]
    begins: list[tuple[str, int]]


class Head(msgspec.Struct, frozen=True, array_like=True):
    """The end of a log.

    Attributes:
        size: Number of entries.
        frontier: Of the tree of that size.
        note: Newest signed note: the own checkpoint in an outbox, the partner's in a mirror; empty when none.
    """

    size: int
    frontier: Frontier
    note: bytes


class Log(Protocol):
    """One side's copy of logs; append only."""

    def head(self, partner: NodeId) -> Head:
        """The end; size 0 for a log without entries."""

    def append(self, partner: NodeId, entries: Sequence[LoggedEntry], head: Head) -> None:
        """Add entries whose indexes continue the log, and the head after them."""

    def append_page(self, partner: NodeId, page: LogPage, head: Head) -> None:
        """The same for a page; of an object that has begun before, the first entry stays the first."""

    def save_note(self, partner: NodeId, note: bytes) -> None:
        """Replace the newest signed note of the head."""

    def entries(self, partner: NodeId, start: int, stop: int) -> list[LoggedEntry]:
        """Entries start <= index < stop, in order."""

    def replace(self, partner: NodeId, entries: Sequence[LoggedEntry]) -> None:
        """Overwrite leaf, body, salt and reason of stored entries, by their indexes: a repair. The rest stays."""

    def first_about(self, partner: NodeId, object_key: str) -> int | None:
        """Index of the first entry about an object."""

    def index_of(self, partner: NodeId, record: RecordId) -> int | None:
        """Index of the entry of a record."""

    def erase(self, partner: NodeId, indexes: Sequence[int], reason: EmptyReason) -> list[RecordId]:
        """Overwrite bodies and salts in place; the slots say why. Gives the records whose bodies were there."""


class Outbox(Log, Protocol):
    """Logs that this node writes, with the partners' receipts."""

    def save_receipt(self, partner: NodeId, size: int, receipt: bytes, at: int) -> None:
        """Keep the partner's cosigned note for the log up to `size`, received `at` [ns UTC]."""

    def receipt(self, partner: NodeId) -> tuple[int, bytes, int] | None:
        """Newest receipt: size, note, time."""

    def receipted_at(self, partner: NodeId, index: int) -> int | None:
        """When the first receipt that covers an entry came, in ns UTC."""


class Mirror(Log, Protocol):
    """Copies of the partners' logs, durable before they are receipted."""

    def save_kept(self, partner: NodeId, size: int, at: int) -> None:
        """Note that the log up to `size` became durable here `at` [ns UTC]; the first time counts."""

    def kept_at(self, partner: NodeId, index: int) -> int | None:
        """When an entry became durable here, in ns UTC."""

    def page_first(self, partner: NodeId, index: int) -> int:
        """Index of the first entry of the page that holds an entry: what `Records.adopt` is told."""


class Order(msgspec.Struct, frozen=True, array_like=True):
    """A control message that waits for a session: it is appended before anything else.

    Attributes:
        number: Given by the store, in the order of saving.
        body: `envelope.control`, encoded.
        of: Index in the own log that the entry is about.
        re: Index in the partner's log that it answers.
    """

    number: int
    body: bytes
    of: int | None = None
    re: int | None = None


class Orders(Protocol):
    """Control messages that wait."""

    def save(self, partner: NodeId, body: bytes, *, of: int | None = None, re: int | None = None) -> int:
        """Add one; returns its number."""

    def waiting(self, partner: NodeId, limit: int = 100) -> list[Order]:
        """In the order of saving."""

    def drop(self, partner: NodeId, numbers: Sequence[int]) -> None:
        """These are in the log now."""


class Held(msgspec.Struct, frozen=True, array_like=True):
    """An own record that waits: decided again at `until` [ns UTC], and replaced by a newer one of its key.

    Attributes:
        lane: Its lane.
        object_key: `model.kinds.object_of` it; of a delayed record, which nothing replaces, its own id.
        record: Its id.
        until: When to decide again. [ns UTC]
        demands: What the decision that delayed it demanded, encoded; empty where nothing was delayed.
    """

    lane: Lane
    object_key: str
    record: RecordId
    until: int
    demands: bytes = b""


class Cursors(Protocol):
    """Where publishing to a partner stands."""

    def load(self, partner: NodeId) -> Mapping[Lane, int]:
        """Place of the last own record that was decided, by lane; 0 for none."""

    def save(self, partner: NodeId, cursors: Mapping[Lane, int]) -> None:
        """Move them."""

    def held(self, partner: NodeId) -> list[Held]:
        """Everything that waits, soonest first."""

    def save_held(self, partner: NodeId, held: Sequence[Held]) -> None:
        """Add, or replace by object key."""

    def drop_held(self, partner: NodeId, object_keys: Sequence[str]) -> None:
        """These wait no more."""

    def last_released(self, partner: NodeId) -> Mapping[str, int]:
        """When each object last left (of the recent ones), in ns UTC."""

    def save_released(self, partner: NodeId, released: Mapping[str, int]) -> None:
        """Note when objects left."""


class Decision(msgspec.Struct, frozen=True, array_like=True):
    """One row of the private decision log: what was decided about a record for a partner.

    Refusals of 1 Hz tracks are folded by object, reason and minute: `count` of them, `record` the last. What was
    released by the same rules at the same instant is one row too: `count` entries of the own log from the one that
    `run_key` names, and no `record`. `way_out` is the word that policies see.
    """

    at: int
    partner: NodeId
    record: RecordId
    object_key: str
    released: bool
    rules: tuple[str, ...]
    reasons: tuple[str, ...]
    policy: str
    count: int = 1
    way_out: str = "link"


def run_key(first: int) -> str:
    """Object key of a row that stands for a run of released entries from an index on; keys sort as indexes do."""
    return f"entries:{first:015d}"


def run_first(key: str) -> int | None:
    """The index in such a key; None for the key of an object."""
    word, _, digits = key.partition(":")
    return int(digits) if word == "entries" else None


class DecisionsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows of the decision log.

    Attributes:
        partner: For whom it was decided; None for anybody.
        reason: One of the reasons; None for any.
        released: What left, or what did not; None for both.
        before: Numbers below this one; None from the newest.
        limit: At most so many rows.
        within: Of at most so many rows looked at: a rare reason in a long log does not hold up the store.
    """

    partner: NodeId | None = None
    reason: str | None = None
    released: bool | None = None
    before: int | None = None
    limit: int = 200
    within: int = 20_000


class DecisionPage(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of the decision log, newest first.

    Attributes:
        rows: Those found.
        next: `before` of the next page; None where the log has no older row.
    """

    rows: tuple[Decision, ...]
    next: int | None


class Decisions(Protocol):
    """The private decision log."""

    def ways_of(self, records: Sequence[RecordId], objects: Sequence[str] = ()) -> frozenset[str]:
        """By which ways other than the link any of these records left, or any about these objects."""

    def append(self, decisions: Sequence[Decision]) -> None:
        """Add rows; refusals with equal partner, object, reasons and minute are folded into one."""

    def withheld(self, partner: NodeId) -> Mapping[str, int]:
        """How many records were withheld, by reason (a record with two reasons counts under each)."""

    def latest(self, asked: DecisionsAsked) -> DecisionPage:
        """Rows that were asked for, newest first."""

    def about(self, record: RecordId) -> list[Decision]:
        """Rows about a record, newest first; of a run its own part, with its id and object."""
