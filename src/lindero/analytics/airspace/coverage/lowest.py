"""The lowest height at which a radar sees a small object, cell by cell.

h(d) = z + d tan ε + d² / (2 k R), for a cell at distance d in range, with z the radar's height, ε the lowest
elevation that its field of view and its horizon leave in that direction, R the Earth's radius and k = 4/3 for the
refraction of a standard atmosphere. Ranges are those stated for an object of −20 dBsm; another cross-section σ scales
them by (σ/σ₀)^¼.

References: ITU-R P.834-9 (effective radius); Skolnik, "Radar Handbook", 3rd ed. 2008, §2.2 (range equation).
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.sensor import SensorModel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

EARTH_M: Final = 6_371_000.0
REFRACTION: Final = 4.0 / 3.0
REFERENCE_DBSM: Final = -20.0
FULL_TURN: Final = 2.0 * math.pi - 1e-9


def lowest_heights_m(
    sensors: Sequence[SensorModel], cells_enu_m: Floats, rcs_dbsm: float = REFERENCE_DBSM, margin_m: float = 0.0
) -> Floats:
    """Lowest height at which any of the radars sees an object above each cell.

    Args:
        sensors: Those that work; only radars see what does not announce itself.
        cells_enu_m: (n, 2) east and north of the cells' centres.
        rcs_dbsm: Cross-section of the object.
        margin_m: Taken off every range.

    Returns:
        (n,) height in the frame's level surface [m]; infinite where none sees it at any height.
    """
    lowest = np.full(len(cells_enu_m), np.inf)
    for sensor in sensors:
        if sensor.kind == "radar":
            np.minimum(lowest, radar_height_m(sensor, cells_enu_m, rcs_dbsm, margin_m), out=lowest)
    return lowest


def radar_height_m(sensor: SensorModel, cells_enu_m: Floats, rcs_dbsm: float, margin_m: float) -> Floats:
    """(n,) lowest height for one radar [m], infinite out of its view."""
    place = np.asarray(sensor.position_enu_m, dtype=np.float64)
    axes = np.eye(3) if sensor.axes_enu is None else np.asarray(sensor.axes_enu, dtype=np.float64)
    away = np.column_stack([cells_enu_m - place[:2], np.zeros(len(cells_enu_m))]) @ axes.T
    distance = np.hypot(away[:, 0], away[:, 1])
    azimuth = np.arctan2(away[:, 1], away[:, 0])
    low = np.maximum(sensor.elevation_rad[0], horizon_at(sensor, azimuth))
    low = np.maximum(low, -0.1)
    bulge = distance**2 / (2.0 * REFRACTION * EARTH_M)
    height = np.maximum(place[2] + distance * np.tan(low) + bulge, place[2])
    reach = sensor.max_range_m * 10.0 ** ((rcs_dbsm - REFERENCE_DBSM) / 40.0) - margin_m
    slant = np.hypot(distance, height - place[2])
    seen = (slant <= reach) & (slant >= sensor.min_range_m) & in_sector(azimuth, sensor.azimuth_rad)
    seen &= low < sensor.elevation_rad[1]
    return np.where(seen, height, np.inf)


def horizon_at(sensor: SensorModel, azimuth_rad: Floats) -> Floats:
    """(n,) elevation of the terrain in each direction [rad]; the horizontal plane where no mask is given."""
    if sensor.horizon_rad is None:
        return np.zeros(len(azimuth_rad))
    mask = np.asarray(sensor.horizon_rad, dtype=np.float64)
    elevation: Floats = np.interp(azimuth_rad, mask[:, 0], mask[:, 1], period=2.0 * math.pi)
    return elevation


def in_sector(azimuth_rad: Floats, sector_rad: tuple[float, float]) -> Flags:
    """(n,) whether each direction lies between the two, counter-clockwise."""
    width = sector_rad[1] - sector_rad[0]
    if width >= FULL_TURN:
        return np.ones(len(azimuth_rad), dtype=np.bool_)
    inside: Flags = np.mod(azimuth_rad - sector_rad[0], 2.0 * math.pi) <= np.mod(width, 2.0 * math.pi)
    return inside


def cells_around(places_enu_m: Sequence[tuple[float, float]], reaches_m: Sequence[float], size_m: float) -> Floats:
    """(n, 2) centres of the square cells of a fixed grid that lie within reach of any of the places, in order.

    Args:
        places_enu_m: East and north of each.
        reaches_m: Around each.
        size_m: Of a cell.
    """
    found: set[tuple[int, int]] = set()
    for (east, north), reach in zip(places_enu_m, reaches_m, strict=True):
        steps = int(reach / size_m) + 1
        column, row = math.floor(east / size_m), math.floor(north / size_m)
        for i in range(column - steps, column + steps + 1):
            for k in range(row - steps, row + steps + 1):
                if math.hypot((i + 0.5) * size_m - east, (k + 0.5) * size_m - north) <= reach:
                    found.add((i, k))
    centres = [((i + 0.5) * size_m, (k + 0.5) * size_m) for i, k in sorted(found)]
    return np.array(centres, dtype=np.float64).reshape(-1, 2)
