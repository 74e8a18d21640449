"""Mending a log that was rolled back: its owner gets its own entries back from the partner's mirror."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from lindero.exchange.envelope.control import KeyChange, Recall, decode_control
from lindero.exchange.envelope.entry import Entry, decode_entry
from lindero.exchange.envelope.errors import BadControl
from lindero.exchange.envelope.key_change import admit_change
from lindero.exchange.link.events import RefillArrived, RefillWanted
from lindero.exchange.log.expiry import expiry_runs
from lindero.exchange.log.pages import slot_of
from lindero.exchange.log.pair import incoming_log, outgoing_log
from lindero.exchange.log.ports import LoggedEntry, Order, Slot
from lindero.kernel.errors import RemoteError
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.codec import decode_record
from lindero.model.kinds import LANES, Lane, object_of
from lindero.node.peers.wire import Wire
from lindero.node.store_thread import StoreThread
from lindero.store.sqlite.store import SqliteStore

PAGE: Final = 500
PART_BYTES: Final = 1 << 20
"""A frame is sent when it is so full; with one more body, however large, it stays below the link's bound."""
_SLOT_BYTES: Final = 64
_RECORDS_PAGE: Final = 1000
_MS_NS: Final = 1_000_000


async def send_refill(
    wire: Wire, store: SqliteStore, thread: StoreThread, partner: NodeId, wanted: RefillWanted
) -> None:
    """Send the partner the end of its own log, page by page."""
    for start in range(wanted.first, wanted.stop, PAGE):
        stop = min(start + PAGE, wanted.stop)
        page = await thread.run(lambda a=start, b=stop: store.mirror.entries(partner, a, b))  # type: ignore[misc]
        for part in _parts(page):
            leaves, slots = [entry.entry for entry in part], [slot_of(entry) for entry in part]
            wire.send(wire.session.refill(part[0].index, leaves, slots))
            await wire.drain()


def _parts(page: Sequence[LoggedEntry]) -> Iterator[list[LoggedEntry]]:
    """The page in order, cut into what one frame holds."""
    part: list[LoggedEntry] = []
    size = 0
    for entry in page:
        part.append(entry)
        size += len(entry.entry) + len(entry.body or b"") + _SLOT_BYTES
        if size >= PART_BYTES:
            yield part
            part, size = [], 0
    if part:
        yield part


async def keep_refill(store: SqliteStore, thread: StoreThread, partner: NodeId, refill: RefillArrived) -> None:
    """Make the lost end of the own log durable again, and what publishing knew of it: nothing in it leaves twice."""
    slots = zip(refill.entries, refill.slots, strict=True)
    entries = [_entry(refill.first + offset, leaf, slot) for offset, (leaf, slot) in enumerate(slots)]
    pairs = list(zip(entries, refill.decoded, strict=True))
    released = {entry.object_key: made.sealed_ms * _MS_NS for entry, made in pairs if made.type == "record"}
    days = [made.expires_day for made in refill.decoded]
    said = Counter((entry.body, made.re) for entry, made in pairs if entry.body is not None)

    def keep() -> None:
        known = frozenset(entry.record for entry in entries)
        with store.transaction():
            store.outbox.append(partner, entries, refill.head)
            store.cursors.save(partner, {lane: _last_decided(store, partner, lane, known) for lane in LANES})
            waiting = [held.object_key for held in store.cursors.held(partner) if held.record in known]
            store.cursors.drop_held(partner, waiting)
            store.orders.drop(partner, [order.number for order in store.orders.waiting(partner) if _take(said, order)])
            store.cursors.save_released(partner, released)
            store.expiries.save(list(expiry_runs("outbox", partner, refill.first, days)))
            _obey_own_recalls(store, partner, entries)
            _adopt_own_keys(store, partner, refill.decoded, entries)

    await thread.run(keep)


def _take(said: Counter[tuple[bytes, int | None]], order: Order) -> bool:
    """Whether the log has said what an order says, of the same entry; each time counts for one order."""
    key = order.body, order.re
    said[key] -= 1
    return said[key] >= 0


def _obey_own_recalls(store: SqliteStore, partner: NodeId, entries: Sequence[LoggedEntry]) -> None:
    """What was recalled before the rollback is recalled after it: bodies are emptied, records leave no more."""
    for recall in filter(None, map(_recall_of, entries)):
        named = [entry for at in recall.entries for entry in store.outbox.entries(partner, at, at + 1)]
        store.retractions.save([entry.record for entry in named if entry.record], partner=partner)
        store.outbox.erase(partner, recall.entries, "recalled")


def _recall_of(entry: LoggedEntry) -> Recall | None:
    if entry.body is None or decode_entry(entry.entry).type != "recall":
        return None
    try:
        control = decode_control(entry.body)
    except BadControl:
        return None
    return control if isinstance(control, Recall) else None


def _last_decided(store: SqliteStore, partner: NodeId, lane: Lane, known: frozenset[RecordId]) -> int:
    """Place of the newest own record of a lane that was decided before the rollback: records are decided in order."""
    place = decided = store.cursors.load(partner).get(lane, 0)
    while page := store.records.after(lane, place, _RECORDS_PAGE):
        place = page[-1][0]
        decided = max([decided, *(at for at, record in page if record.id in known)])
    return decided


def _adopt_own_keys(store: SqliteStore, partner: NodeId, decoded: Sequence[Entry], entries: list[LoggedEntry]) -> None:
    """Own changes of keys that the log held before it was rolled back; what replaced them since comes after."""
    pairing = store.pairings.load(partner)
    if pairing is None:
        return
    bodies = {entry.body for entry in entries}
    replaced = tuple(one for one in pairing.own_keys if one.by_recovery and one.statement not in bodies)
    epochs = tuple(one for one in pairing.own_keys if one not in replaced)
    for made, entry in zip(decoded, entries, strict=True):
        if made.type == "key" and entry.body is not None:
            change = decode_control(entry.body)
            of_receipts = isinstance(change, KeyChange) and change.key == "receipt"
            log = incoming_log(pairing) if of_receipts else outgoing_log(pairing)
            epochs = admit_change(pairing.own, epochs, entry.body, log=log.origin, since=entry.index + 1)
    store.pairings.save(msgspec.structs.replace(pairing, own_keys=(*epochs, *replaced)))


def _entry(index: int, leaf: bytes, slot: Slot) -> LoggedEntry:
    if isinstance(slot, str):
        return LoggedEntry(index, leaf, None, None, RecordId(""), "", slot)
    salt, body = slot
    try:
        record = decode_record(body)
    except RemoteError:
        return LoggedEntry(index, leaf, body, salt, RecordId(""), "")
    return LoggedEntry(index, leaf, body, salt, record.id, object_of(record))
