"""How far a track can be relied on, in one letter: the worst of three answers.

| | 95 % error of the place | last report | existence |
|---|---|---|---|
| A | up to 50 m | up to 2 s ago | 0.99 and more |
| B | up to 150 m | up to 5 s ago | 0.95 and more |
| C | up to 500 m | up to 15 s ago | 0.80 and more |
| D | larger | earlier | less |

A needs two sensors besides: one alone cannot contradict itself. The letter says nothing of what the object is.

Reference: the idea of a track quality from accuracy, as STANAG 5516 (Link 16) has it; the limits are Lindero's own.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lindero.analytics.airspace.tables import TrackTable

QUALITIES: Final = ("A", "B", "C", "D")
ERROR_M: Final = (50.0, 150.0, 500.0)
SILENT_S: Final = (2.0, 5.0, 15.0)
DOUBT: Final = (0.01, 0.05, 0.20)
OF_95: Final = 5.991
"""95 % quantile of chi-square with 2 degrees of freedom."""


def track_quality(table: TrackTable, now_s: float) -> NDArray[np.int8]:
    """(n,) index into `QUALITIES` of each row of a picture at that instant [s]."""
    a, d = table.covariance_enu[:, 0, 0], table.covariance_enu[:, 1, 1]
    b = 0.5 * (table.covariance_enu[:, 0, 1] + table.covariance_enu[:, 1, 0])
    largest = 0.5 * (a + d) + np.hypot(0.5 * (a - d), b)
    worst = np.maximum(_rank(np.sqrt(OF_95 * np.maximum(largest, 0.0)), ERROR_M), _rank(now_s - table.last_s, SILENT_S))
    worst = np.maximum(worst, _rank(1.0 - table.existence, DOUBT))
    alone = table.sensors.sum(axis=1) < 2
    return np.maximum(worst, alone.astype(np.int64)).astype(np.int8)


def _rank(value: ArrayLike, limits: tuple[float, ...]) -> NDArray[np.int64]:
    """How many of the limits a value exceeds; what is not a number exceeds all."""
    values = np.asarray(value, dtype=np.float64)
    return np.asarray(sum((~(values <= limit)).astype(np.int64) for limit in limits), dtype=np.int64)
