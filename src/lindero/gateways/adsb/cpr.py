"""Compact position reporting: places from the 17-bit fields of even and odd messages.

Source: RTCA DO-260B, appendix A §1.7 (NZ = 15).
"""

import math
from typing import Final

import msgspec

SCALE: Final = 1 << 17
_ZONES: Final = 60
_FULL_DEG: Final = 360.0
_SURFACE_DEG: Final = 90.0


class Encoded(msgspec.Struct, frozen=True):
    """One encoded place.

    Attributes:
        odd: Format bit.
        lat: 17 bits.
        lon: 17 bits.
        surface: Of a surface message, whose zones are a quarter as wide.
    """

    odd: bool
    lat: int
    lon: int
    surface: bool = False


def zones_at(lat_deg: float) -> int:
    """NL: number of longitude zones at a latitude."""
    lat_deg = abs(lat_deg)
    if lat_deg >= 87.0:
        return 2 if lat_deg == 87.0 else 1
    narrowing = (1.0 - math.cos(math.pi / 30.0)) / math.cos(math.radians(lat_deg)) ** 2
    return math.floor(2.0 * math.pi / math.acos(1.0 - narrowing))


def place_of_pair(even: Encoded, odd: Encoded, *, newest_odd: bool) -> tuple[float, float] | None:
    """Latitude and longitude [deg] of the newer of two airborne messages; None where they straddle two zones."""
    y0, y1 = even.lat / SCALE, odd.lat / SCALE
    index = math.floor(59.0 * y0 - 60.0 * y1 + 0.5)
    lats = tuple(
        lat - _FULL_DEG if lat >= 270.0 else lat
        for lat in (_FULL_DEG / 60.0 * (index % 60 + y0), _FULL_DEG / 59.0 * (index % 59 + y1))
    )
    zones = zones_at(lats[0])
    if zones != zones_at(lats[1]) or not all(abs(lat) <= 90.0 for lat in lats):
        return None
    x0, x1 = even.lon / SCALE, odd.lon / SCALE
    index = math.floor(x0 * (zones - 1) - x1 * zones + 0.5)
    count = max(zones - newest_odd, 1)
    lon = _FULL_DEG / count * (index % count + (x1 if newest_odd else x0))
    return lats[newest_odd], _wrapped(lon)


def place_near(encoded: Encoded, lat_deg: float, lon_deg: float) -> tuple[float, float] | None:
    """Latitude and longitude [deg] of one message, in the zone nearest to a known place; None beyond the poles.

    The place must be nearer than half a zone: 180 nautical miles, 45 on the surface.
    """
    turn = _SURFACE_DEG if encoded.surface else _FULL_DEG
    lat = _nearest(lat_deg, encoded.lat / SCALE, turn / (_ZONES - encoded.odd))
    if abs(lat) > 90.0:
        return None
    count = max(zones_at(lat) - encoded.odd, 1)
    return lat, _wrapped(_nearest(lon_deg, encoded.lon / SCALE, turn / count))


def encode_place(lat_deg: float, lon_deg: float, *, odd: bool, surface: bool = False) -> Encoded:
    """The fields that a transponder sends of a place; for tests and simulated traffic."""
    turn = _SURFACE_DEG if surface else _FULL_DEG
    zone = turn / (_ZONES - odd)
    y = math.floor(SCALE * (lat_deg % zone) / zone + 0.5)
    recovered = zone * (y / SCALE + math.floor(lat_deg / zone))
    zone = turn / max(zones_at(recovered) - odd, 1)
    x = math.floor(SCALE * (lon_deg % zone) / zone + 0.5)
    return Encoded(odd, y % SCALE, x % SCALE, surface)


def _nearest(known_deg: float, fraction: float, zone_deg: float) -> float:
    """The angle with this fraction of a zone that is nearest to a known one. [deg]."""
    return zone_deg * (round(known_deg / zone_deg - fraction) + fraction)


def _wrapped(lon_deg: float) -> float:
    return (lon_deg + 180.0) % 360.0 - 180.0
