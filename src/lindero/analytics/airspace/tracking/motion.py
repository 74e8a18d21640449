"""How an object moves between two instants: an interacting multiple model of steady and agile flight.

Horizontally each mode is white-noise acceleration; vertically the climb rate is an Ornstein-Uhlenbeck process,
because nothing climbs for long. The mode is a Markov chain that forgets with `MODE_MEMORY_S`, so mixing is exact for
any interval, as scans of several sensors come at any spacing.

References: Blom and Bar-Shalom, "The interacting multiple model algorithm", IEEE TAC 33(8), 1988; Bar-Shalom, Li,
Kirubarajan, "Estimation with Applications to Tracking and Navigation", 2001, §6.2 and §11.6.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.jit import part

Floats = NDArray[np.float64]

MODE_COUNT: Final = 2
ACCELERATION_PSD: Final = (0.4, 14.0)
"""Horizontal acceleration per mode [m²/s³]."""

MODE_SHARE: Final = (0.75, 0.25)
"""How much of its time an object spends in each mode."""

MODE_MEMORY_S: Final = 6.0
CLIMB_SIGMA_MPS: Final = 1.5
CLIMB_MEMORY_S: Final = 6.0


@part
def predict_mode(mean: Floats, covariance: Floats, dt_s: float, acceleration_psd: float) -> None:
    """One mode, in place: x ← F x, P ← F P Fᵀ + Q.

    F couples each axis only with its own rate: p ← p + g v, v ← k v. So the blocks of P follow one by one: with B
    between places and rates and C of the rates, P_ab ← P_ab + g_b B_ab + g_a B_ba + g_a g_b C_ab.

    Args:
        mean: (6,) position [m], velocity [m/s].
        covariance: (6, 6).
        dt_s: How far ahead [s]; negative goes back, with the same growth of uncertainty.
        acceleration_psd: Of the horizontal white noise [m²/s³].
    """
    decay = math.exp(-abs(dt_s) / CLIMB_MEMORY_S)
    gain = (dt_s, dt_s, math.copysign(CLIMB_MEMORY_S * (1.0 - decay), dt_s))
    keep = (1.0, 1.0, decay)
    for a in range(3):
        mean[a] += gain[a] * mean[a + 3]
        mean[a + 3] *= keep[a]
        for b in range(a, 3):
            rates = covariance[a + 3, b + 3]
            place = covariance[a, b] + gain[b] * covariance[a, b + 3] + gain[a] * covariance[b, a + 3]
            covariance[a, b] = covariance[b, a] = place + gain[a] * gain[b] * rates
    for a in range(3):
        for b in range(3):
            cross = (covariance[a, b + 3] + gain[a] * covariance[a + 3, b + 3]) * keep[b]
            covariance[a, b + 3] = covariance[b + 3, a] = cross
    for a in range(3):
        covariance[a + 3, 5] *= decay
        covariance[5, a + 3] *= decay
    _add_noise(covariance, dt_s, acceleration_psd, decay)


@part
def _add_noise(covariance: Floats, dt_s: float, acceleration_psd: float, decay: float) -> None:
    """Q of the interval: integrated white acceleration across, integrated Ornstein-Uhlenbeck climb."""
    age, sign = abs(dt_s), math.copysign(1.0, dt_s)
    for axis in range(2):
        covariance[axis, axis] += acceleration_psd * age**3 / 3.0
        covariance[axis, axis + 3] += sign * acceleration_psd * age**2 / 2.0
        covariance[axis + 3, axis] += sign * acceleration_psd * age**2 / 2.0
        covariance[axis + 3, axis + 3] += acceleration_psd * age
    variance, lost = CLIMB_SIGMA_MPS**2, 1.0 - decay
    covariance[2, 2] += variance * CLIMB_MEMORY_S * (2.0 * age - CLIMB_MEMORY_S * lost * (3.0 - decay))
    covariance[2, 5] += sign * variance * CLIMB_MEMORY_S * lost**2
    covariance[5, 2] += sign * variance * CLIMB_MEMORY_S * lost**2
    covariance[5, 5] += variance * (1.0 - decay**2)


@part
def mix_modes(mean: Floats, covariance: Floats, mode: Floats, dt_s: float) -> None:
    """Interaction of the two modes over `dt_s`, in place, before each is predicted.

    With weights w and 1 - w the mixture of both has covariance w P₀ + (1 - w) P₁ + w (1 - w) δ δᵀ, δ = x₁ - x₀.

    Args:
        mean: (modes, 6).
        covariance: (modes, 6, 6).
        mode: (modes,) probabilities, sum 1; replaced by the predicted ones.
        dt_s: Interval [s].
    """
    stay = math.exp(-abs(dt_s) / MODE_MEMORY_S)
    steady = stay * mode[0] + (1.0 - stay) * MODE_SHARE[0]
    agile = stay * mode[1] + (1.0 - stay) * MODE_SHARE[1]
    kept = mode[0] * (stay + (1.0 - stay) * MODE_SHARE[0]) / steady
    came = mode[0] * (1.0 - stay) * MODE_SHARE[1] / agile
    mode[0], mode[1] = steady, agile
    first, second = covariance[0], covariance[1]
    for a in range(6):
        apart = mean[1, a] - mean[0, a]
        for b in range(a, 6):
            spread = apart * (mean[1, b] - mean[0, b])
            p, q = first[a, b], second[a, b]
            first[a, b] = first[b, a] = kept * p + (1.0 - kept) * (q + kept * spread)
            second[a, b] = second[b, a] = came * p + (1.0 - came) * (q + came * spread)
    for a in range(6):
        x, y = mean[0, a], mean[1, a]
        mean[0, a] = kept * x + (1.0 - kept) * y
        mean[1, a] = came * x + (1.0 - came) * y


@part
def merge_modes(means: Floats, covariances: Floats, weight: Floats, mean: Floats, covariance: Floats) -> None:
    """Gaussian with the first two moments of a mixture.

    Args:
        means: (modes, 6).
        covariances: (modes, 6, 6).
        weight: (modes,) sum 1.
        mean: (6,) result.
        covariance: (6, 6) result, symmetric.
    """
    for a in range(6):
        mean[a] = 0.0
        for m in range(MODE_COUNT):
            mean[a] += weight[m] * means[m, a]
    for a in range(6):
        for b in range(a, 6):
            total = 0.0
            for m in range(MODE_COUNT):
                spread = (means[m, a] - mean[a]) * (means[m, b] - mean[b])
                total += weight[m] * (covariances[m, a, b] + spread)
            covariance[a, b] = total
            covariance[b, a] = total


@part
def predict_track(tracks: Any, i: int, time_s: float) -> None:
    """Bring row `i` of the tracks to `time_s` [s], in place."""
    dt_s = time_s - tracks["time_s"][i]
    if dt_s == 0.0:
        return
    mean, covariance = tracks[i]["mean"], tracks[i]["covariance"]
    mix_modes(mean, covariance, tracks["mode"][i], dt_s)
    for m in range(MODE_COUNT):
        predict_mode(mean[m], covariance[m], dt_s, ACCELERATION_PSD[m])
    tracks["time_s"][i] = time_s
