"""One report of an ASTERIX source, before it is a record; what all categories have in common in reading one.

Units stay what they are: a flight level is a pressure altitude, whatever the day's pressure; a geometric height counts
from the ellipsoid; a 3-D radar's height counts from mean sea level.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from lindero.gateways.asterix.errors import ImpossibleValue, ItemMissing
from lindero.gateways.asterix.times import instant_of_day
from lindero.kernel.clock import Instant
from lindero.kernel.units import FOOT_M
from lindero.model.place import Bearing, Position, Velocity

Items = Mapping[str, Any]
"""Items of a record by number; what stands in one is what `content` says."""
Key = tuple[int, int]
"""System area code and system identification code: who sends."""

FLIGHT_LEVEL_M: Final = 100.0 * FOOT_M
NAUTICAL_MILE_M: Final = 1852.0


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A system that sends, as the node knows it.

    Attributes:
        sac: System area code.
        sic: System identification code.
        name: Id of the sensor within the node; None: `SAC/SIC`.
        lat_deg: Where it stands; a radar's plots need it. [deg]
        lon_deg: Where it stands. [deg]
        height_hae_m: Height of its antenna above the ellipsoid. [m]
        range_sigma_m: Its maker's figure; None: not stated. [m]
        azimuth_sigma_deg: Its maker's figure; None: not stated. [deg]
    """

    sac: int
    sic: int
    name: str | None = None
    lat_deg: float | None = None
    lon_deg: float | None = None
    height_hae_m: float | None = None
    range_sigma_m: float | None = None
    azimuth_sigma_deg: float | None = None

    @property
    def key(self) -> Key:
        """What it calls itself on the wire."""
        return self.sac, self.sic

    @property
    def sensor(self) -> str:
        """Id of the sensor within the node."""
        return self.name or f"{self.sac}/{self.sic}"

    @property
    def place(self) -> Position | None:
        """Where it stands."""
        if self.lat_deg is None or self.lon_deg is None:
            return None
        return Position(lat_deg=self.lat_deg, lon_deg=self.lon_deg, altitude_hae_m=self.height_hae_m)


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """The block that a record stood in.

    Attributes:
        offset: Where the block begins in its datagram or file. [bytes]
        raw: The block.
        received_at: When it came. [ns UTC]
    """

    offset: int
    raw: bytes
    received_at: Instant


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """One report of one object.

    Attributes:
        category: It was told by.
        source: Who tells.
        observed_at: When it was so. [ns UTC]
        position: Where it is.
        bearing: What a radar measured.
        velocity: How it moves.
        address: 24-bit address of its transponder.
        icao: That address was given to one airframe by a state.
        callsign: Identification that its transponder sends.
        squawk: Mode 3/A code, four octal digits, if it is valid.
        emergency: Number of the standard's emergency, 1 to 6.
        track_number: The source's own number of it.
        radio: How it was seen: `primary`, `secondary`, `mode-s`, `adsb`, `system-track`.
        not_real: It is a test target or a simulated one.
    """

    category: int
    source: Source
    observed_at: Instant
    position: Position | None
    bearing: Bearing | None = None
    velocity: Velocity | None = None
    address: int | None = None
    icao: bool = True
    callsign: str | None = None
    squawk: str | None = None
    emergency: int = 0
    track_number: int | None = None
    radio: str
    not_real: bool = False


def key_of(items: Items, category: int) -> Key:
    """Who sends a record.

    Raises:
        ItemMissing: It does not say so.
    """
    identifier = require(items, "010", category)
    return identifier["SAC"], identifier["SIC"]


def require(items: Items, item: str, category: int) -> Any:  # noqa: ANN401 - items are of many types
    """An item that the category demands.

    Raises:
        ItemMissing: It is not there.
    """
    if item not in items:
        raise ItemMissing(category=category, item=item)
    return items[item]


def time_of(items: Items, names: tuple[str, ...], category: int, received: Received) -> Instant:
    """When it was so: by the first of these items that is there.

    Raises:
        ItemMissing, ImpossibleValue: None is, or a day has no such second.
    """
    item = next((name for name in names if name in items), names[0])
    return instant_of_day(require(items, item, category), received.received_at, category=category, item=item)


def place_of(lat_deg: float, lon_deg: float, category: int, item: str, **heights: float | None) -> Position | None:
    """A place on Earth; None for 0,0, which stands for none.

    Raises:
        ImpossibleValue: It lies beyond ± 90 or ± 180 degrees.
    """
    if not (-90.0 <= lat_deg <= 90.0 and -180.0 <= lon_deg <= 180.0):
        raise ImpossibleValue(category=category, item=item, value=f"{lat_deg:.5f}°, {lon_deg:.5f}°")
    if lat_deg == 0.0 and lon_deg == 0.0:
        return None
    return Position(lat_deg=lat_deg, lon_deg=lon_deg, **heights)


def pressure_altitude_m(flight_level: float | None) -> float | None:
    """Pressure altitude of a flight level [m]."""
    return None if flight_level is None else flight_level * FLIGHT_LEVEL_M


def code_of(item: Items | None) -> str | None:
    """A Mode 3/A code that was validated and not garbled."""
    return None if item is None or item["V"] or item["G"] else str(item["MODE3A"])


def text_of(letters: str | None) -> str | None:
    """An identification without the spaces that fill it up; None where nothing is left."""
    return (letters or "").strip() or None
