"""The TCP server that receivers stream captures to: asyncio around sans-IO sessions, the only module with I/O here.

    tcpdump -i wlan1 -U -w - | nc node.example 9127

Back-pressure is TCP's: a connection is read again only when the node has taken what the last read gave. We never send.
"""

import asyncio
import ssl
from collections.abc import Sequence
from typing import Final, Protocol

from lindero.gateways.intake.counters import Tally
from lindero.gateways.intake.errors import TooManyConnections
from lindero.gateways.intake.refusal import Refusal, refusal_of
from lindero.gateways.remoteid.identity import LateBinding
from lindero.gateways.remoteid.live import Feed, Session, Taken
from lindero.gateways.remoteid.transmitters import Transmitters
from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.model.airspace import Detection

_READ_BYTES: Final = 1 << 16


class Receiver(Protocol):
    """What the node does with what receivers send; each call holds that one connection until it returns."""

    async def deliver(self, records: Sequence[Detection]) -> None:
        """Take detections."""

    async def bind(self, binding: LateBinding) -> None:
        """Take what was learned about earlier detections."""

    async def refuse(self, refusal: Refusal) -> None:
        """Take a refused message into quarantine."""


class RemoteIdServer:
    """Serves the receivers of one gateway; all of them share one view of who is who.

    Args:
        feed: What the node says of this gateway.
        receiver: Where everything goes.
        clock: When records are written down.
        entropy: Record ids.
    """

    def __init__(self, feed: Feed, *, receiver: Receiver, clock: Clock, entropy: Entropy) -> None:
        self._feed = feed
        self._receiver = receiver
        self._clock = clock
        self._entropy = entropy
        self._transmitters = Transmitters()
        self._sessions: dict[str, tuple[Session, asyncio.StreamWriter]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> tuple[str, int]:
        """Listen; returns the address in use, which names the port when 0 was asked for."""
        self._server = await asyncio.start_server(self._accept, host, port, ssl=tls, limit=_READ_BYTES)
        bound = self._server.sockets[0].getsockname()
        return bound[0], bound[1]

    async def stop(self) -> None:
        """Stop listening and close every connection."""
        if self._server is None:
            return
        self._server.close()
        for _, writer in list(self._sessions.values()):
            writer.close()
        await asyncio.gather(*self._tasks)
        await self._server.wait_closed()
        self._server = None

    def tallies(self) -> dict[str, Tally]:
        """Counts by connected receiver."""
        return {peer: session.tally() for peer, (session, _) in self._sessions.items()}

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection as a task that `stop` can wait for."""
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await task

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its first byte to its last."""
        peer, limit = _peer_of(writer), self._feed.limits.connections
        if len(self._sessions) >= limit:
            writer.close()
            await self._receiver.refuse(refusal_of(TooManyConnections(limit=limit), offset=0, raw=b"", peer=peer))
            return
        session = Session(self._feed, transmitters=self._transmitters, entropy=self._entropy, peer=peer)
        self._sessions[peer] = session, writer
        try:
            while not session.broken and (data := await reader.read(_READ_BYTES)):
                await self._hand_over(session.receive(data, self._clock.now()))
        except ConnectionError:
            pass  # the receiver is gone; what follows is the same as after a clean end
        finally:
            del self._sessions[peer]
            writer.close()
            await self._hand_over(session.end(self._clock.now()))

    async def _hand_over(self, taken: Taken) -> None:
        """Give the node what a session gave, in order."""
        for binding in taken.bindings:
            await self._receiver.bind(binding)
        if taken.detections:
            await self._receiver.deliver(taken.detections)
        for refusal in taken.refusals:
            await self._receiver.refuse(refusal)


def _peer_of(writer: asyncio.StreamWriter) -> str:
    """Address of the other end."""
    name = writer.get_extra_info("peername")
    return f"{name[0]}:{name[1]}" if name else "unknown"
