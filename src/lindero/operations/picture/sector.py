"""One sector: a tracker in its plane, and the watch over the line that runs through it."""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from lindero.analytics.airspace import Assessment, Frame, SensorTable, Tracker, TrackTable, Watch
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.geodesy import distance_bearing
from lindero.kernel.ids import NodeId
from lindero.model.airspace import AirspaceNotice, Detection, Sensor, Wind
from lindero.model.border import BorderLine, Side
from lindero.operations.picture.areas import AreaWatch, Entry
from lindero.operations.picture.reports import Opinions, scan_of
from lindero.operations.picture.sensors import (
    MOST_SENSORS,
    SENSOR_IDS,
    SensorKind,
    kind_of,
    model_of,
    sensor_models,
)
from lindero.operations.picture.sharing import Sharing
from lindero.operations.picture.sources import attribute
from lindero.operations.picture.vouching import Rays
from lindero.operations.picture.winds import components, holds

REACH_M: Final = 30_000.0
"""A detection farther from every origin than this opens a sector of its own; a tracker's plane is good to 40 km."""
FIRST_OWN: Final = 10
"""Numbers of sensors that have a row of their own begin here."""

ATTENTION_S: Final = 120.0
WARNING_S: Final = 60.0
PICTURE_EVERY_S: Final = 1.0
"""Spacing of the successive pictures that a watch counts."""


class Sector:
    """Everything tracked around one origin.

    Args:
        lat_deg: Origin. [deg]
        lon_deg: Origin. [deg]
        border: The line; a sector that it does not come near has no watch.
        side: The own side.
        node: The own id.
    """

    def __init__(self, lat_deg: float, lon_deg: float, border: BorderLine, side: Side, node: NodeId) -> None:
        self.frame = Frame(latitude_deg=lat_deg, longitude_deg=lon_deg, height_hae_m=0.0)
        self.sharing = Sharing(node, self.frame)
        self._tracker = Tracker(sensor_models(), self.frame)
        self._opinions = Opinions()
        self._numbers: dict[tuple[str, SensorKind], int] = {}
        self._waiting: list[Detection] = []
        self.rays = Rays()
        self._watches = _watches(self.frame, border, side)
        self._areas: dict[str, AreaWatch] = {}
        self._entries: dict[int, list[Entry]] = {}
        self._entered_s = -np.inf
        self._wind: Wind | None = None
        self._judged_s = -np.inf
        self._assessments: tuple[Assessment, Assessment] | None = None

    def distance_m(self, lat_deg: float, lon_deg: float) -> float:
        """From the origin. [m]."""
        return float(distance_bearing(self.frame.latitude_deg, self.frame.longitude_deg, lat_deg, lon_deg)[0])

    def observe(self, detections: Sequence[Detection], sensor: Sensor | None, arrival_at: int) -> None:
        """Track the detections of one sensor.

        Args:
            detections: All of one sensor and of one kind.
            sensor: Its record, where it gave one.
            arrival_at: When they came, on the axis of their times. [ns]
        """
        news = self._opinions.news(detections)
        number = self._number_of(detections[0].sensor, kind_of(detections[0]), sensor)
        self._tracker.ingest(scan_of(detections, sensor, self.frame, arrival_at / SECOND_NS, news, number))
        self._waiting += detections
        self.rays.take(detections, sensor, self.frame)

    def blow(self, wind: Wind) -> None:
        """A wind that is in force from the newest detection on, for as long as it holds."""
        self._wind = wind
        self._tracker.set_wind(*components(wind))

    def _number_of(self, name: str, kind: SensorKind, sensor: Sensor | None) -> int:
        """The tracker's number of a sensor; beyond the first `MOST_SENSORS` they share one of their kind."""
        key = (name, kind)
        if key not in self._numbers:
            if len(self._numbers) >= MOST_SENSORS:
                return SENSOR_IDS[kind]
            self._numbers[key] = FIRST_OWN + len(self._numbers)
            self._tracker.add_sensor(model_of(self._numbers[key], kind, sensor, self.frame))
        return self._numbers[key]

    def sensor_rows(self) -> list[tuple[str, SensorTable, int]]:
        """Name, table and row of every sensor that has a row of its own."""
        table = self._tracker.sensors()
        row_of = {int(number): row for row, number in enumerate(table.sensor_id)}
        return [(name, table, row_of[number]) for (name, _), number in self._numbers.items()]

    def table(self, at: int) -> TrackTable:
        """All tracks as of an instant [ns UTC]."""
        if self._wind is not None and not holds(self._wind, at):
            self._wind = None
            self._tracker.set_wind(np.nan, np.nan, np.nan)
        return self._tracker.tracks(at / SECOND_NS)

    def take_sources(self, table: TrackTable, at: int) -> list[tuple[int, Detection]]:
        """The detections since the last call that lie on a track of the table, each with the track's id."""
        waiting, self._waiting = self._waiting, []
        return attribute(waiting, table, self.frame, at)

    def assess(self, table: TrackTable, at: int) -> tuple[Assessment, Assessment] | None:
        """What the tracks mean for the line, within 60 s and within 120 s; None away from the line.

        A new picture is judged once a second of event time; between, the last judgement stands.
        """
        if self._watches is None:
            return None
        if at / SECOND_NS >= self._judged_s + PICTURE_EVERY_S or self._assessments is None:
            self._judged_s = at / SECOND_NS
            warning, attention = self._watches
            self._assessments = (warning.step(table), attention.step(table))
        return self._assessments

    def watch_areas(self, notices: Iterable[AirspaceNotice]) -> None:
        """Watch over these areas, as far as they are near, and over no others."""
        watched = {notice.id: self._areas.get(notice.id) or AreaWatch(notice, self.frame) for notice in notices}
        self._areas = {key: area for key, area in watched.items() if area.is_near}

    def entries(self, table: TrackTable, at: int) -> dict[int, list[Entry]]:
        """By track id, the watched areas that it is in or expected in; judged as often as the line."""
        if self._areas and at / SECOND_NS >= self._entered_s + PICTURE_EVERY_S:
            self._entered_s, self._entries = at / SECOND_NS, {}
            for area in self._areas.values():
                for track_id, entry in area.step(table, at).items():
                    self._entries.setdefault(track_id, []).append(entry)
        return self._entries if self._areas else {}


def _watches(frame: Frame, border: BorderLine, side: Side) -> tuple[Watch, Watch] | None:
    """A watch for warnings and one for attentions over the longest piece of line around the sector."""
    pieces = border.line_enu_m(frame.latitude_deg, frame.longitude_deg, 3.0 * REACH_M)
    if not pieces:
        return None
    piece = max(pieces, key=lambda p: float(np.hypot(*np.diff(p, axis=0).T).sum()))
    error_m = border.line_error_95_m(frame.latitude_deg, frame.longitude_deg, 3.0 * REACH_M)

    def watch(horizon_s: float) -> Watch:
        return Watch(
            line_enu_m=piece,
            line_error_95_m=error_m,
            own_side="left" if side == "USA" else "right",
            horizon_s=horizon_s,
        )

    return watch(WARNING_S), watch(ATTENTION_S)
