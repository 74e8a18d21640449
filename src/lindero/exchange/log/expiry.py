"""Runs of entries that share a last day: what retention keeps in mind instead of every entry."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from lindero.exchange.log.recall_ports import Expiry, Side
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import NodeId

DAY_NS = 86_400 * SECOND_NS


def expiry_runs(side: Side, partner: NodeId, first: int, days: Iterable[int | None]) -> Iterator[Expiry]:
    """The runs among consecutive entries of one log.

    Args:
        side: Which log.
        partner: At its other end.
        first: Index of the first entry.
        days: `expires_day` of each; None for none.
    """
    for day, run in groupby(enumerate(days, first), key=lambda item: item[1]):
        start, *rest = [index for index, _ in run]
        if day is not None:
            yield Expiry(side, partner, start, (rest[-1] if rest else start) + 1, day)


def day_of(now: int) -> int:
    """The day of an instant [ns UTC], counted from 1970-01-01."""
    return now // DAY_NS
