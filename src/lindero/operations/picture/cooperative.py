"""When a crewed aircraft's own broadcast may keep an alert from being raised.

Anybody can broadcast ADS-B. It suppresses an alert only while radar or bearing sees an object at the place and with the
speed that it claims; it never drops the track.
"""

from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

AGREEING: Final = 13.8
"""Squared Mahalanobis distance, 99.9 % of a chi-square with 2 degrees of freedom."""

WITNESSES: Final = frozenset({"radar", "bearing"})


def suppresses_alert(
    claimed_enu: Floats,
    claimed_sigma: tuple[float, float],
    track_enu: Floats,
    track_covariance: Floats,
    contributed: frozenset[Literal["radar", "bearing", "position"]],
) -> bool:
    """Whether a claim is confirmed in place and in speed by a sensor that the object does not control.

    Args:
        claimed_enu: (4,) east, north [m] and their rates [m/s] that are claimed, at the track's time.
        claimed_sigma: 1-sigma of the claimed place [m] and rates [m/s].
        track_enu: (4,) the same of the track, made without the claim.
        track_covariance: (4, 4) of it.
        contributed: Kinds of the sensors that made the track.
    """
    if not contributed & WITNESSES:
        return False
    for part, sigma in ((slice(0, 2), claimed_sigma[0]), (slice(2, 4), claimed_sigma[1])):
        away = claimed_enu[part] - track_enu[part]
        spread = track_covariance[part, part] + sigma**2 * np.eye(2)
        if float(away @ np.linalg.solve(spread, away)) > AGREEING:
            return False
    return True
