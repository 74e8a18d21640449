"""What one sender sent and what became of it: the figures behind the console's feed health and `doctor`."""

from collections import Counter

import msgspec


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """The counts at one instant.

    Attributes:
        received_bytes: All that arrived.
        accepted: Messages taken in, by kind.
        refused: Messages refused, by error code.
        unreported: Of the refused, those neither reported nor answered because there were too many.
    """

    received_bytes: int
    accepted: dict[str, int]
    refused: dict[str, int]
    unreported: int


class Counters:
    """Counts of one sender; they only grow."""

    def __init__(self) -> None:
        self._received_bytes = 0
        self._accepted: Counter[str] = Counter()
        self._refused: Counter[str] = Counter()
        self._unreported = 0

    def receive(self, size: int) -> None:
        """Count bytes that arrived."""
        self._received_bytes += size

    def accept(self, kind: str) -> None:
        """Count a message that was taken in."""
        self._accepted[kind] += 1

    def refuse(self, code: str, *, reported: bool) -> None:
        """Count a message that was refused."""
        self._refused[code] += 1
        self._unreported += not reported

    def tally(self) -> Tally:
        """The counts now."""
        return Tally(
            received_bytes=self._received_bytes,
            accepted=dict(self._accepted),
            refused=dict(self._refused),
            unreported=self._unreported,
        )
