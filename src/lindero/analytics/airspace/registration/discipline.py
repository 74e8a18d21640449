"""How far a machine may turn a sensor: step by step, within limits, and never on too little.

A change is used as far as new evidence explains it, |Δ| ≤ 3 √(σ² - σ'²) + rate · dt, with σ before and σ' after; once
a sensor is well known that leaves 0.2° a minute, and for other columns the same share of the installation. What lies
beyond 3 installation sigmas is not used at all: a flag asks a person. Without new evidence the estimate stays and its
error grows.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.registration.layout import (
    BEYOND,
    CLOCK,
    CLOCK_SIGMA_S,
    NUMBERS,
    bounded,
)
from lindero.analytics.jit import part

Floats = NDArray[np.float64]

LIMIT_SIGMAS: Final = 3.0
RATE_PER_S: Final = 0.4 / 60.0
"""Share of the installation's sigma per second: 0.2° a minute for the usual 0.5°."""

RATE_RAD_PER_S: Final = math.radians(0.2) / 60.0
STEP_SIGMAS: Final = 3.0
LEFT: Final = 0.05
"""Share of the installation's sigma that no registration removes."""

LEFT_OF_BEARING: Final = 0.3
"""Bearings are matched to the nearest of many emitters, which pulls their estimate toward zero."""

CLOCK_LEFT_S: Final = 0.03
GROWTH_PER_S: Final = 0.002
"""Share of the installation's variance by which the error grows each second without evidence."""

UNDERSTATED: Final = 1.5
"""Factor on the formal sigma: residuals are not as independent as the sums take them."""

BEARING: Final = 1


@part
def adopt(estimates: Any, s: int, kind: int, found: Floats, sigma: Floats, dt_s: float, change: Floats) -> None:
    """Use a new estimate of sensor row `s` as far as the discipline lets it.

    Args:
        estimates: Changed in place.
        s: Row of the sensor.
        kind: Of the sensor.
        found: (NUMBERS,) estimate.
        sigma: (NUMBERS,) formal 1-sigma.
        dt_s: Since the last time.
        change: (NUMBERS,) receives by how much the bias changed.
    """
    bias, left, installed = estimates["bias"][s], estimates["sigma"][s], estimates["installed"][s]
    change[:] = 0.0
    beyond = False
    for k in range(NUMBERS):
        if k != CLOCK and abs(found[k]) > LIMIT_SIGMAS * installed[k] and sigma[k] < installed[k]:
            beyond = True
    for k in range(NUMBERS):
        if installed[k] <= 0.0:
            continue
        floor = CLOCK_LEFT_S if k == CLOCK else (LEFT_OF_BEARING if kind == BEARING else LEFT) * installed[k]
        formal = math.sqrt((UNDERSTATED * sigma[k]) ** 2 + floor**2)
        before = max(left[k], CLOCK_SIGMA_S) if k == CLOCK and bias[k] == 0.0 else left[k]
        grown = min(math.sqrt(before**2 + GROWTH_PER_S * dt_s * installed[k] ** 2), installed[k])
        if k == CLOCK:
            grown = max(grown, abs(found[k]) / STEP_SIGMAS)
        if formal > grown or (beyond and k != CLOCK):
            left[k] = max(left[k], grown) if bias[k] != 0.0 else left[k]
            continue
        room = STEP_SIGMAS * math.sqrt(max(grown**2 - formal**2, 0.0)) + _rate(kind, k, installed[k]) * dt_s
        if k == CLOCK:
            room = math.inf
        change[k] = bounded(found[k] - bias[k], room)
        bias[k] += change[k]
        left[k] = math.sqrt(formal**2 + (found[k] - bias[k]) ** 2)
    estimates["flags"][s] &= ~np.uint32(BEYOND)
    if beyond:
        estimates["flags"][s] |= np.uint32(BEYOND)


@part
def _rate(kind: int, k: int, installed: float) -> float:
    """Most that column `k` may change per second without new evidence."""
    angle = k < 2 if kind == BEARING else (kind == 0 and k > 0)
    return min(RATE_RAD_PER_S, RATE_PER_S * installed) if angle else RATE_PER_S * installed
