"""The local plane in which one sector is tracked."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lindero.kernel.geodesy import ecef_from_wgs84, enu_axes, wgs84_from_ecef

Floats = NDArray[np.float64]

REACH_M: Final = 40_000.0
"""A sector's radius. Farther out the plane's axes turn against local level by more than 0.36°."""


@dataclass(frozen=True, kw_only=True)
class Frame:
    """A plane tangent to WGS 84: x east, y north, z up, metres.

    z is no height: the ellipsoid falls away below the plane, by 78 m at 31.6 km. Heights enter and leave as
    ellipsoidal ones through `enu_from_wgs84` and `wgs84_from_enu`.

    Attributes:
        latitude_deg: Geodetic latitude of the origin [deg].
        longitude_deg: Longitude of the origin [deg].
        height_hae_m: Height of the origin above the ellipsoid [m].
    """

    latitude_deg: float
    longitude_deg: float
    height_hae_m: float

    @cached_property
    def origin_ecef_m(self) -> Floats:
        """(3,) origin, Earth-centred and Earth-fixed [m]."""
        return ecef_from_wgs84(self.latitude_deg, self.longitude_deg, self.height_hae_m)

    @cached_property
    def axes_ecef(self) -> Floats:
        """(3, 3) rows are east, north and up of the origin, Earth-centred and Earth-fixed."""
        return enu_axes(self.latitude_deg, self.longitude_deg)

    def enu_from_wgs84(self, lat_deg: ArrayLike, lon_deg: ArrayLike, hae_m: ArrayLike) -> Floats:
        """Geodetic positions in this plane.

        Args:
            lat_deg: Latitudes [deg], any shape (...).
            lon_deg: Longitudes [deg], the same shape.
            hae_m: Heights above the ellipsoid [m], the same shape.

        Returns:
            (..., 3) east, north, up [m].
        """
        away: Floats = ecef_from_wgs84(lat_deg, lon_deg, hae_m) - self.origin_ecef_m
        return away @ self.axes_ecef.T

    def wgs84_from_enu(self, position_enu_m: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Positions of this plane as latitude [deg], longitude [deg] and height above the ellipsoid [m].

        Args:
            position_enu_m: (..., 3) east, north, up [m].
        """
        return wgs84_from_ecef(np.asarray(position_enu_m, dtype=np.float64) @ self.axes_ecef + self.origin_ecef_m)

    def axes_at(self, lat_deg: float, lon_deg: float) -> Floats:
        """Level axes of a place, as a sensor there measures in them.

        Returns:
            (3, 3): rows are the place's east, north and up as vectors of this plane.
        """
        return enu_axes(lat_deg, lon_deg) @ self.axes_ecef.T

    def move(self, state: ArrayLike, covariance: ArrayLike, to: "Frame") -> tuple[Floats, Floats]:
        """The same estimate in another plane.

        Args:
            state: (..., 6) position [m] and velocity [m/s] in this plane.
            covariance: (..., 6, 6) of it.
            to: The plane wanted.

        Returns:
            State and covariance in `to`, of the same shapes. Distances, speeds and eigenvalues are kept.
        """
        turn: Floats = to.axes_ecef @ self.axes_ecef.T
        shift: Floats = (self.origin_ecef_m - to.origin_ecef_m) @ to.axes_ecef.T
        both = np.zeros((6, 6))
        both[:3, :3] = both[3:, 3:] = turn
        moved = np.asarray(state, dtype=np.float64) @ both.T
        moved[..., :3] += shift
        return moved, both @ np.asarray(covariance, dtype=np.float64) @ both.T
