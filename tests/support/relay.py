"""A TCP relay between two nodes that can misbehave: far, slow, lossy, silent, closing, half open.

TCP hides a lost segment behind a wait: everything after it stands until it has come again, one way there and back
later; when that is lost as well, after a time-out that doubles. `Line` draws those waits for each piece that it
forwards, so that a session sees what it would see on such a line, without the kernel's help.
"""

import asyncio
import random
import socket
import threading
from collections import deque
from dataclasses import dataclass

LEAST_TIMEOUT_S = 0.2
"""Of a retransmission (Linux, RFC 6298 gives 1 s)."""


@dataclass(frozen=True)
class Line:
    """What a line does to bytes.

    Attributes:
        delay_s: One way.
        jitter_s: At most so much more; order is kept.
        loss: Chance that a piece has to be sent again.
        rate_bytes_s: Cap; None is none.
        pieces: Bytes forwarded at once.
        room_bytes: Bytes on the way before the sender has to wait.
    """

    delay_s: float = 0.0
    jitter_s: float = 0.0
    loss: float = 0.0
    rate_bytes_s: float | None = None
    pieces: int = 1 << 16
    room_bytes: int = 1 << 22


class _Way:
    """One direction of one connection."""

    def __init__(self, line, chance, flowing, deaf):
        self._line, self._chance, self._flowing, self._deaf = line, chance, flowing, deaf
        self._under_way, self._bytes, self._free_at, self._last_at = deque(), 0, 0.0, 0.0
        self._changed = asyncio.Event()

    async def run(self, reader, writer, count):
        """Forward until the end of what is read."""
        delivering = asyncio.ensure_future(self._deliver(writer, count))
        try:
            while data := await reader.read(self._line.pieces):
                self._put(data)
                while self._bytes > self._line.room_bytes:
                    self._changed.clear()
                    await self._changed.wait()
        except ConnectionError:
            pass  # one end is gone: the other is closed below
        finally:
            self._under_way.append((0.0, b""))
            self._changed.set()
        await delivering

    def _put(self, data):
        now = asyncio.get_running_loop().time()
        if self._line.rate_bytes_s:
            self._free_at = max(now, self._free_at) + len(data) / self._line.rate_bytes_s
        sent_at = max(now, self._free_at)
        due = sent_at + self._line.delay_s + self._chance.uniform(0.0, self._line.jitter_s) + self._stall_s()
        self._last_at = max(self._last_at, due)
        self._under_way.append((self._last_at, data))
        self._bytes += len(data)
        self._changed.set()

    def _stall_s(self):
        """Fast retransmission after one way there and back; then time-outs that double."""
        if self._chance.random() >= self._line.loss:
            return 0.0
        round_trip_s = 2.0 * self._line.delay_s
        stall_s, timeout_s = round_trip_s, max(LEAST_TIMEOUT_S, round_trip_s)
        while self._chance.random() < self._line.loss:
            stall_s, timeout_s = stall_s + timeout_s, 2.0 * timeout_s
        return stall_s

    async def _deliver(self, writer, count):
        loop = asyncio.get_running_loop()
        try:
            while True:
                while not self._under_way:
                    self._changed.clear()
                    await self._changed.wait()
                due, data = self._under_way.popleft()
                await asyncio.sleep(max(0.0, due - loop.time()))
                await self._flowing.wait()
                if not data:
                    return
                writer.write(data)
                await writer.drain()
                count(len(data))
                self._bytes -= len(data)
                self._changed.set()
        except ConnectionError:
            pass
        finally:
            if writer not in self._deaf:
                writer.close()


class Relay:
    """Forwards connections to a port, from a thread of its own; every method may be called from any thread.

    `pieces` bytes at most are forwarded at once, or `line` says all that the line does; `seed` makes its chance the
    same in each run.
    """

    def __init__(self, target_port, *, pieces=1 << 16, delay_s=0.0, line=None, seed=1):
        self.target_port, self.line = target_port, line or Line(pieces=pieces, delay_s=delay_s)
        self.accepted = self.forwarded = 0
        self._chance = random.Random(seed)
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._near, self._far, self._deaf = set(), set(), set()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._accept, sock=listening))
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def fall_silent(self):
        """Keep every connection open and forward nothing more."""
        self._loop.call_soon_threadsafe(self._flowing.clear)

    def flow(self):
        """Forward again."""
        self._loop.call_soon_threadsafe(self._flowing.set)

    def close_connections(self):
        """Reset whatever is open; new connections are welcome."""
        self._loop.call_soon_threadsafe(self._reset)

    def leave_half_open(self):
        """Reset the end of whoever dialled; the other end is told nothing, as when a machine loses its power."""
        self._loop.call_soon_threadsafe(self._forget)

    def stop(self):
        async def end():
            self._server.close()
            self._reset()
            tasks = asyncio.all_tasks() - {asyncio.current_task()}
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _reset(self):
        for writer in self._near | self._far:
            writer.transport.abort()

    def _forget(self):
        for writer in self._near:
            writer.transport.abort()
        self._deaf |= self._far

    def _count(self, size):
        self.forwarded += size

    async def _accept(self, reader, writer):
        self.accepted += 1
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            writer.close()
            return
        self._near.add(writer)
        self._far.add(far_writer)
        there, back = (_Way(self.line, self._chance, self._flowing, self._deaf) for _ in range(2))
        try:
            await asyncio.gather(there.run(reader, far_writer, self._count), back.run(far_reader, writer, self._count))
        finally:
            self._near.discard(writer)
            if far_writer not in self._deaf:
                self._far.discard(far_writer)
