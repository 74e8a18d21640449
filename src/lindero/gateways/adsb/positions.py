"""Positions of one aircraft from its position messages: first from an even and an odd one, then near the last place.

A place that nothing can have flown to is refused, and the aircraft begins anew: one wrong place would draw all that
follow after it.
"""

from typing import Final

import msgspec

from lindero.gateways.adsb.cpr import Encoded, place_near, place_of_pair
from lindero.gateways.adsb.errors import ImpossiblePosition
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.errors import Words
from lindero.kernel.geodesy import distance_bearing

PAIR_NS: Final = 10 * SECOND_NS
"""Farther apart in time, an even and an odd message may lie in different zones."""
HOLDS_NS: Final = 60 * SECOND_NS
"""So long a place is near enough to the next one to choose its zone."""
FASTEST_MPS: Final = 1000.0
SLACK_M: Final = 2000.0


class Places(msgspec.Struct):
    """What is known of the place of one aircraft."""

    even: tuple[int, Encoded] | None = None
    odd: tuple[int, Encoded] | None = None
    last: tuple[int, float, float] | None = None

    def take(self, encoded: Encoded, at: int, address: str) -> tuple[float, float] | None:
        """The place of a message [deg], None while it cannot be told.

        Args:
            encoded: Of the message.
            at: When it came. [ns UTC]
            address: Whose, for the refusal.

        Raises:
            ImpossiblePosition: It is too far from the last one.
        """
        if self.last is not None and abs(at - self.last[0]) <= HOLDS_NS:
            place = place_near(encoded, self.last[1], self.last[2])
        else:
            place = self._of_pair(encoded, at)
        if place is None:
            return None
        self._require_reachable(place, at, address)
        self.last = (at, *place)
        return place

    def _of_pair(self, encoded: Encoded, at: int) -> tuple[float, float] | None:
        """From this and the newest message of the other format; on the surface four places would fit, so none."""
        if encoded.surface:
            return None
        if encoded.odd:
            self.odd = (at, encoded)
        else:
            self.even = (at, encoded)
        if self.even is None or self.odd is None or abs(self.even[0] - self.odd[0]) > PAIR_NS:
            return None
        return place_of_pair(self.even[1], self.odd[1], newest_odd=encoded.odd)

    def _require_reachable(self, place: tuple[float, float], at: int, address: str) -> None:
        if self.last is None:
            return
        away_m = float(distance_bearing(self.last[1], self.last[2], *place)[0])
        if away_m <= SLACK_M + FASTEST_MPS * abs(at - self.last[0]) / SECOND_NS:
            return
        self.even = self.odd = self.last = None
        why = Words(f"it was {away_m / 1000:.0f} km away", f"estaba a {away_m / 1000:.0f} km")
        raise ImpossiblePosition(address=address, lat_deg=round(place[0], 5), lon_deg=round(place[1], 5), why=why)
