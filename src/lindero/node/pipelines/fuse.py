"""Fuse: event → operations.picture (a process of its own) → derived record with pedigree → store, and the alerts."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from typing import Final

import msgspec
import structlog

from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId
from lindero.model.airspace import AirspaceNotice, Declaration, Detection, Sensor, Track, Wind
from lindero.model.border import Side
from lindero.model.codec import encode_record
from lindero.model.record import Record
from lindero.node.picture_messages import Forget, Observe, Start, Tick
from lindero.node.store_thread import StoreThread
from lindero.node.timers import pause
from lindero.operations.alerts.desk import AlertDesk
from lindero.operations.picture.assessment import PictureUpdate
from lindero.operations.picture.coverage_view import CoverageMap
from lindero.operations.picture.objects import SystemTrack
from lindero.store.sqlite.store import SqliteStore

_log = structlog.get_logger("lindero.fuse")

PICTURE_EVERY_S: Final = 0.2
"""Least time between two pictures while detections arrive."""
SWEEP_EVERY_S: Final = 5.0

Changed = Callable[[Sequence[Record]], None]
"""Called in the event loop with tracks and alerts that have become durable."""

Shown = Callable[[Sequence[SystemTrack]], None]
"""Called in the event loop with all objects that several nodes see."""


class Fuse:
    """Keeps the analytics process, feeds it, and makes what it says durable."""

    def __init__(
        self,
        *,
        node: NodeId,
        side: Side,
        border: str | None,
        store: SqliteStore,
        thread: StoreThread,
        desk: AlertDesk,
        clock: Clock,
        changed: Changed,
        shown: Shown,
        covered: Callable[[CoverageMap], None] = lambda _: None,
    ) -> None:
        self._node = node
        self._side: Side = side
        self._border = border
        self._store = store
        self._thread = thread
        self._desk = desk
        self._clock = clock
        self._changed = changed
        self._shown = shown
        self._covered = covered
        self._process: asyncio.subprocess.Process | None = None
        self._context: dict[str, Record] = {}
        self._fresh = asyncio.Event()
        self.kernels_ready = False
        self.replaying = False
        self._event_at = 0

    def observe(self, records: Sequence[Record]) -> None:
        """Give the picture what concerns it; sensors and declarations are given again to a restarted process."""
        for record in records:
            if isinstance(record, Sensor | Declaration | AirspaceNotice):
                self._context[record.sensor if isinstance(record, Sensor) else record.id] = record
                self._replace(record)
            elif isinstance(record, Wind):
                self._context["wind"] = record
        concerned = [record for record in records if self._concerns(record)]
        if not concerned:
            return
        times = [record.observed_at for record in concerned if isinstance(record, Detection)]
        self._event_at = max([self._event_at, *times])
        arrival = None if self.replaying else self._clock.now()
        self._send(Observe([encode_record(record) for record in concerned], arrival))
        self._fresh.set()

    def _replace(self, record: Record) -> None:
        """Drop what a newer declaration replaces; the picture does the same, and begins anew for it no more."""
        before = self._context.get(record.supersedes or "")
        if before is not None and before.origin == record.origin and not isinstance(record, Sensor):
            del self._context[before.id]

    def _concerns(self, record: Record) -> bool:
        """Whether the picture is made of it: partners' tracks are, own ones come from it."""
        if isinstance(record, Track):
            return record.origin != self._node
        return isinstance(record, Sensor | Declaration | AirspaceNotice | Detection | Wind)

    def forget(self, records: Sequence[Record]) -> None:
        """These are gone: nothing of them counts any more.

        A partner's track is taken out of the picture; a declaration takes a picture that never heard of it.
        """
        foreign = {(record.origin, record.track) for record in records if isinstance(record, Track)}
        foreign = {name for name in foreign if name[0] != self._node}
        if foreign:
            self._send(Forget(sorted(foreign)))
        known = [record.id for record in records if self._context.pop(record.id, None) is not None]
        if known and self._process is not None and self._process.returncode is None:
            _log.info("picture-begins-anew", why="a declaration was withdrawn")
            self._process.terminate()

    async def run(self) -> None:
        """Run the process until it ends or we are cancelled; the supervisor starts it again."""
        first = await self._thread.run(self._first_number)
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "lindero.node.picture_process",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        self._send(Start(self._node, self._side, self._border, first))
        context = [encode_record(record) for record in self._context.values()]
        self._send(Observe(context, None))
        ticking = asyncio.create_task(self._tick())
        sweeping = asyncio.create_task(self._sweep())
        try:
            await self._receive(self._process)
        finally:
            ticking.cancel()
            sweeping.cancel()
            compiled, self.kernels_ready = self.kernels_ready, False
            self._shown(())
            await self._end(compiled)

    async def _end(self, compiled: bool) -> None:
        """Close the pipe, which ends the process, and wait for it; while it compiles it does not read, and is ended."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        if not compiled and process.returncode is None:
            process.terminate()
        await process.wait()

    async def _receive(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        decoder = msgspec.msgpack.Decoder(PictureUpdate)
        try:
            while True:
                size = int.from_bytes(await process.stdout.readexactly(4), "big")
                await self._take(decoder.decode(await process.stdout.readexactly(size)))
        except asyncio.IncompleteReadError:
            code = await process.wait()
            raise ConnectionError(f"the analytics process ended with {code}") from None

    async def _take(self, update: PictureUpdate) -> None:
        """Make one update durable: its tracks, and what the alerts make of them."""
        if not self.kernels_ready:
            self.kernels_ready = True
            _log.info("kernels-ready")
        if update.coverage is not None:
            self._cover(update.coverage)
        if not update.tracks and not update.sensors:
            self._shown(update.objects)
            return

        def keep() -> list[Record]:
            tracks = [assessment.track for assessment in update.tracks]
            with self._store.transaction():
                self._store.records.save([*tracks, *update.sensors], own=True)
                return [*tracks, *update.sensors, *self._desk.consider(update.tracks)]

        self._changed(await self._thread.run(keep))
        self._shown(update.objects)

    def _cover(self, coverage: CoverageMap) -> None:
        """Hand the coverage on; nobody looking at the line is said aloud."""
        if coverage.line_lost_m > 0.0:
            _log.warning("coverage-lost-at-the-line", length_m=coverage.line_lost_m)
        self._covered(coverage)

    async def _tick(self) -> None:
        """Ask for a picture as soon as there is something new, and twice a second anyway."""
        while True:
            await pause(PICTURE_EVERY_S)
            if self._fresh.is_set() or not self.replaying:
                at = self._event_at if self.replaying else max(self._event_at, self._clock.now())
                self._fresh.clear()
                self._send(Tick(at))

    async def _sweep(self) -> None:
        while True:
            await pause(SWEEP_EVERY_S)
            if not self.replaying:
                self._changed(await self._thread.run(self._desk.sweep))

    def _send(self, message: Start | Observe | Forget | Tick) -> None:
        if self._process is None or self._process.stdin is None:
            return
        body = msgspec.msgpack.encode(message)
        self._process.stdin.write(len(body).to_bytes(4, "big") + body)

    def _first_number(self) -> int:
        """The number after the highest that any own track has had."""
        highest = 0
        for record in self._store.records.of_kind("track", limit=100_000):
            if isinstance(record, Track) and record.origin == self._node:
                highest = max(highest, int(record.track[1:].partition("-")[0]))
        return highest + 1
