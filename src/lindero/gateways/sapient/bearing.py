"""`RangeBearing` messages to bearings and positions, and back: degrees or radians, metres or kilometres.

Azimuth is clockwise from the north that `datum` names, elevation above the sensor's horizon, range along the line of
sight. Grid north is converted by the UTM zone at the sensor; magnetic north and a platform's heading are refused,
because this node holds neither a declination model nor the heading.
"""

import math
from typing import Final

import numpy as np

from lindero.gateways.sapient.bindings import RangeBearing, RangeBearingCoordinateSystem, RangeBearingDatum
from lindero.gateways.sapient.location import CIRCLE_95_SIGMA, hae_m_of, refuse, require_between
from lindero.gateways.sapient.utm import grid_convergence_deg, parse_zone, zone_number_at
from lindero.kernel.geodesy import destination, ecef_from_wgs84, enu_axes, wgs84_from_ecef
from lindero.kernel.units import wrap_deg
from lindero.model.place import Bearing, Position

_TRUE: Final = RangeBearingDatum.Value("RANGE_BEARING_DATUM_TRUE")
_GRID: Final = RangeBearingDatum.Value("RANGE_BEARING_DATUM_GRID")
_DEG_M: Final = RangeBearingCoordinateSystem.Value("RANGE_BEARING_COORDINATE_SYSTEM_DEGREES_M")
_RADIANS: Final = (
    RangeBearingCoordinateSystem.Value("RANGE_BEARING_COORDINATE_SYSTEM_RADIANS_M"),
    RangeBearingCoordinateSystem.Value("RANGE_BEARING_COORDINATE_SYSTEM_RADIANS_KM"),
)
_KILOMETRES: Final = (
    RangeBearingCoordinateSystem.Value("RANGE_BEARING_COORDINATE_SYSTEM_DEGREES_KM"),
    RangeBearingCoordinateSystem.Value("RANGE_BEARING_COORDINATE_SYSTEM_RADIANS_KM"),
)
_LONGEST_M: Final = 1_000_000.0


def decode_range_bearing(message: RangeBearing, path: str, *, stand: Position | None, zone: str = "") -> Bearing:
    """The bearing, clockwise from true north, that a valid `RangeBearing` names.

    Args:
        message: Valid message.
        path: Its path, for errors.
        stand: Where the sensor stands; needed for grid north only.
        zone: UTM zone that the sensor registered; without one, that of its longitude.

    Raises:
        InvalidMessage: It has no azimuth, a value is out of range, or its north cannot be converted.
    """
    if not message.HasField("azimuth"):
        raise refuse(f"{path}.azimuth", "no-direction")
    degrees = math.degrees(1.0) if message.coordinate_system in _RADIANS else 1.0
    metres = 1000.0 if message.coordinate_system in _KILOMETRES else 1.0
    azimuth_deg = _scaled(message, "azimuth", degrees, (-360.0, 360.0), path) or 0.0
    return Bearing(
        azimuth_deg=wrap_deg(azimuth_deg + _north_deg(message.datum, f"{path}.datum", stand, zone)),
        elevation_deg=_scaled(message, "elevation", degrees, (-90.0, 90.0), path),
        range_m=_scaled(message, "range", metres, (0.0, _LONGEST_M), path),
        azimuth_sigma_deg=_scaled(message, "azimuth_error", degrees, (0.0, 180.0), path),
        elevation_sigma_deg=_scaled(message, "elevation_error", degrees, (0.0, 90.0), path),
        range_sigma_m=_scaled(message, "range_error", metres, (0.0, _LONGEST_M), path),
    )


def position_seen(bearing: Bearing, stand: Position) -> Position | None:
    """Where the object of a bearing is; None without a range.

    A height follows only from an elevation and a sensor whose own height is known. The error is the radius that holds
    95 % at least; it counts the bearing's own errors, not the sensor's survey.

    Args:
        bearing: Measured from `stand`, sigmas included where they are known.
        stand: Where the sensor stands.
    """
    if bearing.range_m is None:
        return None
    if bearing.elevation_deg is None:
        lat_deg, lon_deg = destination(stand.lat_deg, stand.lon_deg, bearing.azimuth_deg, bearing.range_m)
        return Position(lat_deg=lat_deg, lon_deg=lon_deg, error_95_m=_error_95_m(bearing))
    hae_m = hae_m_of(stand)
    azimuth, elevation = math.radians(bearing.azimuth_deg), math.radians(bearing.elevation_deg)
    flat = math.cos(elevation)
    sight = np.array([flat * math.sin(azimuth), flat * math.cos(azimuth), math.sin(elevation)])
    origin = ecef_from_wgs84(stand.lat_deg, stand.lon_deg, hae_m or 0.0)
    lat, lon, hae = wgs84_from_ecef(origin + bearing.range_m * (sight @ enu_axes(stand.lat_deg, stand.lon_deg)))
    return Position(
        lat_deg=float(lat),
        lon_deg=float(lon),
        altitude_hae_m=None if hae_m is None else float(hae),
        error_95_m=_error_95_m(bearing),
    )


def encode_range_bearing(bearing: Bearing, message: RangeBearing) -> None:
    """Write a bearing into a `RangeBearing`, in degrees and metres from true north."""
    message.coordinate_system, message.datum = _DEG_M, _TRUE
    message.azimuth = bearing.azimuth_deg
    optional = {
        "elevation": bearing.elevation_deg,
        "range": bearing.range_m,
        "azimuth_error": bearing.azimuth_sigma_deg,
        "elevation_error": bearing.elevation_sigma_deg,
        "range_error": bearing.range_sigma_m,
    }
    for name, value in optional.items():
        if value is not None:
            setattr(message, name, value)


def _scaled(message: RangeBearing, name: str, unit: float, limits: tuple[float, float], path: str) -> float | None:
    """A field in our unit, within limits; None where it was not sent."""
    if not message.HasField(name):
        return None
    value = float(getattr(message, name)) * unit
    require_between(value, limits, f"{path}.{name}")
    return value


def _north_deg(datum: int, path: str, stand: Position | None, zone: str) -> float:
    """Direction of the datum's north, clockwise from true north."""
    if datum == _TRUE:
        return 0.0
    if datum != _GRID or stand is None:
        raise refuse(path, "north-unknown", RangeBearingDatum.Name(datum).removeprefix("RANGE_BEARING_DATUM_"))
    registered = parse_zone(zone)
    number = registered.number if registered else zone_number_at(stand.lon_deg)
    return grid_convergence_deg(stand.lat_deg, stand.lon_deg, number)


def _error_95_m(bearing: Bearing) -> float | None:
    """Radius that holds 95 % at least: that of the wider of the two horizontal errors."""
    if bearing.range_m is None or bearing.range_sigma_m is None or bearing.azimuth_sigma_deg is None:
        return None
    across_m = bearing.range_m * math.radians(bearing.azimuth_sigma_deg)
    return CIRCLE_95_SIGMA * max(bearing.range_sigma_m, across_m)
