"""Erasure of a partner's records: what a recall, or the end of a legal hold, takes away here.

Runs within the transaction that makes the recall durable. The receipt is only noted as owed: it may leave when the
files hold nothing any more (`Erasures.owed`, `node.pipelines.controls`).
"""

from collections.abc import Iterable, Sequence
from typing import Final, Protocol, get_args

import msgspec

from lindero.exchange.envelope.control import Erased, Recall, Unreachable
from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.log.ports import Decisions, LoggedEntry, Mirror
from lindero.exchange.log.recall_ports import Erasure, Erasures, Holds, Withdrawn, WithdrawnRecords
from lindero.kernel.clock import Clock
from lindero.kernel.errors import RemoteError
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.codec import decode_record
from lindero.model.kinds import object_of
from lindero.model.ports import Quarantine
from lindero.model.record import Record
from lindero.partners.demands import RecallOrders, RecallStore, closure
from lindero.partners.eras import all_pairings

DERIVED: Final = "derived"
_COPIES: Final[dict[str, Unreachable]] = {
    "export": "exports",
    "api": "exports",
    "print": "prints",
    "gateway": "outbound-feeds",
}
"""Ways out by which a record is beyond an erasure."""
_ONWARD: Final = "onward:"
_ALL: Final = 1_000_000_000


class ErasingStore(RecallStore, Protocol):
    """What an erasure needs of a store."""

    @property
    def mirror(self) -> Mirror:
        """The partners' logs."""

    @property
    def quarantine(self) -> Quarantine:
        """What was refused."""

    @property
    def decisions(self) -> Decisions:
        """What left, and by which way."""

    @property
    def erasures(self) -> Erasures:
        """Recalls of partners."""

    @property
    def withdrawn(self) -> WithdrawnRecords:
        """What is left of records."""

    @property
    def holds(self) -> Holds:
        """Legal holds."""


class Eraser:
    """Erases what partners recall. Call it within a transaction, from the store's thread."""

    def __init__(self, node: NodeId, store: ErasingStore, clock: Clock) -> None:
        self._node = node
        self._store = store
        self._clock = clock
        self._orders = RecallOrders(store, clock)

    def recall(self, partner: NodeId, index: int, recall: Recall) -> list[Record]:
        """Erase what the partner's recall at an index of its log names, and all that was derived from it.

        Returns:
            The records that were there, for what keeps them in memory.
        """
        named = {entry.index: record_of(entry) for entry in self._records_at(partner, recall.entries)}
        held = self._store.holds.on([record for record in named.values() if record])
        kept = tuple(at for at, record in named.items() if record in held)
        gone = tuple(at for at in named if at not in kept)
        self._store.records.hide(sorted(held))
        erased = self._erase(partner, gone, [named[at] for at in gone], recall.reason)
        ids = [record for record in named.values() if record]
        derived = self._withdraw_derived(partner, index, ids, recall)
        onward = self._orders.pass_on(passed_on(partner, index), ids, recall.reason)
        receipt = Erased(
            erased=gone,
            withdrawn=len(derived),
            held=kept,
            onward=tuple(sorted({demand.partner for demand in onward})),
            unreachable=self._unreachable(erased, derived),
        )
        self._store.erasures.save(
            Erasure(
                partner=partner,
                recall=index,
                asked_at=self._clock.now(),
                reason=recall.reason,
                receipt=receipt,
                held=kept,
            )
        )
        return [*erased, *derived]

    def confirmed(self, about: str, by: NodeId) -> None:
        """A node to which a recall was passed on (`about` says which) has answered: its originator is told."""
        partner, _, index = about.removeprefix(_ONWARD).rpartition("/")
        erasure = self._store.erasures.load(NodeId(partner), int(index)) if about.startswith(_ONWARD) else None
        if erasure is not None:
            receipt = _again(erasure, onward=(by,), confirmed=(by,))
            self._store.erasures.save(msgspec.structs.replace(erasure, receipt=receipt, owed=True))

    def hold_ended(self, record: RecordId) -> list[Record]:
        """Erase what only a legal hold had kept: what was recalled or has expired meanwhile."""
        gone = [one for partner in self._partners() for one in self._let_go(partner, record)]
        if not gone:
            self._store.records.show([record])
        return gone

    def _let_go(self, partner: NodeId, record: RecordId) -> list[Record]:
        at = self._store.mirror.index_of(partner, record)
        if at is None:
            return []
        for erasure in self._store.erasures.all(_ALL):
            if erasure.partner == partner and at in erasure.held:
                gone = self._erase(partner, [at], [record], erasure.reason)
                receipt = _again(erasure, erased=(at,), unreachable=self._unreachable(gone, ()))
                held = tuple(index for index in erasure.held if index != at)
                self._store.erasures.save(msgspec.structs.replace(erasure, receipt=receipt, held=held, owed=True))
                return gone
        return []

    def _unreachable(self, erased: Sequence[Record], derived: Sequence[Record]) -> tuple[Unreachable, ...]:
        """Copies that have left the node, or may have: people have seen it, a backup holds what was derived from it."""
        gone = (*erased, *derived)
        ways = self._store.decisions.ways_of([one.id for one in gone], sorted({object_of(one) for one in gone}))
        copies = {_COPIES[way] for way in ways if way in _COPIES}
        copies |= {"screens"} if erased or derived else set()
        copies |= {"backups"} if derived else set()
        kinds: tuple[Unreachable, ...] = get_args(Unreachable)
        return tuple(kind for kind in kinds if kind in copies)

    def _partners(self) -> list[NodeId]:
        return [pairing.place for pairing in all_pairings(self._store.pairings)]

    def _records_at(self, partner: NodeId, indexes: Iterable[int]) -> list[LoggedEntry]:
        """Entries of records; what says how the log came about is no record and stays."""
        mirror = self._store.mirror
        found = [entry for at in indexes for entry in mirror.entries(partner, at, at + 1)]
        return [entry for entry in found if decode_entry(entry.entry).type == "record"]

    def _erase(self, partner: NodeId, indexes: Sequence[int], records: Sequence[RecordId], reason: str) -> list[Record]:
        """Overwrite bodies, salts, decoded records and what lies in quarantine."""
        gone = self._forget(records, reason)  # first: they are read where the mirror has them
        self._store.mirror.erase(partner, indexes, "recalled")
        self._store.quarantine.erase(partner, indexes)
        return gone

    def _forget(self, records: Sequence[RecordId], reason: str) -> list[Record]:
        gone = self._store.records.erase(records)
        now = self._clock.now()
        self._store.withdrawn.save(
            [Withdrawn(record=r.id, kind=r.kind, origin=r.origin, at=now, reason=reason) for r in gone]
        )
        return gone

    def _withdraw_derived(
        self, partner: NodeId, index: int, sources: Sequence[RecordId], recall: Recall
    ) -> list[Record]:
        """Take away what was derived from these, and demand it back where it was shared."""
        derived = [record for record in closure(self._store.records, sources) if record not in set(sources)]
        held = self._store.holds.on(derived)
        self._store.records.hide(sorted(held))
        gone = self._forget([record for record in derived if record not in held], DERIVED)
        self._orders.pass_on(
            f"derived:{partner}/{index}", [r.id for r in gone if r.origin == self._node], recall.reason
        )
        for record in gone:
            at = None if record.origin == self._node else self._store.mirror.index_of(record.origin, record.id)
            if at is not None:
                self._store.mirror.erase(record.origin, [at], "recalled")
        return gone


def record_of(entry: LoggedEntry) -> RecordId:
    """Id of an entry's record, also of one that could be read only after it had come; empty when nobody knows it."""
    if entry.record or entry.body is None:
        return entry.record
    try:
        return decode_record(entry.body).id
    except RemoteError:
        return entry.record


def passed_on(partner: NodeId, index: int) -> str:
    """What the demands that pass a partner's recall on are about."""
    return f"{_ONWARD}{partner}/{index}"


def _again(erasure: Erasure, **more: tuple[object, ...]) -> Erased:
    """The next receipt of an erasure: what is new, beside what has not been said yet."""
    said = erasure.receipt if erasure.owed else Erased()
    known = {name: getattr(said, name) for name in more}
    merged = {name: tuple(dict.fromkeys((*known[name], *items))) for name, items in more.items()}
    return msgspec.structs.replace(said, **merged)
