"""Whether a track is an object at all, and whether it is one that is hard to see.

Integrated probabilistic data association with two kinds of object: p = (p_plain, p_faint), the rest is "none". A
faint object (small, low, slow, edge-on) is detected `FAINT` times as often as the model says, so a run of misses first
moves belief to "faint" before it ends the track.

Reference: Mušicki, Evans, Stanković, "Integrated probabilistic data association", IEEE TAC 39(6), 1994.
"""

import math
from typing import Any, Final

from lindero.analytics.jit import part

FAINT: Final = 0.45
FAINT_SHARE: Final = 0.25
LOSS_PER_S: Final = 0.01
BIRTHS_PER_SCAN: Final = 0.1
"""Objects first seen in a scan, on average over a sensor's field of view."""

LIKELIEST_BIRTH: Final = 0.5
CERTAIN: Final = 0.9999
"""Belief never hardens beyond this."""


@part
def birth_existence(false_per_scan: float) -> float:
    """Probability that a report which no track explains is a new object."""
    return min(BIRTHS_PER_SCAN / (BIRTHS_PER_SCAN + false_per_scan), LIKELIEST_BIRTH)


@part
def set_existence(existence: Any, probability: float) -> None:
    """Start a track's (2,) existence, in place."""
    existence[0] = probability * (1.0 - FAINT_SHARE)
    existence[1] = probability * FAINT_SHARE


@part
def age_existence(tracks: Any, i: int, time_s: float) -> None:
    """Bring the existence of row `i` to `time_s`, in place: objects land, leave or hide at a constant rate."""
    keep = math.exp(-LOSS_PER_S * abs(time_s - tracks["existence_s"][i]))
    tracks["existence"][i, 0] *= keep
    tracks["existence"][i, 1] *= keep
    tracks["existence_s"][i] = time_s


@part
def weigh_existence(existence: Any, detection_probability: float, ratio: float) -> None:
    """Bayes' rule over one look, in place.

    Args:
        existence: (2,) joint probabilities.
        detection_probability: Of a plain object in this look.
        ratio: Likelihood of the report given the object over the density of false ones; 0 for no report.
    """
    plain = existence[0] * (1.0 - detection_probability + detection_probability * ratio)
    faint = existence[1] * (1.0 - FAINT * detection_probability + FAINT * detection_probability * ratio)
    total = plain + faint + 1.0 - existence[0] - existence[1]
    limit = max(1.0, (plain + faint) / (CERTAIN * total))
    existence[0] = plain / total / limit
    existence[1] = faint / total / limit
