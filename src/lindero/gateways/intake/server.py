"""The TCP server of every gateway that is connected to: sans-IO sessions in, records and answers out.

Back-pressure is TCP's: a connection is read again only when the node has taken what the last read gave and the other
end has taken our answers. One connection never waits for another: who does not read what it is told is cut off.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from lindero.gateways.intake.adapter import READ_BYTES, Address, CaptureFile, Receiver, caller_of, carry_out
from lindero.gateways.intake.counters import Tally
from lindero.gateways.intake.errors import ReadsTooSlowly, TooManyConnections
from lindero.gateways.intake.limits import Limits
from lindero.gateways.intake.outputs import Output
from lindero.gateways.intake.refusal import refusal_of
from lindero.gateways.intake.session import Caller, Session, TellingSession
from lindero.kernel.clock import SECOND_NS, Clock, Instant
from lindero.model.record import Record

FIRST_WORD_WITHIN_S: Final = 30.0
"""A connection that has said nothing by then gives up its place. [s]"""
_CLOSE_WITHIN_S: Final = 5.0
"""So long is read, and passed over, what the other end still sends after we have ended. [s]"""
_MOST_UNREAD_BYTES: Final = 16 << 20
"""So much may wait for somebody who does not read what it is told."""

S = TypeVar("S", bound=Session)


class _Open(Generic[S]):
    """One connection that stands."""

    def __init__(self, session: S, writer: asyncio.StreamWriter, key: str, now: Instant) -> None:
        self.session = session
        self.writer = writer
        self.key = key
        self.since = now
        self.heard = False
        self.closing_since: Instant | None = None

    @property
    def way(self) -> asyncio.StreamWriter | None:
        """How to speak to the other end; None once we have ended."""
        return self.writer if self.closing_since is None else None

    def has_waited(self, now: Instant) -> bool:
        """Whether it has had its time: to say a first word, or to end."""
        if self.closing_since is not None:
            return now - self.closing_since > _CLOSE_WITHIN_S * SECOND_NS
        return not self.heard and now - self.since > FIRST_WORD_WITHIN_S * SECOND_NS


class TcpServer(Generic[S]):
    """Serves those that connect to one gateway.

    Args:
        make_session: Gives a session for somebody who connected at an instant.
        address: Where to listen.
        receiver: Where everything goes.
        clock: Reception times.
        limits: Bounds of the gateway.
        capture: Keeps what comes in; None keeps nothing.
    """

    def __init__(
        self,
        make_session: Callable[[Caller, Instant], S],
        *,
        address: Address,
        receiver: Receiver,
        clock: Clock,
        limits: Limits | None = None,
        capture: CaptureFile | None = None,
    ) -> None:
        self._make_session = make_session
        self._address = address
        self._receiver = receiver
        self._clock = clock
        self._limits = limits or Limits()
        self._capture = capture
        self._open: set[_Open[S]] = set()
        self._count = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._wanted: Callable[[], None] = lambda: None

    async def start(self) -> tuple[str, int]:
        """Listen; returns the address in use, which names the port when 0 was asked for.

        Raises:
            OSError: The port is taken, or the address is none of this machine.
        """
        host, port, tls = self._address
        self._server = await asyncio.start_server(self._accept, host, port, ssl=tls, limit=READ_BYTES)
        bound = self._server.sockets[0].getsockname()
        return bound[0], bound[1]

    async def stop(self) -> None:
        """Stop listening, close every connection and carry out what its session says last."""
        if self._server is None:
            return
        self._server.close()
        for one in list(self._open):
            one.writer.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)  # the loop has reported what failed
        await self._server.wait_closed()
        self._server = None
        if self._capture is not None:
            self._capture.close()

    async def tick(self) -> None:
        """Let every session do what its time has come for; the node's timers call it about once a second."""
        now = self._clock.now()
        for one in list(self._open):
            if one.has_waited(now) or not await self._push(one, one.session.tick(now)):
                one.writer.close()

    def tallies(self) -> dict[str, Tally]:
        """Counts by sender; connections whose sender is not known yet are left out."""
        found = [(one.session.sender, one.session) for one in self._open]
        return {sender: session.tally() for sender, session in found if sender is not None}

    async def ask(self, sender: str, question: Callable[[S, Instant], Sequence[Output]]) -> bool:
        """Let the session of a sender do something out of turn; false when that sender is not connected."""
        one = next((one for one in self._open if one.session.sender == sender), None)
        return one is not None and await self._push(one, question(one.session, self._clock.now()))

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection as a task that `stop` can wait for."""
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await task

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, from its first byte to its last."""
        caller, limit = caller_of(writer), self._limits.connections
        if len(self._open) >= limit:
            writer.close()
            await self._receiver.refuse(
                refusal_of(TooManyConnections(limit=limit), offset=0, raw=b"", peer=caller.peer)
            )
            return
        now = self._clock.now()
        self._count += 1
        one = _Open(self._make_session(caller, now), writer, f"{caller.peer}#{self._count}", now)
        self._open.add(one)
        try:
            await self._read(one, reader)
        except ConnectionError:
            pass  # the other end is gone; what follows is the same as after a clean end
        finally:
            self._open.discard(one)
            self._keep(b"", one)
            await carry_out(one.session.end(self._clock.now()), self._receiver, one.way)
            writer.close()

    async def _read(self, one: _Open[S], reader: asyncio.StreamReader) -> None:
        """Read until the other end ends, or until the session does: then say so and pass over what is still under way.

        Closing with unread bytes would reset the connection and take our last answer with it.
        """
        going = await carry_out(one.session.begin(self._clock.now()), self._receiver, one.writer, self._wanted)
        while data := await reader.read(READ_BYTES):
            one.heard = True
            if going:
                self._keep(data, one)
                going = await carry_out(
                    one.session.receive(data, self._clock.now()), self._receiver, one.writer, self._wanted
                )
                await one.writer.drain()
            if not going and one.closing_since is None:
                one.closing_since = self._clock.now()
                if one.writer.can_write_eof():
                    one.writer.write_eof()

    async def _push(self, one: _Open[S], outputs: Sequence[Output]) -> bool:
        """Carry out what did not follow from a read, without waiting for the other end; false once it is to close."""
        if not await carry_out(outputs, self._receiver, one.way, self._wanted):
            return False
        waiting: int = one.writer.transport.get_write_buffer_size()
        if waiting <= _MOST_UNREAD_BYTES:
            return True
        one.writer.transport.abort()
        error = ReadsTooSlowly(waiting=waiting, limit=_MOST_UNREAD_BYTES)
        await self._receiver.refuse(refusal_of(error, offset=0, raw=b"", peer=one.session.sender or one.key))
        return False

    def _keep(self, data: bytes, one: _Open[S]) -> None:
        if self._capture is not None:
            self._capture.keep(data, one.key, self._clock.now())


class TellingServer(TcpServer[TellingSession]):
    """A server whose callers are told what policy releases to them.

    Attributes:
        carries: Types of record that the standard has a message for.
    """

    carries: tuple[type[Record], ...] = ()

    def when_wanted(self, wanted: Callable[[], None]) -> None:
        """Call this when somebody who connected is to be told the present picture."""
        self._wanted = wanted

    @property
    def accepted(self) -> bool:
        """Whether anybody takes what it is told now."""
        return any(one.session.accepted for one in self._open)

    async def tell(self, records: Sequence[Record]) -> None:
        """Tell everybody."""
        for one in list(self._open):
            await self._push(one, one.session.tell(records, self._clock.now()))

    async def end_of(self, records: Sequence[Record]) -> None:
        """Take back what was told of these records."""
        for one in list(self._open):
            await self._push(one, one.session.end_of(records, self._clock.now()))
