"""One marking as one destination sees it: what is the same for all records that carry it, worked out once."""

from typing import Final

import msgspec

from lindero.exchange.release.guard import INTERCEPT_EXPIRES_NS, clears_marking
from lindero.exchange.release.obligations import Obligations
from lindero.exchange.release.partner import Partner, Sender
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.model.marking import Caveat, Marking

DAY_NS: Final = 86_400 * SECOND_NS


class Marked:
    """A marking, or none, towards one partner.

    Args:
        marking: The record's.
        number: Equal for markings that are alike to a policy.
        partner: Who would get the record.
        sender: The own node.

    Attributes:
        clear: No red line of a marking is crossed, but for its expiry, which needs the present.
    """

    __slots__ = ("_kept", "clear", "marking", "number")

    def __init__(self, marking: Marking | None, number: int, partner: Partner, sender: Sender) -> None:
        self.marking = marking
        self.number = number
        self.clear = marking is not None and clears_marking(marking, partner, sender)
        self._kept: tuple[frozenset[Caveat], int | None, Marking] | None = None

    def leaving(self, obligations: Obligations, observed_at: int, as_of: Instant) -> Marking | None:
        """The marking of the copy that leaves, which only adds: caveats, and an earlier end of its retention.

        Args:
            obligations: What the policy demands.
            observed_at: Of the record: an intercept may be kept for 180 days from it. [ns UTC]
            as_of: The instant that retention counts from. [ns UTC]
        """
        own = self.marking
        if own is None:
            return None
        until = own.retain_until
        if obligations.retain_days is not None:
            until = _earlier(until, as_of + obligations.retain_days * DAY_NS)
        if own.intercept_derived:
            until = _earlier(until, observed_at + INTERCEPT_EXPIRES_NS)
        kept = self._kept
        if kept is not None and kept[1] == until and kept[0] == obligations.caveat:
            return kept[2]
        caveats = _with(own.caveats, obligations.caveat)
        changed = own
        if until != own.retain_until or caveats != own.caveats:
            changed = msgspec.structs.replace(own, caveats=caveats, retain_until=until)
        self._kept = (obligations.caveat, until, changed)
        return changed


def _earlier(one: int | None, other: int) -> int:
    return other if one is None else min(one, other)


def _with(own: tuple[Caveat, ...], more: frozenset[Caveat]) -> tuple[Caveat, ...]:
    """The own caveats in their order, then the further ones, sorted."""
    return (*own, *sorted(more.difference(own)))
