"""What one node tells another of one track, and the number a track is born with."""

import hashlib
import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.classification.classes import CLASSES
from lindero.analytics.airspace.sensor import finite

Floats = NDArray[np.float64]

ENDED: Final = 0
"""Status of the report that says that a track is no more."""

STATUSES: Final = (ENDED, 1, 2, 3)

SYMMETRY: Final = 1e-6
"""Relative to the greatest entry: how far a covariance may be from symmetric, and below zero in an eigenvalue."""

Key = tuple[str, bool, int]
"""A track among nodes: node, whether its estimate is fused, the node's own number."""


@dataclass(frozen=True, kw_only=True, eq=False)
class TrackReport:
    """The estimate of one object by one node at one instant, in the plane that both nodes use.

    Attributes:
        node: Who says so.
        track_id: The object's number at that node; of a fused report its system number.
        time_s: Instant of the estimate [s].
        sent_s: When it was made ready for the partner [s]; of two for one instant the later counts.
        state_enu: (6,) position [m] and velocity [m/s]; a velocity of NaN was not told.
        covariance_enu: (6, 6) of it.
        existence: Probability that there is an object.
        status: As in `TrackTable`, or `ENDED`.
        transmitter_id: What it calls itself, -1 none.
        first_s: First report of the object [s].
        last_s: Last report of the object [s].
        class_probability: (7,) over `CLASSES`.
        height_known: Whether any sensor told the height.
        group_size: Objects in it.
        flags: Bits as in `TrackTable`.
        nodes: Whose sensors contributed, sorted.
        fused: It holds the estimates of several nodes, and is never taken as new evidence.
        system_id: Number that the node shows for the object, -1 if it does not say.
        system_since_s: First report of the track that the number was born with [s].
        period_s: Time until the next report of this object is due [s].
    """

    node: str
    track_id: int
    time_s: float
    state_enu: Floats
    covariance_enu: Floats
    existence: float
    status: int
    first_s: float
    last_s: float
    sent_s: float = -math.inf
    transmitter_id: int = -1
    class_probability: Floats | None = None
    height_known: bool = True
    group_size: int = 1
    flags: int = 0
    nodes: tuple[str, ...] = ()
    fused: bool = False
    system_id: int = -1
    system_since_s: float = math.inf
    period_s: float = 1.0

    @cached_property
    def key(self) -> Key:
        """Which track."""
        return self.node, self.fused, self.track_id

    @cached_property
    def order(self) -> tuple[float, float, int, bytes, bytes]:
        """By what the newest report of a track is chosen, so that the choice never hangs on the order of arrival."""
        return (
            self.time_s,
            self.sent_s,
            self.system_id,
            np.asarray(self.state_enu).tobytes(),
            np.asarray(self.covariance_enu).tobytes(),
        )


def believable(report: TrackReport) -> bool:
    """Whether a report can be used: finite, of the right shapes, with a covariance that is one."""
    state, covariance = np.asarray(report.state_enu), np.asarray(report.covariance_enu)
    if state.shape != (6,) or not np.all(np.isfinite(state[:3])) or not math.isfinite(report.time_s):
        return False
    scale = float(np.max(np.abs(covariance), initial=0.0)) if finite(covariance, (6, 6)) else 0.0
    if (
        report.status not in STATUSES
        or scale <= 0.0
        or float(np.max(np.abs(covariance - covariance.T))) > SYMMETRY * scale
    ):
        return False
    classes = report.class_probability
    if math.isnan(report.sent_s) or math.isnan(report.system_since_s):
        return False
    told = classes is None or finite(classes, (len(CLASSES),))
    lasts = math.isfinite(report.first_s) and math.isfinite(report.last_s) and 0.0 < report.period_s < math.inf
    known = 0.0 <= report.existence <= 1.0 and report.group_size >= 1
    return told and lasts and known and float(np.linalg.eigvalsh(covariance)[0]) > -SYMMETRY * scale


@lru_cache(maxsize=65_536)
def birth_number(node: str, track_id: int) -> int:
    """System number that a track is born with: 62 bits, equal wherever it is computed."""
    digest = hashlib.sha256(f"{node}/{track_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 2
