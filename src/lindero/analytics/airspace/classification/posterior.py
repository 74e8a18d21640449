"""All evidence on a track's class together: calibrated probabilities, and what each kind of evidence said.

log p(c | all) = log p(c) + Σ_k w_k log p(e_k | c) + const. Reports of one object err alike in time, and the models are
coarse, so evidence of one kind counts with an exponent w_k ≤ 1, fitted so that the probabilities are calibrated.

Reference: Genest and Zidek, "Combining probability distributions", Statistical Science 1(1), 1986 (logarithmic pool).
"""

import math
from typing import Any, Final

import numpy as np

from lindero.analytics.airspace.classification.classes import BALLOON, CLASSES, OTHER, PRIOR
from lindero.analytics.airspace.classification.echo import echo_evidence
from lindero.analytics.airspace.classification.emission import HEARD_SHARE
from lindero.analytics.airspace.classification.motion import BANK_WIDTH, CLIMB_WIDTH
from lindero.analytics.airspace.classification.processes import CLIMB_SHARE, MOTION_SHARE
from lindero.analytics.jit import part

CHANNELS: Final = ("motion", "climb", "echo", "radio", "opinion")
"""Kinds of evidence, in the order of every evidence vector."""

WEIGHTS: Final = np.array([0.8, 0.6, 1.0, 0.5, 1.0])
"""Exponent of each kind, chosen on a grid over simulated tracks (`bench/classes.py`).

No labelled field recordings were at hand.
"""

MOST_WITHOUT_WIND: Final = 0.79
"""Without wind a balloon is not told from what flies with it: no more than this is claimed."""


@part
def weigh_classes(tracks: Any, i: int, wind_known: bool, probability: Any, told: Any) -> None:
    """Class probabilities of a row, and what each kind of evidence says of each class.

    Args:
        tracks: Rows of the tracks; only read.
        i: Row of the track.
        wind_known: Whether the wind was told.
        probability: (7,) result, sums to 1.
        told: (5, 7) zeros; receives w log p(e | class) of each kind, up to a constant per kind.
    """
    if not math.isnan(tracks["evidence_s"][i]):
        _mixture(tracks["motion_bank"][i, BANK_WIDTH - 1], MOTION_SHARE, WEIGHTS[0], told[0])
    if not math.isnan(tracks["climb_bank"][i, 0, 0]):
        _mixture(tracks["climb_bank"][i, CLIMB_WIDTH - 1], CLIMB_SHARE, WEIGHTS[1], told[1])
    echo_evidence(tracks["echo"][i], told[2])
    louder = math.exp(WEIGHTS[3] * max(float(tracks["heard"][i]), 0.0))
    for c in range(len(CLASSES)):
        told[2, c] *= WEIGHTS[2]
        told[3, c] = math.log(1.0 - HEARD_SHARE[c] + HEARD_SHARE[c] * louder)
        told[4, c] = WEIGHTS[4] * math.log(max(tracks["opinion"][i, c], 1e-12))
    _normalise(told, probability)
    if not wind_known and probability[BALLOON] > MOST_WITHOUT_WIND:
        probability[OTHER] += probability[BALLOON] - MOST_WITHOUT_WIND
        probability[BALLOON] = MOST_WITHOUT_WIND


@part
def _mixture(log_evidence: Any, share: Any, weight: float, told: Any) -> None:
    """Log of Σ_p share[c, p] exp(weight · log_evidence[p]), into (7,)."""
    best = -math.inf
    for p in range(len(log_evidence)):
        best = max(best, log_evidence[p])
    likelihood = np.empty(len(log_evidence))
    for p in range(len(log_evidence)):
        likelihood[p] = math.exp(weight * (log_evidence[p] - best))
    for c in range(len(told)):
        total = 0.0
        for p in range(len(likelihood)):
            total += share[c, p] * likelihood[p]
        told[c] = math.log(max(total, 1e-300))


@part
def _normalise(told: Any, probability: Any) -> None:
    """Bayes' rule over the kinds of evidence into `probability`."""
    best = -math.inf
    for c in range(len(probability)):
        probability[c] = math.log(PRIOR[c])
        for k in range(len(told)):
            probability[c] += told[k, c]
        best = max(best, probability[c])
    total = 0.0
    for c in range(len(probability)):
        probability[c] = math.exp(probability[c] - best)
        total += probability[c]
    for c in range(len(probability)):
        probability[c] /= total
