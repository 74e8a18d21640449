"""Registration's place in the flow: each scan is compared, then corrected; once a second all is estimated anew."""

import math
from typing import Any, Final

import numpy as np

from lindero.analytics.airspace.registration.beacons import follow_beacons
from lindero.analytics.airspace.registration.clocks import free_far_clocks, judge_clocks, set_by_median
from lindero.analytics.airspace.registration.consensus import agreeing_witnesses
from lindero.analytics.airspace.registration.discipline import adopt
from lindero.analytics.airspace.registration.displaced import find_displaced
from lindero.analytics.airspace.registration.interference import is_disturbed, jump_error_m
from lindero.analytics.airspace.registration.layout import (
    AGREED,
    CLOCK,
    CLOCK_OUT,
    COLUMNS,
    INTERFERENCE,
    NOISY,
    NUMBERS,
    SLOTS,
)
from lindero.analytics.airspace.registration.least_squares import normal_equations, solve
from lindero.analytics.airspace.registration.shift import shift_tracks
from lindero.analytics.airspace.registration.witnesses import BEARING, POSITION, RADAR, question_witnesses
from lindero.analytics.jit import part

PERIOD_S: Final = 1.0
MEMORY_S: Final = 60.0
"""How long a match counts."""

NOISY_FACTOR: Final = 1.5


@part
def register(state: Any, sensors: Any, reports: Any) -> bool:
    """Learn from a scan as it was reported, then take bias and clock off it, in place.

    Args:
        state: The tracker's state.
        sensors: Rows of the sensors.
        reports: The scan; `z`, `delay_s`, `left` and `jump_m` are its own copies.

    Returns:
        Whether the scan may be used: False while the sensor's clock is out.
    """
    registration, s = state.registration, reports.sensor
    settled_s = registration.ledger["settled_s"][0]
    if reports.time_s - settled_s >= PERIOD_S:
        _settle(state, sensors, reports.time_s, min(reports.time_s - settled_s, 10.0 * PERIOD_S))
        registration.ledger["settled_s"][0] = reports.time_s
    factor = state.noise_factor[s]
    if sensors["kind"][s] == POSITION:
        follow_beacons(registration, sensors, reports, factor)
    if sensors["bias_sigma"][s, 0] > 0.0:
        question_witnesses(registration, sensors, reports, factor)
    _correct(registration, sensors, reports)
    flags = registration.estimates["flags"][s]
    return flags & CLOCK_OUT == 0


@part
def _settle(state: Any, sensors: Any, time_s: float, dt_s: float) -> None:
    """Estimate everything anew."""
    registration = state.registration
    estimates = registration.estimates
    _fade(registration, math.exp(-dt_s / MEMORY_S))
    inlier = np.zeros(len(sensors) * SLOTS, dtype=np.bool_)
    for s in range(len(sensors)):
        agreeing = agreeing_witnesses(registration, sensors, s, inlier[s * SLOTS : (s + 1) * SLOTS])
        estimates["agreeing"][s] = agreeing
        _flag(estimates, s, AGREED, agreeing > 0)
        _flag(estimates, s, NOISY, state.noise_factor[s] >= NOISY_FACTOR)
        disturbed = sensors["kind"][s] == POSITION and is_disturbed(registration, s, time_s)
        _flag(estimates, s, INTERFERENCE, disturbed)
    information, evidence = normal_equations(registration, inlier)
    found, sigma = np.zeros((len(sensors), NUMBERS)), np.zeros((len(sensors), NUMBERS))
    solve(estimates, information, evidence, found, sigma)
    free_far_clocks(found, sigma, estimates["installed"])
    set_by_median(found, sigma, estimates["installed"])
    change = np.zeros((len(sensors), NUMBERS))
    for s in range(len(sensors)):
        adopt(estimates, s, sensors["kind"][s], found[s], sigma[s], dt_s, change[s])
    judge_clocks(estimates)
    shift_tracks(state, sensors, change)
    find_displaced(state, sensors, time_s)


@part
def _flag(estimates: Any, s: int, bit: int, holds: bool) -> None:
    flags = estimates["flags"][s] & ~np.uint32(bit)
    estimates["flags"][s] = flags | np.uint32(bit) if holds else flags


@part
def _fade(registration: Any, keep: float) -> None:
    """Old matches count less."""
    witnesses = registration.witnesses
    for w in range(len(witnesses)):
        if witnesses["transmitter_id"][w] == -1:
            continue
        witnesses["looks"][w] *= keep
        witnesses["matches"][w] *= keep
        for k in range(COLUMNS):
            witnesses["weight"][w, k] *= keep
            witnesses["drift"][w, k] *= keep
            witnesses["drift_square"][w, k] *= keep
            witnesses["gap"][w, k] *= keep
            witnesses["gap_drift"][w, k] *= keep
            witnesses["gap_square"][w, k] *= keep
    registration.information[:] *= keep
    registration.evidence[:] *= keep


@part
def _correct(registration: Any, sensors: Any, reports: Any) -> None:
    """Take bias and clock off every report; tell the tracker what is left of them, and of interference."""
    s = reports.sensor
    kind, width = sensors["kind"][s], sensors["width"][s]
    bias, sigma = registration.estimates["bias"][s], registration.estimates["sigma"][s]
    columns = min(width, 2 if kind == BEARING else COLUMNS)
    for k in range(columns):
        reports.left[k] = sigma[k]
    reports.left[-1] = sigma[CLOCK]
    for j in range(reports.z.shape[0]):
        reports.delay_s[j] -= bias[CLOCK]
        for k in range(columns):
            reports.z[j, k] -= bias[k]
        if kind == POSITION:
            at_s = reports.time_s + reports.delay_s[j]
            reports.jump_m[j] = jump_error_m(registration, reports.z[j, 0], reports.z[j, 1], at_s)
        turning = 1 if kind == RADAR else 0
        if kind != POSITION:
            z = reports.z[j, turning]
            reports.z[j, turning] = z - 2.0 * math.pi * math.floor((z + math.pi) / (2.0 * math.pi))
