"""What the console needs of the node around it; the node's wiring satisfies these."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

import msgspec

from lindero.console.explanation import Explained
from lindero.console.link_view import LinkView
from lindero.console.long_work import Say
from lindero.exchange.log.ports import Decisions, Mirror, Outbox
from lindero.exchange.log.recall_ports import Demands, Erasures, WithdrawnRecords
from lindero.kernel.errors import Language
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.ports import Accounts, Audit, Authors, Pairings, Records, Transactions
from lindero.model.record import Record
from lindero.partners.rehearsal import Rehearsed
from lindero.partners.verification import Shelf

T = TypeVar("T")

Pause = Callable[[float], Awaitable[None]]
"""Let others run for so many seconds."""

Woken = Callable[[asyncio.Event, float], Awaitable[bool]]
"""Wait for an event no longer than so many seconds; tells whether it came, and clears it."""

Entered = Callable[[Sequence[Record]], None]
"""Called in the event loop with records that a person made here and that are durable: they are to be published."""


class RehearsalAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Another policy's text, how far back its rehearsal goes [s], and for whom; None is every partner."""

    text: str
    since_s: int
    partner: NodeId | None


Rehearse = Callable[[RehearsalAsked, Say], Rehearsed]
"""Called in a thread of its own; raises a LocalError where the policy cannot be loaded or the partner is none."""


class RulesInForce(msgspec.Struct, frozen=True, kw_only=True):
    """The alert rules of a node.

    Attributes:
        file: Name of their file; None for those that are built in.
        version: As the file says.
        rules: How many there are.
        quiet: How many quiet areas.
        error: Why a newer file is not in force, in both languages.
    """

    file: str | None
    version: int
    rules: int
    quiet: int
    error: dict[Language, str] | None = None


Explain = Callable[[RecordId, NodeId], Explained]
"""Called in the store's thread; raises a LocalError where there is no such record or partner."""

Reader = Callable[[], AbstractContextManager[Shelf]]
"""Opens the pair logs for one reader beside all others; called in a thread of its own."""


class InStore(Protocol):
    """The store's thread."""

    async def run(self, work: Callable[[], T]) -> T:
        """Result of work that reads or writes the store."""


class ConsoleStore(Transactions, Protocol):
    """What the console needs of a store; used in the store's thread only."""

    @property
    def records(self) -> Records:
        """All records."""

    @property
    def authors(self) -> Authors:
        """Who wrote what."""

    @property
    def accounts(self) -> Accounts:
        """Who may sign in."""

    @property
    def audit(self) -> Audit:
        """Who did what."""

    @property
    def pairings(self) -> Pairings:
        """The partners."""

    @property
    def outbox(self) -> Outbox:
        """The logs that this node writes."""

    @property
    def mirror(self) -> Mirror:
        """The partners' logs."""

    @property
    def decisions(self) -> Decisions:
        """What was withheld."""

    @property
    def demands(self) -> Demands:
        """Recalls asked for here."""

    @property
    def erasures(self) -> Erasures:
        """Recalls of partners."""

    @property
    def withdrawn(self) -> WithdrawnRecords:
        """What is left of records that were erased."""


class Links(Protocol):
    """The links to the partners."""

    def views(self) -> list[LinkView]:
        """How each is now, by partner."""


class Feed(Protocol):
    """One sensor of one gateway; `lindero.node.feeds.FeedState` says what each means."""

    @property
    def gateway(self) -> str:
        """Name in node.toml."""

    @property
    def sensor(self) -> str:
        """Id within the node."""

    @property
    def name(self) -> str | None:
        """What people call it."""

    @property
    def status(self) -> str:
        """`ok`, `degraded`, `silent` or `down`."""

    @property
    def last_seen_at(self) -> int | None:
        """Newest detection or state, in ns UTC."""

    @property
    def accepted(self) -> int:
        """Detections taken."""

    @property
    def refused(self) -> int:
        """Messages refused."""

    @property
    def authenticated(self) -> bool:
        """The feed proves who speaks."""

    @property
    def simulated(self) -> bool:
        """Its records describe nothing real."""

    @property
    def marked(self) -> bool:
        """Its records carry a marking."""


class Feeds(Protocol):
    """All feeds of the node."""

    def all(self) -> Sequence[Feed]:
        """By gateway and sensor."""
