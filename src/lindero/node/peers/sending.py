"""The sending half of a peer: what is durable and unsent goes first, then what publishing decides next."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from lindero.exchange.envelope.keys import Signer
from lindero.exchange.log.checkpoint import Checkpoint, seal_checkpoint
from lindero.exchange.log.pages import most_bytes
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import Frontier, LogPage, Slot
from lindero.exchange.log.tree import extend, leaf_hashes, root_of
from lindero.exchange.release.destination import Destination
from lindero.kernel.clock import SECOND_NS, Clock
from lindero.node.peers.wire import Wire
from lindero.node.pipelines.publish import BATCH_ENTRIES, Publisher
from lindero.node.store_thread import StoreThread
from lindero.node.timers import woken
from lindero.store.fault import Fault

BEFORE_SIGN: Final = "link.before-sign"
BEFORE_SEND: Final = "link.before-send"
AFTER_SEND: Final = "link.after-send"
IDLE_S: Final = 1.0


class Ready(NamedTuple):
    """A durable page that waits to be sent, with the frontier of the log after it, where that is known."""

    page: LogPage
    frontier: Frontier | None


class Sending:
    """Sends the own log to one partner for the time of one session.

    Args:
        wire: The open session.
        log: The own log.
        log_keys: Gives those that sign its checkpoints now.
        publisher: Decides what comes next.
        destination: The partner under the policy in force; asked before each batch.
        resume_at: First entry that the partner lacks.
        frontier: Of the log at that size.
    """

    def __init__(
        self,
        *,
        wire: Wire,
        log: PairLog,
        log_keys: Callable[[], Sequence[Signer]],
        publisher: Publisher,
        destination: Callable[[], Destination],
        thread: StoreThread,
        clock: Clock,
        fault: Fault,
        resume_at: int,
        frontier: Frontier,
    ) -> None:
        self._wire = wire
        self._log = log
        self._log_keys = log_keys
        self._publisher = publisher
        self._destination = destination
        self._thread = thread
        self._clock = clock
        self._fault = fault
        self._sent = resume_at
        self._frontier = frontier
        self._ready: Ready | None = None
        self._offset = 0
        self._ahead: asyncio.Task[Ready | None] | None = None

    async def run(self) -> None:
        """Send until the session ends or we are cancelled."""
        try:
            while self._wire.session.state == "open":
                if self._ready is None:
                    self._ready, self._offset = await self._take_page(), 0
                if self._ready is None:
                    await woken(self._wire.changed, self._idle_s())
                elif not await self._send_part(self._ready):
                    await woken(self._wire.changed, IDLE_S)
        finally:
            if self._ahead is not None:
                self._ahead.cancel()

    def _idle_s(self) -> float:
        """How long nothing can become due. [s]."""
        due = self._publisher.due_at()
        return IDLE_S if due is None else min(IDLE_S, max(0.0, (due - self._clock.now()) / SECOND_NS))

    async def _take_page(self) -> Ready | None:
        """The next page; while it is sent, the store's thread decides the one after it."""
        ahead, self._ahead = self._ahead, None
        ready = await (ahead or self._next_page(self._sent, self._wire.session.room))
        if ready is not None and len(ready.page.entries) == BATCH_ENTRIES:
            room = self._wire.session.room - most_bytes(ready.page.entries, ready.page.slots)
            if room > 0:
                self._ahead = asyncio.create_task(self._next_page(ready.page.first + BATCH_ENTRIES, room))
        return ready

    async def _next_page(self, taken: int, room: int) -> Ready | None:
        """What is durable from an index on; else what is decided now, when there is credit for it."""

        def work() -> Ready | None:
            stored = self._publisher.stored(taken)
            if stored is not None:
                return Ready(stored, None)
            while room > 0 and (batch := self._publisher.next_batch(self._destination(), room)) is not None:
                if batch.page is not None:
                    return Ready(batch.page, batch.head.frontier)
            return None

        return await self._thread.run(work)

    async def _send_part(self, ready: Ready) -> bool:
        """Sign and send as much as fits; false when there is no room for even one."""
        page = ready.page
        leaves, slots = page.entries[self._offset :], page.slots[self._offset :]
        fits = self._wire.session.fit(leaves, slots)
        if not fits:
            return False
        whole = fits == len(page.entries)
        self._send(leaves[:fits], slots[:fits], ready.frontier if whole else None)
        self._offset += fits
        if self._offset == len(page.entries):
            self._ready = None
        await self._wire.drain()
        return True

    def _send(self, leaves: list[bytes], slots: list[Slot], frontier: Frontier | None) -> None:
        """Sign and send entries; `frontier` is that of the log after them, None to compute it."""
        self._frontier = frontier or extend(self._frontier, self._sent, leaf_hashes(leaves))
        size = self._sent + len(leaves)
        self._fault(BEFORE_SIGN)
        note = seal_checkpoint(Checkpoint(self._log.origin, size, root_of(self._frontier)), *self._log_keys())
        self._publisher.signed(note)
        self._fault(BEFORE_SEND)
        self._wire.send(self._wire.session.batch(self._sent, leaves, slots, note))
        self._fault(AFTER_SEND)
        self._sent = size
