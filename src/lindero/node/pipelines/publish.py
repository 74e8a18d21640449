"""Publish: own record → release.decide → transform → seal → pair log (durable) → sign → link.

Log at send: nothing is copied to an outbox in advance. A cursor per lane runs over the node's own records; a record
is decided by the policy of the moment in which there is a session and credit to send it. Lanes are served in the
order of `LANES`, so an alert overtakes any backlog. Entries, bodies, cursors and decisions commit together.
"""

from collections.abc import Callable
from typing import Final, Protocol

import msgspec

from lindero.exchange.envelope.control import decode_control
from lindero.exchange.envelope.seal import MAX_BODY_BYTES
from lindero.exchange.log.expiry import expiry_runs
from lindero.exchange.log.pages import page_of
from lindero.exchange.log.ports import Cursors, Decision, Decisions, Head, Held, LogPage
from lindero.exchange.log.recall_ports import Expiries
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
from lindero.node.pipelines.draft import Draft
from lindero.partners.demands import RecallOrders, corrects
from lindero.partners.onward import OnwardStore, PassingOn

BATCH_ENTRIES: Final = 1024
"""Most records decided for one batch: bounds what an alert may wait behind."""
SUPERSEDED: Final = "superseded-while-held"
"""Reason of a held record whose place a newer one about the same object has taken."""
TOO_LARGE: Final = "too-large"
"""Reason of a record that is longer than any partner accepts."""
RECALLED: Final = "recalled"
"""Reason of a record that was recalled before it left."""
_OBJECTS_KNOWN: Final = 100_000


class PublishStore(OnwardStore, Protocol):
    """What publishing needs of a store."""

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
        page: Entries, in order, without gaps; None when everything was withheld or waits.
        head: Of the log after them, not signed yet.
        more: Records are left that this batch had no room for.
    """

    page: LogPage | None
    head: Head
    more: bool


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
        self._held_since: dict[RecordId, Instant] = {}
        self._undisturbed_since: Instant | None = None
        self._released = dict(store.cursors.last_released(partner))
        self._first: dict[str, int] = {}
        self._note = store.outbox.head(partner).note
        self._recalls = RecallOrders(store, clock)
        self._onward = PassingOn(store, clock)
        self._retracted: frozenset[RecordId] = frozenset()
        self._retractions_read = -1

    def stored(self, start: int) -> LogPage | None:
        """Entries of the log from an index on that are durable already; None when there are none."""
        if start >= self._store.outbox.head(self._partner).size:
            return None
        entries = self._store.outbox.entries(self._partner, start, start + BATCH_ENTRIES)
        return page_of(entries) if entries else None

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
        draft = Draft(self._partner, head, cursors, self._trust(), now, self._entropy)
        self._heed_steps(draft)
        draft.approved = {waiting.record: waiting for waiting in self._store.reviews.approved(self._partner)}
        self._read_retractions()
        self._take_orders(draft)
        full = self._take_due(draft, destination)
        self._take_approved(draft, destination)
        self._take_passing(draft, destination)
        for lane in LANES:
            full = full or self._take_lane(draft, destination, lane, room_bytes)
        if not draft.taken:
            return None
        return self._commit(draft, full)

    def _heed_steps(self, draft: Draft) -> None:
        """A clock was set back, perhaps: what seems to wait for longer than it may is decided again at once."""
        since = draft.trust.undisturbed_since if draft.trust else None
        if since is None or since == self._undisturbed_since:
            return
        self._undisturbed_since = since
        self._held_since.clear()
        self._released = {key: min(at, draft.now) for key, at in self._released.items()}
        for key, held in self._held.items():
            demands = decode_obligations(held.demands)
            if demands is not None and held.until > draft.now + (demands.delay_s or 0) * SECOND_NS:
                self._held[key] = msgspec.structs.replace(held, until=draft.now)

    def _take_orders(self, draft: Draft) -> None:
        """Control messages go before everything else."""
        for order in self._store.orders.waiting(self._partner):
            draft.add_order(order, decode_control(order.body))

    def _take_due(self, draft: Draft, destination: Destination) -> bool:
        """Decide again what was held until now. Returns whether the batch is full."""
        for held in sorted(self._held.values(), key=lambda h: h.until):
            if held.until > draft.now:
                break
            if draft.taken >= BATCH_ENTRIES:
                return True
            record = self._store.records.load(held.record)
            if record is not None:
                draft.freed.add(held.object_key)
                self._decide(draft, destination, record, decode_obligations(held.demands))
        return False

    def _take_approved(self, draft: Draft, destination: Destination) -> None:
        """Decide again what two persons have approved, unless it is held or was just decided."""
        for waiting in list(draft.approved.values()):
            if not {waiting.record, waiting.object_key} & (self._held.keys() | draft.held.keys()):
                record = self._store.records.load(waiting.record)
                if record is not None:
                    self._decide(draft, destination, record)

    def _take_passing(self, draft: Draft, destination: Destination) -> None:
        """Decide what other nodes let pass on to this partner."""
        for name in self._store.consents.queued(self._partner):
            draft.asked_on.append(name)
            record = self._store.records.load(name)
            if record is not None:
                self._decide(draft, destination, record)

    def _situation(self, record: Record, destination: Destination) -> Situation:
        """Where a record is; of another node's, also whether that one lets it go to this partner."""
        situation = self._situation_of(record)
        if record.origin == destination.sender.node:
            return situation
        return msgspec.structs.replace(situation, consented=self._onward.may_pass(self._partner, record))

    def _take_lane(self, draft: Draft, destination: Destination, lane: Lane, room_bytes: int) -> bool:
        """Decide the next records of a lane. Returns whether the batch is full."""
        room, place = BATCH_ENTRIES - draft.taken, draft.cursors.get(lane, 0)
        for next_place, record in self._store.records.after(lane, place, room):
            if draft.size >= room_bytes and draft.size:
                draft.cursors[lane] = place
                return True
            self._decide(draft, destination, record)
            place = next_place
        draft.cursors[lane] = place
        return draft.taken >= BATCH_ENTRIES

    def _decide(
        self, draft: Draft, destination: Destination, record: Record, earlier: Obligations | None = None
    ) -> None:
        key = object_of(record)
        if self._retracted and record.id in self._retracted:
            self._refuse(draft, destination, record.id, key, (RECALLED,))
            draft.decided += [record.id] if draft.approved.pop(record.id, None) else []
            return
        left = draft.released.get(key) or self._released.get(key)
        approved = draft.approved.pop(record.id, None) if draft.approved else None
        decision = decide(
            record,
            to=destination,
            situation=self._situation(record, destination),
            now=draft.now,
            last_released_at=None if left is None else Instant(left),
            trust=draft.trust,
            earlier=earlier,
            held_since=self._held_since.get(record.id),
            approval=None if approved is None else approved.approval,
        )
        if approved is not None and not isinstance(decision, Hold):
            draft.decided.append(record.id)
        if self._held or draft.held:
            self._replace_held(draft, destination, record, key)
        old = corrects(record) if record.supersedes and not isinstance(decision, Hold) else None
        if old is not None:
            draft.corrected[old] = record.id if isinstance(decision, Release) else None
        if isinstance(decision, Release):
            self._release(draft, decision, record, key, destination)
        elif isinstance(decision, Hold):
            self._hold(draft, decision, record, key)
            self._refuse(draft, destination, record.id, key, (decision.reason.word,))
        elif isinstance(decision, Review):
            draft.reviews.append(self._waiting(decision, record, key, draft.now))
            self._refuse(draft, destination, record.id, key, (decision.reason.word,))
        else:
            self._refuse(draft, destination, record.id, key, tuple(reason.word for reason in decision.reasons))

    def _replace_held(self, draft: Draft, destination: Destination, record: Record, key: str) -> None:
        """A newer record about an object takes the place of the one that is held."""
        waiting = draft.held.pop(key, None) or (self._held.get(key) if key not in draft.freed else None)
        if waiting is not None and waiting.record != record.id:
            self._refuse(draft, destination, waiting.record, waiting.object_key, (SUPERSEDED,))
            draft.freed.add(key)

    def _hold(self, draft: Draft, decision: Hold, record: Record, key: str) -> None:
        """Keep it until then: a delayed record for itself, a paced one in the place of its object."""
        demands = b"" if decision.obligations is None else encode_obligations(decision.obligations)
        own_key = record.id if demands else key
        if demands:
            self._held_since.setdefault(record.id, draft.now)
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

    def _release(self, draft: Draft, decision: Release, own: Record, key: str, destination: Destination) -> None:
        """Add a released record to the draft, unless it is longer than a partner accepts."""
        body = encode_record(decision.record)
        if len(body) > MAX_BODY_BYTES:
            self._refuse(draft, destination, own.id, key, (TOO_LARGE,))
        else:
            first = self._first_index(key, draft.next_index)
            draft.add_record(decision, body, key, first, self._answered_index(own))
            if own.origin != destination.sender.node:
                draft.passed_on.append(own)

    def _refuse(
        self, draft: Draft, destination: Destination, record: RecordId, key: str, reasons: tuple[str, ...]
    ) -> None:
        """A line of the private decision log."""
        version = destination.policy.version
        draft.decisions.append(Decision(draft.now, self._partner, record, key, False, (), reasons, version))

    def _commit(self, draft: Draft, full: bool) -> Batch:
        """Make the draft durable, all or nothing."""
        page, cursors = draft.page(), self._store.cursors
        head = draft.head_after(page, self._note)
        with self._store.transaction():
            if page is not None:
                self._store.outbox.append_page(self._partner, page, head)
            if draft.orders:
                self._store.outbox.erase(self._partner, draft.recalled, "recalled")
                self._store.orders.drop(self._partner, draft.orders)
            if any(draft.days):
                ends = expiry_runs("outbox", self._partner, draft.head.size, draft.days)
                self._store.expiries.save(list(ends))
            cursors.save(self._partner, draft.cursors)
            if draft.paced:
                cursors.save_released(self._partner, {key: draft.released[key] for key in draft.paced})
            if draft.freed:
                cursors.drop_held(self._partner, sorted(draft.freed))
            if draft.held:
                cursors.save_held(self._partner, list(draft.held.values()))
            self._store.decisions.append([*draft.runs, *draft.decisions])
            self._keep_reviews(draft)
            if draft.asked_on:
                self._store.consents.drop(self._partner, draft.asked_on)
            for record in draft.passed_on:
                self._onward.passed(self._partner, record)
            for order, index in draft.demanded.items():
                self._recalls.placed(self._partner, order, index)
            for old, new in draft.corrected.items():
                self._recalls.corrected(self._partner, old, new)
        for key in draft.freed:
            self._held.pop(key, None)
            if key not in draft.held:
                self._held_since.pop(RecordId(key), None)
        self._held.update(draft.held)
        self._released.update(draft.released)
        return Batch(page, head, full)

    def _keep_reviews(self, draft: Draft) -> None:
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
