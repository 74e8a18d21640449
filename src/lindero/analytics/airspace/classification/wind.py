"""The wind where an object flies: it carries balloons, birds and wings.

u(h) = u₁₀ (h / 10 m)^α, the power law of the atmospheric surface layer with α = 1/7, and gusts of a share of it.

Reference: Counihan, "Adiabatic atmospheric boundary layers", Atmospheric Environment 9(10), 1975; WMO-No. 8, ch. 5.
"""

import bisect
import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.jit import part

Floats = NDArray[np.float64]

REFERENCE_M: Final = 10.0
EXPONENT: Final = 0.14
LOWEST_M: Final = 5.0
"""Nearer to the ground the law does not hold; it stops here."""

GUST_SHARE: Final = 0.15
LEAST_SHARE: Final = 0.1
"""Least 1-sigma of a stated wind, as a share of it: a report of one place and of the last hour is no better."""

UNKNOWN_SIGMA_MPS: Final = 6.0
"""1-sigma of each component of a wind that nobody told."""

UNKNOWN: Final = np.array([0.0, 0.0, np.nan])
"""A wind that nobody told, as kernels read it: east, north, 1-sigma [m/s]."""


@part
def wind_at(wind: Floats, height_m: float) -> tuple[float, float, float]:
    """Wind at a height: east, north, and variance of each component, gusts included [m/s, m/s, m²/s²].

    Args:
        wind: (3,) east, north, 1-sigma at 10 m [m/s]; a NaN sigma is an unknown wind.
        height_m: Above the ground [m].
    """
    if math.isnan(wind[2]):
        return 0.0, 0.0, UNKNOWN_SIGMA_MPS**2
    gain = (max(height_m, LOWEST_M) / REFERENCE_M) ** EXPONENT
    speed = math.sqrt(wind[0] ** 2 + wind[1] ** 2)
    stated = max(wind[2], LEAST_SHARE * speed)
    return gain * wind[0], gain * wind[1], gain**2 * (stated**2 + (GUST_SHARE * speed) ** 2)


class WindLog:
    """Which wind was in force when: a late scan is weighed with the wind of its own time."""

    def __init__(self) -> None:
        self._from_s: list[float] = [-math.inf]
        self._winds: list[Floats] = [UNKNOWN]

    @property
    def newest(self) -> Floats:
        """(3,) the wind last told."""
        return self._winds[-1]

    def tell(self, from_s: float, wind: Floats) -> None:
        """Take over a wind (3,) that is in force from an instant on, the newest so far [s]."""
        if from_s <= self._from_s[-1]:
            self._from_s.pop()
            self._winds.pop()
        self._from_s.append(from_s)
        self._winds.append(wind)

    def at(self, time_s: float) -> Floats:
        """(3,) the wind in force."""
        return self._winds[max(bisect.bisect_right(self._from_s, time_s) - 1, 0)]

    def forget(self, before_s: float) -> None:
        """Nothing older than `before_s` will be asked for."""
        first = max(bisect.bisect_right(self._from_s, before_s) - 1, 0)
        del self._from_s[:first], self._winds[:first]
