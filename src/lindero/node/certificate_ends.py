"""When certificates end: the own one and the partners', and how urgent that is."""

from collections.abc import Iterator, Sequence
from typing import Final, Literal

import msgspec

from lindero.exchange.envelope.certificate import certificate_end
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.ids import NodeId
from lindero.model.pairing import Pairing

WARN_DAYS: Final = (30, 7, 1)
"""Days before the end at which it is said, each once."""

_DAY_NS: Final = 86400 * SECOND_NS
Urgency = Literal["ok", "soon", "week", "day", "ended"]


class Ending(msgspec.Struct, frozen=True):
    """The end of one certificate in use.

    Attributes:
        node: Whose it is.
        end: Last instant of its validity. [ns UTC]
        days: Whole days until then; negative when it has ended.
    """

    node: NodeId
    end: Instant
    days: int

    @property
    def urgency(self) -> Urgency:
        """How urgent: below 30, 7 and 1 days, and after the end."""
        if self.days < 0:
            return "ended"
        day, week, soon = sorted(WARN_DAYS)
        return "day" if self.days < day else "week" if self.days < week else "soon" if self.days < soon else "ok"


def ending_of(node: NodeId, certificate_der: bytes, now: Instant) -> Ending:
    """When a certificate ends.

    Raises:
        ValueError: It is none.
    """
    end = certificate_end(certificate_der)
    return Ending(node, end, (end - now) // _DAY_NS)


def link_end(pairing: Pairing) -> Instant:
    """When the first of the newest certificates of both sides ends. [ns UTC]."""
    own = [pairing.own.certificate_der, *(one.certificate_der for one in pairing.own_keys if one.certificate_der)]
    return min(certificate_end(own[-1]), certificate_end(pairing.partner_certificates[-1]))


def endings_of(own: NodeId, certificate_der: bytes, pairings: Sequence[Pairing], now: Instant) -> Iterator[Ending]:
    """The own certificate in use and the newest of each partner."""
    yield ending_of(own, certificate_der, now)
    for pairing in pairings:
        if pairing.partner is not None and pairing.state in ("active", "suspended", "ending"):
            yield ending_of(pairing.partner.node, pairing.partner_certificates[-1], now)
