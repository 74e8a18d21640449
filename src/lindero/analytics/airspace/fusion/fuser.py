"""The node's side of fusion: own tracks out, partners' tracks in, one picture.

Reports are kept as a set and the picture is a function of that set: their order, repetition and the calls between
change no bit. What leaves are estimates from own sensors, and, for a partner that does not hear a third node, what
was fused of these; a fused estimate is never made from another one, so nothing goes round in a circle.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.fusion.fusing import fuse, nodes_of
from lindero.analytics.airspace.fusion.ledger import KEPT_S, Ledger
from lindero.analytics.airspace.fusion.monitor import ENOUGH, TOO_FAR, LinkConsistency, common_objects
from lindero.analytics.airspace.fusion.report import ENDED, TrackReport, believable
from lindero.analytics.airspace.fusion.rows import classes, objects, table_of
from lindero.analytics.airspace.fusion.timeline import Moment, Timeline
from lindero.analytics.airspace.tables import TrackTable

TOLD_ENDED_S: Final = 6.0
"""The end of a track is told again for so long, against loss on the way [s]."""


class Member(NamedTuple):
    """One contribution to an object.

    Attributes:
        node: Whose.
        track_id: Its number there.
        time_s: Instant of its newest estimate [s].
        fused: It was fused elsewhere.
    """

    node: str
    track_id: int
    time_s: float
    fused: bool


class Fuser:
    """Fuses the own picture with those of partners, in one plane.

    Args:
        node: The own id.
    """

    def __init__(self, node: str) -> None:
        self._node = node
        self._ledger = Ledger()
        self._timeline = Timeline(self._ledger)
        self._own: dict[int, TrackReport] = {}
        self._ended: dict[int, TrackReport] = {}
        self._sensors: dict[int, NDArray[np.bool_]] = {}
        self._counts: Counter[tuple[str, str]] = Counter()
        self._partners: set[str] = set()

    def offer(self, table: TrackTable) -> None:
        """Take over the own picture: tracks from own sensors only.

        A track that was in the last table and is not in this one has ended. A table that does not say of which instant
        it is counts as of its newest report.
        """
        time_s = table.time_s if math.isfinite(table.time_s) else float(np.max(table.last_s, initial=-math.inf))
        if not math.isfinite(time_s):
            time_s = max((report.time_s for report in self._own.values()), default=math.nan)
        reports = [_row_report(self._node, table, row, time_s) for row in range(len(table))]
        now = {report.track_id: report for report in reports}
        for track_id, report in self._own.items():
            if track_id not in now:
                self._ended[track_id] = _ended(report, time_s)
                self._keep(self._ended[track_id])
        for report in reports:
            self._ended.pop(report.track_id, None)
            self._keep(report)
        self._own = now
        self._sensors = {int(track): table.sensors[row].copy() for row, track in enumerate(table.track_id)}

    def outbox(self, partner: str, time_s: float) -> list[TrackReport]:
        """What to tell a partner now.

        Args:
            partner: Who is told.
            time_s: The present [s].
        """
        moment = self._at(time_s)
        self._ended = {k: end for k, end in self._ended.items() if end.time_s >= time_s - TOLD_ENDED_S}
        told = []
        for report in [*self._own.values(), *self._ended.values()]:
            number = moment.numbers.get(report.key)
            told.append(_sent(report, time_s, *((number.number, number.since_s) if number else (-1, math.inf))))
        return told + self._fused_for(partner, moment, time_s)

    def receive(self, reports: Iterable[TrackReport]) -> None:
        """Take over what partners sent: in any order, any number of times."""
        for report in reports:
            if report.node == self._node or not believable(report):
                self._counts[report.node, "refused"] += 1
                continue
            self._partners.add(report.node)
            fresh = self._keep(report if report.nodes else replace(report, nodes=(report.node,)))
            self._counts[report.node, "received" if fresh else "repeated"] += 1

    def forget(self, node: str, track_id: int) -> None:
        """Nothing that a partner said of a track counts any more; the picture is as if it had never been heard."""
        for fused in (False, True):
            first_s = self._ledger.drop((node, fused, track_id))
            self._timeline.void_from(first_s)

    def picture(self, time_s: float) -> TrackTable:
        """The fused picture at `time_s` [s]: one row an object, `track_id` and `system_id` its system number.

        `sensors` are the own sensors, in the order of the tables offered.
        """
        return table_of(self._at(time_s), self._node, self._sensors, time_s)

    def lineage(self, time_s: float) -> dict[int, tuple[Member, ...]]:
        """Who contributed to each object of `picture(time_s)`, by system number."""
        moment = self._at(time_s)
        return {number: tuple(_member(moment.reports[row]) for row in rows) for number, rows in objects(moment)}

    def links(self, time_s: float) -> list[LinkConsistency]:
        """How well each partner's estimates and the own ones agree, by partner."""
        moment = self._at(time_s)
        found = []
        for partner in sorted(self._partners):
            count, difference, offset_m = common_objects(self._node, partner, moment)
            found.append(
                LinkConsistency(
                    partner=partner,
                    received=self._counts[partner, "received"],
                    repeated=self._counts[partner, "repeated"],
                    refused=self._counts[partner, "refused"],
                    objects=count,
                    difference=difference,
                    offset_m=offset_m,
                    consistent=None if count < ENOUGH else difference <= TOO_FAR,
                )
            )
        return found

    def _keep(self, report: TrackReport) -> bool:
        fresh = self._ledger.add(report)
        if fresh:
            self._timeline.void_from(report.time_s)
        return fresh

    def _at(self, time_s: float) -> Moment:
        self._ledger.forget(time_s - KEPT_S)
        self._timeline.forget(time_s - KEPT_S)
        return self._timeline.at(time_s)

    def _fused_for(self, partner: str, moment: Moment, time_s: float) -> list[TrackReport]:
        """Estimates of objects that a third node sees, fused of own sensors' estimates alone."""
        told = []
        for number, rows in objects(moment):
            direct = [row for row in rows if not moment.reports[row].fused]
            nodes = nodes_of(moment.reports, direct)
            if set(nodes) - {self._node, partner}:
                told.append(self._fused(number, direct, nodes, moment, time_s))
        return told

    def _fused(
        self, number: int, rows: list[int], nodes: tuple[str, ...], moment: Moment, time_s: float
    ) -> TrackReport:
        state, covariance = fuse(rows, moment)
        group = [moment.reports[row] for row in rows]
        first = min(group, key=lambda report: (report.first_s, report.key))
        last = max(group, key=lambda report: (report.last_s, report.key))
        return TrackReport(
            node=self._node,
            track_id=number,
            time_s=time_s,
            sent_s=time_s,
            state_enu=state,
            covariance_enu=covariance,
            existence=1.0 - math.prod(1.0 - report.existence for report in group),
            status=last.status,
            first_s=first.first_s,
            last_s=last.last_s,
            transmitter_id=last.transmitter_id,
            class_probability=classes(group),
            height_known=any(report.height_known for report in group),
            group_size=last.group_size,
            flags=last.flags,
            nodes=nodes,
            fused=True,
            system_id=number,
            system_since_s=min(moment.numbers[report.key].since_s for report in group),
        )


def _row_report(node: str, table: TrackTable, row: int, time_s: float) -> TrackReport:
    """One row of the own table."""
    return TrackReport(
        node=node,
        track_id=int(table.track_id[row]),
        time_s=time_s,
        state_enu=table.state_enu[row].copy(),
        covariance_enu=table.covariance_enu[row].copy(),
        existence=float(table.existence[row]),
        status=int(table.status[row]),
        first_s=float(table.first_s[row]),
        last_s=float(table.last_s[row]),
        transmitter_id=int(table.transmitter_id[row]),
        class_probability=table.class_probability[row].copy(),
        height_known=bool(table.height_known[row]),
        group_size=int(table.group_size[row]),
        flags=int(table.flags[row]),
        nodes=(node,),
    )


def _ended(report: TrackReport, time_s: float) -> TrackReport:
    """The report that says that a track is no more."""
    return replace(report, time_s=max(time_s, report.time_s), status=ENDED)


def _sent(report: TrackReport, sent_s: float, system_id: int, since_s: float) -> TrackReport:
    """A report as it leaves, with the number that the node shows."""
    return replace(report, sent_s=sent_s, system_id=system_id, system_since_s=since_s)


def _member(report: TrackReport) -> Member:
    return Member(report.node, report.track_id, report.time_s, report.fused)
