"""How well a picture fits a known truth: GOSPA, lost and false objects, changes of identity, honesty of the ellipses.

GOSPA with α = 2, p = 2: d² = min over pairings of Σ |x - y|² over pairs nearer than c, plus c²/2 for each object
without a track and each track without an object.

Reference: Rahmathullah, García-Fernández, Svensson, "Generalized optimal sub-pattern assignment metric", FUSION 2017.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Floats = NDArray[np.float64]

CUTOFF_M: Final = 200.0
INSIDE_95: Final = 5.991
"""Quantile 0.95 of chi-square with two degrees of freedom."""

FAITHFUL: Final = 0.25
"""Factor on the squared distance of the track an object had last: pairings do not flicker."""


@dataclass
class Scorer:
    """Sums over pictures; `result` tells the figures.

    Attributes:
        cutoff_m: Farther apart than this an object and a track are two.
    """

    cutoff_m: float = CUTOFF_M
    _gospa: list[float] = field(default_factory=list)
    _squares: float = 0.0
    _pairs: int = 0
    _objects: int = 0
    _false: int = 0
    _switches: int = 0
    _inside: int = 0
    _last: dict[Hashable, int] = field(default_factory=dict)

    def step(
        self, truth: Mapping[Hashable, Sequence[float]], track_id: Sequence[int], places: Floats, covariances: Floats
    ) -> None:
        """Compare one picture.

        Args:
            truth: Place of each object by its name: (3,) east, north, up [m].
            track_id: (n,) of the tracks.
            places: (n, 3) of them [m].
            covariances: (n, 3, 3) of the places [m²].
        """
        names, squares = list(truth), 0.0
        pairs = self._pair(names, np.array([truth[name] for name in names]).reshape(-1, 3), track_id, places)
        for name, k in pairs:
            gap = places[k] - np.asarray(truth[name], dtype=np.float64)
            squares += float(gap @ gap)
            self._inside += bool(gap[:2] @ np.linalg.solve(covariances[k, :2, :2], gap[:2]) < INSIDE_95)
            self._switches += self._last.get(name, track_id[k]) != track_id[k]
            self._last[name] = track_id[k]
        false = len(track_id) - len(pairs)
        unpaired = len(names) - len(pairs) + false
        self._gospa.append(math.sqrt(squares + self.cutoff_m**2 / 2.0 * unpaired))
        self._squares += squares
        self._pairs += len(pairs)
        self._objects += len(names)
        self._false += false

    def _pair(
        self, names: list[Hashable], true: Floats, track_id: Sequence[int], places: Floats
    ) -> list[tuple[Hashable, int]]:
        """Which track is which object."""
        if not names or not len(track_id):
            return []
        square = np.sum((true[:, None] - places[None]) ** 2, axis=2)
        faithful = np.array([[self._last.get(name) == number for number in track_id] for name in names])
        cost = np.minimum(np.where(faithful, FAITHFUL, 1.0) * square, self.cutoff_m**2)
        rows, columns = linear_sum_assignment(cost)
        near = square[rows, columns] < self.cutoff_m**2
        return [(names[a], int(b)) for a, b in zip(rows[near], columns[near], strict=True)]

    def result(self) -> dict[str, float]:
        """The figures over all pictures; NaN where there was nothing to measure."""
        objects, pairs = self._objects or math.nan, self._pairs or math.nan
        return {
            "pictures": len(self._gospa),
            "gospa_m": float(np.mean(self._gospa)) if self._gospa else math.nan,
            "error_rms_m": math.sqrt(self._squares / pairs),
            "missed_share": 1.0 - self._pairs / objects,
            "false_per_object": self._false / objects,
            "id_switches": self._switches,
            "inside_ellipse_95": self._inside / pairs,
        }
