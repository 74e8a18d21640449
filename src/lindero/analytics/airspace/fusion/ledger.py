"""All reports at hand, own and received, by track and instant: a set, whatever the order they came in."""

import math
from bisect import bisect_right
from typing import Final

from lindero.analytics.airspace.fusion.report import ENDED, Key, TrackReport

KEPT_S: Final = 300.0
"""A report so much older than the picture is forgotten [s]. Until then it may come in any order."""

MOST_OF_A_TRACK: Final = 2000
"""Reports kept of one track, the newest: a bound against a partner that floods."""

SILENT_S: Final = 6.0
"""A track without news for so long is no more [s],"""

SILENT_PERIODS: Final = 2.5
"""or for so many of its periods, if that is longer."""


class Ledger:
    """Reports of every track, each by its order."""

    def __init__(self) -> None:
        self._tracks: dict[Key, list[TrackReport]] = {}

    def add(self, report: TrackReport) -> bool:
        """Take a report over; False for one that is here already."""
        known = self._tracks.setdefault(report.key, [])
        order = report.order
        at = bisect_right(known, order, key=_order)
        if at and known[at - 1].order == order:
            return False
        known.insert(at, report)
        del known[:-MOST_OF_A_TRACK]
        return True

    def live(self, time_s: float) -> list[TrackReport]:
        """The newest report of each track that is followed at `time_s`, by key."""
        found = []
        for key in sorted(self._tracks):
            report = self.newest(key, time_s)
            if report is not None and report.status != ENDED and time_s - report.time_s <= patience_s(report):
                found.append(report)
        return found

    def newest(self, key: Key, time_s: float) -> TrackReport | None:
        """The newest report of a track that is no later than `time_s`."""
        known = self._tracks.get(key, [])
        at = bisect_right(known, time_s, key=_time)
        return known[at - 1] if at else None

    def forget(self, before_s: float) -> None:
        """Drop what is older."""
        for key in [key for key, known in self._tracks.items() if known[0].time_s < before_s]:
            known = self._tracks[key]
            del known[: bisect_right(known, before_s, key=_time)]
            if not known:
                del self._tracks[key]

    def drop(self, key: Key) -> float:
        """Forget a track; the instant of its oldest report, inf if there was none."""
        known = self._tracks.pop(key, None)
        return known[0].time_s if known else math.inf

    def first_s(self) -> float:
        """Instant of the oldest report, inf if there is none."""
        return min((known[0].time_s for known in self._tracks.values()), default=math.inf)


def patience_s(report: TrackReport) -> float:
    """How long a track lives on without a further report [s]; of what was fused nobody tells the end."""
    return SILENT_PERIODS * report.period_s if report.fused else max(SILENT_S, SILENT_PERIODS * report.period_s)


def _order(report: TrackReport) -> tuple[float, float, int, bytes, bytes]:
    return report.order


def _time(report: TrackReport) -> float:
    return report.time_s
