"""Radio heard from a track's direction: whether the object transmits.

Per scan of a direction finder and track: ratio = 1 - pd + pd Σ_j N(θ_j; θ, σ²) / λ_j, where λ_j is the density of
bearings from elsewhere at θ_j: false ones, and every other track by its own chance to transmit. The sum of logs is the
track's. A single message that came from elsewhere says nothing of the others, a whole look without a bearing does.
Silence is no evidence against a drone: below even odds nothing is said.

Reference: Challa and Pulford, "Joint target tracking and classification using radar and ESM sensors", IEEE TAES
37(3), 2001.
"""

import math
from typing import Any, Final

import numpy as np

from lindero.analytics.jit import part

TRANSMITTING: Final = math.log(1.0 / 3.0)
"""Log-odds that an object transmits, before it was heard."""

MOST_HEARD: Final = 15.0
LEAST_HEARD: Final = -12.0
"""Bounds of the sum: a belief of long ago never outweighs what is heard now for long."""

WIDE_SIGMAS: Final = 4.0
USUALLY_APART_M: Final = 40.0
"""1-sigma of what a track's place adds to a bearing."""

HEARD_SHARE: Final = np.array([0.65, 0.65, 0.10, 0.01, 0.01, 0.03, 0.10])
"""(7,) how much of each class is heard at all; birds and balloons are when a bearing was not theirs."""


@part
def _aside(one_rad: float, other_rad: float) -> float:
    """Difference of two directions, in [-pi, pi)."""
    away = one_rad - other_rad
    return away - 2.0 * math.pi * math.floor((away + math.pi) / (2.0 * math.pi))


@part
def _within(azimuth_rad: float, sector: Any) -> bool:
    """Whether a direction lies in the sector from sector[0] counter-clockwise to sector[1]."""
    turned = azimuth_rad - sector[0]
    return turned - 2.0 * math.pi * math.floor(turned / (2.0 * math.pi)) <= sector[1] - sector[0]


@part
def _density(aside_rad: float, sigma_rad: float) -> float:
    if abs(aside_rad) > WIDE_SIGMAS * sigma_rad:
        return 0.0
    return math.exp(-0.5 * (aside_rad / sigma_rad) ** 2) / (sigma_rad * math.sqrt(2.0 * math.pi))


@part
def listen(state: Any, sensors: Any, reports: Any, rows: Any, places: Any) -> None:
    """Weigh one look of a direction finder for every track within reach.

    Args:
        state: The tracker's state; `heard` of the rows is changed.
        sensors: Rows of the sensors.
        reports: The look.
        rows: (c,) rows of the tracks within reach.
        places: (c, 3) where they are [m].
    """
    row = sensors[reports.sensor]
    count, heard, detection = len(rows), state.tracks["heard"], row["detection_probability"]
    azimuth, sigma, chance = np.zeros(count), np.ones(count), np.zeros(count)
    looked = np.zeros(count, dtype=np.bool_)
    for c in range(count):
        east, north, level = _level_direction(reports, places[c])
        azimuth[c] = math.atan2(north, east)
        own = row["sigma"][0] ** 2 + row["bias_sigma"][0] ** 2
        sigma[c] = math.sqrt(own + (USUALLY_APART_M / max(level, USUALLY_APART_M)) ** 2)
        looked[c] = reports.whole_look and level < row["max_range_m"] and _within(azimuth[c], reports.looked_rad)
        chance[c] = detection / (1.0 + math.exp(-(heard[rows[c]] + TRANSMITTING)))
    false = max(state.clutter[reports.sensor, 0], 0.1) / (2.0 * math.pi)
    gain = np.zeros(count)
    for j in range(reports.z.shape[0]):
        total = false
        for c in range(count):
            total += chance[c] * _density(_aside(reports.z[j, 0], azimuth[c]), sigma[c])
        for c in range(count):
            density = _density(_aside(reports.z[j, 0], azimuth[c]), sigma[c])
            gain[c] += density / max(total - chance[c] * density, false)
    for c in range(count):
        if gain[c] > 0.0 or looked[c]:
            news = math.log(1.0 - min(detection, 0.99) + detection * gain[c])
            heard[rows[c]] = min(max(heard[rows[c]] + news, LEAST_HEARD), MOST_HEARD)


@part
def _level_direction(reports: Any, place: Any) -> tuple[float, float, float]:
    """East, north of a place in the sensor's axes, and level distance [m]."""
    east, north = 0.0, 0.0
    for b in range(3):
        east += reports.axes_enu[0, b] * (place[b] - reports.position_enu_m[b])
        north += reports.axes_enu[1, b] * (place[b] - reports.position_enu_m[b])
    return east, north, math.sqrt(east * east + north * north)
