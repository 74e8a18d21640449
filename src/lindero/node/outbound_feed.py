"""One feed that leaves the node by another standard: records are decided for it, and what may leave is told.

One feed never waits for another, and none for a partner's link. A feed that is down loses nothing that it needs: when
its receiver is back it is told the present picture.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, Protocol

import structlog

from lindero.kernel.clock import SECOND_NS, Clock
from lindero.model.record import Record
from lindero.node.pipelines.outward import Outward
from lindero.node.store_thread import StoreThread
from lindero.node.timers import growing_pause, pause, woken

_log = structlog.get_logger("lindero.outbound")

IDLE_S: Final = 1.0
MOST_WAITING: Final = 20_000
"""Records that wait for a feed whose receiver is slow; beyond, it is told the present picture instead."""


class Teller(Protocol):
    """What tells a receiver, or everybody who is connected, in another standard."""

    @property
    def carries(self) -> tuple[type[Record], ...]:
        """Types of record that the standard has a message for."""

    @property
    def accepted(self) -> bool:
        """Whether anybody takes what is told now."""

    async def tell(self, records: Sequence[Record]) -> None:
        """Tell what was released."""

    async def end_of(self, records: Sequence[Record]) -> None:
        """Take back what was told of these records, where the standard can."""


class Client(Teller, Protocol):
    """What keeps a receiver by itself; a gateway that is connected to has no need of that."""

    async def hold(self) -> bool:
        """Connect and stay until the connection ends; returns whether the receiver was there."""

    async def tick(self) -> None:
        """Do what the time has come for."""


Present = Callable[[], Sequence[Record]]


class OutboundFeed:
    """One feed.

    Args:
        name: Its section in node.toml.
        teller: Speaks to the receiver.
        outward: Decides what it may have.
        thread: Of the store.
        tracks: The tracks of the present picture; asked in the event loop.
        alerts: The open alerts; asked in the store's thread.
        clock: Of the node.
    """

    def __init__(
        self,
        name: str,
        teller: Teller,
        outward: Outward,
        thread: StoreThread,
        *,
        tracks: Present,
        alerts: Present,
        clock: Clock,
    ) -> None:
        self.name = name
        self._teller = teller
        self._outward = outward
        self._thread = thread
        self._tracks = tracks
        self._alerts = alerts
        self._clock = clock
        self._waiting: list[Record] = []
        self._gone: list[Record] = []
        self._picture_wanted = False
        self._wake = asyncio.Event()

    def want_picture(self) -> None:
        """The receiver is to be told the present picture."""
        self._picture_wanted = True
        self._wake.set()

    def observe(self, records: Sequence[Record]) -> None:
        """Records have become durable."""
        if not self._teller.accepted:
            return
        self._waiting += [record for record in records if isinstance(record, self._teller.carries)]
        if len(self._waiting) > MOST_WAITING:
            _log.warning("outbound-slow", feed=self.name, skipped=len(self._waiting))
            self._waiting.clear()
            self._picture_wanted = True
        self._wake.set()

    def forget(self, records: Sequence[Record]) -> None:
        """Records are gone: none of them may leave any more."""
        gone = {record.id for record in records}
        self._waiting = [record for record in self._waiting if record.id not in gone]
        self._gone += records
        self._wake.set()

    async def tell(self) -> None:
        """Decide and tell, until cancelled."""
        while True:
            await woken(self._wake, self._idle_s())
            gone, self._gone = self._gone, []
            if gone:
                taken_back = await self._thread.run(lambda g=gone: self._outward.forget(g))  # type: ignore[misc]
                await self._teller.end_of(taken_back)
            records, self._waiting = self._waiting, []
            wanted, self._picture_wanted = self._picture_wanted, False
            if wanted:
                records = [*self._tracks(), *records]
            leaving = await self._thread.run(lambda r=records, w=wanted: self._decided(r, alerts=w))  # type: ignore[misc]
            if leaving:
                await self._teller.tell(leaving)

    def _decided(self, records: Sequence[Record], *, alerts: bool) -> list[Record]:
        return self._outward.decide([*(self._alerts() if alerts else ()), *records])

    def _idle_s(self) -> float:
        due = self._outward.due_at()
        return IDLE_S if due is None else min(IDLE_S, max(0.0, (due - self._clock.now()) / SECOND_NS))


async def keep_connected(name: str, client: Client) -> None:
    """Keep a receiver connected, until cancelled."""
    failures = 0
    while True:
        try:
            accepted = await client.hold()
            failures = 0 if accepted else failures + 1
            _log.info("outbound-ended", feed=name)
        except OSError as why:
            failures += 1
            _log.info("outbound-unreachable", feed=name, why=str(why))
        await pause(growing_pause(failures, first_s=1.0))
