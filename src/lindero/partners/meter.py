"""The meter of a pair of nodes, counted from the stored logs page by page.

Both sides count the same entries: the writer those that the reader's newest receipt covers, the reader its mirror. A
count can be kept and taken further when the logs have grown.
"""

from collections.abc import Callable
from typing import Final, Protocol

from lindero.exchange.log.meter import PairMeter, Tally, Window
from lindero.exchange.log.pair import pair_log
from lindero.exchange.log.ports import Decisions, Log, Mirror, Outbox
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Identity
from lindero.model.ports import Pairings
from lindero.partners.eras import all_pairings
from lindero.partners.errors import NoSuchPartner

PAGE: Final = 2000


class MeterShelf(Protocol):
    """What the meter reads of a node's store."""

    @property
    def pairings(self) -> Pairings:
        """Its partners."""

    @property
    def outbox(self) -> Outbox:
        """Logs that it writes."""

    @property
    def mirror(self) -> Mirror:
        """Logs that it mirrors."""

    @property
    def decisions(self) -> Decisions:
        """What it withheld; own side only."""


class _Side:
    """One direction while it is counted.

    Args:
        origin: Of the log.
        log: Where its entries are.
        partner: Who is at the other end.
        size: How many of them both sides hold.
    """

    def __init__(
        self, origin: str, log: Log, partner: NodeId, size: Callable[[], int], window: Window, lost: frozenset[int]
    ) -> None:
        self.lost = lost
        self.tally = Tally(origin, window, lost, lambda index: log.entries(partner, index, index + 1)[0].entry)
        self._log, self._partner, self._size = log, partner, size

    def step(self) -> bool:
        """Count one page; tells whether there was one."""
        start = self.tally.size
        page = self._log.entries(self._partner, start, min(self._size(), start + PAGE))
        self.tally.take(page)
        return bool(page)


class PairCount:
    """Counts the two logs with one partner: `step` until nothing is left, then `meter`; again when they have grown.

    Args:
        shelf: The node's store.
        own: Own half of the pairing.
        partner: The partner's half.
        window: What counts.
        place: Of the pairing, where it is an earlier one.

    Attributes:
        origin: Of the log that this node writes.
    """

    def __init__(
        self, shelf: MeterShelf, own: Identity, partner: Identity, window: Window, place: NodeId | None = None
    ) -> None:
        self._shelf, self._own, self._partner, self._window = shelf, own, partner, window
        self._place = place or partner.node
        self.origin = pair_log(own, partner).origin
        self._sent, self._received = self._sending(frozenset()), self._receiving(frozenset())

    def step(self) -> bool:
        """Read one page of each log; tells whether anything was left. A newly reported loss counts a log anew."""
        if self._sent.step() | self._received.step():
            return True
        lost_of_ours, lost_of_theirs = self._received.tally.reported, self._sent.tally.reported
        again = False
        if lost_of_ours != self._sent.lost:
            self._sent, again = self._sending(frozenset(lost_of_ours)), True
        if lost_of_theirs != self._received.lost:
            self._received, again = self._receiving(frozenset(lost_of_theirs)), True
        return again

    def meter(self) -> PairMeter:
        """What was counted."""
        sent, received = self._sent.tally, self._received.tally
        logs = (sent.figures(received.answered), received.figures(sent.answered))
        return PairMeter(window=self._window, logs=tuple(sorted(logs, key=lambda log: log.origin)))

    def withheld(self) -> dict[str, int]:
        """How many own records were withheld from this partner, by reason; the partner cannot know."""
        return dict(self._shelf.decisions.withheld(self._place))

    def _sending(self, lost: frozenset[int]) -> _Side:
        def receipted() -> int:
            receipt = self._shelf.outbox.receipt(self._place)
            return receipt[0] if receipt else 0

        return _Side(self.origin, self._shelf.outbox, self._place, receipted, self._window, lost)

    def _receiving(self, lost: frozenset[int]) -> _Side:
        origin, node = pair_log(self._partner, self._own).origin, self._place
        return _Side(origin, self._shelf.mirror, node, lambda: self._shelf.mirror.head(node).size, self._window, lost)


def count_pairs(shelf: MeterShelf, window: Window, only: NodeId | None = None) -> dict[NodeId, PairCount]:
    """A count, not begun yet, for every partner, or for one; by the places of pairings, earlier ones too.

    Raises:
        NoSuchPartner: `only` is not paired.
    """
    counts = {
        pairing.place: PairCount(shelf, pairing.own, pairing.partner, window, pairing.place)
        for pairing in all_pairings(shelf.pairings)
        if pairing.partner is not None and only in (None, pairing.partner.node)
    }
    if only is not None and only not in counts:
        raise NoSuchPartner(partner=only)
    return counts
