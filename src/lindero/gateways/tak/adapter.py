"""Asyncio around the sans-IO session towards a TAK server: the only module of this gateway with I/O."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from lindero.gateways.intake.refusal import Refusal
from lindero.gateways.tak.session import Close, Output, Refused, Send, TakSession
from lindero.gateways.tak.told import CARRIED
from lindero.kernel.clock import Clock, Instant
from lindero.model.record import Record

_READ_BYTES: Final = 1 << 16


class TakClient:
    """Speaks to one TAK server.

    Args:
        make_session: Gives a session for a connection made at an instant.
        wanted: Called when the server is to be told the present picture.
        refused: Takes a refused message into quarantine.
        clock: Of the node.
    """

    carries: tuple[type[Record], ...] = CARRIED

    def __init__(
        self,
        make_session: Callable[[Instant], TakSession],
        *,
        wanted: Callable[[], None],
        refused: Callable[[Refusal], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self._make_session = make_session
        self._wanted = wanted
        self._refused = refused
        self._clock = clock
        self._open: tuple[TakSession, asyncio.StreamWriter] | None = None

    @property
    def accepted(self) -> bool:
        """Whether there is a connection: a TAK server has no word for accepting one."""
        return self._open is not None

    async def hold(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> bool:
        """Connect and stay until the connection ends; returns whether the server ever said anything.

        Raises:
            OSError: There is no connection.
        """
        reader, writer = await asyncio.open_connection(host, port, ssl=tls, limit=_READ_BYTES)
        session, heard = self._make_session(self._clock.now()), False
        self._open = session, writer
        try:
            going = await self._carry_out(session.begin(self._clock.now()), writer)
            self._wanted()
            while going and (data := await reader.read(_READ_BYTES)):
                heard = True
                going = await self._carry_out(session.receive(data, self._clock.now()), writer)
        finally:
            self._open = None
            writer.close()
        return heard

    async def tell(self, records: Sequence[Record]) -> None:
        """Tell the server what was released to it; nothing without a connection."""
        if self._open is not None:
            session, writer = self._open
            await self._carry_out(session.tell(records, self._clock.now()), writer)

    async def end_of(self, records: Sequence[Record]) -> None:
        """Take from the receivers' maps what was told of these records."""
        if self._open is not None:
            session, writer = self._open
            await self._carry_out(session.end_of(records, self._clock.now()), writer)

    async def tick(self) -> None:
        """Let the session do what its time has come for; the node's timers call it about once a second."""
        if self._open is not None:
            session, writer = self._open
            await self._carry_out(session.tick(self._clock.now()), writer)

    async def _carry_out(self, outputs: Sequence[Output], writer: asyncio.StreamWriter) -> bool:
        """Do what the session asks, in order; false once it asks to close."""
        for output in outputs:
            match output:
                case Send(data=data):
                    writer.write(data)
                case Refused(refusal=refusal):
                    await self._refused(refusal)
                case Close():
                    return False
        await writer.drain()
        return True
