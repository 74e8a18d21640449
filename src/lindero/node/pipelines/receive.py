"""Receive: link → verify root and signature → durable → receipt → open → vocabulary check → store.

The session has verified the batch before it comes here. A body that this version cannot read, or that its sender may
not originate, is kept in the mirror like any other (the log must stay whole) and goes to quarantine, not to people.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from lindero.exchange.envelope.control import Control, Poison, decode_control, encode_control, type_of
from lindero.exchange.envelope.entry import Entry
from lindero.exchange.envelope.errors import BadControl
from lindero.exchange.envelope.keys import Signer
from lindero.exchange.link.events import BatchArrived
from lindero.exchange.log.expiry import expiry_runs
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import LogPage, Mirror, Orders
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


Relay = Callable[[Sequence[Record]], None]
"""Notes what may be passed on, within the transaction that makes it durable."""


def _relay_nothing(records: Sequence[Record]) -> None:
    """Nothing is passed on."""


class Opened(msgspec.Struct, frozen=True):
    """A verified batch, its bodies opened.

    Attributes:
        page: As the mirror keeps it.
        records: What its sender may originate and this version can read, each with its offset in the page.
        controls: What it says about the logs.
        refused: What goes to quarantine; the log keeps it all the same.
    """

    page: LogPage
    records: list[tuple[int, Record]]
    controls: list[ArrivedControl]
    refused: list[Refused]


def open_batch(batch: BatchArrived, partner: NodeId, now: int, origins: frozenset[NodeId] = frozenset()) -> Opened:
    """Open the bodies of a verified batch; `now` in ns UTC; `origins`: whose records the partner may pass on."""
    size = len(batch.entries)
    page = LogPage(batch.first, batch.entries, batch.slots, [RecordId("")] * size, [""] * size, [])
    opened = Opened(page, [], [], [])
    for offset, (entry, slot) in enumerate(zip(batch.decoded, batch.slots, strict=True)):
        if isinstance(slot, str):
            continue
        body = slot[1]
        try:
            if entry.type != "record":
                index = batch.first + offset
                opened.controls.append(ArrivedControl(index, entry, _open_control(entry, body)))
                continue
            record = decode_record(body)
            if record.origin != partner and record.origin not in origins:
                raise ForeignOrigin(origin=record.origin)
        except RemoteError as why:
            index, raw = batch.first + offset, body[:RAW_KEPT]
            opened.refused.append(
                Refused(at=now, source=partner, code=why.code, message=str(why), offset=index, raw=raw)
            )
            continue
        key = page.keys[offset] = object_of(record)
        page.records[offset] = record.id
        opened.records.append((offset, record))
        if entry.of is None:
            page.begins.append((key, batch.first + offset))
    return opened


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
    also: Sequence[Signer] = (),
    origins: frozenset[NodeId] = frozenset(),
    relay: Relay = _relay_nothing,
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
        also: Further receipt keys that cosign, while a key is being changed.
        origins: Nodes whose records the partner may pass on.
        relay: Called with the records, once they are written.
    """
    opened = [open_batch(batch, partner, now, origins) for batch in batches]
    controls = [control for page in opened for control in page.controls]
    refused = [one for page in opened for one in page.refused]
    last = batches[-1].head
    days = [entry.expires_day for batch in batches for entry in batch.decoded]
    receipt = seal_receipt(last.note, log, receipt_key, now // SECOND_NS, also)
    with store.transaction():
        for batch, one in zip(batches, opened, strict=True):
            store.mirror.append_page(partner, one.page, batch.head)
            store.records.adopt(partner, one.page.first, one.records)
        store.mirror.save_note(partner, receipt)
        store.mirror.save_kept(partner, last.size, now)
        if any(days):
            store.expiries.save(list(expiry_runs("mirror", partner, batches[0].first, days)))
        if refused:
            store.quarantine.save(refused)
            for batch, one in zip(batches, opened, strict=True):
                _report(store, partner, batch, one.refused)
        records = [record for page in opened for _, record in page.records]
        relay(records)
        if controls:
            obey(controls)
    return Kept(records, controls, receipt)


def _report(store: ReceiveStore, partner: NodeId, batch: BatchArrived, refused: Sequence[Refused]) -> None:
    """Tell the sender of each record that cannot be used; what it says about the logs gets no such answer."""
    for one in refused:
        if one.offset is not None and batch.decoded[one.offset - batch.first].type == "record":
            store.orders.save(partner, encode_control(Poison(code=one.code)), re=one.offset)
