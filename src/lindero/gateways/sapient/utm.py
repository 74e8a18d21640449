"""UTM coordinates as SAPIENT sends them: easting, northing, and a zone such as `13R`.

The letter is the latitude band of the military grid (8° each, C to X without I and O; N and later are north). `N` is
also taken for the northern hemisphere, because sensors write it so. `S` is the band 32° to 40° north and never the
southern hemisphere: along this border both readings occur, 10,000 km apart; coordinates outside it are refused.

Method: PROJ's transverse Mercator through pyproj.
"""

import re
from functools import cache
from typing import Final

import msgspec
from pyproj import Proj

_BANDS: Final = "CDEFGHJKLMNPQRSTUVWX"
_ZONE: Final = re.compile(rf"([1-9]|[1-5][0-9]|60)([{_BANDS}])", re.IGNORECASE)
_SLACK_DEG: Final = 0.5
"""A sensor near the edge of its band keeps its zone."""


class Zone(msgspec.Struct, frozen=True, kw_only=True):
    """One UTM zone.

    Attributes:
        number: 1 to 60, eastwards from 180° W, 6° each.
        band: Letter of the latitude band.
    """

    number: int
    band: str

    def __str__(self) -> str:
        return f"{self.number}{self.band}"

    @property
    def north(self) -> bool:
        """Whether northings count from the equator."""
        return self.band >= "N"

    def holds(self, lat_deg: float) -> bool:
        """Whether a latitude [deg] lies in the band, half a degree of slack included."""
        lowest = -80.0 + 8.0 * _BANDS.index(self.band)
        highest = 84.0 if self.band in "NX" else lowest + 8.0
        return lowest - _SLACK_DEG <= lat_deg <= highest + _SLACK_DEG


def parse_zone(text: str) -> Zone | None:
    """The zone that a text such as `13R` names; None for any other text."""
    found = _ZONE.fullmatch(text.strip())
    return Zone(number=int(found.group(1)), band=found.group(2).upper()) if found else None


def zone_number_at(lon_deg: float) -> int:
    """Number of the zone that a longitude [deg] lies in."""
    return int((lon_deg + 180.0) // 6.0) % 60 + 1


def wgs84_from_utm(easting_m: float, northing_m: float, zone: Zone) -> tuple[float, float]:
    """Latitude and longitude [deg] of UTM coordinates [m]; infinite where the projection has no such point."""
    lon_deg, lat_deg = _projection(zone.number, zone.north)(easting_m, northing_m, inverse=True)
    return float(lat_deg), float(lon_deg)


def utm_from_wgs84(lat_deg: float, lon_deg: float, zone: Zone) -> tuple[float, float]:
    """Easting and northing [m] of a place; the inverse of `wgs84_from_utm`."""
    easting_m, northing_m = _projection(zone.number, zone.north)(lon_deg, lat_deg)
    return float(easting_m), float(northing_m)


def grid_convergence_deg(lat_deg: float, lon_deg: float, number: int) -> float:
    """Direction of a zone's grid north, clockwise from true north [deg], at a place [deg]."""
    return float(_projection(number, north=True).get_factors(lon_deg, lat_deg).meridian_convergence)


@cache
def _projection(number: int, north: bool) -> Proj:
    return Proj(proj="utm", zone=number, ellps="WGS84", south=not north)
