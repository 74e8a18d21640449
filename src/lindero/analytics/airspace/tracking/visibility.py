"""Whether a sensor can see an object: field of view, range, terrain, and the sector it looked at."""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.tracking.layout import HORIZON_CELLS, POSITION, Reports
from lindero.analytics.airspace.tracking.measurement import wrap
from lindero.analytics.jit import part

Floats = NDArray[np.float64]

SURELY: Final = 2.0
"""Sigmas by which an object must be inside the field of view before a missing report says anything."""


@part
def within_sector(azimuth_rad: float, sector: Floats) -> bool:
    """Whether a direction lies in the sector from sector[0] counter-clockwise to sector[1]."""
    width = sector[1] - sector[0]
    if width >= 2.0 * math.pi - 1e-9:
        return True
    turned = azimuth_rad - sector[0]
    turned -= 2.0 * math.pi * math.floor(turned / (2.0 * math.pi))
    width -= 2.0 * math.pi * math.floor(width / (2.0 * math.pi))
    return turned <= width


@part
def lowest_visible(row: Any, azimuth_rad: float) -> float:
    """Elevation [rad] of the horizon in a direction in [-pi, pi)."""
    cell = int((azimuth_rad + math.pi) / (2.0 * math.pi) * HORIZON_CELLS)
    return row["horizon_rad"][min(max(cell, 0), HORIZON_CELLS - 1)]


@part
def detection_probability(sensors: Any, reports: Reports, mean: Floats, sigma_m: float) -> float:
    """Chance that the scan held a report of an object; 0 where its silence would say nothing.

    Args:
        sensors: Rows of the sensors.
        reports: The scan.
        mean: (3,) or (6,) place of the object, or its state.
        sigma_m: 1-sigma of its position [m].

    Returns:
        The model's detection probability inside the field of view, by `SURELY` sigmas; else 0.
    """
    row = sensors[reports.sensor]
    if not reports.silence_counts:
        return 0.0
    axes, x, y, z = reports.axes_enu, 0.0, 0.0, 0.0
    for b in range(3):
        away = mean[b] - reports.position_enu_m[b]
        x, y, z = x + axes[0, b] * away, y + axes[1, b] * away, z + axes[2, b] * away
    level = math.sqrt(x * x + y * y)
    slant = math.sqrt(level * level + z * z)
    margin = SURELY * sigma_m
    if slant + margin > row["max_range_m"] or slant - margin < row["min_range_m"]:
        return 0.0
    all_round = row["open"] and reports.looked_rad[1] - reports.looked_rad[0] >= 2.0 * math.pi - 1e-9
    if row["kind"] != POSITION and not all_round:
        azimuth, elevation = math.atan2(y, x), math.atan2(z, max(level, 1.0))
        slack = margin / max(level, margin)
        for side in (-slack, slack):
            turned = wrap(azimuth + side)
            if not (within_sector(turned, row["azimuth_rad"]) and within_sector(turned, reports.looked_rad)):
                return 0.0
        low = max(row["elevation_rad"][0], lowest_visible(row, azimuth))
        if elevation < low or elevation > row["elevation_rad"][1]:
            return 0.0
    return row["detection_probability"]
