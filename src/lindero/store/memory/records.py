"""`lindero.model.ports.Records` in memory."""

from collections.abc import Iterable, Iterator, Sequence

from lindero.kernel.ids import NodeId, RecordId
from lindero.model.kinds import Lane, lane_of, object_of
from lindero.model.record import Record, traces_sources
from lindero.store.memory.journal import Journal, Rows, Table
from lindero.store.memory.mirror import MemoryMirror


class MemoryRecords:
    """All records of the node; a record's place is one more than its index in the order of saving."""

    def __init__(self, journal: Journal, mirror: MemoryMirror) -> None:
        self._journal = journal
        self._mirror = mirror
        self._mirrored: Table[RecordId, tuple[NodeId, int]] = Table(journal)
        self._saved: Rows[tuple[Record, Lane | None] | None] = Rows(journal)
        self._by_id: Table[RecordId, Record] = Table(journal)
        self._hidden: Table[RecordId, bool] = Table(journal)

    def save(self, records: Sequence[Record], *, own: bool) -> int:
        """Keep those whose id is not known; returns how many that were."""
        new = {record.id: record for record in reversed(records) if record.id not in self._by_id}
        fresh = [record for record in records if new.get(record.id) is record]
        with self._journal.transaction():
            for record in fresh:
                self._by_id.put(record.id, record)
            self._saved.add((record, lane_of(record) if own else None) for record in fresh)
        return len(fresh)

    def adopt(self, partner: NodeId, first: int, records: Sequence[tuple[int, Record]]) -> int:
        """Keep records of a mirrored page, as long as the mirror has their bodies; see `model.ports.Records`."""
        new = [(first + offset, record) for offset, record in records if record.id not in self._by_id]
        kept = self.save([record for _, record in new], own=False)
        with self._journal.transaction():
            for index, record in new:
                self._mirrored.put(record.id, (partner, index))
        return kept

    def load(self, record: RecordId) -> Record | None:
        """The record, or None."""
        found = self._by_id.get(record)
        return found if found is not None and record not in self._hidden and self._is_there(found) else None

    def after(self, lane: Lane, place: int, limit: int) -> list[tuple[int, Record]]:
        """Own records of a lane saved after `place`, oldest first, each with its place."""
        return [(at, record) for at, record, own_lane in self._seen() if at > place and own_lane == lane][:limit]

    def last_place(self, lane: Lane) -> int:
        """Place of the newest own record of a lane; 0 when there is none."""
        return max((at for at, _, own_lane in self._seen() if own_lane == lane), default=0)

    def of_kind(self, kind: str, *, since: int = 0, limit: int = 1000) -> list[Record]:
        """Newest first, observed at or after `since` [ns UTC]; of equal times the one saved last."""
        return _newest(r for _, r, _ in self._seen() if r.kind == kind and r.observed_at >= since)[:limit]

    def about(self, object_key: str, *, limit: int = 1000) -> list[Record]:
        """Records about one object, newest first; of equal times the one saved last."""
        return _newest(r for _, r, _ in self._seen() if object_of(r) == object_key)[:limit]

    def erase(self, records: Sequence[RecordId]) -> list[Record]:
        """Forget these; gives those that were there."""
        known = [self._by_id[record] for record in dict.fromkeys(records) if record in self._by_id]
        found = [record for record in known if self._is_there(record)]
        gone = {record.id for record in known}
        with self._journal.transaction():
            for at, saved in enumerate(self._saved):
                if saved is not None and saved[0].id in gone:
                    self._saved.change(at, None)
            for record in gone:
                self._by_id.drop(record)
                self._hidden.drop(record)
                self._mirrored.drop(record)
        return found

    def derived_from(self, records: Sequence[RecordId]) -> list[RecordId]:
        """Records that list one of these as a source."""
        wanted = set(records)
        traced = (record for record in self._by_id.values() if traces_sources(record))
        return sorted(record.id for record in traced if not wanted.isdisjoint(record.derived_from))

    def overdue(self, now: int, limit: int = 1000) -> list[RecordId]:
        """Own records whose time is over; soonest first."""
        own = (record for _, record, own_lane in self._seen() if own_lane is not None)
        ends = [(record.marking.retain_until, record.id) for record in own if record.marking is not None]
        return [record for until, record in sorted(_before(ends, now))][:limit]

    def hide(self, records: Sequence[RecordId]) -> None:
        """Leave these out."""
        with self._journal.transaction():
            for record in records:
                self._hidden.put(record, True)

    def show(self, records: Sequence[RecordId]) -> None:
        """Give them again."""
        with self._journal.transaction():
            for record in records:
                self._hidden.drop(record)

    def hidden(self) -> list[RecordId]:
        """Ids of those that are hidden."""
        return sorted(self._hidden)

    def _seen(self) -> Iterator[tuple[int, Record, Lane | None]]:
        """Place, record and own lane of all that are not hidden."""
        for at, saved in enumerate(self._saved, start=1):
            if saved is not None and saved[0].id not in self._hidden and self._is_there(saved[0]):
                yield at, *saved

    def _is_there(self, record: Record) -> bool:
        """Own, or its body stands in the mirror still."""
        where = self._mirrored.get(record.id)
        if where is None:
            return True
        partner, index = where
        return self._mirror.entries(partner, index, index + 1)[0].body is not None


def _before(ends: Iterable[tuple[int | None, RecordId]], now: int) -> Iterator[tuple[int, RecordId]]:
    """Those that end before now."""
    return ((until, record) for until, record in ends if until is not None and until < now)


def _newest(records: Iterable[Record]) -> list[Record]:
    """By time, descending; of equal times the last first (sorting is stable)."""
    return sorted(records, key=lambda record: record.observed_at)[::-1]
