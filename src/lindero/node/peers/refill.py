"""Mending a log that was rolled back: its owner gets its own entries back from the partner's mirror."""

from typing import Final

from lindero.exchange.link.events import RefillArrived, RefillWanted
from lindero.exchange.link.frames import Slot
from lindero.exchange.log.ports import LoggedEntry
from lindero.kernel.errors import RemoteError
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.codec import decode_record
from lindero.model.kinds import object_of
from lindero.node.peers.wire import Wire
from lindero.node.store_thread import StoreThread
from lindero.store.sqlite.store import SqliteStore

PAGE: Final = 200


async def send_refill(
    wire: Wire, store: SqliteStore, thread: StoreThread, partner: NodeId, wanted: RefillWanted
) -> None:
    """Send the partner the end of its own log, page by page."""
    for start in range(wanted.first, wanted.stop, PAGE):
        stop = min(start + PAGE, wanted.stop)
        page = await thread.run(lambda a=start, b=stop: store.mirror.entries(partner, a, b))  # type: ignore[misc]
        wire.send(wire.session.refill(start, [entry.entry for entry in page], [_slot(entry) for entry in page]))
        await wire.drain()


async def keep_refill(store: SqliteStore, thread: StoreThread, partner: NodeId, refill: RefillArrived) -> None:
    """Make the lost end of the own log durable again."""
    slots = zip(refill.entries, refill.slots, strict=True)
    entries = [_entry(refill.first + offset, leaf, slot) for offset, (leaf, slot) in enumerate(slots)]
    await thread.run(lambda: store.outbox.append(partner, entries, refill.head))


def _slot(entry: LoggedEntry) -> Slot:
    return (entry.salt, entry.body) if entry.salt is not None and entry.body is not None else "lost"


def _entry(index: int, leaf: bytes, slot: Slot) -> LoggedEntry:
    if slot == "lost":
        return LoggedEntry(index, leaf, None, None, RecordId(""), "", "lost")
    salt, body = slot
    try:
        record = decode_record(body)
    except RemoteError:
        return LoggedEntry(index, leaf, body, salt, RecordId(""), "")
    return LoggedEntry(index, leaf, body, salt, record.id, object_of(record))
