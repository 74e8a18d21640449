"""Two radars on one object: their difference tells about both, without anybody's word.

e = p_A - p_B - v (t_A - t_B) = J_A b_A - v c_A - J_B b_B + v c_B + noise, with J the derivative of the place by range,
azimuth and elevation. The normal equations HᵀC⁻¹H and HᵀC⁻¹e are summed over a fading minute for all sensors at once.

Reference: Dela Cruz, Alouani, Rice, Blair, "Sensor registration in multisensor systems", Proc. SPIE 1698, 1992.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.registration.layout import AGREED, CLOCK, COLUMNS, NUMBERS, Registration
from lindero.analytics.airspace.registration.witnesses import RADAR
from lindero.analytics.jit import part

Floats = NDArray[np.float64]

WITHIN_S: Final = 1.5
TURN_MPS2: Final = 4.0
SHARE: Final = 0.25
"""Weight of one pair: a report takes part in two, and an object's manoeuvre lasts for several."""


@part
def polar_place(origin: Floats, axes: Floats, z: Floats, place: Floats, slope: Floats) -> None:
    """Where range, azimuth and elevation place an object, and the derivative by them.

    Args:
        origin: (3,) of the sensor [m].
        axes: (3, 3) its axes.
        z: (≥ 3,) range [m], azimuth, elevation [rad].
        place: (3,) result [m].
        slope: (3, 3) result.
    """
    cos_az, sin_az = math.cos(z[1]), math.sin(z[1])
    cos_el, sin_el = math.cos(z[2]), math.sin(z[2])
    out = (cos_el * cos_az, cos_el * sin_az, sin_el)
    aside = (-z[0] * cos_el * sin_az, z[0] * cos_el * cos_az, 0.0)
    above = (-z[0] * sin_el * cos_az, -z[0] * sin_el * sin_az, z[0] * cos_el)
    for a in range(3):
        slope[a, 0] = axes[0, a] * out[0] + axes[1, a] * out[1] + axes[2, a] * out[2]
        slope[a, 1] = axes[0, a] * aside[0] + axes[1, a] * aside[1] + axes[2, a] * aside[2]
        slope[a, 2] = axes[0, a] * above[0] + axes[1, a] * above[1] + axes[2, a] * above[2]
        place[a] = origin[a] + z[0] * slope[a, 0]


@part
def note_overlap(state: Any, sensors: Any, reports: Any, i: int, j: int) -> None:
    """Remember the newest radar report of track row `i`; with another radar's before it, learn from the pair.

    Args:
        state: The tracker's state.
        sensors: Rows of the sensors.
        reports: The scan, already corrected.
        i: Row of the track.
        j: Which report.
    """
    s, tracks = reports.sensor, state.tracks
    if sensors["kind"][s] != RADAR or sensors["width"][s] < 3 or math.isnan(reports.z[j, 2]):
        return
    if not _stands(sensors, s, reports.position_enu_m):
        return
    bias = state.registration.estimates["bias"]
    stamp_s = reports.time_s + reports.delay_s[j] + bias[s, CLOCK]
    other, seen = tracks["radar"][i], tracks["radar_z"][i]
    if other >= 0 and other != s and abs(stamp_s - tracks["radar_s"][i]) <= WITHIN_S:
        flags = state.registration.estimates["flags"]
        if not (flags[s] & AGREED and flags[other] & AGREED):
            newest = np.empty(COLUMNS)
            for k in range(COLUMNS):
                newest[k] = reports.z[j, k] + bias[s, k]
            gap_s = stamp_s - tracks["radar_s"][i]
            learn_pair(state.registration, sensors, s, newest, other, seen, gap_s, tracks["mean"][i, 0])
    tracks["radar"][i], tracks["radar_s"][i] = s, stamp_s
    for k in range(COLUMNS):
        seen[k] = reports.z[j, k] + bias[s, k]


@part
def _stands(sensors: Any, s: int, position_enu_m: Floats) -> bool:
    """Whether the sensor is where its model says: one that moves has no bias that stays."""
    gap_m = 0.0
    for a in range(3):
        gap_m += abs(sensors["position"][s, a] - position_enu_m[a])
    return gap_m == 0.0


@part
def learn_pair(
    registration: Registration, sensors: Any, s: int, z: Floats, other: int, seen: Floats, gap_s: float, mean: Floats
) -> None:
    """Add the normal equations of one pair.

    Args:
        registration: Changed in place.
        sensors: Rows of the sensors.
        s: Row of the one sensor.
        z: (3,) its report, uncorrected.
        other: Row of the other.
        seen: (3,) its report, uncorrected.
        gap_s: How much later the first one is, by their own stamps.
        mean: (6,) state of the object, for its velocity.
    """
    place, slope = np.empty(3), np.empty((3, 3))
    other_place, other_slope = np.empty(3), np.empty((3, 3))
    polar_place(sensors["position"][s], sensors["axes"][s], z, place, slope)
    polar_place(sensors["position"][other], sensors["axes"][other], seen, other_place, other_slope)
    h, e = np.zeros((3, 2 * NUMBERS)), np.empty(3)
    spread = np.zeros((3, 3))
    for a in range(3):
        e[a] = place[a] - other_place[a] - mean[a + 3] * gap_s
        spread[a, a] = (0.5 * TURN_MPS2 * gap_s**2) ** 2 + 1.0
        h[a, CLOCK], h[a, NUMBERS + CLOCK] = -mean[a + 3], mean[a + 3]
        for k in range(COLUMNS):
            h[a, k], h[a, NUMBERS + k] = slope[a, k], -other_slope[a, k]
    for a in range(3):
        for b in range(3):
            for k in range(COLUMNS):
                spread[a, b] += slope[a, k] * slope[b, k] * sensors["sigma"][s, k] ** 2
                spread[a, b] += other_slope[a, k] * other_slope[b, k] * sensors["sigma"][other, k] ** 2
    _accumulate(registration, s, other, h, e, _inverse(spread))


@part
def _accumulate(registration: Registration, s: int, other: int, h: Floats, e: Floats, weight: Floats) -> None:
    for p in range(2 * NUMBERS):
        row = (s if p < NUMBERS else other) * NUMBERS + p % NUMBERS
        for a in range(3):
            lever = 0.0
            for b in range(3):
                lever += SHARE * h[b, p] * weight[b, a]
            registration.evidence[row] += lever * e[a]
            for q in range(2 * NUMBERS):
                column = (s if q < NUMBERS else other) * NUMBERS + q % NUMBERS
                registration.information[row, column] += lever * h[a, q]


@part
def _inverse(m: Floats) -> Floats:
    """Inverse of a symmetric positive definite (3, 3)."""
    result = np.empty((3, 3))
    result[0, 0] = m[1, 1] * m[2, 2] - m[1, 2] * m[2, 1]
    result[0, 1] = m[0, 2] * m[2, 1] - m[0, 1] * m[2, 2]
    result[0, 2] = m[0, 1] * m[1, 2] - m[0, 2] * m[1, 1]
    result[1, 1] = m[0, 0] * m[2, 2] - m[0, 2] * m[2, 0]
    result[1, 2] = m[0, 2] * m[1, 0] - m[0, 0] * m[1, 2]
    result[2, 2] = m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0]
    determinant = m[0, 0] * result[0, 0] + m[0, 1] * result[0, 1] + m[0, 2] * (m[1, 0] * m[2, 1] - m[1, 1] * m[2, 0])
    result[1, 0], result[2, 0], result[2, 1] = result[0, 1], result[0, 2], result[1, 2]
    for a in range(3):
        for b in range(3):
            result[a, b] /= determinant
    return result
