"""Which report belongs to which track: the one-to-one choice of the greatest total score.

Candidate pairs fall into connected components that know nothing of each other; each is solved exactly by shortest
augmenting paths. Leaving a track without a report scores 0, so only pairs that score more are ever chosen.

Reference: Jonker and Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment
problems", Computing 38, 1987.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.jit import part

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@part
def _root(parent: Integers, node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@part
def components(track: Integers, report: Integers, tracks: int, reports: int) -> Integers:
    """Label of the connected component of each pair; equal labels are connected.

    Args:
        track: (p,) row of the track of each pair.
        report: (p,) report of each pair.
        tracks: How many tracks.
        reports: How many reports.
    """
    parent = np.arange(tracks + reports)
    for p in range(len(track)):
        a, b = _root(parent, track[p]), _root(parent, tracks + report[p])
        if a < b:
            parent[b] = a
        elif b < a:
            parent[a] = b
    label = np.empty(len(track), dtype=np.int64)
    for p in range(len(track)):
        label[p] = _root(parent, track[p])
    return label


@part
def group(cell: Integers, cells: int) -> tuple[Integers, Integers]:
    """Bring what has the same cell together, keeping the order within each (counting sort).

    Args:
        cell: (m,) cell of each, below `cells`.
        cells: How many cells.

    Returns:
        (m,) indices in the order of the cells, and (cells + 1,) where each cell starts in it.
    """
    start = np.zeros(cells + 1, dtype=np.int64)
    for j in range(len(cell)):
        start[cell[j] + 1] += 1
    for k in range(cells):
        start[k + 1] += start[k]
    order, place = np.empty(len(cell), dtype=np.int64), start.copy()
    for j in range(len(cell)):
        order[place[cell[j]]] = j
        place[cell[j]] += 1
    return order, start


@part
def assign(track: Integers, report: Integers, score: Floats, label: Integers, tracks: int, reports: int) -> Integers:
    """The best one-to-one choice among scored pairs.

    Args:
        track: (p,) row of the track of each pair.
        report: (p,) report of each pair.
        score: (p,) gain of choosing the pair; pairs at or below 0 are never chosen.
        label: (p,) their components.
        tracks: How many tracks.
        reports: How many reports.

    Returns:
        (tracks,) report of each track, -1 none.
    """
    chosen = np.full(tracks, -1)
    order, start = group(label, tracks)
    row_of, column_of = np.full(tracks, -1), np.full(reports, -1)
    for k in range(tracks):
        if start[k + 1] - start[k] == 1:
            p = order[start[k]]
            if score[p] > 0.0:
                chosen[track[p]] = report[p]
        elif start[k + 1] > start[k]:
            _assign_component(track, report, score, order[start[k] : start[k + 1]], row_of, column_of, chosen)
    return chosen


@part
def _assign_component(
    track: Integers,
    report: Integers,
    score: Floats,
    pairs: Integers,
    row_of: Integers,
    column_of: Integers,
    chosen: Integers,
) -> None:
    """Solve one component densely; `row_of` and `column_of` are scratch, -1 before and after."""
    rows, columns = np.empty(len(pairs), dtype=np.int64), np.empty(len(pairs), dtype=np.int64)
    n, m = 0, 0
    for p in pairs:
        if row_of[track[p]] < 0:
            row_of[track[p]], rows[n] = n, track[p]
            n += 1
        if column_of[report[p]] < 0:
            column_of[report[p]], columns[m] = m, report[p]
            m += 1
    cost = np.zeros((n, m + n))
    for p in pairs:
        cost[row_of[track[p]], column_of[report[p]]] = -max(score[p], 0.0)
    best = shortest_paths(cost)
    for a in range(n):
        if best[a] < m and cost[a, best[a]] < 0.0:
            chosen[rows[a]] = columns[best[a]]
        row_of[rows[a]] = -1
    for b in range(m):
        column_of[columns[b]] = -1


@part
def shortest_paths(cost: Any) -> Integers:
    """Cheapest complete assignment of rows to columns.

    Args:
        cost: (n, m) with n ≤ m, finite.

    Returns:
        (n,) column of each row.
    """
    n, m = cost.shape
    row_price, column_price = np.zeros(n + 1), np.zeros(m + 1)
    row_at = np.zeros(m + 1, dtype=np.int64)  # 1-based row at each column; column 0 is the search's start
    for row in range(1, n + 1):
        row_at[0] = row
        _augment(cost, row_price, column_price, row_at)
    column_of = np.empty(n, dtype=np.int64)
    for column in range(1, m + 1):
        if row_at[column] > 0:
            column_of[row_at[column] - 1] = column - 1
    return column_of


@part
def _augment(cost: Any, row_price: Floats, column_price: Floats, row_at: Integers) -> None:
    """Dijkstra on reduced costs from the free row at column 0 to a free column, then flip the path."""
    m = cost.shape[1]
    least = np.full(m + 1, math.inf)
    before = np.zeros(m + 1, dtype=np.int64)
    done = np.zeros(m + 1, dtype=np.bool_)
    column = 0
    while row_at[column] != 0:
        done[column] = True
        row, step, nearest = row_at[column], math.inf, 0
        for c in range(1, m + 1):
            if done[c]:
                continue
            reduced = cost[row - 1, c - 1] - row_price[row] - column_price[c]
            if reduced < least[c]:
                least[c], before[c] = reduced, column
            if least[c] < step:
                step, nearest = least[c], c
        for c in range(m + 1):
            if done[c]:
                row_price[row_at[c]] += step
                column_price[c] -= step
            else:
                least[c] -= step
        column = nearest
    while column != 0:
        row_at[column] = row_at[before[column]]
        column = before[column]
