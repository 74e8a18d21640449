"""One connection and its session: writes what the session says, and lets both halves wait for its changes."""

import asyncio
from collections.abc import Iterable

from lindero.exchange.link.events import Event, Send
from lindero.exchange.link.session import LinkSession


class Wire:
    """A session on a connection.

    Attributes:
        session: The state machine.
        changed: Set when there may be room, a new head, or the end.
    """

    def __init__(self, session: LinkSession, writer: asyncio.StreamWriter) -> None:
        self.session = session
        self.changed = asyncio.Event()
        self._writer = writer

    def send(self, events: Iterable[Event]) -> list[Event]:
        """Write the `Send` events at once, in order; gives the others."""
        others: list[Event] = []
        for event in events:
            if isinstance(event, Send):
                self._writer.write(event.data)
            else:
                others.append(event)
        return others

    async def drain(self) -> None:
        """Wait until the partner has taken what was written."""
        await self._writer.drain()

    def abandon(self) -> None:
        """Drop the connection at once, whatever was not sent yet; whoever reads it sees its end.

        An orderly close would wait for a partner that says nothing any more.
        """
        self._writer.transport.abort()
        self.changed.set()
