"""`Location` messages to positions and back: degrees, radians or UTM; ellipsoid and mean sea level kept apart.

x is longitude or easting, y latitude or northing, z a height in metres above what `datum` names. Errors are in the unit
of their axis and taken as standard deviations.
"""

import math
from typing import Final

from lindero.gateways.sapient.bindings import Location, LocationCoordinateSystem, LocationDatum
from lindero.gateways.sapient.errors import InvalidMessage
from lindero.gateways.sapient.findings import Finding, Rule
from lindero.gateways.sapient.utm import parse_zone, wgs84_from_utm
from lindero.kernel.geodesy import destination, distance_bearing
from lindero.kernel.heights import hae_from_msl
from lindero.model.place import Position

CIRCLE_95_SIGMA: Final = math.sqrt(-2.0 * math.log(0.05))
"""Radius of the circle that holds 95 % of a circular normal distribution, in its standard deviations."""

_DEG: Final = LocationCoordinateSystem.Value("LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M")
_RAD: Final = LocationCoordinateSystem.Value("LOCATION_COORDINATE_SYSTEM_LAT_LNG_RAD_M")
_ELLIPSOID: Final = LocationDatum.Value("LOCATION_DATUM_WGS84_E")
_SEA_LEVEL: Final = LocationDatum.Value("LOCATION_DATUM_WGS84_G")
_HEIGHTS_M: Final = (-1_000.0, 100_000.0)
_EASTINGS_M: Final = (100_000.0, 900_000.0)
_NORTHINGS_M: Final = (0.0, 10_000_000.0)
_LARGEST_ERROR_DEG: Final = 0.5
"""55 km: a larger one is metres written into a field of degrees."""


def refuse(path: str, rule: Rule, detail: str = "") -> InvalidMessage:
    """The error for one field."""
    return InvalidMessage([Finding(path=path, rule=rule, detail=detail)])


def require_between(value: float, limits: tuple[float, float], path: str) -> None:
    """Accept a value within limits.

    Raises:
        InvalidMessage: It is outside.
    """
    if not limits[0] <= value <= limits[1]:
        raise refuse(path, "out-of-range", f"{value:g} ∉ [{limits[0]:g}, {limits[1]:g}]")


def decode_location(location: Location, path: str, *, zone: str = "") -> Position:
    """The position that a valid `Location` names.

    Args:
        location: Valid message.
        path: Its path in the message, for errors.
        zone: UTM zone that the sensor registered, for locations that name none.

    Raises:
        InvalidMessage: The coordinates are no place on earth, 0,0, or do not fit their zone.
    """
    if location.coordinate_system in (_DEG, _RAD):
        lat_deg, lon_deg, error_95_m = _from_degrees(location, path)
    else:
        lat_deg, lon_deg, error_95_m = _from_utm(location, path, zone)
    if lat_deg == 0.0 and lon_deg == 0.0:
        raise refuse(path, "no-place")
    height_m = None
    if location.HasField("z"):
        require_between(location.z, _HEIGHTS_M, f"{path}.z")
        height_m = location.z
    return Position(
        lat_deg=lat_deg,
        lon_deg=lon_deg,
        altitude_hae_m=height_m if location.datum == _ELLIPSOID else None,
        altitude_msl_m=height_m if location.datum == _SEA_LEVEL else None,
        error_95_m=error_95_m,
    )


def hae_m_of(position: Position) -> float | None:
    """Height above the ellipsoid [m], converted from mean sea level where that is what was given; None for neither."""
    if position.altitude_hae_m is not None or position.altitude_msl_m is None:
        return position.altitude_hae_m
    return hae_from_msl(position.altitude_msl_m, position.lat_deg, position.lon_deg)


def encode_location(position: Position, location: Location) -> None:
    """Write a position into a `Location`, in degrees; the inverse of `decode_location`.

    A height above the ellipsoid goes before one above mean sea level; pressure altitudes and heights above ground
    have no place in this standard and are left out.
    """
    location.x, location.y = position.lon_deg, position.lat_deg
    location.coordinate_system = _DEG
    above_sea = position.altitude_hae_m is None and position.altitude_msl_m is not None
    location.datum = _SEA_LEVEL if above_sea else _ELLIPSOID
    height_m = position.altitude_msl_m if above_sea else position.altitude_hae_m
    if height_m is not None:
        location.z = height_m
    if position.error_95_m is not None:
        sigma_m = position.error_95_m / CIRCLE_95_SIGMA
        _, east_deg = destination(position.lat_deg, position.lon_deg, 90.0, sigma_m)
        south_deg, _ = destination(position.lat_deg, position.lon_deg, _equatorwards_deg(position.lat_deg), sigma_m)
        location.x_error = abs(math.remainder(east_deg - position.lon_deg, 360.0))
        location.y_error = abs(south_deg - position.lat_deg)


def _from_degrees(location: Location, path: str) -> tuple[float, float, float | None]:
    """Latitude, longitude [deg] and error radius [m] of angles in degrees or radians."""
    scale = 1.0 if location.coordinate_system == _DEG else math.degrees(1.0)
    lat_deg, lon_deg = location.y * scale, location.x * scale
    require_between(lat_deg, (-90.0, 90.0), f"{path}.y")
    require_between(lon_deg, (-180.0, 180.0), f"{path}.x")
    sigmas_m = []
    for axis, azimuth in (("x_error", 90.0), ("y_error", _equatorwards_deg(lat_deg))):
        if location.HasField(axis):
            error_deg = getattr(location, axis) * scale
            require_between(error_deg, (0.0, _LARGEST_ERROR_DEG), f"{path}.{axis}")
            sigmas_m.append(_ground_m(lat_deg, lon_deg, azimuth, error_deg))
    return lat_deg, lon_deg, _circle_95_m(sigmas_m)


def _from_utm(location: Location, path: str, registered: str) -> tuple[float, float, float | None]:
    """Latitude, longitude [deg] and error radius [m] of UTM coordinates."""
    text = location.utm_zone or registered
    if not text.strip():
        raise refuse(f"{path}.utm_zone", "no-zone")
    zone = parse_zone(text)
    if zone is None:
        raise refuse(f"{path}.utm_zone", "unknown-value", repr(text[:16]))
    require_between(location.x, _EASTINGS_M, f"{path}.x")
    require_between(location.y, _NORTHINGS_M, f"{path}.y")
    lat_deg, lon_deg = wgs84_from_utm(location.x, location.y, zone)
    if not zone.holds(lat_deg):
        raise refuse(f"{path}.utm_zone", "wrong-zone", f"{zone} ≠ {lat_deg:.1f}°")
    sigmas_m = []
    for axis in ("x_error", "y_error"):
        if location.HasField(axis):
            require_between(getattr(location, axis), (0.0, 100_000.0), f"{path}.{axis}")
            sigmas_m.append(getattr(location, axis))
    return lat_deg, lon_deg, _circle_95_m(sigmas_m)


def _circle_95_m(sigmas_m: list[float]) -> float | None:
    """Radius that holds 95 % at least: that of a circular distribution as wide as the wider axis."""
    return CIRCLE_95_SIGMA * max(sigmas_m) if len(sigmas_m) == 2 else None


def _equatorwards_deg(lat_deg: float) -> float:
    """Azimuth that leads away from the nearer pole."""
    return 180.0 if lat_deg > 0.0 else 0.0


def _ground_m(lat_deg: float, lon_deg: float, azimuth_deg: float, error_deg: float) -> float:
    """Length on the ground of an error along a parallel or a meridian."""
    if azimuth_deg == 90.0:
        return distance_bearing(lat_deg, lon_deg, lat_deg, lon_deg + error_deg)[0]
    towards = lat_deg - math.copysign(error_deg, lat_deg)
    return distance_bearing(lat_deg, lon_deg, towards, lon_deg)[0]
