"""Empty body slots: what the log itself must say for a reason to hold.

`expired` holds when the entry's last day is over, `recalled` when a recall that stands later in the same log names the
entry. `lost` is damage: it needs no reason, and hides none.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import msgspec

from lindero.exchange.envelope.control import Recall, decode_control
from lindero.exchange.envelope.entry import Entry, decode_entry
from lindero.exchange.envelope.errors import BadControl, BadEntry
from lindero.exchange.log.ports import EmptyReason, LoggedEntry
from lindero.kernel.ids import RecordId

DAY_MS: Final = 86_400_000
_RECALL: Final = b"recall"
"""In the bytes of every entry of that type."""


def is_over(entry: Entry, wall_ms: int) -> bool:
    """Whether an entry's last day is over at an instant [ms UTC]."""
    return entry.expires_day is not None and entry.expires_day < wall_ms // DAY_MS


def recalled_by(body: bytes) -> tuple[int, ...]:
    """What a recall names; none for one that cannot be read."""
    try:
        control = decode_control(body)
    except BadControl:
        return ()
    return control.entries if isinstance(control, Recall) else ()


class Empty(msgspec.Struct, frozen=True):
    """A slot that is empty.

    Attributes:
        index: Of its entry.
        entry: Decoded.
        record: Id of the record that was there; empty when nobody knows it.
        reason: As the slot gives it.
    """

    index: int
    entry: Entry
    record: RecordId
    reason: EmptyReason


class Claims:
    """What the empty slots of one copy claim, and what its recalls bear out.

    Attributes:
        empty: The slots that say `expired` or `recalled`.
        lost: First and last index of each run of lost ones.
        named: Entries that a recall names.
        unread: The last place at which a recall stands, or may stand, that cannot be read; -1 when there is none.
        newest_ms: The latest `sealed_ms`. [ms UTC]
    """

    def __init__(self) -> None:
        self.empty: list[Empty] = []
        self.lost: list[tuple[int, int]] = []
        self.named: set[int] = set()
        self.unread = -1
        self.newest_ms = 0

    def take(self, page: Sequence[LoggedEntry]) -> None:
        """The next entries, in order."""
        self.hear(page)
        for stored in page:
            entry = _decoded(stored) if stored.empty is not None or stored is page[-1] else None
            if entry is None:
                continue
            self.newest_ms = max(self.newest_ms, entry.sealed_ms)
            if stored.empty == "lost":
                self._lose(stored.index)
            elif stored.empty is not None:
                self.empty.append(Empty(stored.index, entry, stored.record, stored.empty))

    def hear(self, page: Sequence[LoggedEntry]) -> None:
        """Only the recalls among these."""
        for stored in page:
            if not stored.entry:
                self.unread = max(self.unread, stored.index)
            elif _RECALL in stored.entry:
                entry = _decoded(stored)
                if entry is not None and entry.type == "recall":
                    self._name(stored)

    def unexplained(
        self, others: Sequence["Claims"], wall_ms: int, withdrawn: Callable[[RecordId], bool]
    ) -> Iterator[Empty]:
        """Slots whose reason does not hold; each copy must have been read to its end.

        Args:
            others: Of other copies of the log.
            wall_ms: Wall clock; a log that is ahead of it counts instead. [ms UTC]
            withdrawn: Whether the holder erased a record because of what it was derived from.
        """
        copies = self, *others
        now_ms = max(wall_ms, *(copy.newest_ms for copy in copies))
        unread = min(copy.unread for copy in copies)
        for slot in self.empty:
            if slot.reason == "expired":
                if not is_over(slot.entry, now_ms):
                    yield slot
            elif not (
                slot.index < unread
                or any(slot.index in copy.named for copy in copies)
                or (slot.record and withdrawn(slot.record))
            ):
                yield slot

    def _name(self, stored: LoggedEntry) -> None:
        if stored.body is None:
            self.unread = max(self.unread, stored.index)
        else:
            self.named.update(at for at in recalled_by(stored.body) if at < stored.index)

    def _lose(self, index: int) -> None:
        if self.lost and self.lost[-1][1] == index - 1:
            self.lost[-1] = self.lost[-1][0], index
        else:
            self.lost.append((index, index))


def _decoded(stored: LoggedEntry) -> Entry | None:
    """The entry; None for what is none, which is a finding of its own."""
    try:
        return decode_entry(stored.entry)
    except BadEntry:
        return None
