"""Receive: link → verify root and signature → durable → receipt → open → vocabulary check → store.

The session has verified the batch before it comes here. A body that this version cannot read, or that its sender may
not originate, is kept in the mirror like any other (the log must stay whole) and goes to quarantine, not to people.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import msgspec

from lindero.exchange.envelope.control import Control, Poison, decode_control, encode_control, type_of
from lindero.exchange.envelope.entry import Entry, decode_entry
from lindero.exchange.envelope.errors import BadControl
from lindero.exchange.envelope.keys import Signer
from lindero.exchange.link.events import BatchArrived
from lindero.exchange.log.expiry import expiry_runs
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import LoggedEntry, Mirror, Orders
from lindero.exchange.log.recall_ports import Expiries
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

    @property
    def orders(self) -> Orders:
        """Control messages that wait."""

    @property
    def expiries(self) -> Expiries:
        """When bodies must be gone."""


class ArrivedControl(msgspec.Struct, frozen=True):
    """A control message that arrived.

    Attributes:
        index: Of its entry in the partner's log.
        entry: Decoded.
        message: What it says.
    """

    index: int
    entry: Entry
    message: Control


Obey = Callable[[Sequence[ArrivedControl]], None]
"""Acts on control messages within the transaction that makes them durable."""


class Opened(msgspec.Struct, frozen=True):
    """One body slot, opened: the record or control message, or why there is none."""

    entry: LoggedEntry
    record: Record | None = None
    control: ArrivedControl | None = None
    refused: Refused | None = None


def open_batch(batch: BatchArrived, partner: NodeId, now: int) -> Iterator[Opened]:
    """The slots of a verified batch; `now` in ns UTC."""
    for offset, (leaf, entry, slot) in enumerate(zip(batch.entries, batch.decoded, batch.slots, strict=True)):
        index = batch.first + offset
        if isinstance(slot, str):
            yield Opened(LoggedEntry(index, leaf, None, None, RecordId(""), "", slot))
            continue
        salt, body = slot
        unread = LoggedEntry(index, leaf, body, salt, RecordId(""), "")
        try:
            if entry.type != "record":
                yield Opened(unread, control=ArrivedControl(index, entry, _open_control(entry, body)))
                continue
            record = decode_record(body)
            if record.origin != partner:
                raise ForeignOrigin(origin=record.origin)
        except RemoteError as why:
            raw = body[:RAW_KEPT]
            refused = Refused(at=now, source=partner, code=why.code, message=str(why), offset=index, raw=raw)
            yield Opened(unread, refused=refused)
        else:
            yield Opened(LoggedEntry(index, leaf, body, salt, record.id, object_of(record)), record=record)


def _open_control(entry: Entry, body: bytes) -> Control:
    """The message of a control entry.

    Raises:
        BadControl: None that is known, or one of another type than its entry says.
    """
    control = decode_control(body)
    if type_of(control) != entry.type:
        raise BadControl(why=f"an entry of type {entry.type} carries a message of type {type_of(control)}")
    return control


class Kept(msgspec.Struct, frozen=True):
    """What became durable.

    Attributes:
        records: Those that people may see.
        controls: What the partner says about the logs.
        receipt: The partner's newest note, cosigned; may be sent now.
    """

    records: list[Record]
    controls: list[ArrivedControl]
    receipt: bytes


def keep_batches(
    store: ReceiveStore,
    batches: Sequence[BatchArrived],
    partner: NodeId,
    log: PairLog,
    receipt_key: Signer,
    now: int,
    obey: Obey,
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
        obey: Called with the control messages, once they are written.
    """
    opened = [slot for batch in batches for slot in open_batch(batch, partner, now)]
    records = [slot.record for slot in opened if slot.record is not None]
    controls = [slot.control for slot in opened if slot.control is not None]
    refused = [slot.refused for slot in opened if slot.refused is not None]
    days = [entry.expires_day for batch in batches for entry in batch.decoded]
    ends = list(expiry_runs("mirror", partner, batches[0].first, days))
    head = batches[-1].head
    receipt = seal_receipt(head.note, log, receipt_key, now // SECOND_NS)
    with store.transaction():
        store.mirror.append(partner, [slot.entry for slot in opened], msgspec.structs.replace(head, note=receipt))
        store.mirror.save_kept(partner, head.size, now)
        store.records.save(records, own=False)
        if ends:
            store.expiries.save(ends)
        if refused:
            store.quarantine.save(refused)
            _report(store, partner, opened)
        if controls:
            obey(controls)
    return Kept(records, controls, receipt)


def _report(store: ReceiveStore, partner: NodeId, opened: Sequence[Opened]) -> None:
    """Tell the sender of each record that cannot be used; what it says about the logs gets no such answer."""
    for slot in opened:
        if slot.refused is not None and decode_entry(slot.entry.entry).type == "record":
            store.orders.save(partner, encode_control(Poison(code=slot.refused.code)), re=slot.entry.index)
