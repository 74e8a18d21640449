"""Why a track is taken for what it is: numbered phrases, strongest first, so that a person can weigh them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace import CLASSES, EVIDENCE
from lindero.operations.phrases import (
    CLIMBS_ALIKE,
    CLOSE_TO_GROUND,
    DRIFTS,
    ECHO_FITS,
    FLIES_STEADILY,
    HEARD_ON_RADIO,
    KEEPS_A_WAY,
    OWN_POWER,
    RISES,
    SENSOR_SAYS,
    TURNS_LIKE_A_BIRD,
)

Floats = NDArray[np.float64]

WORTH_SAYING: Final = 0.7
"""Log-likelihood ratio of about two to one; less is not listed."""

_MOTION: Final = {
    "multirotor": OWN_POWER,
    "fixed-wing": OWN_POWER,
    "crewed": FLIES_STEADILY,
    "bird": TURNS_LIKE_A_BIRD,
    "balloon": DRIFTS,
    "ground": KEEPS_A_WAY,
}
_CLIMB: Final = {"balloon": RISES, "ground": CLOSE_TO_GROUND}
_OTHERS: Final = {"echo": ECHO_FITS, "radio": HEARD_ON_RADIO, "opinion": SENSOR_SAYS}


def evidence_of(told: Floats, probabilities: Floats) -> tuple[int, ...]:
    """Phrases of what speaks for the most probable class rather than the next one.

    Args:
        told: (5, 7) log-likelihood of each class by each kind of evidence.
        probabilities: (7,) of the classes.

    Returns:
        Numbers of `operations.phrases`, strongest first; none when the most probable is "other".
    """
    order = np.argsort(-probabilities, kind="stable")
    lead = CLASSES[order[0]]
    if lead == "other":
        return ()
    gains = told[:, order[0]] - told[:, order[1]]
    kinds = [k for k in np.argsort(-gains, kind="stable") if gains[k] >= WORTH_SAYING]
    return tuple(_phrase(EVIDENCE[k], lead) for k in kinds)


def _phrase(kind: str, lead: str) -> int:
    if kind == "motion":
        return _MOTION[lead]
    return _CLIMB.get(lead, CLIMBS_ALIKE) if kind == "climb" else _OTHERS[kind]
