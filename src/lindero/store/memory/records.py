"""`lindero.model.ports.Records` in memory."""

from collections.abc import Iterable, Sequence

from lindero.kernel.ids import RecordId
from lindero.model.kinds import Lane, lane_of, object_of
from lindero.model.record import Record
from lindero.store.memory.journal import Journal, Rows, Table


class MemoryRecords:
    """All records of the node; a record's place is one more than its index in the order of saving."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._saved: Rows[tuple[Record, Lane | None]] = Rows(journal)
        self._by_id: Table[RecordId, Record] = Table(journal)

    def save(self, records: Sequence[Record], *, own: bool) -> int:
        """Keep those whose id is not known; returns how many that were."""
        new = {record.id: record for record in reversed(records) if record.id not in self._by_id}
        fresh = [record for record in records if new.get(record.id) is record]
        with self._journal.transaction():
            for record in fresh:
                self._by_id.put(record.id, record)
            self._saved.add((record, lane_of(record) if own else None) for record in fresh)
        return len(fresh)

    def load(self, record: RecordId) -> Record | None:
        """The record, or None."""
        return self._by_id.get(record)

    def after(self, lane: Lane, place: int, limit: int) -> list[tuple[int, Record]]:
        """Own records of a lane saved after `place`, oldest first, each with its place."""
        later = enumerate(self._saved[place:], start=place + 1)
        return [(at, record) for at, (record, own_lane) in later if own_lane == lane][:limit]

    def last_place(self, lane: Lane) -> int:
        """Place of the newest own record of a lane; 0 when there is none."""
        return max((at for at, (_, own_lane) in enumerate(self._saved, start=1) if own_lane == lane), default=0)

    def of_kind(self, kind: str, *, since: int = 0, limit: int = 1000) -> list[Record]:
        """Newest first, observed at or after `since` [ns UTC]; of equal times the one saved last."""
        return _newest(r for r, _ in self._saved if r.kind == kind and r.observed_at >= since)[:limit]

    def about(self, object_key: str, *, limit: int = 1000) -> list[Record]:
        """Records about one object, newest first; of equal times the one saved last."""
        return _newest(r for r, _ in self._saved if object_of(r) == object_key)[:limit]


def _newest(records: Iterable[Record]) -> list[Record]:
    """By time, descending; of equal times the last first (sorting is stable)."""
    return sorted(records, key=lambda record: record.observed_at)[::-1]
