"""Outward: record → release.decide → transform → gateway, for one feed that leaves the node by another standard.

A feed is a destination of release like a partner's link: what it may not have, it does not get, and each decision is
a line of the private decision log, with the way out `gateway`. Nothing is kept for a feed that is down: when it comes
back it is told the present picture, decided anew. What waits (a delay, a pace) gives way to what is newer about its
object.
"""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

import msgspec

from lindero.exchange.log.ports import Decision as Row
from lindero.exchange.log.ports import Decisions
from lindero.exchange.release.attributes import Situation
from lindero.exchange.release.decide import decide
from lindero.exchange.release.decision import Decision, Hold, Release, Review
from lindero.exchange.release.delay import ClockTrust
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.obligations import Obligations
from lindero.kernel.clock import SECOND_NS, Clock, Instant
from lindero.kernel.ids import RecordId
from lindero.model.kinds import object_of
from lindero.model.ports import Transactions
from lindero.model.record import Record
from lindero.partners.onward import OnwardStore, PassingOn

_MINUTE_NS: Final = 60 * SECOND_NS
_MOST_KNOWN: Final = 100_000
MOST_WAITING: Final = 50_000
"""Records that wait for one feed at a time; beyond, the one that waits longest is refused."""
CROWDED_OUT: Final = "crowded-out"
"""Reason of a record that too many others were waiting behind."""


class OutwardStore(OnwardStore, Transactions, Protocol):
    """What going outward needs of a store."""

    @property
    def decisions(self) -> Decisions:
        """The private decision log."""


class _Waiting(msgspec.Struct, frozen=True):
    record: Record
    until: Instant
    demands: Obligations | None


class Outward:
    """Decides for one feed. Call it from the store's thread.

    Args:
        store: Of the node.
        destination: The feed under the policy in force; asked at each call.
        situation_of: Where a record is.
        clock: Of the node.
        trust: In the clock.
    """

    def __init__(
        self,
        store: OutwardStore,
        destination: Callable[[], Destination],
        situation_of: Callable[[Record], Situation],
        clock: Clock,
        trust: Callable[[], ClockTrust | None] = lambda: None,
    ) -> None:
        self._store = store
        self._destination = destination
        self._situation_of = situation_of
        self._clock = clock
        self._trust = trust
        self._onward = PassingOn(store, clock)
        self._released: dict[str, Instant] = {}
        self._told: dict[str, RecordId] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._logged: dict[tuple[str, tuple[str, ...], str], int] = {}

    def due_at(self) -> Instant | None:
        """When the soonest waiting record is to be decided again. [ns UTC]."""
        return min((waiting.until for waiting in self._waiting.values()), default=None)

    def forget(self, records: Sequence[Record]) -> list[Record]:
        """These are gone: none of them may leave any more.

        Returns:
            Those among them that are the newest of what was told about their objects: they are to be taken back.
        """
        gone = {record.id for record in records}
        self._waiting = {key: kept for key, kept in self._waiting.items() if kept.record.id not in gone}
        newest = [record for record in records if self._told.get(object_of(record)) == record.id]
        for record in newest:
            del self._told[object_of(record)]
        return newest

    def decide(self, records: Sequence[Record]) -> list[Record]:
        """What of these, and of what has waited long enough, may leave now, as it may leave; logged."""
        now, to = self._clock.now(), self._destination()
        rows: list[Row] = []
        leaving: list[Record] = []
        with self._store.transaction():
            for key in [key for key, kept in self._waiting.items() if kept.until <= now]:
                kept = self._waiting.pop(key)
                leaving += self._decide(kept.record, to, now, rows, kept.demands)
            for record in records:
                leaving += self._decide(record, to, now, rows)
            if rows:
                self._store.decisions.append(rows)
        return leaving

    def _decide(
        self, record: Record, to: Destination, now: Instant, rows: list[Row], earlier: Obligations | None = None
    ) -> list[Record]:
        key = object_of(record)
        decision = decide(
            record,
            to=to,
            situation=self._situation(record, to),
            now=now,
            last_released_at=self._released.get(key),
            trust=self._trust(),
            earlier=earlier,
        )
        if isinstance(decision, Hold):
            self._hold(record, key, decision, to, now, rows)
            return []
        self._waiting.pop(key, None)
        self._note(record.id, key, decision, to, now, rows)
        if not isinstance(decision, Release):
            return []
        if len(self._released) >= _MOST_KNOWN:
            self._released.clear()
            self._told.clear()
        self._released[key], self._told[key] = now, record.id
        if record.origin != to.sender.node:
            self._onward.passed(to.partner.node, record)
        return [decision.record]

    def _hold(self, record: Record, key: str, decision: Hold, to: Destination, now: Instant, rows: list[Row]) -> None:
        """Keep it until then: a delayed record for itself, a paced one in the place of its object."""
        place = key if decision.obligations is None else record.id
        self._waiting[place] = _Waiting(record, decision.until, decision.obligations)
        if len(self._waiting) > MOST_WAITING:
            oldest = self._waiting.pop(next(iter(self._waiting))).record
            rows.append(_row(oldest.id, object_of(oldest), to, now, reasons=(CROWDED_OUT,)))

    def _situation(self, record: Record, to: Destination) -> Situation:
        """Where a record is; of another node's, also whether that one lets it go to this receiver."""
        situation = self._situation_of(record)
        if record.origin == to.sender.node:
            return situation
        return msgspec.structs.replace(situation, consented=self._onward.may_pass(to.partner.node, record))

    def _note(
        self, record: RecordId, key: str, decision: Decision, to: Destination, now: Instant, rows: list[Row]
    ) -> None:
        """A line of the decision log; releases of one object under the same rules make one line a minute."""
        rules = decision.rules if isinstance(decision, Release) else ()
        if rules:
            logged = (key, rules, to.policy.version)
            minute = now // _MINUTE_NS
            if self._logged.get(logged) == minute:
                return
            if len(self._logged) >= _MOST_KNOWN:
                self._logged.clear()
            self._logged[logged] = minute
        rows.append(_row(record, key, to, now, rules, () if rules else _reasons(decision)))


def _row(
    record: RecordId,
    key: str,
    to: Destination,
    now: Instant,
    rules: tuple[str, ...] = (),
    reasons: tuple[str, ...] = (),
) -> Row:
    partner, version = to.partner.node, to.policy.version
    return Row(now, partner, record, key, bool(rules), rules, reasons, version, way_out=to.way_out)


def _reasons(decision: Decision) -> tuple[str, ...]:
    if isinstance(decision, Hold | Review):
        return (decision.reason.word,)
    return () if isinstance(decision, Release) else tuple(reason.word for reason in decision.reasons)
