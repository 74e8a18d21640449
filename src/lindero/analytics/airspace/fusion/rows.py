"""Objects as the rows of a table."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.classification.classes import CLASSES
from lindero.analytics.airspace.fusion.alignment import Common, lone_shift
from lindero.analytics.airspace.fusion.fusing import fuse
from lindero.analytics.airspace.fusion.monitor import SETTLED_S
from lindero.analytics.airspace.fusion.report import TrackReport
from lindero.analytics.airspace.fusion.timeline import Moment
from lindero.analytics.airspace.tables import COASTING, CONFIRMED, GROUP, TrackTable

Floats = NDArray[np.float64]

COASTING_S: Final = 3.0
"""An object without news for so long coasts [s],"""

COASTING_PERIODS: Final = 2.5
"""or for so many of its periods, if that is longer."""

LEAST: Final = 1e-6


def objects(moment: Moment) -> list[tuple[int, list[int]]]:
    """System number and rows of each object that is shown, by number.

    What another node has fused shows itself only where it holds a node that is not heard here directly, and nothing
    here bears its number already.
    """
    row_of = {report.key: row for row, report in enumerate(moment.reports)}
    heard = {report.node for report in moment.reports if not report.fused}
    found: dict[int, list[int]] = {}
    for direct in (True, False):
        for members, number in zip(moment.clusters, moment.shown, strict=True):
            rows = [row_of[key] for key in members]
            if any(not fused for _, fused, _ in members) != direct:
                continue
            if direct or any(not heard.issuperset(moment.reports[row].nodes) for row in rows):
                found.setdefault(number.number, rows)
    return sorted(found.items())


def table_of(moment: Moment, node: str, sensors: dict[int, NDArray[np.bool_]], time_s: float) -> TrackTable:
    """The picture.

    Args:
        moment: Its objects.
        node: The own.
        sensors: (k,) of each own track.
        time_s: Instant of the picture.
    """
    shown = objects(moment)
    fused = [fuse(rows, moment) for _, rows in shown]
    aligned = align([rows for _, rows in shown], np.array([state for state, _ in fused]).reshape(-1, 6), moment)
    groups = [[moment.reports[row] for row in rows] for _, rows in shown]
    width = max((len(row) for row in sensors.values()), default=0)
    number = np.array([number for number, _ in shown], dtype=np.int64)
    return TrackTable(
        track_id=number,
        system_id=number.copy(),
        state_enu=aligned,
        covariance_enu=np.array([covariance for _, covariance in fused]).reshape(len(groups), 6, 6),
        existence=np.array([1.0 - math.prod(1.0 - r.existence for r in group) for group in groups], dtype=np.float64),
        status=np.array([_status(group, time_s) for group in groups], dtype=np.int8),
        transmitter_id=np.array([_name(group) for group in groups], dtype=np.int64),
        first_s=np.array([min(r.first_s for r in group) for group in groups], dtype=np.float64),
        last_s=np.array([max(r.last_s for r in group) for group in groups], dtype=np.float64),
        sensors=np.array([_sensors(group, node, sensors, width) for group in groups], np.bool_).reshape(
            len(groups), width
        ),
        class_probability=np.array([classes(group) for group in groups]).reshape(len(groups), len(CLASSES)),
        height_known=np.array([any(r.height_known for r in group) for group in groups], dtype=np.bool_),
        group_size=np.array([max(r.group_size for r in group) for group in groups], dtype=np.int64),
        flags=np.array([np.bitwise_or.reduce([r.flags for r in group]) for group in groups], dtype=np.uint32),
        time_s=float(time_s),
    )


def align(objects_rows: Sequence[Sequence[int]], states: Floats, moment: Moment) -> Floats:
    """States of all objects, those that one node alone sees moved to where the others' differences say they are.

    Args:
        objects_rows: Tracks of each object.
        states: (n, 6) of the objects.
        moment: Whose rows they are.
    """
    moved = states.copy()
    common = common_of(moment)
    nodes = [moment.reports[rows[0]].node if len(rows) == 1 else None for rows in objects_rows]
    for (first, second), both in sorted(common.items()):
        for node in (first, second):
            lone = [index for index, one in enumerate(nodes) if one == node]
            moved[lone, :3] += lone_shift(states[lone, :2], both, first=node == first)
    return moved


def common_of(moment: Moment) -> dict[tuple[str, str], Common]:
    """What each two nodes both see, for a while already."""
    row_of = {report.key: row for row, report in enumerate(moment.reports)}
    found: dict[tuple[str, str], list[tuple[int, int, tuple[float, float, float]]]] = {}
    for (a, b), bond in sorted(moment.bonds.items()):
        if bond.paired and bond.seconds >= SETTLED_S and not a[1] and not b[1]:
            found.setdefault((a[0], b[0]), []).append((row_of[a], row_of[b], bond.offset))
    return {link: _common(pairs, moment) for link, pairs in found.items()}


def _common(pairs: Sequence[tuple[int, int, tuple[float, float, float]]], moment: Moment) -> Common:
    first, second = [a for a, _, _ in pairs], [b for _, b, _ in pairs]
    traces = np.trace(moment.tracks.covariances[:, :2, :2], axis1=1, axis2=2)
    return Common(
        0.5 * (moment.tracks.states[first, :2] + moment.tracks.states[second, :2]),
        np.array([offset for _, _, offset in pairs]),
        traces[first] / (traces[first] + traces[second]),
    )


def _status(group: Sequence[TrackReport], time_s: float) -> int:
    if any(report.status == GROUP for report in group):
        return GROUP
    fresh = (time_s - report.time_s <= max(COASTING_S, COASTING_PERIODS * report.period_s) for report in group)
    held = any(report.status == CONFIRMED and new for report, new in zip(group, fresh, strict=True))
    return CONFIRMED if held else COASTING


def _name(group: Sequence[TrackReport]) -> int:
    """What it calls itself: the word of the node that heard it last."""
    heard = [report for report in group if report.transmitter_id >= 0]
    return max(heard, key=lambda report: (report.last_s, report.key)).transmitter_id if heard else -1


def _sensors(
    group: Sequence[TrackReport], node: str, sensors: dict[int, NDArray[np.bool_]], width: int
) -> NDArray[np.bool_]:
    """(width,) which own sensors contributed."""
    for report in group:
        if report.node == node and not report.fused and report.track_id in sensors:
            return np.pad(sensors[report.track_id], (0, width - len(sensors[report.track_id])))
    return np.zeros(width, dtype=np.bool_)


def classes(group: Sequence[TrackReport]) -> Floats:
    """(7,) geometric mean of the nodes' probabilities: their evidence may be the same, a transmitter's word say.

    Reference: Bailey, Julier, Agamennoni, "On conservative fusion of information with unknown non-Gaussian dependence",
    FUSION 2012.
    """
    told = [np.asarray(r.class_probability, np.float64) for r in group if r.class_probability is not None]
    if not told:
        return np.full(len(CLASSES), 1.0 / len(CLASSES))
    logarithm = np.mean(np.log(np.maximum(told, LEAST)), axis=0)
    likely: Floats = np.exp(logarithm - logarithm.max())
    return likely / likely.sum()
