"""The fixed grid of `coarsen_m`: every position of a cell becomes the cell's centre, and nothing else of it is left.

Rows are equal steps of latitude and never straddle the equator; each row is cut into equal steps of longitude. A cell
is at least `coarsen_m` high, and as wide at its middle, anywhere on the ellipsoid; near the poles it is wider. The
grid depends on `coarsen_m` alone, so that repeated releases tell nothing more than one (spec/release.md).
"""

import hashlib
import math
from typing import Final

from lindero.model.place import Ellipse, Position

SHORTEST_DEGREE_M: Final = 110_574.0
"""A degree of latitude at the equator, the shortest one on WGS 84. [m]"""
LONGEST_DEGREE_M: Final = 111_694.0
"""A degree of latitude at a pole; no degree of longitude exceeds it times the cosine of latitude. [m]"""
LONGEST_ASIDE: Final = math.hypot(0.5, 0.5)
"""Of a place moved aside. [cells]"""

Aside = tuple[float, float]
"""North and east. [cells]"""


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


def coarsen(position: Position, coarsen_m: int, aside: Aside) -> Position:
    """The position as a cell: centre, no heights, and an error that covers all that it may stand for.

    The place is first moved aside, always by the same for one object: then no number of releases tells more of it
    than one cell does (a straight line fitted through cell centres otherwise recovers 46 m from a 500 m grid in twenty
    minutes). The error is the cell's radius and the longest way aside. Where the position's own error exceeds a quarter
    of the cell's side, it is that doubled as often as it takes to cover both: an honest circle that tells the own error
    in powers of two only.

    Args:
        position: True.
        coarsen_m: Side of the cell, 1 to 100,000. [m]
        aside: North and east, each from -1/2 to 1/2. [cells]
    """
    north, east = aside
    lat_deg, lon_deg, radius_m = cell_centre(
        *_moved(position.lat_deg, position.lon_deg, coarsen_m, north, east), coarsen_m
    )
    radius_m += coarsen_m * LONGEST_ASIDE
    error_m = radius_m
    own_m = position.error_95_m
    if own_m is not None and own_m > coarsen_m / 4.0:
        while error_m < radius_m + own_m:
            error_m *= 2.0
    return Position(lat_deg=lat_deg, lon_deg=lon_deg, error_95_m=error_m)


def _moved(lat_deg: float, lon_deg: float, coarsen_m: int, north: float, east: float) -> tuple[float, float]:
    """A place moved by parts of a cell; at most that far, since no degree is longer than is reckoned with."""
    moved_lat_deg = lat_deg + north * coarsen_m / LONGEST_DEGREE_M
    degree_m = LONGEST_DEGREE_M * max(math.cos(math.radians(lat_deg)), 1e-9)
    moved_lon_deg = lon_deg + east * coarsen_m / degree_m
    return min(90.0, max(-90.0, moved_lat_deg)), (moved_lon_deg + 180.0) % 360.0 - 180.0


def aside_of(secret: str) -> Aside:
    """How far an object stands aside, from a random text of the origin: two numbers from -1/2 to 1/2."""
    digest = hashlib.sha256(secret.encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 - 0.5, int.from_bytes(digest[8:16], "big") / 2**64 - 0.5


def circle(radius_m: float) -> Ellipse:
    """The error ellipse without a direction."""
    return Ellipse(semi_major_m=radius_m, semi_minor_m=radius_m, azimuth_deg=0.0)
