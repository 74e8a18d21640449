"""`lindero.exchange.log.ports.Decisions`: the private decision log, and its counters by reason."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from lindero.exchange.log.ports import Decision, DecisionPage, DecisionsAsked, run_first, run_key
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.pairing import partner_at
from lindero.store.bounds import MINUTE_NS
from lindero.store.sqlite.database import Binding, Database
from lindero.store.sqlite.outbox import SqliteOutbox
from lindero.store.sqlite.partners import numbered_partner, partner_number

_SAVE: Final = """
INSERT INTO decision (decided_at, partner, record, object_key, released, rules, reasons, policy, count, minute, way_out)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (partner, object_key, reasons, minute, way_out) WHERE released = 0 DO UPDATE SET
    decided_at = excluded.decided_at, record = excluded.record, rules = excluded.rules, policy = excluded.policy,
    count = count + excluded.count
"""
_COUNT: Final = (
    "INSERT INTO withheld (partner, reason, count) VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET count = count + excluded.count"
)
_ABOUT: Final = (
    "SELECT decided_at, node, record, object_key, released, rules, reasons, policy, count, way_out"
    " FROM decision NATURAL JOIN partner WHERE record = ? ORDER BY decided_at DESC, decision DESC"
)
_WAYS: Final = (
    "SELECT way_out FROM decision WHERE way_out <> 'link' AND released = 1"
    " AND record IN (SELECT value FROM json_each(?1))"
    " UNION SELECT way_out FROM decision WHERE way_out <> 'link' AND released = 1"
    " AND object_key IN (SELECT value FROM json_each(?2))"
)
_RUN: Final = (
    "SELECT decided_at, rules, policy, object_key, count FROM decision NATURAL JOIN partner"
    " WHERE node = ? AND released = 1 AND object_key BETWEEN ? AND ? ORDER BY object_key DESC LIMIT 1"
)
_LATEST: Final = """
SELECT decision, decided_at, node, record, object_key, released, rules, reasons, policy, count, way_out
FROM (SELECT * FROM decision WHERE decision < ?1 ORDER BY decision DESC LIMIT ?2) NATURAL JOIN partner
WHERE (?3 IS NULL OR node = ?3 OR node GLOB ?3 || '~*') AND (?4 IS NULL OR released = ?4)
    AND (?5 IS NULL OR EXISTS (SELECT 1 FROM json_each(reasons) WHERE value = ?5))
ORDER BY decision DESC LIMIT ?6
"""
_LOOKED_AT: Final = (
    "SELECT COUNT(*), MIN(decision) FROM"
    " (SELECT decision FROM decision WHERE decision < ? ORDER BY decision DESC LIMIT ?)"
)
_BEYOND_ALL: Final = 2**63 - 1
_OUTBOXES: Final = "SELECT node FROM pair_log NATURAL JOIN partner WHERE side = 'outbox'"

_ENCODER: Final = msgspec.json.Encoder()
_WORDS: Final = msgspec.json.Decoder(tuple[str, ...])


def _words(words: tuple[str, ...]) -> str:
    """As JSON text, so that a person with a SQLite shell can read the log."""
    return _ENCODER.encode(words).decode()


def _row(made: Decision, partner: int) -> tuple[Binding, ...]:
    rules, reasons, minute = _words(made.rules), _words(made.reasons), made.at // MINUTE_NS
    what = (made.at, partner, made.record, made.object_key, int(made.released))
    return *what, rules, reasons, made.policy, made.count, minute, made.way_out


class SqliteDecisions:
    """What was decided about each record for each partner."""

    def __init__(self, database: Database, outbox: SqliteOutbox) -> None:
        self._database = database
        self._outbox = outbox

    def append(self, decisions: Sequence[Decision]) -> None:
        """Add rows; refusals with equal partner, object, reasons and minute are folded into one."""
        withheld: Counter[tuple[NodeId, str]] = Counter()
        for made in decisions:
            if not made.released:
                withheld.update({(made.partner, reason): made.count for reason in made.reasons})
        with self._database.part():
            number = {node: numbered_partner(self._database, node) for node in {made.partner for made in decisions}}
            self._database.write_many(_SAVE, [_row(made, number[made.partner]) for made in decisions])
            if withheld:
                counts = [(number[partner], reason, count) for (partner, reason), count in withheld.items()]
                self._database.write_many(_COUNT, counts)

    def withheld(self, partner: NodeId) -> Mapping[str, int]:
        """How many records were withheld, by reason (a record with two reasons counts under each)."""
        number = partner_number(self._database, partner)
        return dict(self._database.rows("SELECT reason, count FROM withheld WHERE partner = ?", (number,)))

    def latest(self, asked: DecisionsAsked) -> DecisionPage:
        """Rows that were asked for, newest first."""
        before = _BEYOND_ALL if asked.before is None else asked.before
        released = None if asked.released is None else int(asked.released)
        asked_for = (before, asked.within, asked.partner, released, asked.reason, asked.limit)
        found = self._database.rows(_LATEST, asked_for)
        rows = [
            Decision(
                at, partner_at(node), about, key, bool(released), _WORDS.decode(rules), _WORDS.decode(reasons), *rest
            )
            for _, at, node, about, key, released, rules, reasons, *rest in found
        ]
        if len(found) == asked.limit:
            return DecisionPage(rows=tuple(rows), next=found[-1][0])
        ((looked_at, oldest),) = self._database.rows(_LOOKED_AT, (before, asked.within))
        return DecisionPage(rows=tuple(rows), next=oldest if looked_at == asked.within else None)

    def ways_of(self, records: Sequence[RecordId], objects: Sequence[str] = ()) -> frozenset[str]:
        """By which ways other than the link any of these records left, or any about these objects."""
        asked = _words(tuple(records)), _words(tuple(objects))
        return frozenset(way for (way,) in self._database.rows(_WAYS, asked))

    def about(self, record: RecordId) -> list[Decision]:
        """Rows about a record, newest first; of folded refusals the row stands under the last record."""
        refused = [
            Decision(
                at, partner_at(node), found, key, bool(released), _WORDS.decode(rules), _WORDS.decode(reasons), *rest
            )
            for at, node, found, key, released, rules, reasons, *rest in self._database.rows(_ABOUT, (record,))
        ]
        return sorted([*self._released(record), *refused], key=lambda made: made.at, reverse=True)

    def _released(self, record: RecordId) -> Iterator[Decision]:
        """The runs that a record was released in, found by the own logs."""
        for (node,) in self._database.rows(_OUTBOXES):
            index = self._outbox.index_of(node, record)
            row = None if index is None else self._database.row(_RUN, (node, run_key(0), run_key(index)))
            if index is None or row is None:
                continue
            at, rules, policy, run, count = row
            if index < (run_first(run) or 0) + count:
                key = self._outbox.entries(node, index, index + 1)[0].object_key
                yield Decision(at, partner_at(node), record, key, True, _WORDS.decode(rules), (), policy)
