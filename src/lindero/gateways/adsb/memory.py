"""What is remembered of every aircraft between its messages: the newest position taken, and what it said of itself.

All of it is bounded: an aircraft that was not heard for ten minutes is forgotten, and so is the one heard longest ago
when a forged stream invents more than can fly.
"""

from collections import OrderedDict
from typing import Final, Generic, TypeVar

import msgspec

from lindero.gateways.adsb.emergencies import CATEGORIES, emergency_of
from lindero.gateways.adsb.report import Address
from lindero.kernel.clock import SECOND_NS
from lindero.model.airspace import Emergency, Emitter
from lindero.model.place import Velocity

MOST_AIRCRAFT: Final = 8192
FORGOTTEN_NS: Final = 600 * SECOND_NS
SAME_NS: Final = SECOND_NS // 4
"""Receivers tell ages in tenths of a second: two instants nearer than this are one position."""
VELOCITY_HOLDS_NS: Final = 10 * SECOND_NS
DIFFERENCE_HOLDS_NS: Final = 30 * SECOND_NS

_T = TypeVar("_T")


class Aged(Generic[_T]):
    """Values by name, each with the instant [ns UTC] at which it was last touched."""

    def __init__(self, most: int = MOST_AIRCRAFT) -> None:
        self._most = most
        self._held: OrderedDict[str, tuple[int, _T]] = OrderedDict()

    def get(self, name: str, now: int) -> _T | None:
        """The value, unless it is forgotten."""
        found = self._held.get(name)
        return None if found is None or now - found[0] > FORGOTTEN_NS else found[1]

    def put(self, name: str, value: _T, now: int) -> None:
        """Remember; what was touched longest ago makes room."""
        self._held[name] = (now, value)
        self._held.move_to_end(name)
        if len(self._held) > self._most:
            self._held.popitem(last=False)

    def __len__(self) -> int:
        return len(self._held)


class Newest:
    """When the newest position of each aircraft was true."""

    def __init__(self) -> None:
        self._at: Aged[int] = Aged()

    def is_news(self, name: str, observed_at: int) -> bool:
        """Whether a position is newer than the last one taken; if so it counts as taken."""
        before = self._at.get(name, observed_at)
        if before is not None and observed_at - before < SAME_NS:
            return False
        self._at.put(name, observed_at, observed_at)
        return True


class Said(msgspec.Struct):
    """What one aircraft said of itself so far, in messages that hold no position.

    Attributes:
        callsign: Flight identification.
        category: Emitter category, such as `A3`.
        squawk: Code of its transponder.
        state: Emergency that it states.
        nacp: Navigation accuracy category of its position.
        velocity: Newest over ground.
        velocity_at: When that was true. [ns UTC]
        above_baro_m: Geometric height less pressure altitude. [m]
        above_baro_at: When that was true. [ns UTC]
    """

    callsign: str | None = None
    category: str | None = None
    squawk: str | None = None
    state: Emergency | None = None
    nacp: int | None = None
    velocity: Velocity | None = None
    velocity_at: int = 0
    above_baro_m: float | None = None
    above_baro_at: int = 0

    def velocity_of(self, at: int) -> Velocity | None:
        """The velocity that holds at an instant [ns UTC]."""
        return self.velocity if abs(at - self.velocity_at) <= VELOCITY_HOLDS_NS else None

    def hae_of(self, altitude_baro_m: float | None, at: int) -> float | None:
        """Height above the ellipsoid [m] that follows from a pressure altitude, while the difference holds."""
        if altitude_baro_m is None or self.above_baro_m is None:
            return None
        return altitude_baro_m + self.above_baro_m if abs(at - self.above_baro_at) <= DIFFERENCE_HOLDS_NS else None

    def emitter(self, address: Address) -> Emitter:
        """What the transponder says, as the vocabulary has it."""
        return Emitter(
            address=address.text,
            radio=address.source,
            callsign=self.callsign,
            squawk=self.squawk,
            emergency=emergency_of(self.squawk, self.state),
            ua_type=CATEGORIES.get(self.category or ""),
        )
