"""What a backup left out comes again: bodies of the partner's log that are alive, once every recall has come.

One request at a time, for a run of entries; the partner answers when nothing else waits to be written. Each answer is
made durable with the place up to which the log has been looked at, so that a cut or a restart goes on from there.
"""

import asyncio
from collections.abc import Callable
from typing import Final

import structlog

from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.envelope.errors import BadEntry
from lindero.exchange.link.events import BatchArrived, BodiesArrived, BodiesWanted
from lindero.exchange.link.frames import MAX_LACK
from lindero.exchange.log.expiry import day_of
from lindero.exchange.log.pages import slot_of
from lindero.exchange.log.ports import LoggedEntry, Slot
from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId
from lindero.node.peers.wire import Wire
from lindero.node.pipelines.receive import open_batch
from lindero.node.store_thread import StoreThread
from lindero.node.timers import pause
from lindero.store.sqlite.store import SqliteStore

ANSWER_BYTES: Final = 32_768
"""A frame of bodies is sent when it is so full; with one more body, however large, it stays below the link's bound."""
_PAGE: Final = 500
_LOOK_S: Final = 0.5

_log = structlog.get_logger("lindero.link")


def answer_to(store: SqliteStore, partner: NodeId, wanted: BodiesWanted) -> list[Slot]:
    """What the own log holds of what a restored partner asks for: as much as one frame should carry, one at least."""
    slots: list[Slot] = []
    size = 0
    for entry in store.outbox.entries(partner, wanted.first, wanted.first + wanted.count):
        slots.append(slot_of(entry))
        size += len(entry.body or b"")
        if size >= ANSWER_BYTES:
            break
    return slots or ["lost"]


class Restoring:
    """Fetches what a restore has left out, for the time of one session."""

    def __init__(
        self,
        wire: Wire,
        partner: NodeId,
        store: SqliteStore,
        thread: StoreThread,
        clock: Clock,
        origins: frozenset[NodeId],
        changed: Callable[[], None],
    ) -> None:
        self._wire = wire
        self._partner = partner
        self._store = store
        self._thread = thread
        self._clock = clock
        self._origins = origins
        self._changed = changed
        self._arrived: asyncio.Queue[BodiesArrived] = asyncio.Queue()

    def take(self, event: BodiesArrived) -> None:
        """Bodies have come, verified against their entries."""
        self._arrived.put_nowait(event)

    async def run(self) -> None:
        """Fetch until nothing is left to fetch, or cancelled."""
        fetched = 0
        while (place := await self._thread.run(lambda: self._store.rejoining.refetch(self._partner))) is not None:
            if self._partner in await self._thread.run(self._store.rejoining.waiting):
                await pause(_LOOK_S)  # first every recall
                continue
            entries = await self._thread.run(lambda at=place: self._next_lost(at))  # type: ignore[misc]
            if entries:
                commitments = [decode_entry(entry.entry).commitment for entry in entries]
                self._wire.send(self._wire.session.lack(entries[0].index, commitments))
                event = await self._arrived.get()
                fetched += await self._thread.run(lambda told=event: self._keep(told))  # type: ignore[misc]
        if fetched:
            _log.info("bodies-fetched-again", partner=self._partner, records=fetched)
            self._changed()

    def _next_lost(self, place: int) -> list[LoggedEntry]:
        """The next run of entries whose bodies are not here and may still be alive; moves on where there is none."""
        page = self._store.mirror.entries(self._partner, place, place + _PAGE)
        over = [entry.index for entry in page if entry.empty == "lost" and self._is_over(entry)]
        if over:  # it would have been erased by now, had it been in the backup
            self._store.mirror.erase(self._partner, over, "expired")
        run: list[LoggedEntry] = []
        for entry in page:
            if self._may_live(entry):
                run.append(entry)
            elif run:
                break
            if len(run) == MAX_LACK:
                break
        if not run:
            self._store.rejoining.save_refetch(self._partner, place + _PAGE if len(page) == _PAGE else None)
        return run

    def _may_live(self, entry: LoggedEntry) -> bool:
        return entry.empty == "lost" and _is_record(entry) and not self._is_over(entry)

    def _is_over(self, entry: LoggedEntry) -> bool:
        day = decode_entry(entry.entry).expires_day if _is_record(entry) else None
        return day is not None and day < day_of(self._clock.now())

    def _keep(self, event: BodiesArrived) -> int:
        """Bodies into the log, records for people; what was recalled or expired meanwhile stays empty."""
        store, partner, first = self._store, self._partner, event.first
        stop = first + len(event.slots)
        with store.transaction():
            entries = store.mirror.entries(partner, first, stop)
            pairs = zip(entries, event.slots, strict=True)
            slots: list[Slot] = [slot if self._may_live(entry) else "lost" for entry, slot in pairs]
            filled = [
                LoggedEntry(entry.index, entry.entry, slot[1], slot[0], entry.record, entry.object_key)
                for entry, slot in zip(entries, slots, strict=True)
                if not isinstance(slot, str)
            ]
            store.mirror.replace(partner, filled)
            leaves = [entry.entry for entry in entries]
            decoded = [decode_entry(leaf) for leaf in leaves]
            batch = BatchArrived(first, leaves, decoded, slots, store.mirror.head(partner))
            opened = open_batch(batch, partner, self._clock.now(), self._origins)
            kept = 0
            for offset, record in opened.records:
                page = store.mirror.page_first(partner, first + offset)
                kept += store.records.adopt(partner, page, [(first + offset - page, record)])
            store.rejoining.save_refetch(partner, stop)
        return kept


def _is_record(entry: LoggedEntry) -> bool:
    try:
        return decode_entry(entry.entry).type == "record"
    except BadEntry:
        return False
