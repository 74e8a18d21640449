"""The sending half of a peer: what is durable and unsent goes first, then what publishing decides next."""

from collections.abc import Callable, Sequence
from typing import Final

from lindero.exchange.envelope.keys import Signer
from lindero.exchange.link.frames import Slot
from lindero.exchange.link.slots import slot_of
from lindero.exchange.log.checkpoint import Checkpoint, seal_checkpoint
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import Frontier, LoggedEntry
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


class Sending:
    """Sends the own log to one partner for the time of one session.

    Args:
        wire: The open session.
        log: The own log.
        log_key: Signs its checkpoints.
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
        log_key: Signer,
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
        self._log_key = log_key
        self._publisher = publisher
        self._destination = destination
        self._thread = thread
        self._clock = clock
        self._fault = fault
        self._sent = resume_at
        self._frontier = frontier
        self._unsent: list[LoggedEntry] = []

    async def run(self) -> None:
        """Send until the session ends or we are cancelled."""
        while self._wire.session.state == "open":
            if not self._unsent:
                self._unsent = await self._next_entries()
            if not self._unsent:
                await woken(self._wire.changed, self._idle_s())
            elif not await self._send_part():
                await woken(self._wire.changed, IDLE_S)

    def _idle_s(self) -> float:
        """How long nothing can become due. [s]."""
        due = self._publisher.due_at()
        return IDLE_S if due is None else min(IDLE_S, max(0.0, (due - self._clock.now()) / SECOND_NS))

    async def _next_entries(self) -> list[LoggedEntry]:
        """What is durable and unsent; else what is decided now, when there is credit for it."""
        stored = await self._thread.run(lambda: self._publisher.stored(self._sent, self._sent + BATCH_ENTRIES))
        if stored or self._wire.session.room <= 0:
            return stored
        room = self._wire.session.room
        while True:
            batch = await self._thread.run(lambda: self._publisher.next_batch(self._destination(), room))
            if batch is None or batch.entries:
                return batch.entries if batch else []

    async def _send_part(self) -> bool:
        """Sign and send as much as fits; false when there is no room for even one."""
        slots = [slot_of(entry) for entry in self._unsent]
        leaves = [entry.entry for entry in self._unsent]
        fits = self._wire.session.fit(leaves, slots)
        if not fits:
            return False
        self._send(leaves[:fits], slots[:fits])
        del self._unsent[:fits]
        await self._wire.drain()
        return True

    def _send(self, leaves: list[bytes], slots: Sequence[Slot]) -> None:
        self._frontier = extend(self._frontier, self._sent, leaf_hashes(leaves))
        size = self._sent + len(leaves)
        self._fault(BEFORE_SIGN)
        note = seal_checkpoint(Checkpoint(self._log.origin, size, root_of(self._frontier)), self._log_key)
        self._publisher.signed(note)
        self._fault(BEFORE_SEND)
        self._wire.send(self._wire.session.batch(self._sent, leaves, list(slots), note))
        self._fault(AFTER_SEND)
        self._sent = size
