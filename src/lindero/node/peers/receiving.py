"""The receiving half of a peer: batches become durable together, then one receipt confirms them all.

While one commit is under way, the next batches are read and verified; they share the next commit. Receipts of the
partner for the own log are kept together too, not each by itself: the partner gives the newest again in every hello.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import structlog

from lindero.exchange.envelope.control import LOST, KeyChange, Poison, encode_control
from lindero.exchange.envelope.keys import Signer
from lindero.exchange.link.events import BatchArrived, Receipted
from lindero.exchange.log.pair import PairLog
from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId
from lindero.model.record import Record
from lindero.node.peers.wire import Wire
from lindero.node.pipelines.receive import ArrivedControl, Kept, Obey, Relay, keep_batches
from lindero.node.store_thread import StoreThread
from lindero.node.timers import pause
from lindero.store.fault import Fault
from lindero.store.sqlite.store import SqliteStore

_log = structlog.get_logger("lindero.link")

RECEIPTS_EVERY_S: Final = 0.05
"""After receipts were kept, those that follow within this time are kept together. [s]"""
BEFORE_RECEIPT: Final = "link.before-receipt"
AFTER_RECEIPT: Final = "link.after-receipt"


def lost_in(batches: Sequence[BatchArrived]) -> list[int]:
    """Indexes of entries whose writer lost their bodies."""
    return [
        index
        for batch in batches
        if "lost" in batch.slots
        for index, slot in enumerate(batch.slots, batch.first)
        if slot == "lost"
    ]


class Receiving:
    """Keeps what one partner sends, and the receipts it gives, for the time of one session."""

    def __init__(
        self,
        *,
        partner: NodeId,
        wire: Wire,
        log: Callable[[], PairLog],
        receipt_keys: Callable[[], Sequence[Signer]],
        store: SqliteStore,
        thread: StoreThread,
        clock: Clock,
        fault: Fault,
        arrived: Callable[[Sequence[Record]], None],
        obey: Obey,
        obeyed: Callable[[Sequence[ArrivedControl]], None],
        rekeyed: Callable[[], Awaitable[None]],
        origins: frozenset[NodeId],
        relay: Relay,
    ) -> None:
        self._partner = partner
        self._wire = wire
        self._log = log
        self._receipt_keys = receipt_keys
        self._store = store
        self._thread = thread
        self._clock = clock
        self._fault = fault
        self._arrived = arrived
        self._obey = obey
        self._obeyed = obeyed
        self._rekeyed = rekeyed
        self._origins = origins
        self._relay = relay
        self._batches: list[BatchArrived] = []
        self._receipts: list[tuple[Receipted, int]] = []
        self._arrivals, self._confirmations = asyncio.Event(), asyncio.Event()

    def take(self, event: BatchArrived | Receipted) -> None:
        """Take what the session verified; it becomes durable in `run` and `run_receipts`."""
        if isinstance(event, BatchArrived):
            self._batches.append(event)
            self._arrivals.set()
        else:
            self._receipts.append((event, self._clock.now()))
            self._confirmations.set()

    async def run(self) -> None:
        """Make durable and confirm, until cancelled."""
        while True:
            await self._arrivals.wait()
            self._arrivals.clear()
            batches, self._batches = self._batches, []
            await self._keep(batches)

    async def run_receipts(self) -> None:
        """Keep the partner's receipts, until cancelled."""
        while True:
            await self._confirmations.wait()
            self._confirmations.clear()
            receipts, self._receipts = self._receipts, []
            await self._thread.run(lambda kept=receipts: self._write_receipts(kept))  # type: ignore[misc]
            await pause(RECEIPTS_EVERY_S)

    async def _keep(self, batches: list[BatchArrived]) -> None:
        kept = await self._thread.run(lambda: self._write(batches))
        if any(isinstance(control.message, KeyChange) for control in kept.controls):
            await self._rekeyed()  # before the receipt: with it the partner stops signing with its old key
        self._fault(BEFORE_RECEIPT)
        if self._wire.session.state == "open":
            self._wire.send(self._wire.session.receipt(batches[-1].head.size, kept.receipt))
        self._fault(AFTER_RECEIPT)
        self._arrived(kept.records)
        if kept.controls:
            self._obeyed(kept.controls)
        await self._wire.drain()

    def _write(self, batches: list[BatchArrived]) -> Kept:
        """Make batches durable; bodies that came as lost are reported to the partner in the own log."""
        now = self._clock.now()
        lost = lost_in(batches)
        key, *also = self._receipt_keys()
        with self._store.transaction():
            kept = keep_batches(
                self._store, batches, self._partner, self._log(), key, now, self._obey, also, self._origins, self._relay
            )
            for index in lost:
                self._store.orders.save(self._partner, encode_control(Poison(code=LOST)), re=index)
        if lost:
            _log.error("alarm", partner=self._partner, what="BodiesLost", indexes=lost[:100], count=len(lost))
        return kept

    def _write_receipts(self, receipts: Sequence[tuple[Receipted, int]]) -> None:
        """Make receipts durable, each with the time at which it came."""
        with self._store.transaction():
            for receipt, at in receipts:
                self._store.outbox.save_receipt(self._partner, receipt.size, receipt.note, at)
