"""`lindero.model.ports.Quarantine` in memory."""

from collections.abc import Mapping, Sequence

import msgspec

from lindero.kernel.ids import NodeId
from lindero.model.quarantine import Refused
from lindero.store.bounds import QUARANTINE_KEPT
from lindero.store.memory.journal import Journal, Table


class MemoryQuarantine:
    """The refused, by their number.

    Args:
        journal: Of the store.
        kept: How many inputs are kept.
    """

    def __init__(self, journal: Journal, kept: int = QUARANTINE_KEPT) -> None:
        self._journal = journal
        self._kept = kept
        self._refused: Table[int, Refused] = Table(journal)
        self._counts: Table[tuple[str, str], int] = Table(journal)

    def save(self, refused: Sequence[Refused]) -> None:
        """Keep them; the oldest beyond the bound go, their counters stay."""
        with self._journal.transaction():
            for item in refused:
                key, number = (item.source, item.code), sum(self._counts.values())
                self._refused.put(number, item)
                self._refused.drop(number - self._kept)
                self._counts.put(key, self._counts.get(key, 0) + 1)

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How often each (source, code) was refused, ever."""
        return dict(self._counts)

    def latest(self, limit: int = 100) -> list[Refused]:
        """Newest first."""
        return [self._refused[number] for number in sorted(self._refused, reverse=True)[:limit]]

    def of(self, source: str, code: str) -> list[Refused]:
        """What one source sent and this code refused, oldest first."""
        found = [self._refused[number] for number in sorted(self._refused)]
        return [item for item in found if item.source == source and item.code == code]

    def erase(self, source: str, offsets: Sequence[int]) -> None:
        """Forget what a source sent at these offsets; the counters stay."""
        gone = set(offsets)
        with self._journal.transaction():
            for number, item in list(self._refused.items()):
                if item.source == source and item.offset in gone:
                    self._refused.drop(number)

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        for number, item in list(self._refused.items()):
            if item.source == partner:
                self._refused.put(number, msgspec.structs.replace(item, source=place))
