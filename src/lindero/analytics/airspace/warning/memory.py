"""What a watch remembers of each track: a row per track, kept in the order of the table.

A track that ends with a warning standing is kept a while: when another begins where it would be by now, that is taken
for the same object, so that a number newly given neither ends a warning nor claims a new origin.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.tables import TrackTable
from lindero.analytics.airspace.warning.habit import HABIT
from lindero.analytics.airspace.warning.launch import LAUNCH, begin_launches

Memory = np.ndarray[tuple[int], np.dtype[np.void]]

MEMORY = np.dtype(
    [
        ("track_id", np.int64),
        ("home", np.int8),
        ("popped_up", np.bool_),
        ("streak", np.int32),
        ("warned", np.bool_),
        ("expected_s", np.float64),
        ("habit", HABIT),
        ("launch", LAUNCH),
        ("state", np.float64, 6),
        ("variance", np.float64, 2),
        ("seen_s", np.float64),
    ]
)
"""home: +1 first seen on the own side beyond doubt, -1 beyond the line, 0 not yet beyond doubt. popped_up: first seen
on the own side, or at the line, near it. streak: successive pictures in which crossing was likely. expected_s: when it
was last predicted to cross while it had reports. state, variance (place, velocity; an axis), seen_s: of its last
picture, NaN before it."""

FOLLOWED_S: Final = 30.0
"""A track that ended so long ago is taken up by no other [s]."""
FOLLOW_GATE: Final = 9.21
"""99 % of chi-square with 2 degrees of freedom."""
FOLLOW_PSD: Final = 1.0
"""Density of the acceleration meanwhile [m²/s³]."""
FOLLOW_FARTHEST_M: Final = 400.0


def empty(count: int) -> Memory:
    """Rows of objects of which nothing is known."""
    rows = np.zeros(count, MEMORY)
    rows["expected_s"], rows["seen_s"] = -math.inf, math.nan
    begin_launches(rows["launch"])
    return rows


def recall(known: Memory, table: TrackTable) -> tuple[Memory, NDArray[np.bool_], Memory]:
    """The rows of a picture, from those of the picture before.

    Args:
        known: By ascending `track_id`.
        table: The picture; its tracks ascend, too.

    Returns:
        A row per track of the table; which of them are new; the rows of tracks that left.
    """
    rows = empty(len(table.track_id))
    rows["track_id"] = table.track_id
    if not len(known):
        return rows, np.ones(len(rows), np.bool_), known
    at = np.minimum(np.searchsorted(known["track_id"], table.track_id), len(known) - 1)
    old = known["track_id"][at] == table.track_id
    rows[old] = known[at[old]]
    return rows, ~old, known[~np.isin(known["track_id"], table.track_id)]


def note_picture(rows: Memory, table: TrackTable, now_s: float) -> None:
    """Keep the state of every track for the time after its end."""
    p = table.covariance_enu
    rows["state"] = table.state_enu
    rows["variance"][:, 0] = 0.5 * (p[:, 0, 0] + p[:, 1, 1])
    rows["variance"][:, 1] = 0.5 * (p[:, 3, 3] + p[:, 4, 4])
    rows["seen_s"] = now_s


def take_up(rows: Memory, new: NDArray[np.bool_], ended: Memory, table: TrackTable, now_s: float) -> Memory:
    """Let new tracks go on where ended ones would be by now; the nearest first, each once.

    Args:
        rows: Of the picture, changed in place.
        new: (n,) which of them are new.
        ended: Rows of tracks that ended with a warning standing.
        table: The picture.
        now_s: Its time [s].

    Returns:
        The ended ones that nothing has taken up and that may still be.
    """
    left = ended[now_s - ended["seen_s"] <= FOLLOWED_S]
    for row in np.flatnonzero(new):
        if not len(left):
            break
        gone_s = now_s - left["seen_s"]
        place = left["state"][:, :2] + gone_s[:, None] * left["state"][:, 3:5]
        away = ((table.state_enu[row, :2] - place) ** 2).sum(axis=1)
        own = 0.5 * (table.covariance_enu[row, 0, 0] + table.covariance_enu[row, 1, 1])
        spread = own + left["variance"][:, 0] + gone_s**2 * left["variance"][:, 1] + FOLLOW_PSD * gone_s**3 / 3.0
        fits = (away <= FOLLOW_GATE * spread) & (away <= FOLLOW_FARTHEST_M**2)
        if fits.any():
            best = int(np.argmin(np.where(fits, away / spread, math.inf)))
            rows[row] = left[best]
            rows["track_id"][row] = table.track_id[row]
            left = np.delete(left, best)
    return left
