"""Empty body slots as they arrive: a reason that the log itself must bear out.

`expired` holds when the entry's day is over. `recalled` holds when a recall in the same log names the entry; the recall
stands after it, so the claim waits until everything that the writer's hello promised has arrived. `lost` is believed,
raises an alarm on both sides, and is not counted as shared.
"""

from collections.abc import Sequence

from lindero.exchange.envelope.entry import Entry
from lindero.exchange.link.errors import EmptyWithoutCause
from lindero.exchange.log.emptiness import is_over, recalled_by
from lindero.exchange.log.ports import Slot


class Emptiness:
    """Empty slots that wait for what explains them."""

    def __init__(self) -> None:
        self._promised = 0
        self._waiting: set[int] = set()

    def expect(self, size: int) -> None:
        """The writer's hello: its log reaches so far, and what explains a claim stands below."""
        self._promised = size

    def check(self, first: int, entries: Sequence[Entry], slots: Sequence[Slot], wall_ms: int) -> None:
        """Take note of arriving slots.

        Args:
            first: Index of the first.
            entries: Decoded.
            slots: Of each.
            wall_ms: Wall clock of this node. [ms UTC]

        Raises:
            EmptyWithoutCause: A slot is empty and the log does not say why.
        """
        if not self._waiting and not any(isinstance(slot, str) for slot in slots):
            return
        for index, (entry, slot) in enumerate(zip(entries, slots, strict=True), first):
            if slot == "expired":
                _require_expired(index, entry, wall_ms)
            elif slot == "recalled":
                self._waiting.add(index)
            elif entry.type == "recall" and not isinstance(slot, str) and self._waiting:
                self._waiting.difference_update(recalled_by(slot[1]))
        if self._waiting and first + len(entries) >= self._promised:
            raise EmptyWithoutCause(index=min(self._waiting), reason="recalled")


def _require_expired(index: int, entry: Entry, wall_ms: int) -> None:
    if not is_over(entry, wall_ms):
        raise EmptyWithoutCause(index=index, reason="expired")
