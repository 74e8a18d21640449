"""A relay between the nodes: bytes pass, until the story cuts the line for a while."""

import asyncio
from collections.abc import Callable
from typing import Final

_READ_BYTES: Final = 1 << 16


class Relay:
    """Forwards TCP connections to one target; it sees only TLS."""

    def __init__(self, target_port: int) -> None:
        self._target_port = target_port
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self.is_cut = False

    async def start(self, port: int) -> None:
        """Listen on a loopback port."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", port)

    def cut(self) -> None:
        """Close what is open and let nothing through."""
        self.is_cut = True
        for writer in list(self._writers):
            writer.close()

    def heal(self) -> None:
        """Let connections through again."""
        self.is_cut = False

    async def stop(self) -> None:
        """End."""
        self.cut()
        if self._server is not None:
            self._server.close()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_cut:
            writer.close()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        except OSError:
            writer.close()
            return
        pair = {writer, far_writer}
        self._writers |= pair

        def forget() -> None:
            self._writers.difference_update(pair)

        await asyncio.gather(_pump(reader, far_writer, forget), _pump(far_reader, writer, forget))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, done: Callable[[], None]) -> None:
    """Forward one direction until its end."""
    try:
        while data := await reader.read(_READ_BYTES):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass  # one end is gone: the other is closed below
    finally:
        writer.close()
        done()
