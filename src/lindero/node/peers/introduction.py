"""Being known again, and knowing again: key changes over a connection that is no session.

Rules: spec/link.md, "Introduction".

Whose certificate the partner refuses presents the signed changes on a connection on which it shows none; whose partner
answers with an unknown certificate takes a look at the changes in its hello. Neither trusts the connection for
anything: a change counts by its own signatures, and the session is opened on another connection, as always.
"""

import asyncio
from typing import Final

import structlog

from lindero.exchange.link.frames import LENGTH_BYTES, Hello, Keys
from lindero.exchange.link.introduction import (
    MAX_HELLO_BYTES,
    MAX_INTRODUCTION_BYTES,
    changes_in,
    encode_introduction,
    payload_size,
)
from lindero.kernel.clock import Clock
from lindero.kernel.errors import LinderoError
from lindero.node.peers.dialling import DIAL_S, Dialling
from lindero.node.peers.paired import Paired
from lindero.node.store_thread import StoreThread
from lindero.node.timers import within

AGAIN_S: Final = 30.0
"""Between two tries with a partner that goes on refusing us, or we it: a person may have to confirm first. [s]"""

_log = structlog.get_logger("lindero.link")


async def read_introduction(reader: asyncio.StreamReader, within_s: float) -> tuple[bytes, ...]:
    """The key changes that a stranger presents.

    Raises:
        TimeoutError, OSError, EOFError: It says nothing, or not all of it.
        RemoteError: It says something else.
    """
    return await within(within_s, _read_changes(reader, Keys, MAX_INTRODUCTION_BYTES))


async def _read_changes(reader: asyncio.StreamReader, kind: type[Keys] | type[Hello], limit: int) -> tuple[bytes, ...]:
    size = payload_size(await reader.readexactly(LENGTH_BYTES), limit)
    return changes_in(await reader.readexactly(size), kind)


class Introducing:
    """One node's attempts to be known again to a partner, or to know it."""

    def __init__(self, dialling: Dialling, paired: Paired, thread: StoreThread, clock: Clock) -> None:
        self._dialling = dialling
        self._paired = paired
        self._thread = thread
        self._clock = clock
        self._presented_s: float | None = None
        self._looked_s: float | None = None

    async def present(self) -> None:
        """Show our key changes to a partner that took the connection and would not have a session."""
        changes, now_s = self._paired.introduction, self._clock.monotonic_s()
        if not changes or (self._presented_s is not None and now_s - self._presented_s < AGAIN_S):
            return
        self._presented_s = now_s
        try:
            reader, writer = await self._dialling.open_nameless()
            try:
                writer.write(encode_introduction(changes))
                await within(DIAL_S, reader.read(1))  # until the partner has read it and lets go
            finally:
                writer.close()
        except (OSError, TimeoutError, LinderoError) as why:
            _log.info("introduction-failed", partner=self._paired.partner, why=str(why))
        else:
            _log.info("introduced", partner=self._paired.partner, changes=len(changes))

    async def look(self) -> bool:
        """Learn the changes of a partner that answered with an unknown certificate; tells whether there were any."""
        now_s = self._clock.monotonic_s()
        if self._looked_s is not None and now_s - self._looked_s < AGAIN_S:
            return False
        self._looked_s = now_s
        try:
            reader, writer = await self._dialling.open_looking()
            try:
                changes = await within(DIAL_S, _read_changes(reader, Hello, MAX_HELLO_BYTES))
            finally:
                writer.close()
        except (OSError, EOFError, TimeoutError, LinderoError) as why:
            _log.info("look-failed", partner=self._paired.partner, why=str(why))
            return False
        return await self._thread.run(lambda: self._paired.learn(changes))
