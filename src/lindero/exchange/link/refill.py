"""A restored node takes back the end of its own log from the partner's mirror, before anything else.

The partner's hello showed a head beyond the own log under the own signature. The entries are collected here and given
out only when they grow the own tree to exactly that signed root.
"""

from typing import Final

from lindero.exchange.envelope.entry import Entry
from lindero.exchange.link.arrival import decode_arrival
from lindero.exchange.link.errors import Fork, OutOfOrder, RefillTooLong
from lindero.exchange.link.events import RefillArrived
from lindero.exchange.link.evidence import Evidence
from lindero.exchange.link.frames import HeadClaim, Refilled
from lindero.exchange.log.ports import Head, Slot
from lindero.exchange.log.tree import extend, leaf_hashes

MAX_REFILL_BYTES: Final = 256 * 1024 * 1024


class RefillIntake:
    """The lost entries that have come so far.

    Args:
        own: The own head as it was restored.
        target: The partner's mirror, its note verified to be signed by this node for this frontier.
        answerable: Size of the partner's log: what `re` may refer to.
    """

    def __init__(self, own: Head, target: HeadClaim, answerable: int) -> None:
        self._own = own
        self._target = target
        self._answerable = answerable
        self._left = MAX_REFILL_BYTES
        self._entries: list[bytes] = []
        self._decoded: list[Entry] = []
        self._slots: list[Slot] = []

    def take(self, part: Refilled, frame_bytes: int) -> RefillArrived | None:
        """The next part; the whole, verified, when it was the last.

        Raises:
            OutOfOrder: It does not continue the part before, or goes beyond the target.
            RefillTooLong: More came than is held in memory.
            BadEntry, BadFrame, BadReference, BodyMismatch: An entry or body is not what it must be.
            Fork: Together they do not give the root that this node once signed.
        """
        expected = self._own.size + len(self._entries)
        if part.first != expected or expected + len(part.entries) > self._target.size:
            raise OutOfOrder(first=part.first, expected=expected)
        self._left -= frame_bytes
        if self._left < 0:
            raise RefillTooLong(limit=MAX_REFILL_BYTES)
        self._decoded += decode_arrival(part.first, part.entries, part.slots, self._answerable)
        self._entries += part.entries
        self._slots += part.slots
        if self._own.size + len(self._entries) < self._target.size:
            return None
        return self._complete()

    def _complete(self) -> RefillArrived:
        hashes = leaf_hashes(self._entries)
        if extend(self._own.frontier, self._own.size, hashes) != self._target.frontier:
            raise Fork(
                evidence=Evidence(
                    origin=self._target.origin,
                    held_size=self._own.size,
                    held_frontier=self._own.frontier,
                    held_note=self._own.note,
                    offered_size=self._target.size,
                    offered_frontier=self._target.frontier,
                    offered_leaves=tuple(hashes),
                    offered_note=self._target.note,
                )
            )
        head = Head(self._target.size, self._target.frontier, self._target.note)
        return RefillArrived(self._own.size, self._entries, self._decoded, self._slots, head)
