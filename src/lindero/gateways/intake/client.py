"""The TCP client of every feed that leaves the node: a session towards one receiver, which is told and answers."""

import asyncio
from collections.abc import Callable, Sequence

from lindero.gateways.intake.adapter import READ_BYTES, Address, Receiver, caller_of, carry_out
from lindero.gateways.intake.outputs import Output, Send
from lindero.gateways.intake.session import MakeTellingSession, TellingSession
from lindero.kernel.clock import Clock
from lindero.model.record import Record


class TcpClient:
    """Dials one receiver and tells it what policy releases.

    Args:
        make_session: Gives a session for a connection made at an instant.
        address: Whom to dial.
        carries: Types of record that the standard has a message for.
        receiver: Where what comes back goes.
        wanted: Called when the receiver is to be told the present picture.
        clock: Of the node.
    """

    def __init__(
        self,
        make_session: MakeTellingSession,
        *,
        address: Address,
        carries: tuple[type[Record], ...],
        receiver: Receiver,
        wanted: Callable[[], None],
        clock: Clock,
    ) -> None:
        self.carries = carries
        self._make_session = make_session
        self._address = address
        self._receiver = receiver
        self._wanted = wanted
        self._clock = clock
        self._open: tuple[TellingSession, asyncio.StreamWriter] | None = None

    @property
    def accepted(self) -> bool:
        """Whether the receiver takes what it is told on the connection that is open."""
        return self._open is not None and self._open[0].accepted

    async def hold(self) -> bool:
        """Connect and stay until the connection ends; returns whether the receiver said anything that was taken.

        Whoever cancels it makes the session say its last word.

        Raises:
            OSError: There is no connection.
        """
        host, port, tls = self._address
        reader, writer = await asyncio.open_connection(host, port, ssl=tls, limit=READ_BYTES)
        session = self._make_session(caller_of(writer), self._clock.now())
        self._open = session, writer
        try:
            going = await self._carry_out(session.begin(self._clock.now()), writer)
            while going and (data := await reader.read(READ_BYTES)):
                going = await self._carry_out(session.receive(data, self._clock.now()), writer)
        finally:
            self._open = None
            for output in session.end(self._clock.now()):
                if isinstance(output, Send):
                    writer.write(output.data)
            writer.close()
        return bool(session.tally().accepted)

    async def tell(self, records: Sequence[Record]) -> None:
        """Tell the receiver; nothing without a connection."""
        if self._open is not None:
            session, writer = self._open
            await self._carry_out(session.tell(records, self._clock.now()), writer)

    async def end_of(self, records: Sequence[Record]) -> None:
        """Take back what was told of these records."""
        if self._open is not None:
            session, writer = self._open
            await self._carry_out(session.end_of(records, self._clock.now()), writer)

    async def tick(self) -> None:
        """Let the session do what its time has come for; the node's timers call it about once a second."""
        if self._open is not None:
            session, writer = self._open
            if not await self._carry_out(session.tick(self._clock.now()), writer):
                writer.close()

    async def _carry_out(self, outputs: Sequence[Output], writer: asyncio.StreamWriter) -> bool:
        going = await carry_out(outputs, self._receiver, writer, self._wanted)
        await writer.drain()
        return going
