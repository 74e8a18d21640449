"""Receive: link → verify root and signature → durable → receipt → open → vocabulary check → store.

The session has verified the batch before it comes here. A body that this version cannot read, or that its sender may
not originate, is kept in the mirror like any other (the log must stay whole) and goes to quarantine, not to people.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from lindero.exchange.envelope.keys import Signer
from lindero.exchange.link.events import BatchArrived
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import LoggedEntry, Mirror
from lindero.exchange.log.receipt import seal_receipt
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.errors import RemoteError
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.codec import decode_record
from lindero.model.kinds import object_of
from lindero.model.ports import Quarantine, Records, Transactions
from lindero.model.quarantine import RAW_KEPT, Refused
from lindero.model.record import Record


class ForeignOrigin(RemoteError):
    """A record of another origin than the partner's own."""

    code = "link.foreign-origin"
    en = "The partner sent a record of {origin}, which it may not originate."
    es = "El socio envió un registro de {origin}, que no le corresponde originar."
    remedy_en = "It is kept in quarantine. Ask the partner's administrator."
    remedy_es = "Queda en cuarentena. Pregunte al administrador del socio."


class ReceiveStore(Transactions, Protocol):
    """What receiving needs of a store."""

    @property
    def records(self) -> Records:
        """All records."""

    @property
    def mirror(self) -> Mirror:
        """The partners' logs."""

    @property
    def quarantine(self) -> Quarantine:
        """What was refused."""


class Opened(msgspec.Struct, frozen=True):
    """One body slot, opened: the record, or why there is none."""

    entry: LoggedEntry
    record: Record | None
    refused: Refused | None


def open_batch(batch: BatchArrived, partner: NodeId, now: int) -> Iterator[Opened]:
    """The slots of a verified batch; `now` in ns UTC."""
    for offset, (leaf, slot) in enumerate(zip(batch.entries, batch.slots, strict=True)):
        index = batch.first + offset
        if slot == "lost":
            yield Opened(LoggedEntry(index, leaf, None, None, RecordId(""), "", "lost"), None, None)
            continue
        salt, body = slot
        try:
            record = decode_record(body)
            if record.origin != partner:
                raise ForeignOrigin(origin=record.origin)
        except RemoteError as why:
            refused = Refused(
                at=now, source=partner, code=why.code, message=str(why), offset=index, raw=body[:RAW_KEPT]
            )
            yield Opened(LoggedEntry(index, leaf, body, salt, RecordId(""), ""), None, refused)
        else:
            entry = LoggedEntry(index, leaf, body, salt, record.id, object_of(record))
            yield Opened(entry, record, None)


class Kept(msgspec.Struct, frozen=True):
    """What became durable.

    Attributes:
        records: Those that people may see.
        receipt: The partner's newest note, cosigned; may be sent now.
    """

    records: list[Record]
    receipt: bytes


def keep_batches(
    store: ReceiveStore,
    batches: Sequence[BatchArrived],
    partner: NodeId,
    log: PairLog,
    receipt_key: Signer,
    now: int,
) -> Kept:
    """Make verified batches durable: mirror, records, quarantine and the receipt in one transaction.

    Call it from the store's thread; the receipt leaves only after it has returned.

    Args:
        store: Where to.
        batches: At least one, in order, without gaps.
        partner: Who sent them.
        log: The partner's log.
        receipt_key: Cosigns.
        now: The present. [ns UTC]
    """
    opened = [slot for batch in batches for slot in open_batch(batch, partner, now)]
    records = [slot.record for slot in opened if slot.record is not None]
    refused = [slot.refused for slot in opened if slot.refused is not None]
    head = batches[-1].head
    receipt = seal_receipt(head.note, log, receipt_key, now // SECOND_NS)
    with store.transaction():
        store.mirror.append(partner, [slot.entry for slot in opened], msgspec.structs.replace(head, note=receipt))
        store.mirror.save_kept(partner, head.size, now)
        store.records.save(records, own=False)
        if refused:
            store.quarantine.save(refused)
    return Kept(records, receipt)
