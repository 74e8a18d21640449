"""Areas that are watched over: airspace notices in force and sites, each a closed line for the same watch.

An object enters by its track as it leaves its side of the border line; heights are held against it only where they are
known, with twice their sigma as the margin. An area looks as far ahead as its own horizon says.
"""

import math
from typing import Final

import msgspec
import numpy as np

from lindero.analytics.airspace import Assessment, Frame, TrackTable, Watch
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import RecordId
from lindero.model.airspace import AirspaceNotice
from lindero.operations.declarations import bounds_hae_m

DRAWN_ERROR_95_M: Final = 10.0
"""95 % error of a ring that somebody drew on a map. [m]"""
HEIGHT_SIGMAS: Final = 2.0
REACH_M: Final = 60_000.0
"""An area whose nearest corner is farther from a sector's origin concerns another sector. [m]"""


class Entry(msgspec.Struct, frozen=True):
    """What an object means for one area.

    Attributes:
        notice: Which.
        inside: It is there, by more than its error; else it is expected there.
    """

    notice: RecordId
    inside: bool


class AreaWatch:
    """Watches one area in one plane.

    Args:
        notice: The area, with its window, heights and horizon.
        frame: The plane.
    """

    def __init__(self, notice: AirspaceNotice, frame: Frame) -> None:
        self.notice = notice
        ring = _ring_m(notice, frame)
        self.is_near = bool(np.hypot(*ring.T).min() < REACH_M)
        self._frame = frame
        lon_deg, lat_deg = notice.area.ring[0]
        self._bounds_hae_m = bounds_hae_m(notice.area, lat_deg, lon_deg)
        self._watch = Watch(line_enu_m=ring, line_error_95_m=DRAWN_ERROR_95_M, horizon_s=notice.horizon_s)

    def step(self, table: TrackTable, at: int) -> dict[int, Entry]:
        """By track id, what is inside or expected to enter while the notice is in force; `at` in ns UTC."""
        early_ns = int(self.notice.horizon_s * SECOND_NS)
        if not self.notice.starts_at - early_ns <= at <= self.notice.ends_at:
            return {}
        judged = self._watch.step(table)
        inside = (judged.distance_m > judged.distance_error_95_m) & (at >= self.notice.starts_at)
        enters = (judged.distance_m <= judged.distance_error_95_m) & judged.warned
        return {
            int(table.track_id[row]): Entry(self.notice.id, bool(inside[row]))
            for row in np.flatnonzero(inside | enters)
            if self._is_at_height(table, judged, int(row), inside=bool(inside[row]))
        }

    def _is_at_height(self, table: TrackTable, judged: Assessment, row: int, *, inside: bool) -> bool:
        """Whether it is, or will be on entering, between the floor and the ceiling."""
        low, high = self._bounds_hae_m
        if not table.height_known[row] or (low is None and high is None):
            return True
        ahead_s = 0.0 if inside else float(np.nan_to_num(judged.time_to_cross_s[row, 1]))
        p, state = table.covariance_enu[row], table.state_enu[row]
        place = state[:3] + ahead_s * state[3:]
        height_m = float(self._frame.wgs84_from_enu(place)[2])
        margin_m = HEIGHT_SIGMAS * math.sqrt(max(p[2, 2] + 2.0 * ahead_s * p[2, 5] + ahead_s**2 * p[5, 5], 0.0))
        above = low is None or height_m >= low - margin_m
        return above and (high is None or height_m <= high + margin_m)


def _ring_m(notice: AirspaceNotice, frame: Frame) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """(k, 2) the ring, closed and counter-clockwise: what lies inside is on its left."""
    corners = [frame.enu_from_wgs84(lat, lon, frame.height_hae_m)[:2] for lon, lat in notice.area.ring]
    ring = np.array([*corners, corners[0]])
    doubled = ring[:-1, 0] @ ring[1:, 1] - ring[1:, 0] @ ring[:-1, 1]
    return ring if doubled >= 0.0 else np.ascontiguousarray(ring[::-1])
