"""Where a position is, in words that a person can say over a radio: "4 km al sur de Ciudad Juárez".

Towns: GeoNames (CC BY 4.0), as committed for the console's map; see docs/reference/map-data.md.
"""

import math
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import numpy as np
from pyproj import Geod

from lindero.model.place import Position

AT_TOWN_M: Final = 1_500.0
"""Closer than that, a position is "at" the town: its middle is known to about a kilometre."""
TOO_FAR_M: Final = 80_000.0
"""Farther than that, a town says nothing."""

_WGS84: Final = Geod(ellps="WGS84")
_WINDS: Final = (
    ("norte", "north"),
    ("noreste", "northeast"),
    ("este", "east"),
    ("sureste", "southeast"),
    ("sur", "south"),
    ("suroeste", "southwest"),
    ("oeste", "west"),
    ("noroeste", "northwest"),
)


class PlaceName(msgspec.Struct, frozen=True):
    """A place in words, in both languages."""

    es: str
    en: str


class _Towns(msgspec.Struct, frozen=True):
    """The committed file: latitude [deg], longitude [deg], Spanish and English name of each."""

    source: str
    towns: tuple[tuple[float, float, str, str], ...]


class Places:
    """Names positions by the nearest town."""

    def __init__(self, towns: tuple[tuple[float, float, str, str], ...]) -> None:
        self._towns = towns
        self._lat_deg = np.array([town[0] for town in towns])
        self._lon_deg = np.array([town[1] for town in towns])

    def name(self, position: Position) -> PlaceName | None:
        """Distance and direction from the nearest town, or None far from all of them."""
        lat_deg, lon_deg, es, en = self._towns[self._nearest(position)]
        azimuth_deg, _, distance_m = _WGS84.inv(lon_deg, lat_deg, position.lon_deg, position.lat_deg)
        if distance_m > TOO_FAR_M:
            return None
        if distance_m < AT_TOWN_M:
            return PlaceName(es=f"en {es}", en=f"at {en}")
        wind_es, wind_en = _WINDS[round(azimuth_deg / 45.0) % 8]
        km = round(distance_m / 1000.0)
        return PlaceName(es=f"{km} km al {wind_es} de {es}", en=f"{km} km {wind_en} of {en}")

    def town(self, position: Position) -> str | None:
        """Spanish name of the nearest town, or None far from all of them."""
        lat_deg, lon_deg, es, _ = self._towns[self._nearest(position)]
        distance_m = _WGS84.inv(lon_deg, lat_deg, position.lon_deg, position.lat_deg)[2]
        return None if distance_m > TOO_FAR_M else es

    def _nearest(self, position: Position) -> int:
        """Index of the nearest town; degrees scaled at the latitude order towns of this distance rightly enough."""
        north = self._lat_deg - position.lat_deg
        east = (self._lon_deg - position.lon_deg) * math.cos(math.radians(position.lat_deg))
        return int(np.argmin(north * north + east * east))


@cache
def load_places() -> Places:
    """The committed towns, read once."""
    text = files("lindero.operations").joinpath("data/towns.json").read_bytes()
    return Places(msgspec.json.decode(text, type=_Towns).towns)
