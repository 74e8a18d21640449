"""Repair of this node's logs from the partner's folder, and the account of what was there before.

The node is stopped meanwhile. Erased content stays erased; of an altered body only its digest and the places where it
differs are kept, so that no recall has to look for a copy of it.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Protocol

import msgspec

from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.log.emptiness import is_over
from lindero.exchange.log.ports import EmptyReason, Log, LoggedEntry
from lindero.exchange.log.recall_ports import Holds
from lindero.exchange.log.repair import Repair, Replaced, plan_repair
from lindero.exchange.log.verify import Copy
from lindero.kernel.clock import Instant
from lindero.model.people import AuditEvent
from lindero.model.ports import Audit, Transactions
from lindero.partners.erasing import record_of
from lindero.partners.verification import Shelf, StoredEntries, mirror_copy, outbox_copy, paired_logs


class RepairShelf(Shelf, Transactions, Protocol):
    """What a repair writes to."""

    @property
    def audit(self) -> Audit:
        """The trail of what people did."""

    @property
    def holds(self) -> Holds:
        """Legal holds."""


class Mended(msgspec.Struct, frozen=True, kw_only=True):
    """A log with what a repair changes in it.

    Attributes:
        own: This node wrote the log.
        copy: The copy before.
        repair: What changes.
    """

    own: bool
    copy: Copy
    repair: Repair

    @property
    def parts(self) -> tuple[str, ...]:
        """Parts besides entries that change."""
        named = {"head": self.repair.head, "receipt": self.repair.receipt}
        return tuple(name for name, value in named.items() if value is not None)


def plan_repairs(shelf: RepairShelf, other: Shelf, wall_ms: int) -> Iterator[Mended]:
    """What would make this node's copies verify again; logs that need nothing are left out.

    Args:
        shelf: This node's store.
        other: The partner's.
        wall_ms: Wall clock. [ms UTC]

    Raises:
        NotRepairable: One of them cannot be mended from the other copy.
    """
    for log, writers, readers in paired_logs(shelf, other):
        sent, mirrored = outbox_copy(writers, log), mirror_copy(readers, log)
        own = writers is shelf
        mine, theirs = (sent, mirrored) if own else (mirrored, sent)
        mended = Mended(own=own, copy=mine, repair=plan_repair(log, mine, theirs))
        if mended.repair.replaced or mended.repair.left:
            mended = _without_erased(mended, theirs, shelf, wall_ms)
        if mended.repair.replaced or mended.parts:
            yield mended


def _without_erased(mended: Mended, theirs: Copy, shelf: RepairShelf, wall_ms: int) -> Mended:
    """The plan with empty slots where a recall, or the end of its time, has taken the body away: none comes back."""
    mine, repair = mended.copy, mended.repair
    replaced = {one.after.index: one for one in repair.replaced}
    left = {finding.index for finding in repair.left}
    stored = {at: one for at, one in enumerate(mine.entries) if at in replaced or at in left}
    deque(theirs.entries, maxlen=0)  # to its end, for the recalls in it
    for at, before in stored.items():
        after = replaced[at].after if at in replaced else before
        reason = _erased(at, after, [mine, theirs], wall_ms)
        if reason is None or after.empty is not None or (after.body == before.body and at not in left):
            continue
        if mended.own or record_of(after) not in shelf.holds.on([record_of(after)]):
            gone = msgspec.structs.replace(after, body=None, salt=None, empty=reason)
            replaced[at] = Replaced(before, gone)
            left.discard(at)
    kept = tuple(finding for finding in repair.left if finding.index in left)
    ordered = tuple(replaced[at] for at in sorted(replaced))
    return msgspec.structs.replace(mended, repair=msgspec.structs.replace(repair, replaced=ordered, left=kept))


def _erased(at: int, entry: LoggedEntry, copies: Sequence[Copy], wall_ms: int) -> EmptyReason | None:
    """Why an entry's body must not be here; None for one that may."""
    for copy in copies:
        if isinstance(copy.entries, StoredEntries) and at in copy.entries.claims.named:
            return "recalled"
    mine = copies[0].entries
    if isinstance(mine, StoredEntries) and mine.is_withdrawn(record_of(entry)):
        return "recalled"
    return "expired" if is_over(decode_entry(entry.entry), wall_ms) else None


def apply_repairs(shelf: RepairShelf, planned: Sequence[Mended], now: Instant, person: str) -> None:
    """Write them, with a line in the audit for each log, all together or not at all."""
    with shelf.transaction():
        for mended in planned:
            log = mended.repair.log
            partner = log.reader if mended.own else log.writer
            copy: Log = shelf.outbox if mended.own else shelf.mirror
            copy.replace(partner, [one.after for one in mended.repair.replaced])
            if mended.repair.head is not None:
                copy.append(partner, [], mended.repair.head)
            if mended.repair.receipt is not None:
                size = mended.repair.receipt.split(b"\n")[1]
                shelf.outbox.save_receipt(partner, int(size), mended.repair.receipt, now)
            parts = " ".join((f"{len(mended.repair.replaced)} entries", *mended.parts))
            shelf.audit.append(AuditEvent(at=now, person=person, act="repair", about=log.origin, detail=parts))


def damage_report(planned: Sequence[Mended]) -> Iterator[bytes]:
    """What was there before a repair, one JSON line for each thing that changes."""
    for mended in planned:
        origin = mended.repair.log.origin
        for one in mended.repair.replaced:
            yield _line(origin=origin, index=one.after.index, **_before(one))
        if mended.repair.head is not None:
            head = mended.copy.head
            frontier = [node.hex() for node in head.frontier]
            yield _line(origin=origin, part="head", note=_text(head.note), frontier=frontier)
        if mended.repair.receipt is not None:
            yield _line(origin=origin, part="receipt", note=_text(mended.copy.receipt))


def _before(one: Replaced) -> dict[str, object]:
    """The damaged parts of an entry: the leaf whole, of body and salt only where they differ."""
    found: dict[str, object] = {}
    if one.before.entry != one.after.entry:
        found["entry"] = one.before.entry.hex()
    for part in ("body", "salt"):
        before, after = getattr(one.before, part), getattr(one.after, part)
        if before != after and before is not None:
            places = [place for place, (a, b) in enumerate(zip(before, after or b"", strict=False)) if a != b]
            found[part] = {"sha256": sha256(before).hexdigest(), "bytes": len(before), "differs_at": places[:1000]}
        elif before != after:
            found[part] = None
    return found


def _text(note: bytes) -> str:
    return note.decode(errors="backslashreplace")


def _line(**fields: object) -> bytes:
    return msgspec.json.encode(fields) + b"\n"
