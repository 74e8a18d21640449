"""The bulk lane of a peer: chunks that the partner asked for go out where nothing else waits; what comes is kept.

`Serving` lives for one session. `Fetching` outlives sessions: what a cut interrupted is asked for again.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from lindero.exchange.link.bulk import MAX_WANTED
from lindero.exchange.link.events import BodiesWanted, ChunkArrived, ChunkGone, ChunkWanted
from lindero.exchange.log.ports import Slot
from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId
from lindero.model.attachment import Attachment
from lindero.node.errors import FileGone
from lindero.node.peers.wire import Wire
from lindero.node.store_thread import StoreThread
from lindero.node.timers import pause
from lindero.store.chunks import ChunkStore

QUIET_S: Final = 0.002
QUEUED_S: Final = 0.15
"""What a chunk may wait on the line beyond the way there and back. [s]"""

LoadChunk = Callable[[int, int], tuple[bytes, bytes] | None]
"""Salt and chunk by entry of the own log and number; None when the partner may not have it."""


LoadBodies = Callable[[BodiesWanted], list[Slot]]
"""Slots of own entries that a restored partner asks for; none while the pairing lets nothing leave."""


class Serving:
    """Sends what the partner asks for, slice by slice, while nothing else is being written."""

    def __init__(self, wire: Wire, load: LoadChunk, load_bodies: LoadBodies, thread: StoreThread) -> None:
        self._wire = wire
        self._load = load
        self._load_bodies = load_bodies
        self._thread = thread
        self._wanted: deque[ChunkWanted | BodiesWanted] = deque()
        self._wake = asyncio.Event()

    def take(self, event: ChunkWanted | BodiesWanted) -> None:
        """The partner asks; the session bounds how much."""
        self._wanted.append(event)
        self._wake.set()

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._wanted:
                wanted = self._wanted.popleft()
                await (self._serve(wanted) if isinstance(wanted, ChunkWanted) else self._serve_bodies(wanted))

    async def _serve_bodies(self, wanted: BodiesWanted) -> None:
        """Where the pairing is suspended there is no answer: the partner asks again in the next session."""
        slots = await self._thread.run(lambda: self._load_bodies(wanted))
        while slots and self._wire.unread:
            await pause(QUIET_S)
        if slots:
            self._wire.send(self._wire.session.bodies(slots))

    async def _serve(self, wanted: ChunkWanted) -> None:
        found = await self._thread.run(lambda: self._load(wanted.entry, wanted.index))
        session, last = self._wire.session, found is None
        if found is None:
            self._wire.send(session.gone(wanted.entry, wanted.index))
        while found is not None and not last:
            while self._wire.unread:
                await pause(QUIET_S)
            events, last = session.chunk(wanted.entry, wanted.index, *found)
            self._wire.send(events)
            await pause(0.0)


class Pace:
    """How many chunks are asked for at a time, so that few of them queue on a slow line before what matters.

    One more while chunks come promptly, one less when one took longer than the way there and back explains.
    """

    def __init__(self, clock: Clock, round_trip_s: Callable[[], float | None]) -> None:
        self.open_wants = 1
        self.now_s = clock.monotonic_s
        self._round_trip_s = round_trip_s

    def arrived(self, asked_s: float | None) -> None:
        """A chunk came that was asked for then."""
        prompt_s = 1.5 * (self._round_trip_s() or 0.0) + QUEUED_S
        late = asked_s is not None and self.now_s() - asked_s > prompt_s
        self.open_wants = max(1, self.open_wants - 1) if late else min(MAX_WANTED, self.open_wants + 1)


class _Job:
    """A file that is being fetched."""

    def __init__(self, entry: int, attachment: Attachment, held: frozenset[int]) -> None:
        self.entry = entry
        self.attachment = attachment
        self.missing = deque(number for number in range(len(attachment.chunks)) if number not in held)
        self.left = len(self.missing)
        self.gone = False
        self.changed = asyncio.Event()


class Fetching:
    """Fetches a partner's files."""

    def __init__(self, partner: NodeId, chunks: ChunkStore, thread: StoreThread, pace: Pace) -> None:
        self._partner = partner
        self._chunks = chunks
        self._thread = thread
        self._pace = pace
        self._jobs: dict[int, _Job] = {}
        self._asked: dict[tuple[int, int], float] = {}
        self._arrived: deque[ChunkArrived] = deque()
        self._wake = asyncio.Event()

    async def fetch(
        self, entry: int, attachment: Attachment, held: frozenset[int], told: Callable[[int], None] = lambda left: None
    ) -> None:
        """Wait until every chunk is here and durable; `told` how many are left.

        Raises:
            FileGone: The partner has it no more.
        """
        job = self._jobs.setdefault(entry, _Job(entry, attachment, held))
        self._wake.set()
        while job.left and not job.gone:
            told(job.left)
            await job.changed.wait()
            job.changed.clear()
        self._jobs.pop(entry, None)
        if job.gone:
            raise FileGone(partner=self._partner)

    def take(self, event: ChunkArrived | ChunkGone) -> None:
        """What the session verified, or that there is nothing."""
        if isinstance(event, ChunkArrived):
            self._arrived.append(event)
            self._pace.arrived(self._asked.get((event.entry, event.index)))
        elif job := self._jobs.get(event.entry):
            job.gone = True
            job.changed.set()
        self._wake.set()

    async def run(self, wire: Wire) -> None:
        """Ask and keep for the time of one session, until cancelled; what was asked for in the one before is lost."""
        for entry, number in sorted(self._asked, reverse=True):
            if job := self._jobs.get(entry):
                job.missing.appendleft(number)
        self._asked.clear()
        while True:
            self._ask(wire)
            while self._arrived:
                await self._keep(self._arrived.popleft())
                self._ask(wire)
            await self._wake.wait()
            self._wake.clear()

    def _ask(self, wire: Wire) -> None:
        for job in self._jobs.values():
            while job.missing and not job.gone and self._may_ask(wire):
                number = job.missing.popleft()
                size, commitment = job.attachment.chunk_bytes(number), job.attachment.chunks[number]
                self._asked[job.entry, number] = self._pace.now_s()
                wire.send(wire.session.want(job.entry, number, size, commitment))

    def _may_ask(self, wire: Wire) -> bool:
        return bool(wire.session.bulk_room) and MAX_WANTED - wire.session.bulk_room < self._pace.open_wants

    async def _keep(self, chunk: ChunkArrived) -> None:
        job = self._jobs.get(chunk.entry)
        self._asked.pop((chunk.entry, chunk.index), None)
        if job is None:
            return  # nobody waits for it any more
        file = job.attachment.id
        await self._thread.run(lambda: self._chunks.save(self._partner, file, chunk.index, chunk.salt, chunk.data))
        job.left -= 1
        job.changed.set()
