"""Which tracks of two nodes are one object: a choice each second, that clings to what was chosen before.

A pair's score (`likeness`) is smoothed over the seconds. Between two nodes the one-to-one choice of the greatest
total is taken; a new pair needs a score above zero, one that stands falls only below `LET_GO`. So a crossing, a late
message or a second of disagreement parts nothing.

Reference: Kuhn, "The Hungarian method", 1955, by the solver of SciPy (Crouse, "On implementing 2D rectangular
assignment algorithms", IEEE TAES 52(4), 2016).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from lindero.analytics.airspace.fusion.likeness import Estimates, score
from lindero.analytics.airspace.fusion.offsets import expected_offsets
from lindero.analytics.airspace.fusion.report import Key

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

REACH_M: Final = 600.0
"""Pairs farther apart are not looked at, or apart by more than"""

REACH_SIGMAS: Final = 4.0
"""so many standard deviations of the less certain one."""

FARTHEST_M: Final = 5000.0
SMOOTHING: Final = 0.3
"""Weight of the newest second in a pair's score and offset."""

LET_GO: Final = -6.0
CLING: Final = 6.0
"""Added to the score of a pair that stands."""

Link = tuple[Key, Key]
"""Two tracks, the lesser key first."""


class Bond(NamedTuple):
    """What is remembered of a pair.

    Attributes:
        score: Smoothed.
        offset: Smoothed difference of place, lesser key less the greater, east, north, up [m].
        seconds: Over how many seconds.
        paired: Held to be one object.
    """

    score: float
    offset: tuple[float, float, float]
    seconds: int
    paired: bool


Bonds = Mapping[Link, Bond]


def pair_up(keys: Sequence[Key], tracks: Estimates, before: Bonds) -> dict[Link, Bond]:
    """The pairs of this second.

    Args:
        keys: (n,) sorted, of the rows.
        tracks: n rows.
        before: Of the second before.
    """
    a, b = _candidates(keys, tracks)
    if not len(a):
        return {}
    links = [(keys[i], keys[j]) for i, j in zip(a.tolist(), b.tolist(), strict=True)]
    old = [before.get(link) for link in links]
    now = tracks.states[a, :3] - tracks.states[b, :3]
    offset = np.array([now[p] if bond is None else bond.offset for p, bond in enumerate(old)])
    stood = np.array([bond is not None and bond.paired for bond in old])
    nodes = _numbered([(one[:2], other[:2]) for one, other in links])
    scores = score(tracks, a, b, expected_offsets(tracks.states[a, :2], nodes, offset, stood))
    smoothed = np.array(
        [s if bond is None else bond.score + SMOOTHING * (s - bond.score) for s, bond in zip(scores, old, strict=True)]
    )
    offset += SMOOTHING * (now - offset)
    paired = _choose(a, b, nodes, smoothed + CLING * stood, (smoothed > 0.0) | (stood & (smoothed > LET_GO)))
    return {
        link: Bond(
            float(smoothed[p]),
            (float(offset[p, 0]), float(offset[p, 1]), float(offset[p, 2])),
            1 + (0 if (bond := old[p]) is None else bond.seconds),
            bool(paired[p]),
        )
        for p, link in enumerate(links)
    }


def _candidates(keys: Sequence[Key], tracks: Estimates) -> tuple[Integers, Integers]:
    """Rows of pairs of different nodes within reach, in the order of the keys."""
    if len(keys) < 2:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    sigma = np.sqrt(np.maximum(tracks.covariances[:, 0, 0], tracks.covariances[:, 1, 1]))
    reach = np.minimum(np.maximum(REACH_M, REACH_SIGMAS * sigma), FARTHEST_M)
    place = tracks.states[:, :2]
    pairs = cKDTree(place).query_pairs(float(reach.max()), output_type="ndarray").astype(np.int64)
    pairs = np.sort(pairs, axis=1)
    sources = _numbered([key[:2] for key in keys])
    gap = np.linalg.norm(place[pairs[:, 0]] - place[pairs[:, 1]], axis=1)
    near = (gap <= np.maximum(reach[pairs[:, 0]], reach[pairs[:, 1]])) & (sources[pairs[:, 0]] != sources[pairs[:, 1]])
    pairs = pairs[near]
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    return pairs[:, 0], pairs[:, 1]


def _numbered(names: Sequence[object]) -> Integers:
    """Each name as a number, in the order of first appearance."""
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.int64)


def _choose(a: Integers, b: Integers, nodes: Integers, gain: Floats, allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The one-to-one choice between each two nodes, component by component."""
    chosen = np.zeros(len(a), dtype=np.bool_)
    for members in _components(a, b, nodes, np.flatnonzero(allowed)):
        if len(members) == 1:
            chosen[members[0]] = True
            continue
        rows, row = np.unique(a[members], return_inverse=True)
        columns, column = np.unique(b[members], return_inverse=True)
        worth = np.zeros((len(rows), len(columns)))
        pair = np.full(worth.shape, -1)
        worth[row, column], pair[row, column] = gain[members], members
        taken = pair[linear_sum_assignment(worth, maximize=True)]
        chosen[taken[taken >= 0]] = True
    return chosen


def _components(a: Integers, b: Integers, nodes: Integers, among: Integers) -> list[list[int]]:
    """Pairs that share a track, between the same two nodes."""
    root: dict[tuple[int, int], tuple[int, int]] = {}

    def find(one: tuple[int, int]) -> tuple[int, int]:
        while root.setdefault(one, one) != one:
            one = root[one]
        return one

    for p in among.tolist():
        one, other = sorted((find((nodes[p], a[p])), find((nodes[p], b[p]))))
        root[other] = one
    found: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    for p in among.tolist():
        found[find((nodes[p], a[p]))].append(p)
    return list(found.values())
