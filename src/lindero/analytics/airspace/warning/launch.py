"""Where an object took off: its track led back to the first report, no farther than its first manoeuvre.

    a = x - v tau,  C = P_xx - tau (P_xv + P_vx) + tau^2 P_vv + q tau^3 / 3 I + unseen flight

with tau the time since the first report. Of all pictures before the first manoeuvre the one with the smallest trace
of C is kept: early ones know the velocity badly, late ones lead back far. Before its first report the object flew
unseen for a while, along its velocity. An object that entered the range of the sensors in flight took off elsewhere:
the caller, who knows the ranges, tells that.

Reference: Y. Bar-Shalom, X. R. Li, T. Kirubarajan, "Estimation with Applications to Tracking and Navigation", 2001,
sec. 5.3 (prediction, here backward in time).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

UNSEEN_S: Final = 1.5
"""Flight before the first report: mean [s]."""
UNSEEN_SIGMA_S: Final = 2.5
"""1-sigma of it [s]."""
BACKWARD_PSD: Final = 1.0
"""Density of the acceleration on the way back [m²/s³]."""
LONGEST_S: Final = 30.0
"""Farther back nothing is led [s]."""

LAUNCH = np.dtype([("place", np.float64, 2), ("covariance", np.float64, (2, 2)), ("closed", np.bool_)])
"""Place [m], its covariance [m²] (trace infinite: none yet), whether a manoeuvre has ended the search."""


def begin_launches(launches: np.ndarray) -> None:
    """Nothing is known yet, (n,) of `LAUNCH`."""
    launches["place"] = np.nan
    launches["covariance"] = np.inf
    launches["closed"] = False


def lead_back(
    launches: np.ndarray, states: Floats, covariances: Floats, since_first_s: Floats, manoeuvred: Flags
) -> None:
    """Take in the next picture.

    Args:
        launches: (n,) of `LAUNCH`, changed in place.
        states: (n, 6) position [m] and velocity [m/s].
        covariances: (n, 6, 6).
        since_first_s: (n,) time since the first report [s].
        manoeuvred: (n,) whether it has left its first course.
    """
    launches["closed"] |= manoeuvred | (since_first_s > LONGEST_S)
    tau = since_first_s[:, None]
    velocity = states[:, 3:5]
    place = states[:, :2] - velocity * (tau + UNSEEN_S)
    both = covariances[:, :2, 3:5]
    spread = covariances[:, :2, :2] - tau[..., None] * (both + both.transpose(0, 2, 1))
    spread = spread + tau[..., None] ** 2 * covariances[:, 3:5, 3:5]
    spread = spread + (BACKWARD_PSD * tau[..., None] ** 3 / 3.0) * np.eye(2)
    spread = spread + UNSEEN_SIGMA_S**2 * velocity[:, :, None] * velocity[:, None, :]
    trace = np.trace(spread, axis1=1, axis2=2)
    better = ~launches["closed"] & (trace < np.trace(launches["covariance"], axis1=1, axis2=2))
    launches["place"][better] = place[better]
    launches["covariance"][better] = spread[better]
