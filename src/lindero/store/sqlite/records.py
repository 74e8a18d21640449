"""`lindero.model.ports.Records`: every record once, as its msgpack bytes beside what it is looked up by."""

from collections.abc import Sequence
from typing import Final

from lindero.kernel.ids import RecordId
from lindero.model.codec import decode_record, encode_record
from lindero.model.kinds import Lane, lane_of, object_of
from lindero.model.record import Record
from lindero.store.sqlite.database import Binding, Database

_SAVE: Final = (
    "INSERT OR IGNORE INTO record (id, kind, observed_at, object_key, own_lane, body) VALUES (?, ?, ?, ?, ?, ?)"
)
_OF_KIND: Final = (
    "SELECT body FROM record WHERE kind = ? AND observed_at >= ? ORDER BY observed_at DESC, place DESC LIMIT ?"
)
_ABOUT: Final = "SELECT body FROM record WHERE object_key = ? ORDER BY observed_at DESC, place DESC LIMIT ?"
_AFTER: Final = "SELECT place, body FROM record WHERE own_lane = ? AND place > ? ORDER BY place LIMIT ?"
_LAST: Final = "SELECT max(place) FROM record WHERE own_lane = ?"


def _row(record: Record, *, own: bool) -> tuple[Binding, ...]:
    lane = lane_of(record) if own else None
    return record.id, record.kind, record.observed_at, object_of(record), lane, encode_record(record)


class SqliteRecords:
    """All records of the node."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, records: Sequence[Record], *, own: bool) -> int:
        """Keep those whose id is not known; returns how many that were."""
        with self._database.transaction():
            return self._database.write_many(_SAVE, [_row(record, own=own) for record in records])

    def load(self, record: RecordId) -> Record | None:
        """The record, or None."""
        row = self._database.row("SELECT body FROM record WHERE id = ?", (record,))
        return decode_record(row[0]) if row else None

    def after(self, lane: Lane, place: int, limit: int) -> list[tuple[int, Record]]:
        """Own records of a lane saved after `place`, oldest first, each with its place."""
        return [(at, decode_record(body)) for at, body in self._database.rows(_AFTER, (lane, place, limit))]

    def last_place(self, lane: Lane) -> int:
        """Place of the newest own record of a lane; 0 when there is none."""
        row = self._database.row(_LAST, (lane,))
        return (row[0] or 0) if row else 0

    def of_kind(self, kind: str, *, since: int = 0, limit: int = 1000) -> list[Record]:
        """Newest first, observed at or after `since` [ns UTC]; of equal times the one saved last."""
        return [decode_record(body) for (body,) in self._database.rows(_OF_KIND, (kind, since, limit))]

    def about(self, object_key: str, *, limit: int = 1000) -> list[Record]:
        """Records about one object, newest first; of equal times the one saved last."""
        return [decode_record(body) for (body,) in self._database.rows(_ABOUT, (object_key, limit))]
