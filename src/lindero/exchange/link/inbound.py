"""The receiving half: batches verified against the mirror, and the credit that holds the sender back.

The window is given back as entries become durable, so a slow disk slows the sender and no memory fills.
"""

from collections import deque

from lindero.exchange.link.arrival import decode_arrival
from lindero.exchange.link.emptiness import Emptiness
from lindero.exchange.link.errors import CreditExceeded, HeadMismatch, OutOfOrder, RootMismatch
from lindero.exchange.link.events import BatchArrived
from lindero.exchange.link.evidence import Evidence
from lindero.exchange.link.frames import Batch
from lindero.exchange.log.checkpoint import Checkpoint, open_checkpoint
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.ports import Head
from lindero.exchange.log.tree import extend, leaf_hashes, root_of


class Inbound:
    """What has arrived of the partner's log.

    Attributes:
        head: Of the mirror with everything that arrived, durable or not.
    """

    def __init__(self, log: PairLog, head: Head, window_bytes: int) -> None:
        self.head = head
        self._log = log
        self._left = window_bytes
        self._undurable: deque[tuple[int, int]] = deque()  # size after a batch, bytes of its frame
        self._emptiness = Emptiness()

    def expect(self, size: int) -> None:
        """The partner's hello: its log reaches so far."""
        self._emptiness.expect(size)

    def take(self, batch: Batch, frame_bytes: int, answerable: int, wall_ms: int) -> BatchArrived:
        """The next batch, verified.

        Args:
            batch: As decoded.
            frame_bytes: What it took of the credit.
            answerable: Size of the own log.
            wall_ms: Wall clock. [ms UTC]

        Raises:
            RemoteError: Any rule of spec/link.md is broken; the mirror stays as it was.
        """
        if frame_bytes > self._left:
            raise CreditExceeded(excess=frame_bytes - self._left)
        if batch.first != self.head.size:
            raise OutOfOrder(first=batch.first, expected=self.head.size)
        checkpoint = open_checkpoint(batch.note, self._log)
        size = self.head.size + len(batch.entries)
        if checkpoint.size != size:
            raise HeadMismatch(origin=self._log.origin, why=f"the note after entry {size - 1} is of {checkpoint.size}")
        decoded = decode_arrival(batch.first, batch.entries, batch.slots, answerable)
        self._emptiness.check(batch.first, decoded, batch.slots, wall_ms)
        self._advance(batch, checkpoint)
        self._left -= frame_bytes
        self._undurable.append((size, frame_bytes))
        return BatchArrived(batch.first, batch.entries, decoded, batch.slots, self.head)

    def renew(self, log: PairLog) -> None:
        """The keys that sign the log from here on."""
        self._log = log

    def confirm(self, size: int) -> int:
        """Everything below a size is durable: bytes of credit that the partner gets back."""
        freed = 0
        while self._undurable and self._undurable[0][0] <= size:
            freed += self._undurable.popleft()[1]
        self._left += freed
        return freed

    def _advance(self, batch: Batch, checkpoint: Checkpoint) -> None:
        hashes = leaf_hashes(batch.entries)
        frontier = extend(self.head.frontier, self.head.size, hashes)
        if root_of(frontier) != checkpoint.root:
            raise RootMismatch(
                evidence=Evidence(
                    origin=self._log.origin,
                    held_size=self.head.size,
                    held_frontier=self.head.frontier,
                    held_note=self.head.note,
                    offered_size=checkpoint.size,
                    offered_leaves=tuple(hashes),
                    offered_note=batch.note,
                )
            )
        self.head = Head(checkpoint.size, frontier, batch.note)
