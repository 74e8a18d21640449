"""What a sensor sees where a transmitter says to be: sums of r = z - h(beacon), column by column.

With bias b, clock offsets c of the sensor and c' of the one that heard the transmitter, and g the rate of the column,
r = b - g (c - c') + noise. The sums Σw, Σwg, Σwg², Σwr, Σwrg, Σwr² over a fading minute are all that the least-squares
estimate and the test of its fit need. The nearest report inside the window counts; the window follows the estimate and
narrows with it.

Reference: Lin, Bar-Shalom, Kirubarajan, "Multisensor-multitarget bias estimation for general asynchronous sensors",
IEEE TAES 41(3), 2005.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.registration.interference import jump_error_m
from lindero.analytics.airspace.registration.layout import COLUMNS, SLOTS, Registration
from lindero.analytics.jit import part

Floats = NDArray[np.float64]

RADAR: Final = 0
BEARING: Final = 1
POSITION: Final = 2

AGE_S: Final = 2.5
"""A beacon that was not heard for longer is no reference."""

WINDOW: Final = 3.0
"""Sigmas of noise and of what is left of the bias, in each column."""

FARTHEST: Final = 4.0
"""Installation sigmas beyond which a report is not looked for at all."""

UNKNOWN_HEIGHT_M: Final = 150.0


@part
def question_witnesses(registration: Registration, sensors: Any, reports: Any, noise_factor: float) -> None:
    """Compare one scan of a radar, a direction finder or a position sensor with the beacons in its view.

    Args:
        registration: Changed in place.
        sensors: Rows of the sensors.
        reports: The scan, as the sensor reported and stamped it.
        noise_factor: Of the sensor.
    """
    _hire(registration, sensors, reports)
    expected, rate, variance, gap = np.zeros(COLUMNS), np.zeros(COLUMNS), np.zeros(COLUMNS), np.zeros(COLUMNS)
    best_gap, best_variance = np.zeros(COLUMNS), np.zeros(COLUMNS)
    witnesses = registration.witnesses
    for w in range(reports.sensor * SLOTS, (reports.sensor + 1) * SLOTS):
        b = _beacon_of(registration, w, reports.time_s)
        if b < 0 or not _expect(registration, sensors, reports, b, expected, rate, variance):
            continue
        nearest = math.inf
        for j in range(reports.z.shape[0]):
            distance = _distance(registration, sensors, reports, j, noise_factor, expected, rate, variance, gap)
            if distance < nearest:
                nearest = distance
                best_gap[:], best_variance[:] = gap, variance
                _add_noise(sensors, reports, j, noise_factor, best_variance)
        witnesses["looks"][w] += 1.0 if reports.silence_counts or nearest < math.inf else 0.0
        if nearest < math.inf:
            _add(registration, w, b, sensors["kind"][reports.sensor], best_gap, rate, best_variance, expected)
            witnesses["last_s"][w] = reports.time_s


@part
def _hire(registration: Registration, sensors: Any, reports: Any) -> None:
    """Give free rows to beacons in view that are none of this sensor's witnesses yet."""
    beacons, witnesses = registration.beacons, registration.witnesses
    first, reach = reports.sensor * SLOTS, sensors["max_range_m"][reports.sensor]
    for b in range(len(beacons)):
        if not 0.0 <= reports.time_s - beacons["time_s"][b] <= AGE_S or b // SLOTS == reports.sensor:
            continue
        free = -1
        for w in range(first, first + SLOTS):
            if witnesses["transmitter_id"][w] == beacons["transmitter_id"][b] and witnesses["source"][w] == b // SLOTS:
                free = -2
                break
            if free == -1 and (witnesses["transmitter_id"][w] == -1 or witnesses["looks"][w] < 0.2):
                free = w
        away = 0.0
        for a in range(2):
            away += (beacons["mean"][b, a] - reports.position_enu_m[a]) ** 2
        if free >= 0 and away < reach**2:
            clear_witness(witnesses, free)
            witnesses["transmitter_id"][free], witnesses["source"][free] = beacons["transmitter_id"][b], b // SLOTS
            witnesses["start_enu_m"][free, 0] = beacons["mean"][b, 0]
            witnesses["start_enu_m"][free, 1] = beacons["mean"][b, 1]
            witnesses["looks"][free] = 1.0


@part
def clear_witness(witnesses: Any, w: int) -> None:
    """Forget what a row says."""
    witnesses["transmitter_id"][w], witnesses["source"][w] = -1, -1
    witnesses["looks"][w], witnesses["matches"][w], witnesses["path_m"][w] = 0.0, 0.0, 0.0
    for k in range(COLUMNS):
        witnesses["weight"][w, k], witnesses["drift"][w, k], witnesses["drift_square"][w, k] = 0.0, 0.0, 0.0
        witnesses["gap"][w, k], witnesses["gap_drift"][w, k], witnesses["gap_square"][w, k] = 0.0, 0.0, 0.0


@part
def _beacon_of(registration: Registration, w: int, time_s: float) -> int:
    """The beacon of a witness if it can be asked now, else -1; one whose positions are disturbed is forgotten."""
    witnesses, beacons = registration.witnesses, registration.beacons
    if witnesses["transmitter_id"][w] == -1:
        return -1
    source = witnesses["source"][w]
    for b in range(source * SLOTS, (source + 1) * SLOTS):
        if beacons["transmitter_id"][b] == witnesses["transmitter_id"][w]:
            place = beacons["mean"][b]
            if jump_error_m(registration, place[0], place[1], time_s) > 0.0:
                clear_witness(witnesses, w)
                return -1
            return b if 0.0 <= time_s - beacons["time_s"][b] <= AGE_S else -1
    return -1


@part
def _expect(
    registration: Registration, sensors: Any, reports: Any, b: int, expected: Floats, rate: Floats, variance: Floats
) -> bool:
    """Report of an object where beacon `b` is at the scan's time, its rates and variances; False out of reach."""
    beacons, row = registration.beacons, sensors[reports.sensor]
    mean, level, steep = beacons["mean"][b], beacons["level"][b], beacons["steep"][b]
    dt_s = reports.time_s - beacons["time_s"][b]
    across = level[0] + 2.0 * dt_s * level[1] + dt_s**2 * level[2] + dt_s**3
    along = steep[0] + 2.0 * dt_s * steep[1] + dt_s**2 * steep[2]
    if not beacons["height_known"][b]:
        along = UNKNOWN_HEIGHT_M**2
    if row["kind"] == POSITION:
        for a in range(COLUMNS):
            expected[a], rate[a] = mean[a] + dt_s * mean[a + 3], mean[a + 3]
            variance[a] = across if a < 2 else along
        return True
    p, v = np.zeros(3), np.zeros(3)
    for a in range(3):
        for c in range(3):
            p[a] += reports.axes_enu[a, c] * (mean[c] + dt_s * mean[c + 3] - reports.position_enu_m[c])
            v[a] += reports.axes_enu[a, c] * mean[c + 3]
    _polar(row["kind"], p, v, across, along, expected, rate, variance)
    slant = math.sqrt(p[0] ** 2 + p[1] ** 2 + p[2] ** 2)
    return row["min_range_m"] + 50.0 < slant < row["max_range_m"] - 50.0


@part
def _polar(
    kind: int, p: Floats, v: Floats, across: float, along: float, expected: Floats, rate: Floats, variance: Floats
) -> None:
    """The angles, and a radar's range, with rates and variances, of place `p` and velocity `v`."""
    level = max(math.sqrt(p[0] ** 2 + p[1] ** 2), 1.0)
    slant = math.sqrt(level**2 + p[2] ** 2)
    first = 1 if kind == RADAR else 0
    out = (p[0] * v[0] + p[1] * v[1]) / level
    if kind == RADAR:
        expected[0], rate[0] = slant, (level * out + p[2] * v[2]) / slant
        variance[0] = across + along * (p[2] / slant) ** 2
    expected[first], rate[first] = math.atan2(p[1], p[0]), (p[0] * v[1] - p[1] * v[0]) / level**2
    variance[first] = across / level**2
    expected[first + 1], rate[first + 1] = math.atan2(p[2], level), (level * v[2] - p[2] * out) / slant**2
    variance[first + 1] = (along * level**2 + across * p[2] ** 2) / slant**4


@part
def _distance(
    registration: Registration,
    sensors: Any,
    reports: Any,
    j: int,
    noise_factor: float,
    expected: Floats,
    rate: Floats,
    variance: Floats,
    gap: Floats,
) -> float:
    """Squared distance of report `j` from what is expected given the bias so far, and its gap; infinite outside."""
    row, estimate = sensors[reports.sensor], registration.estimates[reports.sensor]
    total = 0.0
    turning = 1 if row["kind"] == RADAR else 0
    for k in range(COLUMNS):
        gap[k] = math.nan
        if k >= row["width"] or k >= (2 if row["kind"] == BEARING else COLUMNS) or math.isnan(reports.z[j, k]):
            continue
        away = reports.z[j, k] - expected[k] - rate[k] * reports.delay_s[j]
        if k == turning and row["kind"] != POSITION:
            away -= 2.0 * math.pi * math.floor((away + math.pi) / (2.0 * math.pi))
        noise = _noise(sensors, reports, j, k, noise_factor) + variance[k]
        left = abs(away - estimate["bias"][k] + rate[k] * estimate["bias"][3])
        if left > WINDOW * math.sqrt(noise + estimate["sigma"][k] ** 2):
            return math.inf
        if abs(away) > FARTHEST * estimate["installed"][k] + WINDOW * math.sqrt(noise):
            return math.inf
        gap[k] = away
        total += left**2 / noise
    return total


@part
def _noise(sensors: Any, reports: Any, j: int, k: int, noise_factor: float) -> float:
    """Variance of column `k` of report `j`."""
    own = reports.covariance[j, k, k] if reports.covariance.shape[0] > 0 else sensors["sigma"][reports.sensor, k] ** 2
    return own * noise_factor**2


@part
def _add_noise(sensors: Any, reports: Any, j: int, noise_factor: float, variance: Floats) -> None:
    for k in range(min(COLUMNS, sensors["width"][reports.sensor])):
        variance[k] += _noise(sensors, reports, j, k, noise_factor)


@part
def _add(
    registration: Registration, w: int, b: int, kind: int, gap: Floats, rate: Floats, variance: Floats, place: Floats
) -> None:
    """One match into the sums of witness `w`."""
    witnesses, mean = registration.witnesses, registration.beacons["mean"][b]
    witnesses["matches"][w] += 1.0
    away = math.hypot(mean[0] - witnesses["start_enu_m"][w, 0], mean[1] - witnesses["start_enu_m"][w, 1])
    witnesses["path_m"][w] = max(witnesses["path_m"][w], away)
    witnesses["range_m"][w] = place[0] if kind == RADAR else 1.0
    witnesses["azimuth_rad"][w] = (
        math.atan2(place[1], place[0]) if kind == POSITION else place[1 if kind == RADAR else 0]
    )
    for k in range(COLUMNS):
        if math.isnan(gap[k]):
            continue
        weight = 1.0 / variance[k]
        witnesses["weight"][w, k] += weight
        witnesses["drift"][w, k] += weight * rate[k]
        witnesses["drift_square"][w, k] += weight * rate[k] ** 2
        witnesses["gap"][w, k] += weight * gap[k]
        witnesses["gap_drift"][w, k] += weight * gap[k] * rate[k]
        witnesses["gap_square"][w, k] += weight * gap[k] ** 2
