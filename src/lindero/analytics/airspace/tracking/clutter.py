"""False reports: how dense they are, as the vendor claims and as the sensor shows.

Density per unit of the report space at a report. Where the model says "uniform over area and elevation", the share of
each elevation cell is learned, because real clutter hugs the horizon; the rate is learned too, starting
from the vendor's claim.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.tracking.layout import ELEVATION_BINS, POSITION, RADAR, Reports
from lindero.analytics.jit import part

Floats = NDArray[np.float64]

MEMORY_SCANS: Final = 60.0
"""How many scans the estimate remembers."""

LEAST_PER_SCAN: Final = 1e-3
"""No sensor is without false reports: one in a thousand scans at least."""

RATE_SPAN_MPS: Final = 80.0
HEIGHT_SPAN_M: Final = 1000.0
SMOOTHING: Final = 0.25
"""Pseudo-reports in each elevation cell before the first one is seen."""


@part
def elevation_cell(row: Any, elevation_rad: float) -> int:
    """Which of the cells over the elevation field of view."""
    low, high = row["elevation_rad"][0], row["elevation_rad"][1]
    cell = int(math.floor((elevation_rad - low) / (high - low) * ELEVATION_BINS))
    return min(max(cell, 0), ELEVATION_BINS - 1)


@part
def clutter_densities(sensors: Any, reports: Reports, clutter: Floats) -> Floats:
    """False reports per scan and unit of the report space at each report (m,), over the columns that it has.

    Args:
        sensors: Rows of the sensors.
        reports: The scan.
        clutter: (1 + ELEVATION_BINS,) what was learned of the sensor.
    """
    row, density, total = sensors[reports.sensor], np.empty(reports.z.shape[0]), 0.0
    for k in range(ELEVATION_BINS):
        total += SMOOTHING + clutter[1 + k]
    for j in range(len(density)):
        density[j] = _density(row, clutter, total, reports.z[j])
    return density


@part
def _density(row: Any, clutter: Floats, total: float, z: Floats) -> float:
    """The same at one report `z`; `total` is the sum over the elevation cells."""
    density = max(clutter[0], LEAST_PER_SCAN)
    if row["kind"] == POSITION:
        return density * _position_density(row, z)
    turn = row["azimuth_rad"][1] - row["azimuth_rad"][0]
    density /= turn if 0.0 < turn <= 2.0 * math.pi else 2.0 * math.pi
    elevation = 2 if row["kind"] == RADAR else 1
    if row["kind"] == RADAR:
        density *= 2.0 * max(z[0], 1.0) / (row["max_range_m"] ** 2 - row["min_range_m"] ** 2)
        if row["width"] > 3 and not math.isnan(z[3]):
            density /= RATE_SPAN_MPS
    if row["width"] > elevation and not math.isnan(z[elevation]):
        density *= (SMOOTHING + clutter[1 + elevation_cell(row, z[elevation])]) / total
        density *= ELEVATION_BINS / (row["elevation_rad"][1] - row["elevation_rad"][0])
    return density


@part
def _position_density(row: Any, z: Floats) -> float:
    density = 1.0 / (math.pi * row["max_range_m"] ** 2)
    if row["width"] > 2 and not math.isnan(z[2]):
        density /= HEIGHT_SPAN_M
    for a in range(3, row["width"]):
        if not math.isnan(z[a]):
            density /= RATE_SPAN_MPS
    return density


@part
def learn_clutter(sensors: Any, reports: Reports, clutter: Floats, claimed: Any) -> None:
    """Take the reports that no confirmed track explains as false ones, with a fading memory.

    Args:
        sensors: Rows of the sensors.
        reports: The scan.
        clutter: (1 + ELEVATION_BINS,) of the sensor, changed in place.
        claimed: (m,) whether a confirmed track took the report.
    """
    row = sensors[reports.sensor]
    false = 0
    keep = 1.0 - 1.0 / MEMORY_SCANS
    elevation = 2 if row["kind"] == RADAR else 1
    for k in range(ELEVATION_BINS):
        clutter[1 + k] *= keep
    for j in range(reports.z.shape[0]):
        if claimed[j]:
            continue
        false += 1
        if row["kind"] != POSITION and row["width"] > elevation and not math.isnan(reports.z[j, elevation]):
            clutter[1 + elevation_cell(row, reports.z[j, elevation])] += 1.0
    clutter[0] += (false - clutter[0]) / MEMORY_SCANS
