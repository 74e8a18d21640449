"""From a radar's coordinates to the frame: where a report places an object, and what an error of it means there."""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.tracking.layout import RADAR, Reports
from lindero.analytics.jit import part

Floats = NDArray[np.float64]

USUAL_HEIGHT_M: Final = 120.0
"""Without elevation an object is taken to be this far above the sensor,"""

USUAL_HEIGHT_SIGMA_M: Final = 120.0
"""give or take this (1 sigma)."""


@part
def jacobian_of_polar(reports: Reports, range_m: float, azimuth_rad: float, elevation_rad: float) -> Floats:
    """(3, 3) derivative of the position in the frame by range, azimuth and elevation."""
    cos_az, sin_az = math.cos(azimuth_rad), math.sin(azimuth_rad)
    cos_el, sin_el = math.cos(elevation_rad), math.sin(elevation_rad)
    local = np.empty((3, 3))
    local[0, 0], local[0, 1], local[0, 2] = cos_el * cos_az, -cos_el * sin_az, -sin_el * cos_az
    local[1, 0], local[1, 1], local[1, 2] = cos_el * sin_az, cos_el * cos_az, -sin_el * sin_az
    local[2, 0], local[2, 1], local[2, 2] = sin_el, 0.0, cos_el
    turned = np.zeros((3, 3))
    for a in range(3):
        for k in range(3):
            for b in range(3):
                turned[a, k] += reports.axes_enu[b, a] * local[b, k] * (1.0 if k == 0 else range_m)
    return turned


@part
def spread_of_polar(jacobian: Floats, covariance: Floats) -> Floats:
    """(3, 3) J C Jᵀ: a covariance of (range, azimuth, elevation) as one of the position [m²]."""
    spread = np.zeros((3, 3))
    for a in range(3):
        for b in range(3):
            for k in range(3):
                for q in range(3):
                    spread[a, b] += jacobian[a, k] * covariance[k, q] * jacobian[b, q]
    return spread


@part
def bias_at(sensors: Any, reports: Reports, mean: Floats, share: float, spread: Floats) -> None:
    """Blend what the residual bias of the scan's sensor means for the position of an object into `spread`.

    A radar's bias of range, azimuth and elevation is one along the line of sight, one level across it and one
    upright across it: S ← (1 - s) S + s Σ σ_k² e_k e_kᵀ, arms of the angles included in e.

    Args:
        sensors: Rows of the sensors.
        reports: The scan.
        mean: (6,) state of the object.
        share: Weight s of this report.
        spread: (3, 3) covariance [m²], symmetric, in place.
    """
    row = sensors[reports.sensor]
    for a in range(3):
        for b in range(3):
            spread[a, b] *= 1.0 - share
    if row["kind"] != RADAR:
        for a in range(min(row["width"], 3)):
            spread[a, a] += share * reports.left[a] ** 2
        return
    axes = reports.axes_enu
    x, y, z = 0.0, 0.0, 0.0
    for b in range(3):
        away = mean[b] - reports.position_enu_m[b]
        x, y, z = x + axes[0, b] * away, y + axes[1, b] * away, z + axes[2, b] * away
    level = max(math.sqrt(x * x + y * y), 1.0)
    slant = math.sqrt(level * level + z * z)
    arms = ((x / slant, y / slant, z / slant), (-y, x, 0.0), (-z * x / level, -z * y / level, level))
    for k in range(min(row["width"], 3)):
        variance = share * reports.left[k] ** 2
        for a in range(3):
            one = arms[k][0] * axes[0, a] + arms[k][1] * axes[1, a] + arms[k][2] * axes[2, a]
            for b in range(a, 3):
                other = arms[k][0] * axes[0, b] + arms[k][1] * axes[1, b] + arms[k][2] * axes[2, b]
                spread[a, b] += variance * one * other
                spread[b, a] = spread[a, b]


@part
def place_report(reports: Reports, j: int, noise: Floats, mean: Floats, covariance: Floats) -> bool:
    """Position of radar report `j` and its covariance, into the first three rows of a new state.

    Args:
        reports: The scan.
        j: Which report.
        noise: R of the report, at least (3, 3).
        mean: (6,) receives east, north, up [m].
        covariance: (6, 6) receives their covariance.

    Returns:
        Whether the report told the height; otherwise the usual one stands in, with its uncertainty.
    """
    range_m, azimuth = reports.z[j, 0], reports.z[j, 1]
    told = reports.z.shape[1] > 2 and not math.isnan(reports.z[j, 2])
    polar = np.zeros((3, 3))
    for a in range(3 if told else 2):
        for b in range(3 if told else 2):
            polar[a, b] = noise[a, b]
    if told:
        elevation = reports.z[j, 2]
    else:
        elevation = math.asin(min(USUAL_HEIGHT_M / max(range_m, 1.0), 0.5))
        polar[2, 2] = (USUAL_HEIGHT_SIGMA_M / max(range_m, USUAL_HEIGHT_SIGMA_M)) ** 2
    jacobian = jacobian_of_polar(reports, range_m, azimuth, elevation)
    spread = spread_of_polar(jacobian, polar)
    for a in range(3):
        # The first column of the derivative is the unit vector to the object.
        mean[a] = reports.position_enu_m[a] + range_m * jacobian[a, 0]
        for b in range(3):
            covariance[a, b] = spread[a, b]
    return told
