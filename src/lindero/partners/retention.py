"""Retention: what may be kept no longer is erased on both sides, without anybody asking.

A body in a log goes at the end of its entry's last day (UTC), with the record decoded from it; an own record goes when
its own marking says so. A legal hold keeps either, hidden, until it ends.
"""

from collections.abc import Sequence
from typing import Final, Protocol

import msgspec

from lindero.exchange.log.expiry import day_of
from lindero.exchange.log.ports import Log
from lindero.exchange.log.recall_ports import Expiries, Expiry, Withdrawn
from lindero.kernel.clock import Clock
from lindero.kernel.ids import RecordId
from lindero.model.people import AuditEvent
from lindero.model.record import Record
from lindero.partners.demands import SYSTEM
from lindero.partners.erasing import ErasingStore, record_of

EXPIRED: Final = "expired"
RUNS: Final = 200
"""Runs of entries, and own records, erased in one transaction: the store's other work goes on between them."""


class RetentionStore(ErasingStore, Protocol):
    """What retention needs of a store."""

    @property
    def expiries(self) -> Expiries:
        """When bodies must be gone."""


class Swept(msgspec.Struct, frozen=True):
    """What one step erased.

    Attributes:
        bodies: Emptied in the logs.
        records: That were there, for what keeps them in memory.
        more: Something is left to do.
    """

    bodies: int
    records: list[Record]
    more: bool


class Retention:
    """Erases what is over its time. Call it from the store's thread."""

    def __init__(self, store: RetentionStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def sweep(self) -> Swept:
        """One step, in one transaction."""
        now = self._clock.now()
        due = self._store.expiries.due(day_of(now), RUNS)
        over = self._store.records.overdue(now, RUNS)
        with self._store.transaction():
            expired = [self._expire(run, day_of(now)) for run in due]
            records = [record for _, gone in expired for record in gone] + self._expire_own(over)
        return Swept(sum(bodies for bodies, _ in expired), records, RUNS in (len(due), len(over)))

    def _expire(self, run: Expiry, today: int) -> tuple[int, list[Record]]:
        """Bodies emptied and records erased of one run; what a hold keeps is looked at again tomorrow."""
        log: Log = self._store.outbox if run.side == "outbox" else self._store.mirror
        entries = log.entries(run.partner, run.first, run.stop)
        named = {entry.index: record_of(entry) for entry in entries if entry.empty is None}
        held = self._store.holds.on(list(named.values())) if run.side == "mirror" else frozenset()
        gone = [at for at, record in named.items() if record not in held]
        kept = [at for at, record in named.items() if record in held]
        # Records go first: those of a partner are read where the mirror has them.
        forgotten = self._forget([named[at] for at in gone]) if run.side == "mirror" else []
        log.erase(run.partner, gone, EXPIRED)
        self._store.expiries.drop([run])
        self._store.expiries.save([Expiry(run.side, run.partner, at, at + 1, today) for at in kept])
        if run.side == "mirror":
            self._store.records.hide(sorted(held))
            self._store.quarantine.erase(run.partner, gone)
        return len(gone), forgotten

    def _expire_own(self, over: Sequence[RecordId]) -> list[Record]:
        """Own records whose marking's time is over."""
        held = self._store.holds.on(over)
        self._store.records.hide(sorted(held))
        gone = self._forget([record for record in over if record not in held])
        if gone:
            event = AuditEvent(at=self._clock.now(), person=SYSTEM, act="expire", detail=f"{len(gone)} own records")
            self._store.audit.append(event)
        return gone

    def _forget(self, records: Sequence[RecordId]) -> list[Record]:
        gone, now = self._store.records.erase(records), self._clock.now()
        self._store.withdrawn.save(
            [Withdrawn(record=r.id, kind=r.kind, origin=r.origin, at=now, reason=EXPIRED) for r in gone]
        )
        return gone
