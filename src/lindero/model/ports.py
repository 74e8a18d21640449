"""Storage ports that several rooms use. Implementations: lindero.store.sqlite, lindero.store.memory.

Every call is synchronous. Writes outside `Store.transaction()` are transactions of their own; a transaction is
durable (on disk, synced) when its block has been left without an exception, and leaves no trace otherwise.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from lindero.kernel.ids import NodeId, RecordId
from lindero.model.kinds import Lane
from lindero.model.pairing import Pairing
from lindero.model.people import Account, AuditEvent, PendingGrant
from lindero.model.quarantine import Refused
from lindero.model.record import Record


class Transactions(Protocol):
    """Several writes that become durable together or not at all."""

    def transaction(self) -> AbstractContextManager[None]:
        """Open one; nested calls join the outer one."""


class Records(Protocol):
    """All records of the node, own and received, in the order in which they were saved."""

    def save(self, records: Sequence[Record], *, own: bool) -> int:
        """Keep them; one whose id is known is left as it is. Returns how many were new.

        `own` says that this node may release them: they get a place in the order of their lane.
        """

    def adopt(self, partner: NodeId, first: int, records: Sequence[tuple[int, Record]]) -> int:
        """Keep records whose bodies stand in the mirrored page of a partner that begins at `first`.

        Each comes with its offset in the page. Nothing is copied: what is erased there is gone here. One whose id this
        partner has sent before is left as it is. Returns how many were new.
        """

    def load(self, record: RecordId) -> Record | None:
        """The record, or None; of two with one id, the one that was kept first."""

    def after(self, lane: Lane, place: int, limit: int) -> list[tuple[int, Record]]:
        """Own records of a lane saved after `place`, oldest first, each with its place (1, 2, …, gaps allowed)."""

    def last_place(self, lane: Lane) -> int:
        """Place of the newest own record of a lane; 0 when there is none."""

    def of_kind(self, kind: str, *, since: int = 0, limit: int = 1000) -> list[Record]:
        """Newest first, observed at or after `since` [ns UTC]."""

    def about(self, object_key: str, *, limit: int = 1000) -> list[Record]:
        """Records about one object (`model.kinds.object_of`), newest first."""

    def erase(self, records: Sequence[RecordId]) -> list[Record]:
        """Overwrite and forget these, hidden ones too; gives those that were there. Places are never used twice."""

    def derived_from(self, records: Sequence[RecordId]) -> list[RecordId]:
        """Records that list one of these in `derived_from`, of those that `model.record.traces_sources`."""

    def overdue(self, now: int, limit: int = 1000) -> list[RecordId]:
        """Own records that may not be kept after `retain_until`, which lies before `now` [ns UTC]; soonest first."""

    def hide(self, records: Sequence[RecordId]) -> None:
        """Leave these out of all answers but those of `erase`, `derived_from` and `hidden`: nobody sees them."""

    def show(self, records: Sequence[RecordId]) -> None:
        """Give hidden ones again."""

    def hidden(self) -> list[RecordId]:
        """Ids of those that are hidden, in order."""


class Quarantine(Protocol):
    """What was refused, with its reason, and how often."""

    def save(self, refused: Sequence[Refused]) -> None:
        """Keep them (the oldest beyond the bound of the store go, their counters stay)."""

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How often each (source, code) was refused, ever."""

    def latest(self, limit: int = 100) -> list[Refused]:
        """Newest first."""

    def of(self, source: str, code: str) -> list[Refused]:
        """What one source sent and this code refused, oldest first."""

    def erase(self, source: str, offsets: Sequence[int]) -> None:
        """Overwrite and forget what a source sent at these offsets; the counters stay."""


class Accounts(Protocol):
    """Who may sign in."""

    def save(self, account: Account) -> None:
        """Add or replace by name."""

    def load(self, name: str) -> Account | None:
        """The account, or None."""

    def all(self) -> list[Account]:
        """By name."""


class Audit(Protocol):
    """Who did what; append only."""

    def append(self, event: AuditEvent) -> None:
        """Add one."""

    def latest(self, limit: int = 1000) -> list[AuditEvent]:
        """Newest first."""


class Grants(Protocol):
    """Roles that one administrator has given and a second one must confirm."""

    def save(self, grant: PendingGrant) -> None:
        """Add or replace by account name."""

    def load(self, name: str) -> PendingGrant | None:
        """The grant for an account name, or None."""

    def all(self) -> list[PendingGrant]:
        """By account name."""

    def drop(self, name: str) -> None:
        """It is pending no more."""


class Authors(Protocol):
    """The persons behind records that persons made. Never released: across the line a person is a desk."""

    def save(self, records: Sequence[RecordId], person: str) -> None:
        """Note who made them; the first who is named stays."""

    def of(self, record: RecordId) -> str | None:
        """The person who made a record; None for what no person made."""


class Pairings(Protocol):
    """The partners of this node."""

    def save(self, pairing: Pairing) -> None:
        """Add or replace: by the partner's node id, or as the one open invitation while there is none."""

    def load(self, partner: NodeId) -> Pairing | None:
        """The present pairing with a partner, or None."""

    def invitation(self) -> Pairing | None:
        """The open invitation, or None. Saving a pairing with a partner and the same own log id closes it."""

    def all(self) -> list[Pairing]:
        """Present ones by the partner's node id; the open invitation is not among them."""

    def earlier(self) -> list[Pairing]:
        """Those that are over and were set aside for a new one, by the partner's node id, oldest first."""


class Stamps(Protocol):
    """What the software was when something was last done, by name."""

    def load(self, name: str) -> str | None:
        """The value, or None."""

    def save(self, name: str, value: str) -> None:
        """Add or replace."""
