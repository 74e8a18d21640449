"""`lindero.exchange.log.recall_ports` in memory: how long bodies are kept, and what may not be erased."""

from collections.abc import Sequence

import msgspec

from lindero.exchange.log.recall_ports import Expiry, Hold, Side
from lindero.kernel.ids import NodeId, RecordId
from lindero.store.memory.journal import Journal, Table


class MemoryExpiries:
    """When bodies must be gone."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._runs: Table[tuple[Side, NodeId, int], Expiry] = Table(journal)

    def save(self, expiries: Sequence[Expiry]) -> None:
        """Add."""
        with self._journal.transaction():
            for run in expiries:
                self._runs.put((run.side, run.partner, run.first), run)

    def due(self, today: int, limit: int = 1000) -> list[Expiry]:
        """Runs whose day is before `today`, soonest first."""
        due = [run for run in self._runs.values() if run.day < today]
        return sorted(due, key=lambda run: (run.day, run.side, run.partner, run.first))[:limit]

    def drop(self, expiries: Sequence[Expiry]) -> None:
        """Their bodies are gone."""
        with self._journal.transaction():
            for run in expiries:
                self._runs.drop((run.side, run.partner, run.first))

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        for key, run in list(self._runs.items()):
            if run.partner == partner:
                self._runs.drop(key)
                self.save([msgspec.structs.replace(run, partner=place)])


class MemoryHolds:
    """Legal holds."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._holds: Table[int, Hold] = Table(journal)

    def save(self, hold: Hold) -> None:
        """Add; or replace the one in force on the same record."""
        at = next((at for at, known in self._in_force() if known.record == hold.record), len(self._holds))
        with self._journal.transaction():
            self._holds.put(at, hold)

    def on(self, records: Sequence[RecordId]) -> frozenset[RecordId]:
        """Those of these records that are held now."""
        return frozenset(hold.record for _, hold in self._in_force()).intersection(records)

    def load(self, record: RecordId) -> Hold | None:
        """The hold in force on a record."""
        return next((hold for _, hold in self._in_force() if hold.record == record), None)

    def all(self) -> list[Hold]:
        """Newest first, ended ones too."""
        return [self._holds[at] for at in sorted(self._holds, reverse=True)]

    def _in_force(self) -> list[tuple[int, Hold]]:
        return [(at, hold) for at, hold in self._holds.items() if hold.ended_at is None]


class MemoryRejoining:
    """Partners whose recalls must have come before what a restore has hidden is shown."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._partners: Table[NodeId, bool] = Table(journal)
        self._next: Table[NodeId, int] = Table(journal)

    def save(self, partners: Sequence[NodeId]) -> None:
        """Wait for these too."""
        with self._journal.transaction():
            for partner in partners:
                self._partners.put(partner, True)

    def waiting(self) -> frozenset[NodeId]:
        """Those that are waited for."""
        return frozenset(self._partners)

    def joined(self, partner: NodeId) -> None:
        """Its log has come in whole."""
        with self._journal.transaction():
            self._partners.drop(partner)

    def refetch(self, partner: NodeId) -> int | None:
        """Index from which on its bodies are to be fetched again; None when they are not."""
        return self._next.get(partner)

    def save_refetch(self, partner: NodeId, index: int | None) -> None:
        """Those before `index` have been looked at; None when all have."""
        with self._journal.transaction():
            if index is not None:
                self._next.put(partner, index)
            elif partner in self._next:
                self._next.drop(partner)

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        del place
        self._partners.forget(partner)
        self._next.forget(partner)
