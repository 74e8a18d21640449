"""Radar cross-section: how large the echo is on average, and how surely that is known.

The mean of an object is one draw from its class, however often it is measured: evidence saturates. How much its
reports fluctuate about it sets how soon: m̂ | class ~ N(m, s² + f²/n + c²), f² the observed fluctuation.

Reference: Swerling, "Probability of detection for fluctuating targets", IRE Trans. IT-6, 1960; the dBsm of small
drones and birds in Patel, Fioranelli, Anderson, "Review of radar classification and RCS characterisation techniques
for small UAVs or drones", IET RSN 12(9), 2018.
"""

import math
from typing import Any, Final

import numpy as np

from lindero.analytics.jit import part

MEAN_DB: Final = np.array(
    [[-20.5, -20.5], [-16.0, -16.0], [6.0, 6.0], [-26.0, -22.0], [-29.0, -10.0], [8.0, 8.0], [-12.0, -12.0]]
)
"""(7, 2) mean echo of the two kinds of each class [dBsm]: flapping and soaring birds, latex and foil balloons."""

SIGMA_DB: Final = np.array([[3.3, 3.3], [3.5, 3.5], [4.5, 4.5], [5.0, 4.5], [4.5, 5.5], [4.5, 4.5], [14.0, 14.0]])
FLUCTUATION_DB: Final = 4.7
"""1-sigma of single reports of a Swerling I or II object [dB]; what a track shows takes over with its reports."""

PSEUDO_REPORTS: Final = 4.0
CALIBRATION_DB: Final = 1.0
"""1-sigma of a radar's own calibration."""


@part
def take_echo(echo: Any, rcs_dbsm: float) -> None:
    """Count one report into (3,) count, mean, sum of squared deviations, in place (Welford)."""
    if math.isnan(rcs_dbsm):
        return
    echo[0] += 1.0
    away = rcs_dbsm - echo[1]
    echo[1] += away / echo[0]
    echo[2] += away * (rcs_dbsm - echo[1])


@part
def echo_evidence(echo: Any, log_likelihood: Any) -> None:
    """Log p(mean echo | class) into (7,); zeros without a report."""
    for c in range(len(MEAN_DB)):
        log_likelihood[c] = 0.0
        if echo[0] > 0.0:
            spread = (echo[2] + PSEUDO_REPORTS * FLUCTUATION_DB**2) / (echo[0] + PSEUDO_REPORTS)
            noise = spread / echo[0] + CALIBRATION_DB**2
            total = 0.0
            for k in range(2):
                variance = SIGMA_DB[c, k] ** 2 + noise
                total += 0.5 * math.exp(-0.5 * (echo[1] - MEAN_DB[c, k]) ** 2 / variance) / math.sqrt(variance)
            log_likelihood[c] = math.log(max(total, 1e-12))
