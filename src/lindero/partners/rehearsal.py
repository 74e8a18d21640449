"""What another policy would have changed: two runs over the same own records, one under each policy, compared.

A `Course` is what publishing does with records in the order in which they were written: it decides each at that
instant, holds, replaces what a newer one supersedes, and decides again when a hold is over. A rehearsal is the
difference of two courses; a test holds it equal to the difference of two real runs.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from itertools import count
from typing import Final, Literal

import msgspec

from lindero.exchange.release.attributes import Situation
from lindero.exchange.release.decide import decide
from lindero.exchange.release.decision import Decision, Hold, Release, Review
from lindero.exchange.release.delay import ClockTrust
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.obligations import OBLIGATIONS, Obligations
from lindero.kernel.clock import Instant
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.alerts import Alert, AlertStep
from lindero.model.codec import encode_record
from lindero.model.kinds import object_of
from lindero.model.record import Record

SUPERSEDED: Final = "superseded-while-held"
EXAMPLES: Final = 3
_TRUSTED: Final = ClockTrust(undisturbed_since=Instant(0), confirmed=True)

SituationOf = Callable[[Record], Situation]
Word = Literal["released", "review", "withheld"]


class Outcome(msgspec.Struct, frozen=True):
    """What became of one record under one policy.

    Attributes:
        word: It left, waits for two persons, or stayed.
        reasons: Why it did not simply leave.
        body: What left or would leave, its retention aside where the policy sets one from the instant of leaving.
        obligations: Of what left or would leave.
    """

    word: Word
    reasons: tuple[str, ...] = ()
    body: bytes = b""
    obligations: Obligations = Obligations()


class _Waiting(msgspec.Struct, frozen=True):
    record: Record
    until: Instant
    earlier: Obligations | None


class Course:
    """Records going out to one partner under one policy.

    Args:
        to: The partner under that policy.
        situation_of: Where records are at that moment of the course.
        settled: Called once with each record and what became of it.
    """

    def __init__(self, to: Destination, situation_of: SituationOf, settled: Callable[[Record, Outcome], None]) -> None:
        self._to = to
        self._situation_of = situation_of
        self._settled = settled
        self._held: dict[str, _Waiting] = {}
        self._released: dict[str, Instant] = {}
        self._queue: list[tuple[Instant, int, str]] = []
        self._numbers = count()

    def offer(self, record: Record) -> None:
        """The next record, at the instant at which it was written."""
        now = Instant(record.recorded_at)
        self.pass_until(now)
        self._decide(record, now, None)

    def finish(self) -> None:
        """Let every hold come to its end."""
        while self._queue:
            self.pass_until(self._queue[0][0])

    def pass_until(self, now: Instant) -> None:
        """Decide again, each at its instant, what was held until now."""
        while self._queue and self._queue[0][0] <= now:
            at, _, key = heappop(self._queue)
            waiting = self._held.get(key)
            if waiting is not None and waiting.until == at:
                del self._held[key]
                self._decide(waiting.record, at, waiting.earlier)

    def _decide(self, record: Record, now: Instant, earlier: Obligations | None) -> None:
        key = object_of(record)
        decision = decide(
            record,
            to=self._to,
            situation=self._situation_of(record),
            now=now,
            last_released_at=self._released.get(key),
            trust=_TRUSTED,
            earlier=earlier,
        )
        replaced = self._held.pop(key, None)
        if replaced is not None:
            self._settled(replaced.record, Outcome("withheld", (SUPERSEDED,)))
        if isinstance(decision, Hold):
            place = key if decision.obligations is None else record.id
            self._held[place] = _Waiting(record, decision.until, decision.obligations)
            heappush(self._queue, (decision.until, next(self._numbers), place))
            return
        if isinstance(decision, Release):
            self._released[key] = now
        self._settled(record, _outcome(decision))


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Records of one kind whose fate another policy would change in one way.

    Attributes:
        partner: Whom they would go to.
        kind: Of the records.
        change: Newly released, newly withheld, or leaving in another form.
        reason: Why not before, or why no longer; for another form, the obligations that differ.
        count: How many.
        examples: The first few.
    """

    partner: NodeId
    kind: str
    change: Literal["released", "withheld", "changed"]
    reason: str
    count: int
    examples: tuple[RecordId, ...]


class MixedExactness(msgspec.Struct, frozen=True, kw_only=True):
    """An object whose records would leave with different exactness: the exact ones tell what the coarse ones hide.

    Attributes:
        partner: Whom they would go to.
        object_key: `model.kinds.object_of` them.
        coarsen_m: Every cell size, 0 for exact. [m]
        examples: One record of each.
    """

    partner: NodeId
    object_key: str
    coarsen_m: tuple[int, ...]
    examples: tuple[RecordId, ...]


class Rehearsed(msgspec.Struct, frozen=True, kw_only=True):
    """What came out of a rehearsal.

    Attributes:
        records: Own records that both policies decided.
        policy: Name and version of the other policy.
        changes: For every partner.
        mixed: For every partner.
    """

    records: int
    policy: tuple[str, str]
    changes: tuple[Change, ...]
    mixed: tuple[MixedExactness, ...]


class Rehearsal:
    """The difference that a policy would make to what one partner gets.

    Args:
        old: The partner under the policy in force.
        new: The partner under the other one.
        situation_of: Where records are at that moment.
    """

    def __init__(self, old: Destination, new: Destination, situation_of: SituationOf) -> None:
        self._partner = new.partner.node
        self._half: dict[RecordId, tuple[bool, Outcome]] = {}
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._examples: dict[tuple[str, str, str], list[RecordId]] = {}
        self._exactness: dict[str, dict[int, RecordId]] = {}
        self._old = Course(old, situation_of, lambda record, outcome: self._settle(record, outcome, new=False))
        self._new = Course(new, situation_of, lambda record, outcome: self._settle(record, outcome, new=True))

    def offer(self, record: Record) -> None:
        """The next record in the order of writing."""
        self._old.offer(record)
        self._new.offer(record)

    def pass_until(self, now: Instant) -> None:
        """Time passes: what was held is decided again with what was known then."""
        self._old.pass_until(now)
        self._new.pass_until(now)

    def finish(self) -> None:
        """No more records."""
        self._old.finish()
        self._new.finish()

    def changes(self) -> list[Change]:
        """By kind, change and reason."""
        return [
            Change(
                partner=self._partner,
                kind=key[0],
                change=key[1],  # type: ignore[arg-type]  # one of the three words, by `_changed`
                reason=key[2],
                count=times,
                examples=tuple(self._examples[key]),
            )
            for key, times in sorted(self._counts.items())
        ]

    def mixed(self) -> list[MixedExactness]:
        """Objects whose records would leave with different exactness under the new policy."""
        return [
            MixedExactness(
                partner=self._partner,
                object_key=key,
                coarsen_m=tuple(sorted(seen)),
                examples=tuple(seen[size] for size in sorted(seen)),
            )
            for key, seen in sorted(self._exactness.items())
            if len(seen) > 1
        ]

    def _settle(self, record: Record, outcome: Outcome, *, new: bool) -> None:
        if new and outcome.word == "released":
            seen = self._exactness.setdefault(object_of(record), {})
            seen.setdefault(outcome.obligations.coarsen_m or 0, record.id)
        half = self._half.pop(record.id, None)
        if half is None:
            self._half[record.id] = (new, outcome)
            return
        before, after = (half[1], outcome) if new else (outcome, half[1])
        change = changed(before, after)
        if change is not None:
            key = (record.kind, *change)
            self._counts[key] += 1
            examples = self._examples.setdefault(key, [])
            if len(examples) < EXAMPLES:
                examples.append(record.id)


def changed(before: Outcome, after: Outcome) -> tuple[str, str] | None:
    """How two fates of a record differ, and why; None where they do not."""
    if after.word == "released" and before.word != "released":
        return "released", ", ".join(before.reasons)
    if before.word == "released" and after.word != "released":
        return "withheld", ", ".join(after.reasons)
    if before.word != after.word:
        return "changed", ", ".join(after.reasons)
    if (before.body, before.obligations) == (after.body, after.obligations):
        return None
    differing = [name for name in OBLIGATIONS if getattr(before.obligations, name) != getattr(after.obligations, name)]
    return "changed", ", ".join(differing) or "content"


class OpenAlerts:
    """Steps of open own alerts by track, as they were at that moment of a course."""

    def __init__(self) -> None:
        self._open: dict[str, AlertStep] = {}

    def take(self, record: Record) -> None:
        """A record was written."""
        if isinstance(record, Alert):
            if record.state == "open":
                self._open[record.track] = record.step
            else:
                self._open.pop(record.track, None)

    def step(self, track: str) -> AlertStep | None:
        """Step of the open alert about a track."""
        return self._open.get(track)


def rehearse(records: Iterable[Record], rehearsals: Iterable[Rehearsal], alerts: OpenAlerts) -> None:
    """Run all rehearsals over the same records.

    Args:
        records: Own ones, in the order of writing.
        rehearsals: One for each partner; their situations ask `alerts`.
        alerts: Follows the records.
    """
    running = list(rehearsals)
    for record in records:
        for rehearsal in running:
            rehearsal.pass_until(Instant(record.recorded_at))
        alerts.take(record)
        for rehearsal in running:
            rehearsal.offer(record)
    for rehearsal in running:
        rehearsal.finish()


def _outcome(decision: Decision) -> Outcome:
    if isinstance(decision, Release):
        return Outcome("released", (), _content(decision.record, decision.obligations), decision.obligations)
    if isinstance(decision, Review):
        content = _content(decision.record, decision.obligations)
        return Outcome("review", (decision.reason.word,), content, decision.obligations)
    assert not isinstance(decision, Hold)
    return Outcome("withheld", tuple(reason.word for reason in decision.reasons))


def _content(record: Record, duties: Obligations) -> bytes:
    """What leaves, without the end of a retention that counts from the instant of leaving: holds shift that alone."""
    marking = record.marking
    if duties.retain_days is None or marking is None:
        return encode_record(record)
    plain = msgspec.structs.replace(marking, retain_until=None)
    return encode_record(msgspec.structs.replace(record, marking=plain))
