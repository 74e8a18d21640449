"""Feeds that are asked again and again: a file that a receiver rewrites, or what it answers by HTTP.

Every answer is given to one session as if it had arrived over a connection. An answer that fails ends the session and
the next good one begins another, so that a receiver that is down is known to be.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

from lindero.gateways.intake.adapter import CaptureFile, Receiver, carry_out
from lindero.gateways.intake.counters import Tally
from lindero.gateways.intake.errors import Unreachable
from lindero.gateways.intake.refusal import refusal_of
from lindero.gateways.intake.session import Caller, Session
from lindero.kernel.clock import Clock, Instant

Fetch = Callable[[], Awaitable[bytes]]
"""Gives what is to be read now; raises `Unreachable`."""

MOST_BYTES: Final = 16 << 20


class Poller:
    """Asks one receiver, from tick to tick.

    Args:
        make_session: Gives a session that takes one answer after the other.
        fetch: Asks.
        where: Whom, for reports.
        period_s: Pause between two answers.
        receiver: Where everything goes.
        clock: Reception times, and pauses.
        capture: Keeps what comes in; None keeps nothing.
    """

    def __init__(
        self,
        make_session: Callable[[Caller, Instant], Session],
        fetch: Fetch,
        *,
        where: str,
        period_s: float,
        receiver: Receiver,
        clock: Clock,
        capture: CaptureFile | None = None,
    ) -> None:
        self._make_session = make_session
        self._fetch = fetch
        self._where = where
        self._period_s = period_s
        self._receiver = receiver
        self._clock = clock
        self._capture = capture
        self._task: asyncio.Task[None] | None = None
        self._session: Session | None = None
        self._failing = False
        self._due_s = 0.0

    async def start(self) -> None:
        """Nothing to open: the first tick asks, and a receiver that is off keeps no node from starting."""

    async def stop(self) -> None:
        """Ask no more, and carry out what the session says last."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        await self._end()
        if self._capture is not None:
            self._capture.close()

    async def tick(self) -> None:
        """Ask when it is time; let the session do what its time has come for."""
        if self._task is not None and not self._task.done():
            return
        if self._session is not None:
            await carry_out(self._session.tick(self._clock.now()), self._receiver)
        now_s = self._clock.monotonic_s()
        if now_s >= self._due_s:
            self._due_s = now_s + self._period_s
            self._task = asyncio.ensure_future(self._ask())

    def tallies(self) -> dict[str, Tally]:
        """Counts by sender, while it answers."""
        return {} if self._session is None else {self._session.sender or self._where: self._session.tally()}

    async def _ask(self) -> None:
        try:
            answer = await self._fetch()
        except Unreachable as why:
            await self._end()
            if not self._failing:
                await self._receiver.refuse(refusal_of(why, offset=0, raw=b"", peer=self._where))
            self._failing = True
            return
        self._failing = False
        now = self._clock.now()
        if self._session is None:
            self._session = self._make_session(Caller(peer=self._where), now)
            await carry_out(self._session.begin(now), self._receiver)
        if self._capture is not None:
            self._capture.keep(answer, self._where, now)
        if not await carry_out(self._session.receive(answer, now), self._receiver):
            await self._end()

    async def _end(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await carry_out(session.end(self._clock.now()), self._receiver)
            if self._capture is not None:
                self._capture.keep(b"", self._where, self._clock.now())


def file_fetcher(path: Path) -> Fetch:
    """Reads a file that its writer replaces as a whole."""

    def read() -> bytes:
        try:
            if path.stat().st_size > MOST_BYTES:
                raise Unreachable(where=str(path), why=f"it has more than {MOST_BYTES} bytes")
            return path.read_bytes()
        except OSError as why:
            raise Unreachable(where=str(path), why=why.strerror or str(why)) from None

    async def fetch() -> bytes:
        return await asyncio.to_thread(read)

    return fetch
