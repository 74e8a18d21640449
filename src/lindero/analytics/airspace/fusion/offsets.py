"""By how much two nodes place the same objects apart, around a place: what a biased side shows everywhere alike.

The mean of the smoothed differences of the pairs in one cell of the plane, drawn towards zero; a pair's own
difference is left out, so that no pair confirms itself.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

CELL_M: Final = 5000.0
"""Side of a cell: an error of azimuth shifts objects so near each other almost alike."""

DRAWN: Final = 2.0
"""As many pairs with no offset are thought of in every cell."""


def expected_offsets(place: Floats, link: Integers, offset: Floats, paired: NDArray[np.bool_]) -> Floats:
    """(p, 3) offset that each pair's neighbours show [m].

    Args:
        place: (p, 2) east and north of each pair [m].
        link: (p,) which two nodes it is between, from 0.
        offset: (p, 3) smoothed difference of each pair, its lesser node less the greater [m].
        paired: (p,) whether it is held to be one object.
    """
    if not len(place):
        return np.zeros((0, 3))
    cells = np.column_stack([link, np.floor(place / CELL_M).astype(np.int64)])
    _, cell = np.unique(cells, axis=0, return_inverse=True)
    cell = cell.reshape(-1)
    size = int(cell.max()) + 1
    count = np.bincount(cell, weights=paired, minlength=size)
    total = np.stack([np.bincount(cell, weights=np.where(paired, offset[:, k], 0.0), minlength=size) for k in range(3)])
    others = total[:, cell].T - np.where(paired[:, None], offset, 0.0)
    expected: Floats = others / (count[cell] - paired + DRAWN)[:, None]
    return expected
