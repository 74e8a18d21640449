"""The pairings of a node over time: with each partner the present one, and those that ended before it."""

from collections.abc import Iterator

from lindero.model.pairing import Pairing, partner_at
from lindero.model.ports import Pairings


def all_pairings(pairings: Pairings) -> Iterator[Pairing]:
    """Those with a partner, by partner: first the present one, then the earlier ones, newest first."""
    earlier = pairings.earlier()[::-1]
    for pairing in pairings.all():
        if pairing.partner is not None:
            yield pairing
            yield from (one for one in earlier if partner_at(one.place) == pairing.partner.node)
