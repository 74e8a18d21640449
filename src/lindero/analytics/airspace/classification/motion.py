"""What a track's places say of its class: the evidence of each process, by a bank of small filters.

log p(z₁ … z_k | process) = Σ log N(z_i; ẑ_i, S_i), the marginal likelihood that a Kalman filter with that process
leaves. Axes lie along and across the line of sight of the first report, where a radar's errors are independent, so
each axis has a filter of its own. An outlier counts no more than `CAP`, and moves the filter little.

Reference: Bar-Shalom, Li, Kirubarajan, "Estimation with Applications to Tracking and Navigation", 2001, §11.6 (static
multiple models); Särkkä, "Bayesian Filtering and Smoothing", 2013, §12.3 (marginal likelihood).
"""

import math
from typing import Any, Final

from lindero.analytics.airspace.classification.processes import (
    CLIMB_COUNT,
    CLIMB_MEMORY_S,
    CLIMB_MPS,
    CLIMB_SIGMA_MPS,
    FOLLOWS_WIND,
    HEIGHT_M,
    HEIGHT_SIGMA_M,
    MEMORY_S,
    PROCESS_COUNT,
    SIGMA_MPS,
)
from lindero.analytics.jit import part

AXIS_WIDTH: Final = 5
"""Rows per axis of a bank, one column a process: place [m], rate [m/s], and their covariance p11, p12, p22."""

BANK_WIDTH: Final = 2 * AXIS_WIDTH + 1
"""Rows of the bank of motion: two axes, then the log-evidence."""

CLIMB_WIDTH: Final = AXIS_WIDTH + 1
CAP: Final = 12.0
"""Squared Mahalanobis distance of a report beyond which it says no more: 99.8 % of true ones lie nearer."""

MOTION_VARIANCE: Final = SIGMA_MPS**2
CLIMB_VARIANCE: Final = CLIMB_SIGMA_MPS**2
MOTION_RATE: Final = 1.0 / MEMORY_S
CLIMB_RATE: Final = 1.0 / CLIMB_MEMORY_S


@part
def decay(dt_s: float, rate_per_s: float) -> float:
    """exp(-h), h = dt/τ, as 1 / (1 + h + h²/2 + h³/6): within 2 % up to h = 1, positive and falling for all h."""
    h = dt_s * rate_per_s
    return 1.0 / (1.0 + h * (1.0 + h * (0.5 + h * 0.16666666666666666)))


@part
def follow(
    bank: Any, first: int, p: int, dt_s: float, keep: float, memory_s: float, mean_mps: float, variance: float
) -> float:
    """One axis of process `p` over `dt_s` of an Ornstein-Uhlenbeck rate, in place; returns the place's variance [m²].

    Args:
        bank: (rows, processes) of the track.
        first: Row where the axis begins.
        p: Which process.
        dt_s: Interval, not negative [s].
        keep: `decay` of it.
        memory_s: τ [s].
        mean_mps: To which the rate returns [m/s].
        variance: Of the rate about it [m²/s²].
    """
    lost = 1.0 - keep
    reach = memory_s * lost
    away = bank[first + 1, p] - mean_mps
    p12, p22 = bank[first + 3, p], bank[first + 4, p]
    pull = variance * memory_s
    p11 = bank[first + 2, p] + reach * (2.0 * p12 + reach * p22) + pull * (2.0 * dt_s - reach * (3.0 - keep))
    bank[first, p] += mean_mps * dt_s + reach * away
    bank[first + 1, p] = mean_mps + keep * away
    bank[first + 2, p] = p11
    bank[first + 3, p] = keep * (p12 + reach * p22) + pull * lost * lost
    bank[first + 4, p] = keep * keep * p22 + variance * (1.0 - keep * keep)
    return p11


@part
def correct_axis(bank: Any, first: int, p: int, away_m: float, p11: float, noise_m2: float) -> None:
    """Kalman update of one axis of process `p`, in place.

    Args:
        bank: (rows, processes) of the track.
        first: Row where the axis begins.
        p: Which process.
        away_m: The report minus the expected place.
        p11: Variance of the expected place [m²].
        noise_m2: Variance of the report.
    """
    p12, gain = bank[first + 3, p], 1.0 / (p11 + noise_m2)
    turn = p12 * gain
    bank[first, p] += p11 * gain * away_m
    bank[first + 1, p] += turn * away_m
    bank[first + 2, p] = p11 * gain * noise_m2
    bank[first + 3, p] = turn * noise_m2
    bank[first + 4, p] -= turn * p12


@part
def start_bank(bank: Any, along: Any, wind: Any) -> None:
    """Begin all processes at a report.

    Args:
        bank: (BANK_WIDTH, PROCESS_COUNT) of the track.
        along: (4,) place along and across [m], their variances [m²].
        wind: Along, across [m/s], variance [m²/s²].
    """
    for p in range(PROCESS_COUNT):
        for axis in range(2):
            first = axis * AXIS_WIDTH
            bank[first, p], bank[first + 1, p] = along[axis], FOLLOWS_WIND[p] * wind[axis]
            bank[first + 2, p], bank[first + 3, p] = along[2 + axis], 0.0
            bank[first + 4, p] = MOTION_VARIANCE[p] + FOLLOWS_WIND[p] * wind[2]
        bank[BANK_WIDTH - 1, p] = 0.0


@part
def advance_bank(bank: Any, dt_s: float, along: Any, wind: Any) -> None:
    """Weigh a report under every process and follow it; arguments as for `start_bank`, `dt_s` since the last one."""
    x, y, x_noise, y_noise = along[0], along[1], along[2], along[3]
    x_wind, y_wind, wind_variance = wind
    for p in range(PROCESS_COUNT):
        memory, carried = MEMORY_S[p], FOLLOWS_WIND[p]
        variance, keep = MOTION_VARIANCE[p] + carried * wind_variance, decay(dt_s, MOTION_RATE[p])
        x_own = follow(bank, 0, p, dt_s, keep, memory, carried * x_wind, variance)
        y_own = follow(bank, AXIS_WIDTH, p, dt_s, keep, memory, carried * y_wind, variance)
        away, aside = x - bank[0, p], y - bank[AXIS_WIDTH, p]
        first, second = x_own + x_noise, y_own + y_noise
        both = first * second
        misfit = (away * away * second + aside * aside * first) / both
        bank[BANK_WIDTH - 1, p] -= 0.5 * (min(misfit, CAP) + math.log(both))
        doubt = max(misfit * (1.0 / CAP), 1.0)
        correct_axis(bank, 0, p, away, x_own, doubt * x_noise)
        correct_axis(bank, AXIS_WIDTH, p, aside, y_own, doubt * y_noise)


@part
def start_climb(bank: Any, height_m: float, noise_m2: float) -> None:
    """Begin the processes of height at a report; bank is (CLIMB_WIDTH, CLIMB_COUNT)."""
    for p in range(CLIMB_COUNT):
        bank[0, p], bank[1, p] = HEIGHT_M[p], CLIMB_MPS[p]
        bank[2, p], bank[3, p], bank[4, p] = HEIGHT_SIGMA_M[p] ** 2, 0.0, CLIMB_VARIANCE[p]
        bank[CLIMB_WIDTH - 1, p] = 0.0
    advance_climb(bank, 0.0, height_m, noise_m2)


@part
def advance_climb(bank: Any, dt_s: float, height_m: float, noise_m2: float) -> None:
    """Weigh a height above the ground under every process of height, `dt_s` after the last one."""
    for p in range(CLIMB_COUNT):
        keep = decay(dt_s, CLIMB_RATE[p])
        own = follow(bank, 0, p, dt_s, keep, CLIMB_MEMORY_S[p], CLIMB_MPS[p], CLIMB_VARIANCE[p])
        away, total = height_m - bank[0, p], own + noise_m2
        misfit = away * away / total
        bank[CLIMB_WIDTH - 1, p] -= 0.5 * (min(misfit, CAP) + math.log(total))
        correct_axis(bank, 0, p, away, own, max(misfit / CAP, 1.0) * noise_m2)
