"""What has changed since somebody last looked: wakes the consoles' streams, which then read the newest state."""

import asyncio
from collections.abc import Sequence

from lindero.model.record import Record


class Subscription:
    """One reader's wake-up call.

    Attributes:
        event: Set at every change; the reader clears it before it looks.
    """

    def __init__(self, changes: "Changes") -> None:
        self.event = asyncio.Event()
        self._changes = changes

    def close(self) -> None:
        """Look no more."""
        self._changes.forget(self)


class Changes:
    """Counts changes by topic and wakes everybody who watches. Used from the node's event loop only.

    Attributes:
        links_version: Grows when a link's state changes.
        alerts_version: Grows when an alert, acknowledgement or outcome comes.
    """

    def __init__(self) -> None:
        self.links_version = 0
        self.alerts_version = 0
        self._watching: set[Subscription] = set()

    def subscribe(self) -> Subscription:
        """Watch from now on."""
        subscription = Subscription(self)
        self._watching.add(subscription)
        return subscription

    def forget(self, subscription: Subscription) -> None:
        """End a subscription."""
        self._watching.discard(subscription)

    def records(self, records: Sequence[Record]) -> None:
        """Records that people may see have come."""
        if any(record.kind in ("alert", "acknowledgement", "outcome") for record in records):
            self.alerts_version += 1
        if records:
            self._wake()

    def links(self) -> None:
        """A link's state has changed."""
        self.links_version += 1
        self._wake()

    def tracks(self) -> None:
        """The board has changed."""
        self._wake()

    def _wake(self) -> None:
        for subscription in self._watching:
            subscription.event.set()
