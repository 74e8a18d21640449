"""The fixed grid of `coarsen_m`: every position of a cell becomes the cell's centre, and nothing else of it is left.

Rows are equal steps of latitude and never straddle the equator; each row is cut into equal steps of longitude. A cell
is at least `coarsen_m` high, and as wide at its middle, anywhere on the ellipsoid; near the poles it is wider. The
grid depends on `coarsen_m` alone, so that repeated releases tell nothing more than one (spec/release.md).
"""

import math
from typing import Final

from lindero.model.place import Ellipse, Position

SHORTEST_DEGREE_M: Final = 110_574.0
"""A degree of latitude at the equator, the shortest one on WGS 84. [m]"""
LONGEST_DEGREE_M: Final = 111_694.0
"""A degree of latitude at a pole; no degree of longitude exceeds it times the cosine of latitude. [m]"""


def cell_centre(lat_deg: float, lon_deg: float, coarsen_m: int) -> tuple[float, float, float]:
    """Centre of the cell that a place lies in, and a radius that covers the cell.

    Args:
        lat_deg: Geodetic latitude. [deg]
        lon_deg: Longitude. [deg]
        coarsen_m: Side of the cell, 1 to 100,000. [m]

    Returns:
        Latitude [deg] and longitude [deg] of the centre, and the radius about it that holds the whole cell [m].
    """
    half_rows = max(1, math.floor(90.0 * SHORTEST_DEGREE_M / coarsen_m))
    height_deg = 90.0 / half_rows
    row = min(max(math.floor(lat_deg / height_deg), -half_rows), half_rows - 1)
    centre_lat_deg = (row + 0.5) * height_deg
    around_m = 360.0 * SHORTEST_DEGREE_M * math.cos(math.radians(centre_lat_deg))
    columns = max(1, math.floor(around_m / coarsen_m))
    width_deg = 360.0 / columns
    column = math.floor((lon_deg + 180.0) / width_deg) % columns
    nearer_equator_deg = min(abs(row), abs(row + 1)) * height_deg
    half_width_m = width_deg / 2.0 * LONGEST_DEGREE_M * math.cos(math.radians(nearer_equator_deg))
    radius_m = math.hypot(height_deg / 2.0 * LONGEST_DEGREE_M, half_width_m)
    return centre_lat_deg, (column + 0.5) * width_deg - 180.0, radius_m


def coarsen(position: Position, coarsen_m: int) -> Position:
    """The position as its cell: centre, no heights, and an error that covers the cell.

    The error is the cell's radius. Where the position's own error exceeds a quarter of the cell's side, it is the
    radius doubled as often as it takes to cover both: an honest circle that tells the own error in powers of two only.
    """
    lat_deg, lon_deg, radius_m = cell_centre(position.lat_deg, position.lon_deg, coarsen_m)
    error_m = radius_m
    own_m = position.error_95_m
    if own_m is not None and own_m > coarsen_m / 4.0:
        while error_m < radius_m + own_m:
            error_m *= 2.0
    return Position(lat_deg=lat_deg, lon_deg=lon_deg, error_95_m=error_m)


def circle(radius_m: float) -> Ellipse:
    """The error ellipse without a direction."""
    return Ellipse(semi_major_m=radius_m, semi_minor_m=radius_m, azimuth_deg=0.0)
