"""Repair of this node's logs from the partner's folder, and the account of what was there before.

The node is stopped meanwhile. Erased content stays erased; of an altered body only its digest and the places where it
differs are kept, so that no recall has to look for a copy of it.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Protocol

import msgspec

from lindero.exchange.log.ports import Log
from lindero.exchange.log.repair import Repair, Replaced, plan_repair
from lindero.exchange.log.verify import Copy
from lindero.kernel.clock import Instant
from lindero.model.people import AuditEvent
from lindero.model.ports import Audit, Transactions
from lindero.partners.verification import Shelf, mirror_copy, outbox_copy, paired_logs


class RepairShelf(Shelf, Transactions, Protocol):
    """What a repair writes to."""

    @property
    def audit(self) -> Audit:
        """The trail of what people did."""


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


def plan_repairs(shelf: Shelf, other: Shelf) -> Iterator[Mended]:
    """What would make this node's copies verify again; logs that need nothing are left out.

    Raises:
        NotRepairable: One of them cannot be mended from the other copy.
    """
    for log, writers, readers in paired_logs(shelf, other):
        sent, mirrored = outbox_copy(writers, log), mirror_copy(readers, log)
        own = writers is shelf
        mine, theirs = (sent, mirrored) if own else (mirrored, sent)
        mended = Mended(own=own, copy=mine, repair=plan_repair(log, mine, theirs))
        if mended.repair.replaced or mended.parts:
            yield mended


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
            places = [place for place, (a, b) in enumerate(zip(before, after, strict=False)) if a != b]
            found[part] = {"sha256": sha256(before).hexdigest(), "bytes": len(before), "differs_at": places[:1000]}
        elif before != after:
            found[part] = None
    return found


def _text(note: bytes) -> str:
    return note.decode(errors="backslashreplace")


def _line(**fields: object) -> bytes:
    return msgspec.json.encode(fields) + b"\n"
