"""Positions on the WGS 84 ellipsoid: earth-centred axes, local axes, geodesics.

Latitudes and longitudes are geodetic degrees, azimuths degrees clockwise from true north, heights metres above the
ellipsoid (`hae`; mean sea level is `kernel.heights`). Scalars and arrays go through the same functions and broadcast
as numpy does; NaN stays NaN, and a latitude beyond a pole becomes NaN.

Method: PROJ (cart, and Karney's geodesics: "Algorithms for geodesics", J. Geodesy 87, 2013) through pyproj.
"""

from typing import Final, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod, Transformer

Floats = NDArray[np.float64]

_GEOD: Final = Geod(ellps="WGS84")
_CARTESIAN: Final = Transformer.from_pipeline(
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=WGS84"
)


def ecef_from_wgs84(lat_deg: ArrayLike, lon_deg: ArrayLike, hae_m: ArrayLike) -> Floats:
    """Earth-centred, earth-fixed position.

    Args:
        lat_deg: Geodetic latitude [deg].
        lon_deg: Longitude [deg], any turn.
        hae_m: Height above the ellipsoid [m].

    Returns:
        (..., 3) x, y, z [m]: x to 0° N 0° E, z to the north pole.
    """
    lat, lon, hae = _broadcast(lat_deg, lon_deg, hae_m)
    on_earth = np.where(np.abs(lat) <= 90.0, lat, np.nan)
    return np.stack(_CARTESIAN.transform(lon, on_earth, hae), axis=-1)


def wgs84_from_ecef(position_m: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Geodetic position of an earth-centred one; the inverse of `ecef_from_wgs84`.

    Args:
        position_m: (..., 3) x, y, z [m].

    Returns:
        Latitude [deg], longitude in [-180, 180] [deg] and height above the ellipsoid [m], each of shape (...).
        From the ground to 40 km the error is below 1e-9° and 0.1 mm.
    """
    x, y, z = np.moveaxis(np.array(position_m, dtype=np.float64), -1, 0)
    lon, lat, hae = _CARTESIAN.transform(x, y, z, direction="INVERSE")
    return np.asarray(lat), np.asarray(lon), np.asarray(hae)


def enu_axes(lat_deg: float, lon_deg: float) -> Floats:
    """Local level axes at one place.

    Args:
        lat_deg: Geodetic latitude [deg].
        lon_deg: Longitude [deg].

    Returns:
        (3, 3) rotation; its rows are the unit vectors east, north, up in earth-centred axes, so
        `enu_axes(lat, lon) @ (p - origin)` is a position in the local tangent plane.
    """
    lat, lon = np.radians(lat_deg), np.radians(lon_deg)
    sin_lat, cos_lat, sin_lon, cos_lon = np.sin(lat), np.cos(lat), np.sin(lon), np.cos(lon)
    return np.array(
        [
            [-sin_lon, cos_lon, 0.0],
            [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat],
            [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat],
        ]
    )


@overload
def distance_bearing(lat1_deg: float, lon1_deg: float, lat2_deg: float, lon2_deg: float) -> tuple[float, float]: ...
@overload
def distance_bearing(
    lat1_deg: ArrayLike, lon1_deg: ArrayLike, lat2_deg: ArrayLike, lon2_deg: ArrayLike
) -> tuple[Floats, Floats]: ...
def distance_bearing(
    lat1_deg: ArrayLike, lon1_deg: ArrayLike, lat2_deg: ArrayLike, lon2_deg: ArrayLike
) -> tuple[float, float] | tuple[Floats, Floats]:
    """Length and departing azimuth of the shortest path on the ellipsoid from place 1 to place 2.

    Returns:
        Distance [m] and azimuth in [0, 360) [deg] (0 where both places are one); floats for scalars, else arrays.
    """
    lat1, lon1, lat2, lon2 = _broadcast(lat1_deg, lon1_deg, lat2_deg, lon2_deg)
    azimuth, _, distance = _GEOD.inv(lon1, lat1, lon2, lat2)
    azimuth = np.where(np.equal(distance, 0.0), 0.0, np.mod(azimuth, 360.0))
    return (float(distance), float(azimuth)) if lat1.ndim == 0 else (distance, azimuth)


@overload
def destination(lat_deg: float, lon_deg: float, azimuth_deg: float, distance_m: float) -> tuple[float, float]: ...
@overload
def destination(
    lat_deg: ArrayLike, lon_deg: ArrayLike, azimuth_deg: ArrayLike, distance_m: ArrayLike
) -> tuple[Floats, Floats]: ...
def destination(
    lat_deg: ArrayLike, lon_deg: ArrayLike, azimuth_deg: ArrayLike, distance_m: ArrayLike
) -> tuple[float, float] | tuple[Floats, Floats]:
    """Where the shortest path of that azimuth and length ends; the inverse of `distance_bearing`.

    Returns:
        Latitude and longitude in [-180, 180] [deg]; floats for scalars, else arrays.
    """
    lat, lon, azimuth, distance = _broadcast(lat_deg, lon_deg, azimuth_deg, distance_m)
    end_lon, end_lat, _ = _GEOD.fwd(lon, lat, azimuth, distance)
    return (float(end_lat), float(end_lon)) if lat.ndim == 0 else (end_lat, end_lon)


def _broadcast(*values: ArrayLike) -> tuple[Floats, ...]:
    """Arrays of one shape, writable copies: pyproj works in place on what it is given."""
    arrays = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values))
    return tuple(np.array(array) for array in arrays)
