"""The line between the two countries: how far a place lies from it, on which side, and how surely.

A `BorderLine` runs from west to east, so the United States lie on its left; between two vertices it is straight in
degrees (RFC 7946). Distances are geodesic; the sign is that of the side. The nearest point is found on a conformal
cone (Lambert, true at 26.5° and 31.5° north), where directions are true and lengths change so slowly that the choice
costs less than a metre within 5 km of the line.

The committed line (`lindero.model.border_file`) follows the maritime boundary out to 200 nautical miles off both
coasts; beyond a line's ends, its first and last segments count as going on for ever.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple

import msgspec
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import Proj

from lindero.kernel.geodesy import distance_bearing, ecef_from_wgs84, enu_axes

Floats = NDArray[np.float64]
Side = Literal["USA", "MEX"]

STEP_M: Final = 2_000.0
"""Longest segment after densifying: straight in degrees and straight on the cone differ by less than 0.1 m."""

_CONE: Final = Proj("+proj=lcc +lat_1=26.5 +lat_2=31.5 +lat_0=29 +lon_0=-106 +ellps=WGS84")


class Stretch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A range of vertices of one kind and one stated error.

    Attributes:
        kind: What the line follows: monuments on land, a river, or the maritime boundary.
        first: Index of its first vertex, from 0.
        last: Index of its last vertex.
        error_95_m: The true line is within this distance in 95 % of places. [m]
    """

    kind: Literal["land", "river", "sea"]
    first: int
    last: int
    error_95_m: float


class _Path(NamedTuple):
    """The line with a vertex each 2 km or closer, in degrees and on the cone.

    Attributes:
        lat_deg, lon_deg: (n,)
        xy_m: (n, 2) on the cone.
        along_m: (n - 1, 2) each segment as a vector on the cone.
        error_95_m: (n - 1,) of each segment.
        bend_tangent: (n, 2) at each vertex, the sum of the unit vectors of the segments that meet there.
        bend_error_95_m: (n,) at each vertex, the larger error of the two.
        tree: Index of the segments.
    """

    lat_deg: Floats
    lon_deg: Floats
    xy_m: Floats
    along_m: Floats
    error_95_m: Floats
    bend_tangent: Floats
    bend_error_95_m: Floats
    tree: shapely.STRtree


@dataclass(frozen=True, eq=False, kw_only=True)
class BorderLine:
    """One line between the two countries, from west to east.

    Attributes:
        source: Who drew it.
        lat_deg: (n,) latitudes of the vertices [deg].
        lon_deg: (n,) longitudes of the vertices [deg].
        stretches: Kind and stated error, in order and without gaps from the first vertex to the last.
    """

    source: str
    lat_deg: Floats
    lon_deg: Floats
    stretches: tuple[Stretch, ...]

    def signed_distance_m(self, lat_deg: ArrayLike, lon_deg: ArrayLike) -> tuple[Floats, Floats]:
        """Distance of places from the line.

        Args:
            lat_deg: (...) latitudes [deg].
            lon_deg: (...) longitudes [deg].

        Returns:
            Distance [m], positive on the side of the United States and negative on Mexico's, and the stated 95 %
            error of the line [m] where it is nearest; NaN for a place that is NaN. The distance is right to 1 m
            within 5 km of the line and to 0.5 % within 500 km.
        """
        lat, lon = np.broadcast_arrays(np.asarray(lat_deg, np.float64), np.asarray(lon_deg, np.float64))
        known = np.isfinite(lat) & np.isfinite(lon) & (np.abs(lat) < 90.0)
        distance_m, error_95_m = np.full(lat.shape, np.nan), np.full(lat.shape, np.nan)
        if known.any():
            distance_m[known], error_95_m[known] = self._measure(lat[known], lon[known])
        return distance_m, error_95_m

    def side(self, lat_deg: float, lon_deg: float) -> Side | None:
        """The country of one place; None within the stated error of the line, where nothing is claimed."""
        distance_m, error_95_m = self.signed_distance_m(lat_deg, lon_deg)
        if not abs(distance_m) > error_95_m:
            return None
        return "USA" if distance_m > 0 else "MEX"

    def line_enu_m(self, lat_deg: float, lon_deg: float, radius_m: float, hae_m: float = 0.0) -> list[Floats]:
        """The line around a place, in the local plane tangent there.

        Args:
            lat_deg: Latitude of the plane's origin [deg].
            lon_deg: Longitude of the plane's origin [deg].
            radius_m: How far around [m]. The nearest piece of line to anything within r is among what 3 r gives.
            hae_m: Height of the origin above the ellipsoid [m]; the line is laid at the same height.

        Returns:
            The pieces, each (k, 2) east, north [m], from west to east along the line: the United States are left.
            Empty when the line is farther away than `radius_m`.
        """
        path = self._path
        offset = ecef_from_wgs84(path.lat_deg, path.lon_deg, hae_m) - ecef_from_wgs84(lat_deg, lon_deg, hae_m)
        east_north = offset @ enu_axes(lat_deg, lon_deg)[:2].T
        near = np.concatenate(([False], self._is_near(lat_deg, lon_deg, radius_m), [False]))
        starts, ends = np.flatnonzero(near[1:] & ~near[:-1]), np.flatnonzero(near[:-1] & ~near[1:])
        return [east_north[start : end + 1] for start, end in zip(starts, ends, strict=True)]

    def line_error_95_m(self, lat_deg: float, lon_deg: float, radius_m: float) -> float:
        """The largest stated 95 % error [m] of the line within `radius_m` of a place; NaN when none is."""
        errors = self._path.error_95_m[self._is_near(lat_deg, lon_deg, radius_m)]
        return float(errors.max()) if errors.size else float("nan")

    def _measure(self, lat_deg: Floats, lon_deg: Floats) -> tuple[Floats, Floats]:
        """Signed distances and stated errors [m] of (m,) finite places."""
        path = self._path
        here = np.stack(_CONE(lon_deg, lat_deg), axis=-1)
        segment = path.tree.nearest(shapely.points(here))
        along = path.along_m[segment]
        foot, share = _foot(here, path.xy_m[segment], along)
        # At a vertex the side is that of the mean direction: the only one right on the outside of a sharp bend.
        bend, at_vertex = segment + (share == 1.0), (share == 0.0) | (share == 1.0)
        tangent = np.where(at_vertex[:, None], path.bend_tangent[bend], along)
        error_95_m = np.where(at_vertex, path.bend_error_95_m[bend], path.error_95_m[segment])
        foot_lon, foot_lat = _CONE(foot[:, 0], foot[:, 1], inverse=True)
        distance_m, _ = distance_bearing(lat_deg, lon_deg, foot_lat, foot_lon)
        return np.copysign(distance_m, _cross(tangent, here - foot)), error_95_m

    def _is_near(self, lat_deg: float, lon_deg: float, radius_m: float) -> NDArray[np.bool_]:
        """(n - 1,) whether each segment of the path comes within `radius_m` of a place."""
        path = self._path
        here = np.stack(_CONE(lon_deg, lat_deg))
        foot, _ = _foot(here, path.xy_m[:-1], path.along_m)
        return np.asarray(np.hypot(*(foot - here).T) <= radius_m)

    @cached_property
    def _path(self) -> _Path:
        """Made at the first question, then kept."""
        length_m, _ = distance_bearing(self.lat_deg[:-1], self.lon_deg[:-1], self.lat_deg[1:], self.lon_deg[1:])
        parts = np.maximum(np.ceil(length_m / STEP_M), 1.0)
        index = np.arange(len(self.lat_deg))
        fine = np.append(np.concatenate([k + np.arange(n) / n for k, n in enumerate(parts)]), index[-1])
        lat, lon = np.interp(fine, index, self.lat_deg), np.interp(fine, index, self.lon_deg)
        xy = np.stack(_CONE(lon, lat), axis=-1)
        along = np.diff(xy, axis=0)
        unit = along / np.hypot(*along.T)[:, None]
        error = np.repeat(self._error_95_m(), parts.astype(np.int64))
        return _Path(
            lat_deg=lat,
            lon_deg=lon,
            xy_m=xy,
            along_m=along,
            error_95_m=error,
            bend_tangent=np.concatenate([unit[:1], unit[:-1] + unit[1:], unit[-1:]]),
            bend_error_95_m=np.concatenate([error[:1], np.maximum(error[:-1], error[1:]), error[-1:]]),
            tree=shapely.STRtree(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))),
        )

    def _error_95_m(self) -> Floats:
        """(n - 1,) stated error of each segment between vertices [m]."""
        return np.concatenate([np.full(part.last - part.first, part.error_95_m) for part in self.stretches])


def _foot(here: Floats, start: Floats, along: Floats) -> tuple[Floats, Floats]:
    """Points of segments nearest to places, (m, 2), and where they lie on them, (m,) from 0 to 1."""
    share = np.einsum("...i,...i->...", here - start, along) / np.einsum("...i,...i->...", along, along)
    share = np.clip(share, 0.0, 1.0)
    return start + share[..., None] * along, share


def _cross(a: Floats, b: Floats) -> Floats:
    """Upward part of the cross products of (m, 2) rows: positive where b is left of a."""
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])
