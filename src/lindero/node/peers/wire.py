"""One connection and its session: writes what the session says, and lets both halves wait for its changes."""

import asyncio
from collections.abc import Iterable
from typing import Final

from lindero.exchange.link.errors import PartnerNotReading
from lindero.exchange.link.events import Event, Send
from lindero.exchange.link.frames import MAX_FRAME_BYTES
from lindero.exchange.link.session import LinkSession

UNREAD_LIMIT: Final = 4 * MAX_FRAME_BYTES
"""Most bytes that wait for a partner. The halves wait for it with `drain`; this bounds what answers it (pongs,
receipts), which must not wait: two nodes that both wait for the other to read would wait for ever."""


class Wire:
    """A session on a connection.

    Attributes:
        session: The state machine.
        changed: Set when there may be room, a new head, or the end.
        problem: Why the connection was dropped here, where the session does not know.
    """

    def __init__(self, session: LinkSession, writer: asyncio.StreamWriter) -> None:
        self.session = session
        self.changed = asyncio.Event()
        self.problem: PartnerNotReading | None = None
        self._writer = writer

    def send(self, events: Iterable[Event]) -> list[Event]:
        """Write the `Send` events at once, in order; gives the others."""
        others: list[Event] = []
        for event in events:
            if isinstance(event, Send):
                self._writer.write(event.data)
            else:
                others.append(event)
        if self.unread > UNREAD_LIMIT:
            self.problem = PartnerNotReading(unread=self.unread)
            self.abandon()
        return others

    @property
    def unread(self) -> int:
        """Bytes that were written and that the connection has not taken yet."""
        return self._writer.transport.get_write_buffer_size()

    async def drain(self) -> None:
        """Wait until the partner has taken what was written."""
        await self._writer.drain()

    def abandon(self) -> None:
        """Drop the connection at once, whatever was not sent yet; whoever reads it sees its end.

        An orderly close would wait for a partner that says nothing any more.
        """
        self._writer.transport.abort()
        self.changed.set()
