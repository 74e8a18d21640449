"""Publish: own record → release.decide → transform → seal → pair log (durable) → sign → link.

Log at send: nothing is copied to an outbox in advance. A cursor per lane runs over the node's own records; a record
is decided by the policy of the moment in which there is a session and credit to send it. Lanes are served in the
order of `LANES`, so an alert overtakes any backlog. Entries, bodies, cursors and decisions commit together.
"""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

import msgspec

from lindero.exchange.envelope.control import Control, Recall, decode_control, type_of
from lindero.exchange.envelope.entry import Entry, encode_entry
from lindero.exchange.envelope.seal import MAX_BODY_BYTES, SALT_BYTES, seal
from lindero.exchange.log.expiry import expiry_runs
from lindero.exchange.log.ports import Cursors, Decision, Decisions, Head, Held, LoggedEntry, Mirror
from lindero.exchange.log.recall_ports import Expiries
from lindero.exchange.log.tree import extend, leaf_hashes
from lindero.exchange.release.attributes import Situation
from lindero.exchange.release.decide import decide
from lindero.exchange.release.decision import Hold, Release, Review
from lindero.exchange.release.delay import ClockTrust
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.obligations import Obligations, decode_obligations, encode_obligations
from lindero.exchange.release.review import Reviews, Waiting
from lindero.kernel.clock import SECOND_NS, Clock, Instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.codec import encode_record
from lindero.model.kinds import LANES, Lane, answers, lane_of, object_of
from lindero.model.record import Record
from lindero.partners.demands import RecallOrders, RecallStore, corrects

BATCH_ENTRIES: Final = 500
"""Most records decided for one batch: bounds what an alert may wait behind."""
SUPERSEDED: Final = "superseded-while-held"
"""Reason of a held record whose place a newer one about the same object has taken."""
TOO_LARGE: Final = "too-large"
"""Reason of a record that is longer than any partner accepts."""
RECALLED: Final = "recalled"
"""Reason of a record that was recalled before it left."""
_DAY_NS: Final = 86400 * SECOND_NS
_MS_NS: Final = 1_000_000
_OBJECTS_KNOWN: Final = 100_000


class PublishStore(RecallStore, Protocol):
    """What publishing needs of a store."""

    @property
    def mirror(self) -> Mirror:
        """The partner's log."""

    @property
    def cursors(self) -> Cursors:
        """Where publishing stands."""

    @property
    def decisions(self) -> Decisions:
        """The private decision log."""

    @property
    def reviews(self) -> Reviews:
        """What waits for two persons."""

    @property
    def expiries(self) -> Expiries:
        """When bodies must be gone."""


class Batch(msgspec.Struct, frozen=True):
    """What became durable and may now be signed and sent.

    Attributes:
        entries: In order, without gaps.
        head: Of the log after them, not signed yet.
        more: Records are left that this batch had no room for.
    """

    entries: list[LoggedEntry]
    head: Head
    more: bool


class _Draft:
    """One batch while it is made."""

    def __init__(self, head: Head, cursors: Mapping[Lane, int], trust: ClockTrust | None) -> None:
        self.head = head
        self.trust = trust
        self.cursors = dict(cursors)
        self.entries: list[LoggedEntry] = []
        self.decisions: list[Decision] = []
        self.held: dict[str, Held] = {}
        self.freed: set[str] = set()
        self.released: dict[str, int] = {}
        self.ordered: list[int] = []
        self.recalled: list[int] = []
        self.approved: dict[RecordId, Waiting] = {}
        self.decided: list[RecordId] = []
        self.reviews: list[Waiting] = []
        self.demanded: dict[int, int] = {}
        self.corrected: dict[RecordId, RecordId | None] = {}
        self.days: list[int | None] = []
        self.size = 0


class Publisher:
    """Publishes to one partner. Call it from the store's thread."""

    def __init__(
        self,
        partner: NodeId,
        store: PublishStore,
        situation_of: Callable[[Record], Situation],
        clock: Clock,
        entropy: Entropy,
        trust: Callable[[], ClockTrust | None] = lambda: None,
    ) -> None:
        self._partner = partner
        self._store = store
        self._situation_of = situation_of
        self._clock = clock
        self._entropy = entropy
        self._trust = trust
        self._held = {held.object_key: held for held in store.cursors.held(partner)}
        self._released = dict(store.cursors.last_released(partner))
        self._first: dict[str, int] = {}
        self._note = store.outbox.head(partner).note
        self._recalls = RecallOrders(store, clock)
        self._retracted: frozenset[RecordId] = frozenset()
        self._retractions_read = -1

    def stored(self, start: int, stop: int) -> list[LoggedEntry]:
        """Entries of the log that are durable already."""
        return self._store.outbox.entries(self._partner, start, stop)

    def signed(self, note: bytes) -> None:
        """The newest checkpoint that was signed; kept with the next batch."""
        self._note = note

    def due_at(self) -> int | None:
        """When the soonest held record is to be decided again. [ns UTC]."""
        return min((held.until for held in self._held.values()), default=None)

    def next_batch(self, destination: Destination, room_bytes: int) -> Batch | None:
        """Decide what comes next, and make durable what leaves; None when nothing is left to decide.

        Args:
            destination: The partner under the policy in force now.
            room_bytes: Credit of the session; a batch of one entry may exceed it, so that nothing is stuck.
        """
        now = self._clock.now()
        head, cursors = self._store.outbox.head(self._partner), self._store.cursors.load(self._partner)
        draft = _Draft(head, cursors, self._trust())
        draft.approved = {waiting.record: waiting for waiting in self._store.reviews.approved(self._partner)}
        self._read_retractions()
        self._take_orders(draft, now)
        full = self._take_due(draft, destination, now)
        self._take_approved(draft, destination, now)
        for lane in LANES:
            full = full or self._take_lane(draft, destination, lane, now, room_bytes)
        if not draft.decisions and not draft.ordered:
            return None
        return self._commit(draft, full)

    def _take_orders(self, draft: _Draft, now: Instant) -> None:
        """Control messages go before everything else."""
        for order in self._store.orders.waiting(self._partner):
            control = decode_control(order.body)
            leaf, salt = self._seal_control(control, order.body, order.of, order.re, now)
            index = draft.head.size + len(draft.entries)
            draft.entries.append(LoggedEntry(index, leaf, order.body, salt, RecordId(""), ""))
            draft.days.append(None)
            draft.size += len(leaf) + len(order.body) + len(salt)
            draft.ordered.append(order.number)
            if isinstance(control, Recall):
                draft.recalled += control.entries
                draft.demanded[order.number] = index

    def _seal_control(
        self, control: Control, body: bytes, of: int | None, re: int | None, now: Instant
    ) -> tuple[bytes, bytes]:
        """Leaf and salt of a control message."""
        salt, kind, now_ms = self._entropy.token(SALT_BYTES), type_of(control), now // _MS_NS
        commitment = seal(salt, body)
        return encode_entry(Entry(1, kind, kind, now_ms, now_ms, of, re, None, commitment)), salt

    def _take_due(self, draft: _Draft, destination: Destination, now: Instant) -> bool:
        """Decide again what was held until now. Returns whether the batch is full."""
        for held in sorted(self._held.values(), key=lambda h: h.until):
            if held.until > now:
                break
            if len(draft.decisions) >= BATCH_ENTRIES:
                return True
            record = self._store.records.load(held.record)
            if record is not None:
                draft.freed.add(held.object_key)
                self._decide(draft, destination, record, now, decode_obligations(held.demands))
        return False

    def _take_approved(self, draft: _Draft, destination: Destination, now: Instant) -> None:
        """Decide again what two persons have approved, unless it is held or was just decided."""
        for waiting in list(draft.approved.values()):
            if not {waiting.record, waiting.object_key} & (self._held.keys() | draft.held.keys()):
                record = self._store.records.load(waiting.record)
                if record is not None:
                    self._decide(draft, destination, record, now)

    def _take_lane(self, draft: _Draft, destination: Destination, lane: Lane, now: Instant, room_bytes: int) -> bool:
        """Decide the next records of a lane. Returns whether the batch is full."""
        room = BATCH_ENTRIES - len(draft.decisions)
        for place, record in self._store.records.after(lane, draft.cursors.get(lane, 0), room):
            if draft.entries and draft.size >= room_bytes:
                return True
            self._decide(draft, destination, record, now)
            draft.cursors[lane] = place
        return len(draft.decisions) >= BATCH_ENTRIES

    def _decide(
        self,
        draft: _Draft,
        destination: Destination,
        record: Record,
        now: Instant,
        earlier: Obligations | None = None,
    ) -> None:
        key = object_of(record)
        if record.id in self._retracted:
            draft.decisions.append(self._row(record, key, destination, now, reasons=(RECALLED,)))
            draft.decided += [record.id] if draft.approved.pop(record.id, None) else []
            return
        left = draft.released.get(key, self._released.get(key))
        approved = draft.approved.pop(record.id, None)
        decision = decide(
            record,
            to=destination,
            situation=self._situation_of(record),
            now=now,
            last_released_at=None if left is None else Instant(left),
            trust=draft.trust,
            earlier=earlier,
            approval=None if approved is None else approved.approval,
        )
        if approved is not None and not isinstance(decision, Hold):
            draft.decided.append(record.id)
        waiting = draft.held.pop(key, None) or (self._held.get(key) if key not in draft.freed else None)
        if waiting is not None and waiting.record != record.id:
            draft.decisions.append(self._refusal(waiting, SUPERSEDED, destination, now))
            draft.freed.add(key)
        old = None if isinstance(decision, Hold) else corrects(record)
        if old is not None:
            draft.corrected[old] = record.id if isinstance(decision, Release) else None
        if isinstance(decision, Release):
            self._release(draft, decision, record, key, destination, now)
        elif isinstance(decision, Hold):
            self._hold(draft, decision, record, key)
            reasons: tuple[str, ...] = (decision.reason.word,)
            draft.decisions.append(self._row(record, key, destination, now, reasons=reasons))
        elif isinstance(decision, Review):
            draft.reviews.append(self._waiting(decision, record, key, now))
            draft.decisions.append(self._row(record, key, destination, now, reasons=(decision.reason.word,)))
        else:
            reasons = tuple(reason.word for reason in decision.reasons)
            draft.decisions.append(self._row(record, key, destination, now, reasons=reasons))

    def _hold(self, draft: _Draft, decision: Hold, record: Record, key: str) -> None:
        """Keep it until then: a delayed record for itself, a paced one in the place of its object."""
        demands = b"" if decision.obligations is None else encode_obligations(decision.obligations)
        own_key = record.id if demands else key
        draft.held[own_key] = Held(lane_of(record), own_key, record.id, decision.until, demands)

    def _waiting(self, decision: Review, record: Record, key: str, now: Instant) -> Waiting:
        """What the release desk shows; approvals of anything else are void with it."""
        return Waiting(
            partner=self._partner,
            record=record.id,
            object_key=key,
            body=decision.body,
            sha256=decision.sha256,
            as_of=decision.as_of,
            rules=decision.rules,
            policy=decision.policy,
            since=now,
        )

    def _release(
        self, draft: _Draft, decision: Release, own: Record, key: str, destination: Destination, now: Instant
    ) -> None:
        """Add a released record to the draft, unless it is longer than a partner accepts."""
        body = encode_record(decision.record)
        if len(body) > MAX_BODY_BYTES:
            draft.decisions.append(self._row(own, key, destination, now, reasons=(TOO_LARGE,)))
        else:
            self._seal(draft, decision, body, own, key, now)

    def _seal(self, draft: _Draft, decision: Release, body: bytes, own: Record, key: str, now: Instant) -> None:
        """Add the entry and body of a released record to the draft."""
        record, index = decision.record, draft.head.size + len(draft.entries)
        salt = self._entropy.token(SALT_BYTES)
        retain_until = record.marking.retain_until if record.marking else None
        leaf = encode_entry(
            Entry(
                version=1,
                type="record",
                topic=record.kind,
                sealed_ms=now // _MS_NS,
                observed_ms=max(0, record.observed_at // _MS_NS),
                of=self._first_index(key, index),
                re=self._answered_index(own),
                expires_day=None if retain_until is None else retain_until // _DAY_NS,
                commitment=seal(salt, body),
            )
        )
        draft.entries.append(LoggedEntry(index, leaf, body, salt, record.id, key))
        draft.days.append(None if retain_until is None else retain_until // _DAY_NS)
        draft.size += len(leaf) + len(body) + len(salt)
        draft.released[key] = now
        draft.decisions.append(Decision(now, self._partner, record.id, key, True, decision.rules, (), decision.policy))

    def _commit(self, draft: _Draft, full: bool) -> Batch:
        """Make the draft durable, all or nothing."""
        frontier = extend(draft.head.frontier, draft.head.size, leaf_hashes(e.entry for e in draft.entries))
        head = Head(draft.head.size + len(draft.entries), frontier, self._note)
        ends = list(expiry_runs("outbox", self._partner, draft.head.size, draft.days))
        cursors = self._store.cursors
        with self._store.transaction():
            if draft.entries:
                self._store.outbox.append(self._partner, draft.entries, head)
                self._store.outbox.erase(self._partner, draft.recalled, "recalled")
                self._store.orders.drop(self._partner, draft.ordered)
                if ends:
                    self._store.expiries.save(ends)
                cursors.save_released(self._partner, draft.released)
            cursors.save(self._partner, draft.cursors)
            cursors.drop_held(self._partner, sorted(draft.freed))
            cursors.save_held(self._partner, list(draft.held.values()))
            self._store.decisions.append(draft.decisions)
            self._keep_reviews(draft)
            for order, index in draft.demanded.items():
                self._recalls.placed(self._partner, order, index)
            for old, new in draft.corrected.items():
                self._recalls.corrected(self._partner, old, new)
        for key in draft.freed:
            self._held.pop(key, None)
        self._held.update(draft.held)
        self._released.update(draft.released)
        return Batch(draft.entries, head, full)

    def _keep_reviews(self, draft: _Draft) -> None:
        """What was approved waits no more, unless it is held; what persons must see waits."""
        for row in draft.decided:
            self._store.reviews.drop(self._partner, row)
        for waiting in draft.reviews:
            self._store.reviews.save(waiting)

    def _read_retractions(self) -> None:
        """Own records that may not leave, when they have changed since they were last read."""
        if self._retractions_read != self._store.retractions.version:
            self._retractions_read = self._store.retractions.version
            self._retracted = self._store.retractions.towards(self._partner)

    def _first_index(self, key: str, index: int) -> int | None:
        """Index of the first entry about an object; None when `index` is the first."""
        known = self._first.get(key)
        if known is None:
            known = self._store.outbox.first_about(self._partner, key)
            if len(self._first) >= _OBJECTS_KNOWN:
                self._first.clear()
            self._first[key] = index if known is None else known
        return known

    def _answered_index(self, record: Record) -> int | None:
        """Index, in the partner's log, of what a record answers."""
        answered = answers(record)
        if answered is None:
            return None
        found = self._store.mirror.index_of(self._partner, answered)
        return self._store.mirror.first_about(self._partner, f"alert:{answered}") if found is None else found

    def _row(
        self, record: Record, key: str, destination: Destination, now: Instant, *, reasons: tuple[str, ...]
    ) -> Decision:
        return Decision(now, self._partner, record.id, key, False, (), reasons, destination.policy.version)

    def _refusal(self, held: Held, reason: str, destination: Destination, now: Instant) -> Decision:
        version = destination.policy.version
        return Decision(now, self._partner, held.record, held.object_key, False, (), (reason,), version)
