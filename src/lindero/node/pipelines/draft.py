"""One batch for one partner while it is made: entries with their bodies, decisions, and what is to be remembered."""

from collections.abc import Iterator, Mapping
from typing import Final

from lindero.exchange.envelope.control import Control, Recall, type_of
from lindero.exchange.envelope.entry import Entry, encode_entry
from lindero.exchange.envelope.seal import SALT_BYTES, seal
from lindero.exchange.log.ports import Decision, Head, Held, LogPage, Order, Slot, run_key
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
_SALTS_AT_ONCE: Final = 256


class Salts:
    """Salts, drawn from the generator many at a time."""

    def __init__(self, entropy: Entropy) -> None:
        self._entropy = entropy
        self._drawn: Iterator[bytes] = iter(())

    def next(self) -> bytes:
        """32 bytes that were never given before."""
        for salt in self._drawn:
            return salt
        drawn = self._entropy.token(SALT_BYTES * _SALTS_AT_ONCE)
        self._drawn = iter([drawn[at : at + SALT_BYTES] for at in range(0, len(drawn), SALT_BYTES)])
        return next(self._drawn)


class Draft:
    """A batch in the making.

    Args:
        partner: Whose it is.
        head: Of the log before it.
        cursors: Of the lanes before it.
        trust: In the clock.
        now: The instant of all its decisions. [ns UTC]
        salts: For its bodies.

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
        days: Last day of each entry's body.
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
        salts: Salts,
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
        self._now_ms = now // _MS_NS
        self._salts = salts
        self._leaves: list[bytes] = []
        self._slots: list[Slot] = []
        self._records: list[RecordId] = []
        self._keys: list[str] = []
        self._begins: list[tuple[str, int]] = []
        self._run: tuple[tuple[str, ...], str] | None = None
        self._run_from = 0

    @property
    def next_index(self) -> int:
        """Index that the next entry gets."""
        return self.head.size + len(self._leaves)

    @property
    def taken(self) -> int:
        """How much was decided: entries and refusals."""
        return len(self._leaves) + len(self.decisions)

    def seal_record(self, decision: Release, body: bytes, key: str, first: int | None, answered: int | None) -> None:
        """Add a released record.

        Args:
            decision: That released it.
            body: Its bytes.
            key: Of its object.
            first: Index of the first entry about the object; None when this is the first.
            answered: Index of what it answers in the partner's log.
        """
        record, salt = decision.record, self._salts.next()
        marking = record.marking
        until = None if marking is None else marking.retain_until
        day = None if until is None else until // _DAY_NS
        index = self.head.size + len(self._leaves)
        leaf = encode_entry(
            Entry(
                1,
                "record",
                record.__struct_config__.tag,  # type: ignore[arg-type]  # its kind, without a call
                self._now_ms,
                max(0, record.observed_at // _MS_NS),
                first,
                answered,
                day,
                seal(salt, body),
            )
        )
        if first is None:
            self._begins.append((key, index))
        why = (decision.rules, decision.policy)
        if why != self._run:
            self._end_run()
            self._run, self._run_from = why, index
        self._add(leaf, (salt, body), record.id, key, day)
        self.released[key] = self.now
        duties = decision.obligations
        if duties.coarsen_m or duties.min_interval_s:
            self.paced.add(key)

    def seal_order(self, order: Order, control: Control) -> None:
        """Add a control message."""
        self._end_run()
        salt, kind = self._salts.next(), type_of(control)
        commitment = seal(salt, order.body)
        leaf = encode_entry(Entry(1, kind, kind, self._now_ms, self._now_ms, order.of, order.re, None, commitment))
        self._add(leaf, (salt, order.body), RecordId(""), "", None)
        self.orders.append(order.number)
        if isinstance(control, Recall):
            self.recalled += control.entries
            self.demanded[order.number] = self.next_index - 1

    def page(self) -> LogPage | None:
        """The entries; None when there are none."""
        self._end_run()
        if not self._leaves:
            return None
        return LogPage(self.head.size, self._leaves, self._slots, self._records, self._keys, self._begins)

    def head_after(self, note: bytes) -> Head:
        """The head of the log with them, under the newest note that was signed."""
        frontier = extend(self.head.frontier, self.head.size, leaf_hashes(self._leaves))
        return Head(self.next_index, frontier, note)

    def _add(self, leaf: bytes, slot: tuple[bytes, bytes], record: RecordId, key: str, day: int | None) -> None:
        self._leaves.append(leaf)
        self._slots.append(slot)
        self._records.append(record)
        self._keys.append(key)
        self.days.append(day)
        self.size += len(leaf) + len(slot[0]) + len(slot[1])

    def _end_run(self) -> None:
        if self._run is not None:
            rules, policy = self._run
            count = self.next_index - self._run_from
            key = run_key(self._run_from)
            self.runs.append(Decision(self.now, self._partner, RecordId(""), key, True, rules, (), policy, count))
            self._run = None
