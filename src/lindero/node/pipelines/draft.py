"""One batch for one partner while it is made: entries with their bodies, decisions, and what is to be remembered."""

from collections.abc import Mapping
from typing import Final

from lindero.exchange.envelope.control import Control, Recall, type_of
from lindero.exchange.envelope.entry import Entry, encode_entry
from lindero.exchange.envelope.seal import SALT_BYTES, seal_all
from lindero.exchange.log.ports import Decision, Head, Held, LogPage, Order, run_key
from lindero.exchange.log.tree import extend, leaf_hashes
from lindero.exchange.release.decision import Release
from lindero.exchange.release.delay import ClockTrust
from lindero.exchange.release.review import Waiting
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.kinds import Lane
from lindero.model.record import Record

_DAY_NS: Final = 86400 * SECOND_NS
_MS_NS: Final = 1_000_000
_ENTRY_BYTES: Final = 80
"""About what an entry takes beside its body and salt."""


class Draft:
    """A batch in the making.

    Args:
        partner: Whose it is.
        head: Of the log before it.
        cursors: Of the lanes before it.
        trust: In the clock.
        now: The instant of all its decisions. [ns UTC]
        entropy: Gives the salts of its bodies.

    Attributes:
        decisions: Refusals, for the private decision log.
        held: What waits, by its key.
        freed: Keys of what waits no more.
        released: When objects left, by key.
        paced: Those among them whose pace the policy demands.
        orders: Numbers of the control messages in it.
        recalled: Entries of the log that they recall.
        demanded: Where each recall stands, by its order's number.
        corrected: Records that others correct; with what, where that is released.
        days: Last day of each entry's body; complete once `page` was asked for.
        asked_on: Partners' records of the queue that were decided for this one.
        passed_on: Those of partners that were released to it.
        approved: What two persons approved and was not decided since.
        decided: What they approved and was decided.
        reviews: What two persons must see.
        runs: What was released, for the private decision log; complete once `page` was asked for.
        size: Bytes of entries, bodies and salts.
    """

    def __init__(
        self,
        partner: NodeId,
        head: Head,
        cursors: Mapping[Lane, int],
        trust: ClockTrust | None,
        now: Instant,
        entropy: Entropy,
    ) -> None:
        self.head = head
        self.cursors = dict(cursors)
        self.trust = trust
        self.now = now
        self.asked_on: list[RecordId] = []
        self.passed_on: list[Record] = []
        self.decisions: list[Decision] = []
        self.held: dict[str, Held] = {}
        self.freed: set[str] = set()
        self.released: dict[str, int] = {}
        self.paced: set[str] = set()
        self.orders: list[int] = []
        self.recalled: list[int] = []
        self.demanded: dict[int, int] = {}
        self.corrected: dict[RecordId, RecordId | None] = {}
        self.days: list[int | None] = []
        self.approved: dict[RecordId, Waiting] = {}
        self.decided: list[RecordId] = []
        self.reviews: list[Waiting] = []
        self.runs: list[Decision] = []
        self.size = 0
        self._partner = partner
        self._entropy = entropy
        self._orders: list[tuple[Order, Control]] = []
        self._records: list[tuple[Record, bytes, str, int | None, int | None]] = []
        self._begins: list[tuple[str, int]] = []
        self._run: tuple[tuple[str, ...], str] | None = None
        self._run_from = 0

    @property
    def next_index(self) -> int:
        """Index that the next entry gets."""
        return self.head.size + len(self._orders) + len(self._records)

    @property
    def taken(self) -> int:
        """How much was decided: entries and refusals."""
        return len(self._orders) + len(self._records) + len(self.decisions)

    def add_order(self, order: Order, control: Control) -> None:
        """Add a control message; all of them stand before all records."""
        if isinstance(control, Recall):
            self.recalled += control.entries
            self.demanded[order.number] = self.next_index
        self._orders.append((order, control))
        self.orders.append(order.number)
        self.size += len(order.body) + SALT_BYTES + _ENTRY_BYTES

    def add_record(self, decision: Release, body: bytes, key: str, first: int | None, answered: int | None) -> None:
        """Add a released record.

        Args:
            decision: That released it.
            body: Its bytes.
            key: Of its object.
            first: Index of the first entry about the object; None when this is the first.
            answered: Index of what it answers in the partner's log.
        """
        if first is None:
            self._begins.append((key, self.next_index))
        why = (decision.rules, decision.policy)
        if why != self._run:
            self._end_run()
            self._run, self._run_from = why, self.next_index
        self._records.append((decision.record, body, key, first, answered))
        self.size += len(body) + SALT_BYTES + _ENTRY_BYTES
        self.released[key] = self.now
        duties = decision.obligations
        if duties.coarsen_m or duties.min_interval_s:
            self.paced.add(key)

    def page(self) -> LogPage | None:
        """The entries, sealed; None when there are none. Ask once."""
        self._end_run()
        bodies = [order.body for order, _ in self._orders] + [row[1] for row in self._records]
        if not bodies:
            return None
        drawn = self._entropy.token(SALT_BYTES * len(bodies))
        salts = [drawn[at : at + SALT_BYTES] for at in range(0, len(drawn), SALT_BYTES)]
        leaves = self._leaves(seal_all(salts, bodies))
        without = len(self._orders)
        return LogPage(
            first=self.head.size,
            entries=leaves,
            slots=list(zip(salts, bodies, strict=True)),
            records=[RecordId("")] * without + [row[0].id for row in self._records],
            keys=[""] * without + [row[2] for row in self._records],
            begins=self._begins,
        )

    def _leaves(self, commitments: list[bytes]) -> list[bytes]:
        """An entry for each commitment."""
        now_ms, days = self.now // _MS_NS, self.days
        leaves, commitment = [], iter(commitments)
        for order, control in self._orders:
            kind = type_of(control)
            leaves.append(
                encode_entry(Entry(1, kind, kind, now_ms, now_ms, order.of, order.re, None, next(commitment)))
            )
            days.append(None)
        for record, _, _, first, answered in self._records:
            marking, observed_ms = record.marking, record.observed_at // _MS_NS
            day = None if marking is None or marking.retain_until is None else marking.retain_until // _DAY_NS
            days.append(day)
            topic, made = record.kind, max(0, observed_ms)
            leaves.append(encode_entry(Entry(1, "record", topic, now_ms, made, first, answered, day, next(commitment))))
        return leaves

    def head_after(self, page: LogPage | None, note: bytes) -> Head:
        """The head of the log with its entries, under the newest note that was signed."""
        frontier = extend(self.head.frontier, self.head.size, leaf_hashes(page.entries if page else ()))
        return Head(self.next_index, frontier, note)

    def _end_run(self) -> None:
        """Entries that follow one another under the same rules are one line of the decision log."""
        if self._run is not None:
            rules, policy = self._run
            key, count = run_key(self._run_from), self.next_index - self._run_from
            self.runs.append(Decision(self.now, self._partner, RecordId(""), key, True, rules, (), policy, count))
            self._run = None
