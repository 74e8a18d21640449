"""The TCP client of every feed that the node reads from others: receivers and brokers that wait to be connected to.

A connection that fails or ends is tried again, later each time. Back-pressure is TCP's, as at the server.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from lindero.gateways.intake.adapter import READ_BYTES, Address, CaptureFile, Receiver, caller_of, carry_out
from lindero.gateways.intake.counters import Tally
from lindero.gateways.intake.errors import Unreachable
from lindero.gateways.intake.refusal import refusal_of
from lindero.gateways.intake.session import Caller, Session
from lindero.kernel.clock import Clock, Instant

LONGEST_PAUSE_S: Final = 15.0
QUIET_S: Final = 300.0
"""A connection over which nothing came for so long may be half open: it is made anew."""


class TcpDialler:
    """Holds one connection to a receiver, from tick to tick.

    Args:
        make_session: Gives a session for a connection made at an instant.
        address: Whom to dial.
        receiver: Where everything goes.
        clock: Reception times, and pauses.
        capture: Keeps what comes in; None keeps nothing.
    """

    def __init__(
        self,
        make_session: Callable[[Caller, Instant], Session],
        *,
        address: Address,
        receiver: Receiver,
        clock: Clock,
        capture: CaptureFile | None = None,
    ) -> None:
        self._make_session = make_session
        self._address = address
        self._receiver = receiver
        self._clock = clock
        self._capture = capture
        self._task: asyncio.Task[None] | None = None
        self._open: tuple[Session, asyncio.StreamWriter] | None = None
        self._failures = 0
        self._due_s = 0.0
        self._heard_s = 0.0

    async def start(self) -> None:
        """Nothing to open: the first tick dials, and a receiver that is off keeps no node from starting."""

    async def stop(self) -> None:
        """End the connection and carry out what its session says last."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        if self._capture is not None:
            self._capture.close()

    async def tick(self) -> None:
        """Dial when it is time; let the session do what its time has come for."""
        if self._open is not None:
            session, writer = self._open
            going = await carry_out(session.tick(self._clock.now()), self._receiver, writer)
            if not going or self._clock.monotonic_s() - self._heard_s > QUIET_S:
                writer.close()
            return
        if (self._task is None or self._task.done()) and self._clock.monotonic_s() >= self._due_s:
            self._task = asyncio.ensure_future(self._hold())

    def tallies(self) -> dict[str, Tally]:
        """Counts by sender, while it is connected."""
        return {} if self._open is None else {self._open[0].sender or "": self._open[0].tally()}

    async def _hold(self) -> None:
        """One connection, from the dialling to its last byte."""
        host, port, tls = self._address
        try:
            reader, writer = await asyncio.open_connection(host, port, ssl=tls, limit=READ_BYTES)
        except OSError as why:
            await self._fail(why.strerror or str(why))
            return
        session = self._make_session(caller_of(writer), self._clock.now())
        self._open = session, writer
        try:
            await self._read(session, reader, writer)
        except ConnectionError:
            pass  # the other end is gone; what follows is the same as after a clean end
        finally:
            self._open = None
            if self._capture is not None:
                self._capture.keep(b"", f"{host}:{port}", self._clock.now())
            writer.close()
            await carry_out(session.end(self._clock.now()), self._receiver)
        if session.tally().accepted:
            self._failures = 0
            self._due_s = self._clock.monotonic_s() + 1.0
        else:
            await self._fail("the connection ended before anything was taken")

    async def _read(self, session: Session, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._heard_s = self._clock.monotonic_s()
        going = await carry_out(session.begin(self._clock.now()), self._receiver, writer)
        while going and (data := await reader.read(READ_BYTES)):
            now = self._clock.now()
            self._heard_s = self._clock.monotonic_s()
            if self._capture is not None:
                self._capture.keep(data, f"{self._address.host}:{self._address.port}", now)
            going = await carry_out(session.receive(data, now), self._receiver, writer)

    async def _fail(self, why: str) -> None:
        """Report the first of several failures in a row, and wait longer after each."""
        self._failures += 1
        self._due_s = self._clock.monotonic_s() + min(LONGEST_PAUSE_S, 2.0 ** min(self._failures - 1, 10))
        if self._failures == 1:
            where = f"{self._address.host}:{self._address.port}"
            refusal = refusal_of(Unreachable(where=where, why=why), offset=0, raw=b"", peer=where)
            await self._receiver.refuse(refusal)
