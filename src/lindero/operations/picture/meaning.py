"""What the watches say of one track, in the words of the record: forecast, quality, launch, areas, reason."""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace import Assessment, Frame
from lindero.analytics.airspace.warning.quality import QUALITIES
from lindero.kernel.geodesy import distance_bearing
from lindero.model.airspace import Sensor, WatchStep
from lindero.model.place import Ellipse, Position
from lindero.operations.declarations import Standing
from lindero.operations.phrases import (
    ACROSS,
    INSIDE_NOTICE,
    OUTSIDE_AREA,
    OUTSIDE_WINDOW,
    WILL_ENTER,
)
from lindero.operations.picture.areas import Entry
from lindero.operations.picture.states import ellipse_95

WELL_INSIDE: Final = 0.9
"""What is first seen beyond this share of a sensor's range may have flown into it: no launch is claimed."""


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the newest judgement.

    Attributes:
        attention: Expected to cross within 120 s, expected in or inside a watched area, or outside what was declared.
        warned: Expected to cross within 60 s.
        incursion: Beyond the line by more than the error, having come across it.
        reason: Number of the phrase; 0 for none.
        p_cross: Probability that it crosses within 60 s.
        time_to_cross_s: 5, 50, 95 % quantiles. [s]
        crossing_position: Where.
        quality: A to D; None away from the line.
        launch_position: Where it took off, if it took off in view.
        launch_ellipse_95: Error of that.
    """

    attention: bool = False
    warned: bool = False
    incursion: bool = False
    reason: int = 0
    p_cross: float | None = None
    time_to_cross_s: tuple[float, float, float] | None = None
    crossing_position: Position | None = None
    quality: Literal["A", "B", "C", "D"] | None = None
    launch_position: Position | None = None
    launch_ellipse_95: Ellipse | None = None

    @property
    def step(self) -> WatchStep | None:
        """The highest that the watches say."""
        if self.incursion:
            return "incursion"
        if self.warned:
            return "warning"
        return "attention" if self.attention else None


def meaning_of(judged: tuple[Assessment, Assessment] | None, track_id: int, frame: Frame) -> Meaning:
    """What the watches over the line, near and far horizon, say of one track."""
    if judged is None:
        return Meaning()
    warning, attention = judged
    row = int(np.searchsorted(warning.track_id, track_id))
    if row >= len(warning.track_id) or warning.track_id[row] != track_id:
        return Meaning()
    near, far = warning.time_to_cross_s[row], attention.time_to_cross_s[row]
    times = near if np.isfinite(near).all() else far
    crossing, launch = attention.crossing_enu_m[row], warning.launch_enu_m[row]
    seen = bool(np.isfinite(launch).all())
    ellipse = ellipse_95(warning.launch_covariance_m2[row]) if seen else None
    return Meaning(
        attention=bool(attention.warned[row]),
        warned=bool(warning.warned[row]),
        incursion=bool(warning.incursion[row]),
        reason=int(warning.reason[row]),
        p_cross=round(float(warning.p_cross[row]), 3),
        time_to_cross_s=(float(times[0]), float(times[1]), float(times[2])) if np.isfinite(times).all() else None,
        crossing_position=_place(crossing, frame) if np.isfinite(crossing).all() else None,
        quality=QUALITIES[warning.quality[row]],
        launch_position=_place(launch, frame, ellipse.semi_major_m) if ellipse is not None else None,
        launch_ellipse_95=ellipse,
    )


def with_areas(meaning: Meaning, entries: Sequence[Entry], standing: Standing | None) -> Meaning:
    """The meaning, the watched areas and the declaration counted in; the weightiest reason is the one told."""
    if standing is not None and standing.holds != "inside":
        held = OUTSIDE_WINDOW if standing.holds == "outside-window" else OUTSIDE_AREA
        reason = meaning.reason if meaning.reason == ACROSS else held
        return msgspec.structs.replace(meaning, attention=True, reason=reason)
    if not entries:
        return meaning
    entered = INSIDE_NOTICE if any(entry.inside for entry in entries) else WILL_ENTER
    return msgspec.structs.replace(meaning, attention=True, reason=meaning.reason or entered)


def without_launch_of_others(meaning: Meaning, sensors: Sequence[Sensor | None]) -> Meaning:
    """The meaning; without the launch unless a contributing sensor of known range sees well beyond it."""
    launch = meaning.launch_position
    if launch is None or any(_sees_well(sensor, launch) for sensor in sensors):
        return meaning
    return msgspec.structs.replace(meaning, launch_position=None, launch_ellipse_95=None)


def _sees_well(sensor: Sensor | None, place: Position) -> bool:
    if sensor is None or sensor.position is None or sensor.max_range_m is None:
        return False
    there = sensor.position
    away_m = float(distance_bearing(there.lat_deg, there.lon_deg, place.lat_deg, place.lon_deg)[0])
    return away_m <= WELL_INSIDE * sensor.max_range_m


def _place(east_north: NDArray[np.float64], frame: Frame, error_95_m: float | None = None) -> Position:
    lat, lon, _ = frame.wgs84_from_enu([float(east_north[0]), float(east_north[1]), 0.0])
    return Position(lat_deg=round(float(lat), 6), lon_deg=round(float(lon), 6), error_95_m=error_95_m)
