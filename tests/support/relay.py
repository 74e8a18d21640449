"""A TCP relay between two nodes that can misbehave: fall silent, close, delay, and cut what it forwards into pieces."""

import asyncio
import socket
import threading


class Relay:
    """Forwards connections to a port, from a thread of its own; every method may be called from any thread.

    `pieces` bytes at most are forwarded at once; `delay_s` passes before each of them.
    """

    def __init__(self, target_port, *, pieces=1 << 16, delay_s=0.0):
        self.target_port, self.pieces, self.delay_s = target_port, pieces, delay_s
        self.accepted = self.forwarded = 0
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._writers = set()
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
        for writer in self._writers:
            writer.transport.abort()

    async def _accept(self, reader, writer):
        self.accepted += 1
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target_port)
        except OSError:
            writer.close()
            return
        pair = {writer, far_writer}
        self._writers |= pair
        await asyncio.gather(self._pump(reader, far_writer), self._pump(far_reader, writer))
        self._writers -= pair

    async def _pump(self, reader, writer):
        try:
            while data := await reader.read(self.pieces):
                await self._flowing.wait()
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                writer.write(data)
                await writer.drain()
                self.forwarded += len(data)
        except ConnectionError:
            pass  # one end is gone: the other is closed below
        finally:
            writer.close()
