"""The objects second by second: a function of the reports at hand and of nothing else.

The state of second k follows from that of k − 1 and from the reports up to k. A report that comes late makes the
seconds since its instant void, and they are computed again when somebody asks: so the order of arrival changes no
bit.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lindero.analytics.airspace.fusion.clusters import Cluster, cluster
from lindero.analytics.airspace.fusion.ledger import KEPT_S, Ledger
from lindero.analytics.airspace.fusion.likeness import Estimates
from lindero.analytics.airspace.fusion.numbering import Number, Numbers, number_clusters
from lindero.analytics.airspace.fusion.pairing import Bonds, pair_up
from lindero.analytics.airspace.fusion.prediction import predict, with_velocity
from lindero.analytics.airspace.fusion.report import TrackReport


class Moment(NamedTuple):
    """The objects of one instant.

    Attributes:
        reports: (n,) newest report of each live track, by key.
        tracks: n rows, predicted to the instant.
        bonds: What is remembered of pairs.
        clusters: The objects, as keys.
        shown: Number of each object.
        numbers: Number of each track.
    """

    reports: Sequence[TrackReport]
    tracks: Estimates
    bonds: Bonds
    clusters: Sequence[Cluster]
    shown: Sequence[Number]
    numbers: Numbers


EMPTY = Moment(
    (),
    Estimates(
        np.zeros((0, 6)), np.zeros((0, 6, 6)), np.zeros((0, 6), np.bool_), np.zeros(0, np.int64), np.zeros(0, np.bool_)
    ),
    {},
    (),
    (),
    {},
)


class Timeline:
    """Moments at whole seconds, computed when asked for.

    Args:
        ledger: Where the reports are.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._moments: dict[int, tuple[Bonds, Numbers]] = {}
        self._newest: int | None = None
        self._last: tuple[float, Moment] | None = None

    def void_from(self, time_s: float) -> None:
        """A report of this instant has come: what was computed from there on counts no more."""
        if math.isinf(time_s):
            return
        first = math.ceil(time_s)
        if self._last is not None and self._last[0] >= time_s:
            self._last = None
        while self._newest is not None and self._newest >= first:
            self._moments.pop(self._newest, None)
            self._newest = self._newest - 1 if self._newest - 1 in self._moments else None

    def at(self, time_s: float) -> Moment:
        """The objects at an instant; asking changes no later answer."""
        if self._last is None or self._last[0] != time_s:
            self._last = time_s, self._compute(time_s)
        return self._last[1]

    def forget(self, before_s: float) -> None:
        """Drop the seconds before."""
        for second in [second for second in self._moments if second < before_s]:
            del self._moments[second]
        if not self._moments:
            self._newest = None

    def _compute(self, time_s: float) -> Moment:
        """The objects at an instant, after every whole second before it."""
        second = math.ceil(time_s) - 1
        bonds, numbers = self._before(second)
        moment = step(self._ledger, time_s, bonds, numbers)
        if time_s == second + 1 and self._newest in (None, second):
            self._moments[second + 1] = moment.bonds, moment.numbers
            self._newest = second + 1
        return moment

    def _before(self, second: int) -> tuple[Bonds, Numbers]:
        """Bonds and numbers of a whole second, from the newest one before it that still counts."""
        if second in self._moments:
            return self._moments[second]
        begin = self._ledger.first_s()
        if not math.isfinite(begin) or (self._newest is not None and self._newest > second):
            return {}, {}
        bonds, numbers = ({}, {}) if self._newest is None else self._moments[self._newest]
        start = math.ceil(begin) if self._newest is None else self._newest + 1
        for k in range(max(start, second - int(KEPT_S)), second + 1):
            moment = step(self._ledger, float(k), bonds, numbers)
            bonds, numbers = self._moments[k] = moment.bonds, moment.numbers
            self._newest = k
        return bonds, numbers


def step(ledger: Ledger, time_s: float, bonds: Bonds, numbers: Numbers) -> Moment:
    """The objects at `time_s`, from what was remembered before."""
    reports = ledger.live(time_s)
    if not reports:
        return EMPTY
    keys = [report.key for report in reports]
    tracks = estimates(reports, time_s)
    paired = pair_up(keys, tracks, bonds)
    clusters = cluster(keys, paired)
    shown, known = number_clusters(clusters, dict(zip(keys, reports, strict=True)), numbers)
    return Moment(reports, tracks, paired, clusters, shown, known)


def estimates(reports: Sequence[TrackReport], time_s: float) -> Estimates:
    """Reports as rows, carried to one instant."""
    told = np.array([report.state_enu for report in reports])
    known = np.isfinite(told)
    states, covariances = predict(
        *with_velocity(told, np.array([report.covariance_enu for report in reports]), known),
        np.array([time_s - report.time_s for report in reports]),
    )
    known[:, [2, 5]] &= np.array([report.height_known for report in reports])[:, None]
    return Estimates(
        states,
        covariances,
        known,
        np.array([report.transmitter_id for report in reports], dtype=np.int64),
        np.array([report.flags & 1 != 0 for report in reports]),
    )
