"""`lindero.model.ports.Records`: every record once, as its msgpack bytes beside what it is looked up by."""

from collections.abc import Sequence
from typing import Final

from lindero.kernel.ids import RecordId
from lindero.model.codec import decode_record, encode_record
from lindero.model.kinds import Lane, lane_of, object_of
from lindero.model.record import Record, traces_sources
from lindero.store.sqlite.database import Binding, Database

_SAVE: Final = (
    "INSERT OR IGNORE INTO record (id, kind, observed_at, object_key, own_lane, body) VALUES (?, ?, ?, ?, ?, ?)"
)
_LOAD: Final = "SELECT body FROM record WHERE id = ? AND id NOT IN record_hidden"
_OF_KIND: Final = (
    "SELECT body FROM record WHERE kind = ? AND observed_at >= ? AND id NOT IN record_hidden"
    " ORDER BY observed_at DESC, place DESC LIMIT ?"
)
_ABOUT: Final = (
    "SELECT body FROM record WHERE object_key = ? AND id NOT IN record_hidden"
    " ORDER BY observed_at DESC, place DESC LIMIT ?"
)
_AFTER: Final = (
    "SELECT place, body FROM record WHERE own_lane = ? AND place > ? AND id NOT IN record_hidden ORDER BY place LIMIT ?"
)
_LAST: Final = "SELECT max(place) FROM record WHERE own_lane = ? AND id NOT IN record_hidden"
_SAVE_SOURCE: Final = "INSERT OR IGNORE INTO record_source (source, record) VALUES (?, ?)"
_DERIVED: Final = "SELECT record FROM record_source WHERE source = ?"
_SAVE_END: Final = "INSERT OR IGNORE INTO record_retention (until, record) VALUES (?, ?)"
_OVERDUE: Final = (
    "SELECT record FROM record_retention WHERE until < ? AND record NOT IN record_hidden ORDER BY until, record LIMIT ?"
)
_BODY: Final = "SELECT body FROM record WHERE id = ?"
_ERASE: Final = (
    "DELETE FROM record WHERE id = ?",
    "DELETE FROM record_source WHERE record = ?",
    "DELETE FROM record_retention WHERE record = ?",
    "DELETE FROM record_hidden WHERE record = ?",
)


def _row(record: Record, *, own: bool) -> tuple[Binding, ...]:
    lane = lane_of(record) if own else None
    return record.id, record.kind, record.observed_at, object_of(record), lane, encode_record(record)


class SqliteRecords:
    """All records of the node."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, records: Sequence[Record], *, own: bool) -> int:
        """Keep those whose id is not known; returns how many that were."""
        sources = [
            (source, record.id) for record in records if traces_sources(record) for source in record.derived_from
        ]
        ends = [
            (record.marking.retain_until, record.id)
            for record in records
            if own and record.marking is not None and record.marking.retain_until is not None
        ]
        with self._database.transaction():
            saved = self._database.write_many(_SAVE, [_row(record, own=own) for record in records])
            self._database.write_many(_SAVE_SOURCE, sources)
            self._database.write_many(_SAVE_END, ends)
        return saved

    def load(self, record: RecordId) -> Record | None:
        """The record, or None."""
        row = self._database.row(_LOAD, (record,))
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

    def erase(self, records: Sequence[RecordId]) -> list[Record]:
        """Delete these, whose bytes `secure_delete` zeroes; gives those that were there."""
        names = list(dict.fromkeys(records))
        with self._database.transaction():
            bodies = [body for name in names for (body,) in self._database.rows(_BODY, (name,))]
            for statement in _ERASE:
                self._database.write_many(statement, [(name,) for name in names])
        return [decode_record(body) for body in bodies]

    def derived_from(self, records: Sequence[RecordId]) -> list[RecordId]:
        """Records that list one of these as a source."""
        return sorted({row[0] for record in records for row in self._database.rows(_DERIVED, (record,))})

    def overdue(self, now: int, limit: int = 1000) -> list[RecordId]:
        """Own records whose time is over before `now` [ns UTC]; soonest first."""
        return [record for (record,) in self._database.rows(_OVERDUE, (now, limit))]

    def hide(self, records: Sequence[RecordId]) -> None:
        """Leave these out."""
        with self._database.transaction():
            self._database.write_many(
                "INSERT OR IGNORE INTO record_hidden (record) VALUES (?)", [(record,) for record in records]
            )

    def show(self, records: Sequence[RecordId]) -> None:
        """Give them again."""
        with self._database.transaction():
            self._database.write_many("DELETE FROM record_hidden WHERE record = ?", [(record,) for record in records])

    def hidden(self) -> list[RecordId]:
        """Ids of those that are hidden."""
        return [record for (record,) in self._database.rows("SELECT record FROM record_hidden ORDER BY record")]
