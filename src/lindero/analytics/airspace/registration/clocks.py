"""Clocks are known only against each other: the median one is taken as right.

Shifting all clocks together changes nothing that sensors see. The least-squares estimate puts their mean at zero, so
that one clock far off drags all others along; the median does not.

Reference: Rousseeuw and Leroy, "Robust Regression and Outlier Detection", 1987, §1 (breakdown point of the median).
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.registration.layout import CLOCK, CLOCK_OUT
from lindero.analytics.jit import part

Floats = NDArray[np.float64]

FARTHEST_OFF_S: Final = 1.0
"""A sensor whose clock is further off is taken out,"""

SURE_SIGMAS: Final = 3.0
"""once its offset is known so well that it is surely more;"""

FAR_SIGMAS: Final = 2.0
LEAST_SHARE: Final = 0.3
BACK_S: Final = 0.8
"""and taken back when it is less than this."""


@part
def set_by_median(found: Floats, sigma: Floats, installed: Floats) -> None:
    """Take the median off all clocks that something was seen of, in place.

    Args:
        found: (sensors, NUMBERS).
        sigma: (sensors, NUMBERS) 1-sigma of it.
        installed: (sensors, NUMBERS) before anything was seen.
    """
    known, count = np.empty(len(found)), 0
    for s in range(len(found)):
        if sigma[s, CLOCK] < 0.9 * installed[s, CLOCK]:
            known[count] = found[s, CLOCK]
            count += 1
    if count < 3:
        return
    ordered = np.sort(known[:count])
    middle = 0.5 * (ordered[(count - 1) // 2] + ordered[count // 2])
    for s in range(len(found)):
        if sigma[s, CLOCK] < 0.9 * installed[s, CLOCK]:
            found[s, CLOCK] -= middle


@part
def free_far_clocks(found: Floats, sigma: Floats, installed: Floats) -> None:
    """Take the prior off clocks that are far from it, in place.

    With the prior N(0, σ₀²) the estimate is x (1 - σ²/σ₀²); one beyond `FAR_SIGMAS` σ₀ says that σ₀ was too small.

    Args:
        found: (sensors, NUMBERS).
        sigma: (sensors, NUMBERS) 1-sigma of it.
        installed: (sensors, NUMBERS) before anything was seen.
    """
    for s in range(len(found)):
        share = 1.0 - (sigma[s, CLOCK] / installed[s, CLOCK]) ** 2
        if abs(found[s, CLOCK]) > FAR_SIGMAS * installed[s, CLOCK] and share > LEAST_SHARE:
            found[s, CLOCK] /= share
            sigma[s, CLOCK] /= np.sqrt(share)


@part
def judge_clocks(estimates: Any) -> None:
    """Take sensors out whose clock is surely more than `FARTHEST_OFF_S` off, and back when it is not."""
    for s in range(len(estimates)):
        off, sigma = abs(estimates["bias"][s, CLOCK]), estimates["sigma"][s, CLOCK]
        flags = estimates["flags"][s]
        if off - SURE_SIGMAS * sigma > FARTHEST_OFF_S:
            estimates["flags"][s] = flags | np.uint32(CLOCK_OUT)
        elif off < BACK_S:
            estimates["flags"][s] = flags & ~np.uint32(CLOCK_OUT)
