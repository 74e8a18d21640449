"""Transmitters followed by their own word alone: what the other sensors are compared with.

Per axis a nearly constant velocity: x ← x + v dt, P ← F P Fᵀ + q [dt³/3, dt²/2; dt²/2, dt], then a Kalman update with
the reported position. No other sensor enters, so that a biased one cannot pull its own witness along. A report far
from where the transmitter should be is a jump: it is noted, and the beacon begins anew there.

Reference: Bar-Shalom, Li, Kirubarajan, "Estimation with Applications to Tracking and Navigation", 2001, §6.2.2.
"""

import math
from typing import Any, Final

from lindero.analytics.airspace.registration.interference import note_jump
from lindero.analytics.airspace.registration.layout import SLOTS, Registration
from lindero.analytics.jit import part

LEVEL_PSD: Final = 4.0
"""Acceleration across [m²/s³]: a drone that turns hard now and then."""

STEEP_PSD: Final = 1.0
SPEED_SIGMA_MPS: Final = 20.0
CLIMB_SIGMA_MPS: Final = 3.0
SILENCE_S: Final = 6.0
"""After so long without a word nothing is expected of a transmitter any more."""

JUMP_SIGMAS: Final = 6.0
JUMP_M: Final = 50.0
"""A step of more than both is none of a flight."""


@part
def follow_beacons(registration: Registration, sensors: Any, reports: Any, noise_factor: float) -> None:
    """Take in what transmitters say in one scan of a position sensor.

    Args:
        registration: Changed in place.
        sensors: Rows of the sensors.
        reports: The scan, as the sensor stamped it.
        noise_factor: Of the sensor.
    """
    row = sensors[reports.sensor]
    for j in range(reports.z.shape[0]):
        if reports.transmitter_id[j] == -1:
            continue
        b = _slot(registration, reports.sensor, reports.transmitter_id[j], reports.time_s)
        if b < 0:
            continue
        given = reports.covariance.shape[0] > 0
        level = reports.covariance[j, 0, 0] if given else row["sigma"][0] ** 2
        steep = 0.0
        if row["width"] > 2:
            steep = reports.covariance[j, 2, 2] if given else row["sigma"][2] ** 2
        factor = noise_factor**2
        _hear(registration, b, reports, j, factor * level, factor * steep)


@part
def _slot(registration: Registration, sensor: int, transmitter_id: int, time_s: float) -> int:
    """The row of a transmitter at this sensor, else a free one, else -1."""
    beacons, free = registration.beacons, -1
    for b in range(sensor * SLOTS, (sensor + 1) * SLOTS):
        if beacons["transmitter_id"][b] == transmitter_id:
            return b
        if free < 0 and time_s - beacons["time_s"][b] > SILENCE_S:
            free = b
    if free >= 0:
        beacons["transmitter_id"][free] = transmitter_id
        beacons["time_s"][free] = -math.inf
        beacons["companion"][free], beacons["displaced"][free] = -1, False
    return free


@part
def _hear(registration: Registration, b: int, reports: Any, j: int, level: float, steep: float) -> None:
    """One position of beacon `b`, with its variances [m²]."""
    beacons = registration.beacons
    time_s = reports.time_s + reports.delay_s[j]
    dt_s = time_s - beacons["time_s"][b]
    if dt_s < 0.0:
        return
    tells_height = reports.z.shape[1] > 2 and not math.isnan(reports.z[j, 2])
    if dt_s > SILENCE_S or not _continue(registration, b, reports, j, dt_s, level):
        _begin(beacons, b, reports, j, level, steep, tells_height)
    elif tells_height:
        _correct_axis(beacons["mean"][b], beacons["steep"][b], 2, reports.z[j, 2], steep)
    beacons["time_s"][b] = time_s


@part
def _begin(beacons: Any, b: int, reports: Any, j: int, level: float, steep: float, tells_height: bool) -> None:
    mean = beacons["mean"][b]
    mean[:] = 0.0
    for a in range(3 if tells_height else 2):
        mean[a] = reports.z[j, a]
    beacons["level"][b, 0], beacons["level"][b, 1], beacons["level"][b, 2] = level, 0.0, SPEED_SIGMA_MPS**2
    beacons["steep"][b, 0], beacons["steep"][b, 1], beacons["steep"][b, 2] = steep, 0.0, CLIMB_SIGMA_MPS**2
    beacons["height_known"][b] = tells_height


@part
def _continue(registration: Registration, b: int, reports: Any, j: int, dt_s: float, level: float) -> bool:
    """Predict and correct across; False, and a note, if the report is a jump."""
    beacons = registration.beacons
    mean, spread = beacons["mean"][b], beacons["level"][b]
    for a in range(3):
        mean[a] += dt_s * mean[a + 3]
    _grow(spread, dt_s, LEVEL_PSD)
    _grow(beacons["steep"][b], dt_s, STEEP_PSD)
    step_m = math.hypot(reports.z[j, 0] - mean[0], reports.z[j, 1] - mean[1])
    if step_m > max(JUMP_M, JUMP_SIGMAS * math.sqrt(spread[0] + level)):
        note_jump(registration, reports.transmitter_id[j], reports.time_s + reports.delay_s[j], mean, step_m)
        return False
    variance, covariance, rate = spread[0], spread[1], spread[2]
    for a in range(2):
        spread[0], spread[1], spread[2] = variance, covariance, rate
        _correct_axis(mean, spread, a, reports.z[j, a], level)
    return True


@part
def _grow(spread: Any, dt_s: float, psd: float) -> None:
    """Covariance of place and rate after `dt_s`."""
    spread[0] += dt_s * (2.0 * spread[1] + dt_s * spread[2]) + psd * dt_s**3 / 3.0
    spread[1] += dt_s * spread[2] + psd * dt_s**2 / 2.0
    spread[2] += psd * dt_s


@part
def _correct_axis(mean: Any, spread: Any, a: int, z: float, variance: float) -> None:
    """Kalman update of one axis, in place."""
    total = spread[0] + variance
    place, rate = spread[0] / total, spread[1] / total
    gap = z - mean[a]
    mean[a] += place * gap
    mean[a + 3] += rate * gap
    spread[2] -= rate * spread[1]
    spread[1] -= place * spread[1]
    spread[0] -= place * spread[0]
