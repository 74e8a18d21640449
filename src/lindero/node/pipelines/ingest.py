"""Ingest: gateway adapter (bytes) → decode → record → store → event; what does not decode goes to quarantine.

Whatever arrives while a commit is under way is committed together with the next one. A gateway that delivers waits
until its records are durable, which is what holds a fast sender back.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import structlog

from lindero.gateways.intake.outputs import Rebind
from lindero.gateways.intake.refusal import Refusal
from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import new_record_id
from lindero.model.airspace import Detection
from lindero.model.quarantine import Refused
from lindero.model.record import Record
from lindero.node.feeds import Feeds
from lindero.node.store_thread import StoreThread
from lindero.store.sqlite.store import SqliteStore

_log = structlog.get_logger("lindero.ingest")

REBOUND_AT_MOST: Final = 5000

Saved = Callable[[Sequence[Record]], None]
"""Called in the event loop with records that have become durable."""


class Ingest:
    """Makes records durable in groups, then tells."""

    def __init__(
        self,
        *,
        store: SqliteStore,
        thread: StoreThread,
        feeds: Feeds,
        clock: Clock,
        entropy: Entropy,
        saved: Saved,
    ) -> None:
        self._store = store
        self._thread = thread
        self._feeds = feeds
        self._clock = clock
        self._entropy = entropy
        self._saved = saved
        self._waiting: list[tuple[Sequence[Record], asyncio.Future[None]]] = []
        self._wake = asyncio.Event()

    async def deliver(self, records: Sequence[Record]) -> None:
        """Take records; returns when they are durable."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((records, done))
        self._wake.set()
        await done

    async def refuse(self, gateway: str, refusal: Refusal) -> None:
        """Take a refused message into quarantine."""
        self._feeds.refuse(gateway)
        _log.warning("refused", gateway=gateway, code=refusal.code, peer=refusal.peer, offset=refusal.offset)
        refused = Refused(
            at=self._clock.now(),
            source=gateway,
            code=refusal.code,
            message=refusal.message_en,
            offset=refusal.offset,
            raw=refusal.raw,
        )
        await self._thread.run(lambda: self._store.quarantine.save([refused]))

    async def rebind(self, rebind: Rebind) -> None:
        """Earlier detections turn out to be of an airframe: each is superseded by one that says so."""
        await self._thread.run(lambda: self._rebind(rebind))

    def _rebind(self, rebind: Rebind) -> None:
        found = self._store.records.of_kind("detection", since=rebind.since, limit=REBOUND_AT_MOST)
        corrected = []
        for record in found:
            if not isinstance(record, Detection) or record.airframe_ref != rebind.replaces:
                continue
            if rebind.address is not None and (record.emitter is None or record.emitter.address != rebind.address):
                continue
            now = self._clock.now()
            fresh = new_record_id(now, self._entropy.token(10))
            changes = {"id": fresh, "recorded_at": now, "supersedes": record.id}
            corrected.append(msgspec.structs.replace(record, airframe_ref=rebind.airframe_ref, **changes))
        self._store.records.save(corrected, own=True)

    async def run(self) -> None:
        """Commit what waits, group by group, until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            group, self._waiting = self._waiting, []
            if group:
                await self._commit(group)

    async def _commit(self, group: list[tuple[Sequence[Record], asyncio.Future[None]]]) -> None:
        records = [record for part, _ in group for record in part]
        try:
            await self._thread.run(lambda: self._store.records.save(records, own=True))
        except BaseException as error:
            for _, done in group:
                if not done.done():
                    done.set_exception(error if isinstance(error, Exception) else ConnectionError("stopping"))
            raise
        now = self._clock.now()
        for record in records:
            self._feeds.take(record, now)
        self._saved(records)
        for _, done in group:
            if not done.done():
                done.set_result(None)


class GatewayReceiver:
    """What one gateway delivers to; knows the gateway's name."""

    def __init__(self, gateway: str, ingest: Ingest) -> None:
        self._gateway = gateway
        self._ingest = ingest

    async def deliver(self, records: Sequence[Record]) -> None:
        """Take records."""
        await self._ingest.deliver(records)

    async def rebind(self, rebind: Rebind) -> None:
        """Take what was learned about earlier detections."""
        await self._ingest.rebind(rebind)

    async def refuse(self, refusal: Refusal) -> None:
        """Take a refused message into quarantine."""
        await self._ingest.refuse(self._gateway, refusal)
