"""Asyncio around sans-IO sessions: the TCP server that sensors connect to, and the client towards a parent.

The only module of this gateway with I/O.

Back-pressure is TCP's: a connection is read again only when the node has taken what the last read gave, and when the
sensor has taken our answers. One connection never waits for another.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, Protocol

from lindero.gateways.intake.counters import Tally
from lindero.gateways.intake.errors import TooManyConnections
from lindero.gateways.intake.refusal import Refusal, refusal_of
from lindero.gateways.sapient.fusion import FusionOutput, FusionSession, Wanted
from lindero.gateways.sapient.outputs import Close, Deliver, Output, Refused, Send, SensorState
from lindero.gateways.sapient.registration import SensorCharacter
from lindero.gateways.sapient.session import Feed, Session
from lindero.gateways.sapient.told import CARRIED
from lindero.kernel.clock import Clock, Instant
from lindero.kernel.entropy import Entropy
from lindero.model.airspace import Sensor
from lindero.model.record import Record

_READ_BYTES: Final = 1 << 16


class Receiver(Protocol):
    """What the node does with what sensors send; each call holds that one sensor until it returns."""

    async def deliver(self, records: Sequence[Record]) -> None:
        """Take detections."""

    async def state(self, sensor: Sensor, character: SensorCharacter) -> None:
        """Take a sensor's state and what it registered; once at registration, then whenever state or place changes."""

    async def refuse(self, refusal: Refusal) -> None:
        """Take a refused message into quarantine."""


class SapientServer:
    """Serves the sensors of one gateway.

    Args:
        feed: What the node says of this gateway.
        receiver: Where everything goes.
        clock: Reception times.
        entropy: Record ids.
    """

    def __init__(self, feed: Feed, *, receiver: Receiver, clock: Clock, entropy: Entropy) -> None:
        self._feed = feed
        self._receiver = receiver
        self._clock = clock
        self._entropy = entropy
        self._sessions: dict[Session, asyncio.StreamWriter] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def start(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> tuple[str, int]:
        """Listen; returns the address in use, which names the port when 0 was asked for."""
        self._server = await asyncio.start_server(self._accept, host, port, ssl=tls, limit=_READ_BYTES)
        bound = self._server.sockets[0].getsockname()
        return bound[0], bound[1]

    async def stop(self) -> None:
        """Stop listening, close every connection and report its sensor as down."""
        if self._server is None:
            return
        self._server.close()
        for writer in list(self._sessions.values()):
            writer.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)  # the loop has reported what failed
        await self._server.wait_closed()
        self._server = None

    async def check_silence(self) -> None:
        """Report sensors that fell silent; the node's timers call it about once a second."""
        for session, writer in list(self._sessions.items()):
            if not await self._carry_out(session.check_silence(self._clock.now()), writer):
                writer.close()

    def tallies(self) -> dict[str, Tally]:
        """Counts by sensor; connections that have not registered are left out."""
        return {session.sensor: session.tally() for session in self._sessions if session.sensor is not None}

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
        session = Session(
            self._feed, entropy=self._entropy, peer=peer, now=self._clock.now(), proven=_proven_names(writer)
        )
        self._sessions[session] = writer
        try:
            await self._read(session, reader, writer)
        except ConnectionError:
            pass  # the sensor is gone; what follows is the same as after a clean end
        finally:
            del self._sessions[session]
            writer.close()
            await self._carry_out(session.end(self._clock.now()), writer)

    async def _read(self, session: Session, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read until the sensor ends, or until its session does: then say so and pass over what is still under way.

        Closing with unread bytes would reset the connection and take our last answer with it.
        """
        while data := await reader.read(_READ_BYTES):
            if not await self._carry_out(session.receive(data, self._clock.now()), writer) and writer.can_write_eof():
                writer.write_eof()

    async def _carry_out(self, outputs: list[Output], writer: asyncio.StreamWriter) -> bool:
        """Do what a session asks, in order; false once it asks to close."""
        for output in outputs:
            match output:
                case Send(data=data):
                    writer.write(data)
                    await writer.drain()
                case Deliver(records=records):
                    await self._receiver.deliver(records)
                case SensorState(sensor=sensor, character=character):
                    await self._receiver.state(sensor, character)
                case Refused(refusal=refusal):
                    await self._receiver.refuse(refusal)
                case Close():
                    return False
        return True


class SapientClient:
    """Speaks to one parent as a fusion node.

    Args:
        make_session: Gives a session for a connection made at an instant.
        wanted: Called when the parent is to be told the present picture.
        refused: Takes a refused message into quarantine.
        clock: Of the node.
    """

    carries: tuple[type[Record], ...] = CARRIED

    def __init__(
        self,
        make_session: Callable[[Instant], FusionSession],
        *,
        wanted: Callable[[], None],
        refused: Callable[[Refusal], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self._make_session = make_session
        self._wanted = wanted
        self._refused = refused
        self._clock = clock
        self._open: tuple[FusionSession, asyncio.StreamWriter] | None = None

    @property
    def accepted(self) -> bool:
        """Whether the parent has accepted this node's registration on the connection that is open."""
        return self._open is not None and self._open[0].state == "accepted"

    async def hold(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> bool:
        """Connect, register and stay until the connection ends; returns whether the parent had accepted.

        Whoever cancels it makes the node say goodbye.

        Raises:
            OSError: There is no connection.
        """
        reader, writer = await asyncio.open_connection(host, port, ssl=tls, limit=_READ_BYTES)
        session = self._make_session(self._clock.now())
        self._open, accepted = (session, writer), False
        try:
            going = await self._carry_out(session.begin(self._clock.now()), writer)
            while going and (data := await reader.read(_READ_BYTES)):
                going = await self._carry_out(session.receive(data, self._clock.now()), writer)
                accepted = accepted or session.state == "accepted"
        finally:
            self._open = None
            for output in session.end(self._clock.now()):
                if isinstance(output, Send):
                    writer.write(output.data)
            writer.close()
        return accepted

    async def tell(self, records: Sequence[Record]) -> None:
        """Tell the parent what was released to it; nothing while no parent has accepted."""
        if self._open is not None:
            session, writer = self._open
            await self._carry_out(session.tell(records, self._clock.now()), writer)

    async def end_of(self, records: Sequence[Record]) -> None:
        """The standard has no word for taking back: what was told stays told."""

    async def tick(self) -> None:
        """Let the session do what its time has come for; the node's timers call it about once a second."""
        if self._open is not None:
            session, writer = self._open
            if not await self._carry_out(session.tick(self._clock.now()), writer):
                writer.close()

    async def _carry_out(self, outputs: Sequence[FusionOutput], writer: asyncio.StreamWriter) -> bool:
        """Do what the session asks, in order; false once it asks to close."""
        for output in outputs:
            match output:
                case Send(data=data):
                    writer.write(data)
                case Wanted():
                    self._wanted()
                case Refused(refusal=refusal):
                    await self._refused(refusal)
                case Close():
                    return False
                case _:
                    pass  # a parent delivers no records
        await writer.drain()
        return True


def _peer_of(writer: asyncio.StreamWriter) -> str:
    """Address of the other end, for reports on connections that never registered."""
    address = writer.get_extra_info("peername")
    return f"{address[0]}:{address[1]}" if isinstance(address, tuple) else "?"


def _proven_names(writer: asyncio.StreamWriter) -> frozenset[str]:
    """Names in the sensor's verified certificate: subject common name and alternative names, in lower case."""
    tls = writer.get_extra_info("ssl_object")
    certificate: dict[str, Any] = (tls.getpeercert() if tls is not None else None) or {}
    names = [value for kind, value in certificate.get("subjectAltName", ()) if kind in ("DNS", "URI")]
    names += [value for part in certificate.get("subject", ()) for key, value in part if key == "commonName"]
    return frozenset(name.lower().removeprefix("urn:uuid:") for name in names)
