"""Heights and what they count from: the WGS 84 ellipsoid (`hae`) or mean sea level (`msl`, the EGM96 geoid).

hae = msl + N(lat, lon), with the undulation N of EGM96 from the committed 15' grid (`data/egm96.npz`, made by
tools/derive_egm96.py). Interpolation: Lagrange's cubic on 4 × 4 nodes, within 3 cm of NGA's own test points; the geoid
model itself is good to about 1 m, better than the height any small aircraft reports.

Not pyproj: asked for `EPSG:4979` to `EPSG:4326+5773` without the grid file, which no wheel carries, it returns its
input and no error (tests/unit/kernel/test_heights.py shows it), 25 m wrong at El Paso.

A height above ground converts into neither: that takes the terrain below, which is not at hand. Nothing here offers it.
"""

from functools import cache
from importlib.resources import files
from typing import Final, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_STEPS_PER_DEG: Final = 4
_ROWS: Final = 721
_COLUMNS: Final = 1440


@overload
def geoid_undulation_m(lat_deg: float, lon_deg: float) -> float: ...
@overload
def geoid_undulation_m(lat_deg: ArrayLike, lon_deg: ArrayLike) -> Floats: ...
def geoid_undulation_m(lat_deg: ArrayLike, lon_deg: ArrayLike) -> float | Floats:
    """Height of mean sea level above the ellipsoid.

    Args:
        lat_deg: Geodetic latitude [deg].
        lon_deg: Longitude [deg], any turn.

    Returns:
        Undulation [m]; a float for scalars, else an array. NaN where a coordinate is NaN or the latitude beyond a pole.

    Reference:
        Lemoine et al., "The Development of the Joint NASA GSFC and NIMA Geopotential Model EGM96", NASA/TP-1998-206861.
    """
    lat, lon = np.broadcast_arrays(np.asarray(lat_deg, np.float64), np.asarray(lon_deg, np.float64))
    known = np.isfinite(lon) & (np.abs(lat) <= 90.0)
    row = (np.where(known, lat, 0.0) + 90.0) * _STEPS_PER_DEG
    column = (np.where(known, lon, 0.0) + 180.0) % 360.0 * _STEPS_PER_DEG
    undulation_m = np.where(known, _interpolate(row, column), np.nan)
    return float(undulation_m) if undulation_m.ndim == 0 else undulation_m


@overload
def hae_from_msl(msl_m: float, lat_deg: float, lon_deg: float) -> float: ...
@overload
def hae_from_msl(msl_m: ArrayLike, lat_deg: ArrayLike, lon_deg: ArrayLike) -> Floats: ...
def hae_from_msl(msl_m: ArrayLike, lat_deg: ArrayLike, lon_deg: ArrayLike) -> float | Floats:
    """Height above the ellipsoid [m] of a height above mean sea level [m]; otherwise as `geoid_undulation_m`."""
    hae_m = np.asarray(msl_m, np.float64) + geoid_undulation_m(lat_deg, lon_deg)
    return float(hae_m) if np.ndim(hae_m) == 0 else hae_m


@overload
def msl_from_hae(hae_m: float, lat_deg: float, lon_deg: float) -> float: ...
@overload
def msl_from_hae(hae_m: ArrayLike, lat_deg: ArrayLike, lon_deg: ArrayLike) -> Floats: ...
def msl_from_hae(hae_m: ArrayLike, lat_deg: ArrayLike, lon_deg: ArrayLike) -> float | Floats:
    """Height above mean sea level [m] of a height above the ellipsoid [m]; otherwise as `geoid_undulation_m`."""
    msl_m = np.asarray(hae_m, np.float64) - geoid_undulation_m(lat_deg, lon_deg)
    return float(msl_m) if np.ndim(msl_m) == 0 else msl_m


def _interpolate(row: Floats, column: Floats) -> Floats:
    """Cubic through the 4 × 4 nodes around a fractional row and column; one-sided at the poles, round the date line."""
    first_row = np.clip(np.floor(row).astype(np.int64) - 1, 0, _ROWS - 4)
    first_column = np.floor(column).astype(np.int64) - 1
    rows = first_row[..., None] + np.arange(4)
    columns = (first_column[..., None] + np.arange(4)) % _COLUMNS
    nodes_m = _grid_m()[rows[..., :, None], columns[..., None, :]]
    by_row, by_column = _lagrange_weights(row - first_row), _lagrange_weights(column - first_column)
    return np.asarray(np.einsum("...i,...ij,...j->...", by_row, nodes_m, by_column))


@cache
def _grid_m() -> NDArray[np.float32]:
    """(721, 1440) undulations [m]: rows from the south pole, columns from 180° W, 15' apart; read once, read-only."""
    with (files("lindero.kernel") / "data" / "egm96.npz").open("rb") as file, np.load(file) as archive:
        differences_cm = archive["differences_cm"]
    centimetres = np.cumsum(np.cumsum(differences_cm, axis=0, dtype=np.int32), axis=1, dtype=np.int32)
    grid = (centimetres / 100.0).astype(np.float32)
    grid.flags.writeable = False
    return grid


def _lagrange_weights(x: Floats) -> Floats:
    """(..., 4) weights of the cubic through four nodes at 0, 1, 2, 3, at the abscissa x (...)."""
    a, b, c, d = x, x - 1.0, x - 2.0, x - 3.0
    return np.stack([-b * c * d / 6.0, a * c * d / 2.0, -a * b * d / 2.0, a * b * c / 6.0], axis=-1)
