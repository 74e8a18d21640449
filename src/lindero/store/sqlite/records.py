"""`lindero.model.ports.Records`: records in pages; what was saved together and is of one lane is one row.

Bodies of own records stand in their page; those of received ones in the mirrored log, where a recall erases them.
Pages are found by bounds of their ids, by kind and by object; within a page everything is read at once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import msgspec

from lindero.exchange.log.ports import Slot
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.codec import decode_record, decode_records, encode_record
from lindero.model.kinds import Lane, lane_of, object_of
from lindero.model.record import Record, traces_sources
from lindero.store.sqlite.database import Binding, Database, Row
from lindero.store.sqlite.pair_log import INDEX_BITS, SLOTS, WORDS, log_number
from lindero.store.sqlite.partners import numbered_partner

PAGE_RECORDS: Final = 1024
OWN: Final = 0
"""Source of what this node made or was given."""

_NEXT: Final = "UPDATE record_place SET next = next + ? RETURNING next"
_SAVE: Final = (
    "INSERT INTO record_page (first, source, own, lane, count, low, high, ids, bodies, log_place, offsets)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SAVE_KIND: Final = "INSERT INTO record_kind (kind, newest, first) VALUES (?, ?, ?)"
_SAVE_OBJECT: Final = "INSERT INTO record_object (object_key, newest, first) VALUES (?, ?, ?)"
_HIGHEST: Final = "SELECT max(high) FROM record_page WHERE source = ? AND lane = ?"
_FROM: Final = "FROM record_page LEFT JOIN log_page ON log_page.place = log_place"
_KNOWN: Final = (
    f"SELECT first, coalesce(ids, records), NULL, NULL, offsets {_FROM}"
    " WHERE source = ? AND lane = ? AND record_page.high >= ? AND record_page.low <= ?"
)
_COLUMNS: Final = (
    f"first, coalesce(ids, records), bodies, slots, offsets {_FROM}"
    " LEFT JOIN log_bodies ON log_bodies.place = log_place"
)
_WITH_ID: Final = f"SELECT {_COLUMNS} WHERE record_page.high >= ? AND record_page.low <= ? ORDER BY first"
_AFTER: Final = (
    f"SELECT {_COLUMNS} WHERE own = 1 AND lane = ? AND first > ? - {PAGE_RECORDS} AND first + record_page.count > ? + 1"
    " ORDER BY first LIMIT ?"
)
_LAST: Final = f"SELECT {_COLUMNS} WHERE own = 1 AND lane = ? ORDER BY first DESC"
_OF_KIND: Final = (
    "SELECT newest, first FROM record_kind WHERE kind = ? AND newest >= ? AND (newest, first) < (?, ?)"
    " ORDER BY newest DESC, first DESC LIMIT 256"
)
_ABOUT: Final = (
    "SELECT newest, first FROM record_object WHERE object_key = ? AND newest >= ? AND (newest, first) < (?, ?)"
    " ORDER BY newest DESC, first DESC LIMIT 256"
)
_EVER: Final = (1 << 63) - 1
_PAGE: Final = f"SELECT {_COLUMNS} WHERE first = ?"
_MOST_PAGES: Final = 64
"""Most pages read at once by `after`."""

_ENCODE: Final = msgspec.msgpack.Encoder().encode
_BODIES: Final = msgspec.msgpack.Decoder(list[bytes | None])
_OFFSETS: Final = msgspec.msgpack.Decoder(list[int])


_SAVE_SOURCE: Final = "INSERT OR IGNORE INTO record_source (source, record) VALUES (?, ?)"
_DERIVED: Final = "SELECT record FROM record_source WHERE source = ?"
_SAVE_END: Final = "INSERT OR IGNORE INTO record_retention (until, record) VALUES (?, ?)"
_OVERDUE: Final = (
    "SELECT record FROM record_retention WHERE until < ? AND record NOT IN record_hidden ORDER BY until, record LIMIT ?"
)
_FORGET_OWN: Final = "UPDATE record_page SET ids = ?, bodies = ? WHERE first = ?"
_FORGET_MIRRORED: Final = "UPDATE record_page SET offsets = ? WHERE first = ?"
_FORGET_SIDES: Final = (
    "DELETE FROM record_source WHERE record = ?",
    "DELETE FROM record_retention WHERE record = ?",
    "DELETE FROM record_hidden WHERE record = ?",
)
_ERASED: Final = RecordId("")
"""Stands in a page for the id of a record that was erased."""
_NOWHERE: Final = -1
"""Stands in a page for the offset of one."""


_Kept = tuple[int, int, Record]
"""When a record was observed, its place, itself: sorted as they are, newest last, and no two places are equal."""


class SqliteRecords:
    """All records of the node."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, records: Sequence[Record], *, own: bool) -> int:
        """Keep those whose id is not known; returns how many that were."""
        saved = 0
        with self._database.part():
            for lane, group in _by_lane(records).items():
                fresh = self._unknown(OWN, lane, group)
                for start in range(0, len(fresh), PAGE_RECORDS):
                    page = fresh[start : start + PAGE_RECORDS]
                    bodies = _ENCODE([encode_record(record) for record in page])
                    self._insert(page, OWN, lane, (bodies, None, None), own=own)
                saved += len(fresh)
        return saved

    def adopt(self, partner: NodeId, first: int, records: Sequence[tuple[int, Record]]) -> int:
        """Keep records whose bodies stand in the mirrored page of a partner; see `model.ports.Records`."""
        kept = 0
        with self._database.part():
            source = numbered_partner(self._database, partner)
            log = log_number(self._database, "mirror", partner) or 0
            offsets = {record.id: offset for offset, record in reversed(records)}  # of two, the first
            for lane, group in _by_lane([record for _, record in records]).items():
                fresh = self._unknown(source, lane, group)
                if fresh:
                    where = _ENCODE([offsets[record.id] for record in fresh])
                    self._insert(fresh, source, lane, (None, (log << INDEX_BITS) + first, where), own=False)
                kept += len(fresh)
        return kept

    def _unknown(self, source: int, lane: Lane, records: Sequence[Record]) -> list[Record]:
        """The first with each id that this source has not used; ids mostly grow, so that few pages are asked."""
        first: dict[str, Record] = {}
        for record in records:
            first.setdefault(record.id, record)
        known: dict[tuple[int, Lane], str | None] = self._database.known("highest record")
        if (source, lane) not in known:
            ((known[source, lane],),) = self._database.rows(_HIGHEST, (source, lane))
        highest = known[source, lane]
        doubtful = [] if highest is None else [name for name in first if name <= highest]
        if not doubtful:
            return list(first.values())
        pages = self._database.rows(_KNOWN, (source, lane, min(doubtful), max(doubtful)))
        used = {name for row in pages for name in _names(row)}
        return [record for name, record in first.items() if name not in used]

    def _insert(
        self, page: Sequence[Record], source: int, lane: Lane, bodies: tuple[Binding, ...], *, own: bool
    ) -> None:
        ids = [record.id for record in page]
        ((after,),) = self._database.rows(_NEXT, (len(page),))
        first = after - len(page)
        listed = None if bodies[0] is None else _ENCODE(ids)  # a mirrored page has them already
        row = (first, source, int(own), lane, len(page), min(ids), max(ids), listed, *bodies)
        self._database.write(_SAVE, row)
        highest: dict[tuple[int, Lane], str | None] = self._database.known("highest record")
        if (source, lane) in highest:
            highest[source, lane] = max(*ids, highest[source, lane] or "")
        if own:
            self._database.known("last place")[lane] = after - 1
            ends = [(r.marking.retain_until, r.id) for r in page if r.marking and r.marking.retain_until is not None]
            if ends:
                self._database.write_many(_SAVE_END, ends)
        sources = [(one, r.id) for r in page if r.derived_from and traces_sources(r) for one in r.derived_from]
        if sources:
            self._database.write_many(_SAVE_SOURCE, sources)
        kinds = _newest_by(page, lambda record: record.kind)
        objects = _newest_by(page, object_of)
        self._database.write_many(_SAVE_KIND, [(kind, newest, first) for kind, newest in kinds.items()])
        self._database.write_many(_SAVE_OBJECT, [(key, newest, first) for key, newest in objects.items()])

    def load(self, record: RecordId) -> Record | None:
        """The record, or None; of two with one id, the one that was kept first."""
        if record in self._hidden():
            return None
        for row in self._with_id(record):
            body = _bodies(row)[_names(row).index(record)]
            return None if body is None else decode_record(body)
        return None

    def _with_id(self, record: RecordId) -> Iterator[Row]:
        """The pages that hold a record, oldest first."""
        for row in self._database.rows(_WITH_ID, (record, record)):
            if record in _names(row):
                yield row

    def after(self, lane: Lane, place: int, limit: int) -> list[tuple[int, Record]]:
        """Own records of a lane saved after `place`, oldest first, each with its place."""
        found: list[tuple[int, Record]] = []
        hidden = self._hidden()
        last: int = self._database.known("last place").get(lane, _EVER)
        pages = 1  # at first: it may be a long one
        while len(found) < limit and place < last:
            rows = self._database.rows(_AFTER, (lane, place, place, pages))
            if not rows:
                self._database.known("last place")[lane] = place
                break
            for row in rows:
                wanted = [(at, body) for at, body in _there(row, hidden) if at > place][: limit - len(found)]
                found += zip([at for at, _ in wanted], decode_records([body for _, body in wanted]), strict=True)
                place = row[0] + len(_names(row)) - 1
            pages = min(2 * pages, _MOST_PAGES)
        return found

    def last_place(self, lane: Lane) -> int:
        """Place of the newest own record of a lane; 0 when there is none."""
        hidden = self._hidden()
        for row in self._database.rows(_LAST, (lane,)):
            if there := [at for at, _ in _there(row, hidden)]:
                return there[-1]
        return 0

    def of_kind(self, kind: str, *, since: int = 0, limit: int = 1000) -> list[Record]:
        """Newest first, observed at or after `since` [ns UTC]; of equal times the one saved last."""
        pages = self._pages(_OF_KIND, kind, since)
        return self._newest(pages, lambda record: record.kind == kind and record.observed_at >= since, limit)

    def about(self, object_key: str, *, limit: int = 1000) -> list[Record]:
        """Records about one object, newest first; of equal times the one saved last."""
        pages = self._pages(_ABOUT, object_key, -_EVER)
        return self._newest(pages, lambda record: object_of(record) == object_key, limit)

    def _pages(self, sql: str, key: str, since: int) -> Iterator[Row]:
        """Newest time and first place of pages, newest first; read a few at a time."""
        after: Row = (_EVER, _EVER)
        while rows := self._database.rows(sql, (key, since, *after)):
            yield from rows
            after = rows[-1]

    def _newest(self, pages: Iterable[Row], wanted: Callable[[Record], bool], limit: int) -> list[Record]:
        """The newest wanted records of pages that come newest first; stops where no later page can have a newer one."""
        found: list[_Kept] = []
        hidden = self._hidden()
        for newest, first in pages:
            if len(found) >= limit:
                found = sorted(found, reverse=True)[:limit]
                if not found or newest < found[-1][0]:
                    break
            for row in self._database.rows(_PAGE, (first,)):
                read = [(at, decode_record(body)) for at, body in _there(row, hidden)]
                found += [(record.observed_at, at, record) for at, record in read if wanted(record)]
        return [record for _, _, record in sorted(found, reverse=True)[:limit]]

    def erase(self, records: Sequence[RecordId]) -> list[Record]:
        """Overwrite these and forget their ids; gives those that were there. Bodies in a mirror are erased there."""
        found: list[Record] = []
        with self._database.transaction():
            for record in dict.fromkeys(records):
                for row in self._with_id(record):
                    found += self._erase_in(row, record)
            for statement in _FORGET_SIDES:
                self._database.write_many(statement, [(record,) for record in records])
        self._database.known("hidden").clear()
        return found

    def _erase_in(self, row: Row, record: RecordId) -> list[Record]:
        """Erase a record of one page."""
        first, _, own, _, offsets = row
        names, bodies = _names(row), _bodies(row)
        at = names.index(record)
        body, bodies[at], names[at] = bodies[at], None, _ERASED
        if own is not None:
            self._database.write(_FORGET_OWN, (_ENCODE(names), _ENCODE(bodies), first))
        else:
            places = _OFFSETS.decode(offsets)
            places[at] = _NOWHERE
            self._database.write(_FORGET_MIRRORED, (_ENCODE(places), first))
        return [] if body is None else [decode_record(body)]

    def derived_from(self, records: Sequence[RecordId]) -> list[RecordId]:
        """Records that list one of these as a source."""
        return sorted({row[0] for record in records for row in self._database.rows(_DERIVED, (record,))})

    def overdue(self, now: int, limit: int = 1000) -> list[RecordId]:
        """Own records whose time is over before `now` [ns UTC]; soonest first."""
        return [record for (record,) in self._database.rows(_OVERDUE, (now, limit))]

    def hide(self, records: Sequence[RecordId]) -> None:
        """Leave these out."""
        statement = "INSERT OR IGNORE INTO record_hidden (record) VALUES (?)"
        with self._database.transaction():
            self._database.write_many(statement, [(record,) for record in records])
        self._database.known("hidden").clear()

    def show(self, records: Sequence[RecordId]) -> None:
        """Give them again."""
        with self._database.transaction():
            self._database.write_many("DELETE FROM record_hidden WHERE record = ?", [(record,) for record in records])
        self._database.known("hidden").clear()

    def hidden(self) -> list[RecordId]:
        """Ids of those that are hidden."""
        return [record for (record,) in self._database.rows("SELECT record FROM record_hidden ORDER BY record")]

    def _hidden(self) -> frozenset[str]:
        known: dict[str, frozenset[str]] = self._database.known("hidden")
        if "all" not in known:
            known["all"] = frozenset(self.hidden())
        return known["all"]


def _newest_by(records: Sequence[Record], key_of: Callable[[Record], str]) -> dict[str, int]:
    """When the newest record of each key was observed."""
    newest: dict[str, int] = {}
    for record in records:
        key, at = key_of(record), record.observed_at
        if at > newest.get(key, at - 1):
            newest[key] = at
    return newest


def _by_lane(records: Sequence[Record]) -> dict[Lane, list[Record]]:
    """The records of each lane, in their order."""
    lanes: dict[Lane, list[Record]] = {}
    for record in records:
        lanes.setdefault(lane_of(record), []).append(record)
    return lanes


def _there(row: Row, hidden: frozenset[str]) -> list[tuple[int, bytes]]:
    """Place and body of a page's records that were not erased and are not hidden."""
    found = zip(_names(row), _bodies(row), strict=True)
    return [
        (at, body)
        for at, (name, body) in enumerate(found, row[0])
        if body is not None and name != _ERASED and name not in hidden
    ]


def _names(row: Row) -> list[str]:
    """Ids of a page's records."""
    names: list[str] = WORDS.decode(row[1])
    if row[4] is None:
        return names
    return [_ERASED if at == _NOWHERE else names[at] for at in _OFFSETS.decode(row[4])]


def _bodies(row: Row) -> list[bytes | None]:
    """Bodies of a page's records; None where one was erased."""
    _, _, own, slots, offsets = row
    if own is not None:
        return list(_BODIES.decode(own))
    filled = SLOTS.decode(slots)
    return [None if at == _NOWHERE else _body_of(filled[at]) for at in _OFFSETS.decode(offsets)]


def _body_of(slot: Slot) -> bytes | None:
    return None if isinstance(slot, str) else slot[1]
