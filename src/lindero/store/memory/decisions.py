"""`lindero.exchange.log.ports.Decisions` in memory."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from lindero.exchange.log.ports import Decision, DecisionPage, DecisionsAsked, run_first
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.pairing import partner_at
from lindero.store.bounds import MINUTE_NS
from lindero.store.memory.journal import Journal, Table
from lindero.store.memory.outbox import MemoryOutbox

_Fold = tuple[NodeId, str, tuple[str, ...], int, str]


class MemoryDecisions:
    """What was decided about each record for each partner; rows are found by their number."""

    def __init__(self, journal: Journal, outbox: MemoryOutbox) -> None:
        self._journal = journal
        self._outbox = outbox
        self._rows: Table[int, Decision] = Table(journal)
        self._folds: Table[_Fold, int] = Table(journal)
        self._withheld: Table[tuple[NodeId, str], int] = Table(journal)

    def append(self, decisions: Sequence[Decision]) -> None:
        """Add rows; refusals with equal partner, object, reasons and minute are folded into one."""
        with self._journal.transaction():
            for made in decisions:
                if made.released:
                    self._rows.put(len(self._rows), made)
                else:
                    self._refuse(made)

    def _refuse(self, made: Decision) -> None:
        fold = (made.partner, made.object_key, made.reasons, made.at // MINUTE_NS, made.way_out)
        number = self._folds.get(fold, len(self._rows))
        before = self._rows[number].count if fold in self._folds else 0
        self._folds.put(fold, number)
        self._rows.put(number, msgspec.structs.replace(made, count=before + made.count))
        for reason in set(made.reasons):
            key = (made.partner, reason)
            self._withheld.put(key, self._withheld.get(key, 0) + made.count)

    def numbered(self, after: int, limit: int) -> list[tuple[int, Decision]]:
        """Rows with a number beyond `after`, in order; numbers begin with 1."""
        numbers = range(max(after, 0) + 1, min(after + limit, len(self._rows)) + 1)
        return [(number, _named(self._rows[number - 1])) for number in numbers]

    def end_folding(self, place: int) -> None:
        """Fold nothing into the rows up to a number any more."""
        for fold, number in list(self._folds.items()):
            if number < place:
                self._folds.drop(fold)

    def withheld(self, partner: NodeId) -> Mapping[str, int]:
        """How many records were withheld, by reason (a record with two reasons counts under each)."""
        return {reason: count for (node, reason), count in self._withheld.items() if node == partner}

    def latest(self, asked: DecisionsAsked) -> DecisionPage:
        """Rows that were asked for, newest first."""
        newest = len(self._rows) if asked.before is None else min(asked.before - 1, len(self._rows))
        numbers = range(newest, max(newest - asked.within, 0), -1)
        fitting = [number for number in numbers if _fits(self._rows[number - 1], asked)]
        given = fitting[: asked.limit]
        oldest = given[-1] if len(given) == asked.limit else newest - len(numbers) + 1
        full = len(given) == asked.limit or len(numbers) == asked.within
        return DecisionPage(
            rows=tuple(_named(self._rows[number - 1]) for number in given), next=oldest if full else None
        )

    def ways_of(self, records: Sequence[RecordId], objects: Sequence[str] = ()) -> frozenset[str]:
        """By which ways other than the link any of these records left, or any about these objects."""
        asked = {*records}, {*objects}
        rows = [row for row in self._rows.values() if row.record in asked[0] or row.object_key in asked[1]]
        left = [row for row in rows if row.released]
        return frozenset(row.way_out for row in left) - {"link"}

    def about(self, record: RecordId) -> list[Decision]:
        """Rows about a record, newest first; of folded refusals the row stands under the last record."""
        rows = [(made.at, number, _named(made)) for number, made in self._rows.items() if made.record == record]
        refused = [made for _, _, made in sorted(rows, key=lambda row: row[:2], reverse=True)]
        return sorted([*self._released(record), *refused], key=lambda made: made.at, reverse=True)

    def _released(self, record: RecordId) -> Iterator[Decision]:
        """The runs that a record was released in."""
        for run in self._rows.values():
            first = run_first(run.object_key) if run.released else None
            index = None if first is None else self._outbox.index_of(run.partner, record)
            if first is not None and index is not None and first <= index < first + run.count:
                key = self._outbox.entries(run.partner, index, index + 1)[0].object_key
                yield msgspec.structs.replace(_named(run), record=record, object_key=key, count=1)

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        for number, made in list(self._rows.items()):
            if made.partner == partner:
                self._rows.put(number, msgspec.structs.replace(made, partner=place))
        self._folds.forget(partner)
        self._withheld.rename(partner, place)


def _named(made: Decision) -> Decision:
    """Under the partner's own id, whichever pairing it was made for."""
    partner = partner_at(made.partner)
    return made if partner == made.partner else msgspec.structs.replace(made, partner=partner)


def _fits(made: Decision, asked: DecisionsAsked) -> bool:
    return (
        asked.partner in (None, partner_at(made.partner))
        and asked.released in (None, made.released)
        and (asked.reason is None or asked.reason in made.reasons)
    )
