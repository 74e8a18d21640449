"""Controls: control entry → within its transaction: audit and act → after it: what takes longer.

`obey` runs in the store's thread, inside the transaction that makes the entries durable; `obeyed` in the event loop,
once they are. The receipt of an erasure is ordered only when the files hold nothing any more of what was erased: the
write-ahead log has been folded back and emptied, which a reader may delay. A crash in between is finished at the next
start, because the erasure is noted as owed in the transaction of the recall.
"""

import asyncio
import sys
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import msgspec
import structlog

from lindero.exchange.envelope.control import (
    Consent,
    Erased,
    Heartbeat,
    KeyChange,
    Poison,
    Recall,
    encode_control,
    type_of,
)
from lindero.exchange.log.heartbeats import Heard, Heartbeats
from lindero.exchange.log.recall_ports import Rejoining
from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId
from lindero.model.people import AuditEvent
from lindero.model.record import Record
from lindero.node.pipelines.key_controls import obey_key_change
from lindero.node.pipelines.receive import ArrivedControl
from lindero.node.store_thread import StoreThread
from lindero.node.timers import pause, woken
from lindero.partners.demands import RecallOrders
from lindero.partners.erasing import Eraser
from lindero.partners.key_changes import KeyShelf
from lindero.partners.onward import OnwardStore, PassingOn
from lindero.partners.retention import Retention, RetentionStore

_log = structlog.get_logger("lindero.recall")

SETTLE_S: Final = 0.02
"""Pause before the write-ahead log is tried again while somebody reads."""
SWEEP_S: Final = 60.0
"""How often it is looked for what is over its time."""
REJOIN_S: Final = 1.0
"""How often a restored node looks whether its partners' logs have come in."""


class ControlsStore(RetentionStore, OnwardStore, KeyShelf, Protocol):
    """What control messages need of a store."""

    @property
    def rejoining(self) -> Rejoining:
        """Partners whose recalls a restored node waits for."""

    def settle(self) -> bool:
        """Leave nothing of what was erased in the files; False while somebody reads."""

    @property
    def heartbeats(self) -> Heartbeats:
        """The partners' newest heartbeats."""


class Controls:
    """Acts on what partners say about the logs, and erases what is over its time.

    Args:
        node: Own id.
        store: Touched in its thread only.
        thread: That thread.
        clock: Time.
        withdrawn: Called in the event loop with records that are gone, for what keeps them in memory.
        ordered: Called in the event loop when control messages wait for their sessions.
        sweep_files: Erases files whose records are gone; called in the store's thread before a receipt says so.
    """

    def __init__(
        self,
        *,
        node: NodeId,
        store: ControlsStore,
        thread: StoreThread,
        clock: Clock,
        withdrawn: Callable[[Sequence[Record]], None],
        ordered: Callable[[], None],
        sweep_files: Callable[[], None],
    ) -> None:
        self._store = store
        self._thread = thread
        self._clock = clock
        self._withdrawn = withdrawn
        self._ordered = ordered
        self._sweep_files = sweep_files
        self._orders = RecallOrders(store, clock)
        self._passing = PassingOn(store, clock)
        self._eraser = Eraser(node, store, clock)
        self._retention = Retention(store, clock)
        self._gone: list[Record] = []
        self._promised: dict[NodeId, int] = {}
        self._erased = asyncio.Event()

    def obey(self, partner: NodeId, controls: Sequence[ArrivedControl]) -> None:
        """Within the transaction."""
        for arrived in controls:
            match arrived.message:
                case Heartbeat():
                    self._hear(partner, arrived.index, arrived.message)
                    continue
                case KeyChange():
                    obey_key_change(self._store, partner, arrived.index, arrived.message, self._clock.now())
                    continue
                case Recall():
                    self._gone += self._eraser.recall(partner, arrived.index, arrived.message)
                case Consent():
                    self._passing.consented(partner, arrived.message)
                case Erased():
                    self._take_receipt(partner, arrived, arrived.message)
                case _:
                    pass
            self._note(partner, arrived)

    def _hear(self, partner: NodeId, index: int, said: Heartbeat) -> None:
        """Keep a heartbeat; it is no act."""
        heard = Heard(self._clock.now(), index, said.wall_ms, said.offset_ms, said.decisions)
        self._store.heartbeats.save_heard(partner, heard)

    def relay(self, partner: NodeId, records: Sequence[Record]) -> None:
        """Within the transaction that makes a partner's records durable: some may be passed on."""
        self._passing.arrived(partner, records)

    def obeyed(self, partner: NodeId, controls: Sequence[ArrivedControl]) -> None:
        """After it."""
        gone, self._gone = self._gone, []
        if gone:
            self._withdrawn(gone)
        self.finish()
        self._ordered()

    def promised(self, partner: NodeId, size: int) -> None:
        """The partner's log reaches so far: when it has come in, so have all recalls made until now."""
        self._promised[partner] = size
        self.finish()

    def finish(self) -> None:
        """Something was erased: see to it that the files hold nothing of it, and that the receipt goes out."""
        self._erased.set()

    async def run(self) -> None:
        """Finish erasures and keep to the time limits, until cancelled."""
        while True:
            await self._sweep()
            await self._settle()
            waiting = await self._thread.run(self._rejoin)
            await woken(self._erased, REJOIN_S if waiting else SWEEP_S)

    async def _sweep(self) -> None:
        while True:
            swept = await self._thread.run(self._retention.sweep)
            if swept.records:
                self._withdrawn(swept.records)
            if swept.bodies or swept.records:
                _log.info("expired", bodies=swept.bodies, records=len(swept.records))
            if not swept.more:
                return

    async def _settle(self) -> None:
        while (ordered := await self._thread.run(self._finish_owed)) is None:
            await pause(SETTLE_S)
        if ordered:
            self._ordered()

    def _finish_owed(self) -> int | None:
        """Erase files, empty the write-ahead log, order receipts; None while a reader is in the way.

        All of it in one turn of the store's thread: a recall that arrived between would be answered by a receipt
        before the files are clean of what it names.
        """
        self._sweep_files()
        return self._order_receipts() if self._store.settle() else None

    def _rejoin(self) -> bool:
        """Show what a restore has hidden, once every partner's log has come in whole; tells whether one has not."""
        waiting = self._store.rejoining.waiting()
        arrived = {p for p in waiting if self._store.mirror.head(p).size >= self._promised.get(p, sys.maxsize)}
        if not arrived:
            return bool(waiting)
        with self._store.transaction():
            for partner in arrived:
                self._store.rejoining.joined(partner)
            if waiting == arrived:
                hidden = self._store.records.hidden()
                self._store.records.show(sorted(set(hidden) - self._store.holds.on(hidden)))
        return waiting != arrived

    def _order_receipts(self) -> int:
        """Order the receipts of what is gone; called right after the files were settled, in the same turn."""
        owed = self._store.erasures.owed()
        with self._store.transaction():
            for erasure in owed:
                self._store.orders.save(erasure.partner, encode_control(erasure.receipt), re=erasure.recall)
                said = (*erasure.said, erasure.receipt)
                self._store.erasures.save(msgspec.structs.replace(erasure, owed=False, said=said))
        return len(owed)

    def _take_receipt(self, partner: NodeId, arrived: ArrivedControl, receipt: Erased) -> None:
        demand = None if arrived.entry.re is None else self._orders.receipted(partner, arrived.entry.re, receipt)
        if demand is not None:
            self._eraser.confirmed(demand.about, partner)

    def _note(self, partner: NodeId, arrived: ArrivedControl) -> None:
        act, message = f"partner-{type_of(arrived.message)}", arrived.message
        detail = message.code if isinstance(message, Poison) else None
        about = str(arrived.index if arrived.entry.re is None else arrived.entry.re)
        self._store.audit.append(AuditEvent(at=self._clock.now(), person=partner, act=act, about=about, detail=detail))
