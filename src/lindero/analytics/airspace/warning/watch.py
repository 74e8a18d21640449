"""The watch over the line: what each track means for it.

A track's home is the side where it was first seen beyond doubt; crossing is to leave it. Every judgement counts the
error of the track and that of the line, as the root of the sum of their squares.

| reason | meaning |
|---|---|
| 0 | nothing to say |
| 1 | predicted to cross |
| 2 | across the line |
| 3 | at the line, within the error |
| 4 | first seen on the own side near the line: origin unknown |
"""

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lindero.analytics.airspace.errors import BadLine
from lindero.analytics.airspace.tables import COASTING, TrackTable
from lindero.analytics.airspace.warning.crossing import (
    TURN_SIGMA,
    chance_within,
    forecast,
    instants,
    time_quantiles,
)
from lindero.analytics.airspace.warning.habit import CHANGED, begun_habits, follow_habits
from lindero.analytics.airspace.warning.launch import lead_back
from lindero.analytics.airspace.warning.line import index_line, nearest_on_line
from lindero.analytics.airspace.warning.memory import Memory, empty, note_picture, recall, take_up
from lindero.analytics.airspace.warning.quality import track_quality

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NOTHING: Final = 0
WILL_CROSS: Final = 1
ACROSS: Final = 2
AT_THE_LINE: Final = 3
ORIGIN_UNKNOWN: Final = 4

SIGMAS_OF_95: Final = 1.96
POP_UP_M: Final = 500.0
"""An object first seen on the own side nearer to the line than this may have come across it unseen."""

LOST_S: Final = 60.0
"""A track without reports keeps its warning so long after the predicted crossing [s]."""

SPAN_HORIZONS: Final = 2.0
"""Times of crossing are looked for over so many horizons."""

SHORTEST_HORIZON_S: Final = 2.0

MANOEUVRE_SIGMAS: Final = 3.0
"""A rate of turn beyond so many times that of chance is a manoeuvre."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Assessment:
    """What one picture means for the line; rows as the table.

    Attributes:
        track_id: (n,) as in the table.
        distance_m: (n,) to the line [m], positive on the own side.
        distance_error_95_m: (n,) 95 % error of it, that of the line included [m].
        p_cross: (n,) probability of having left the home side within the horizon.
        time_to_cross_s: (n, 3) 5, 50, 95 % quantiles of the time until then [s], NaN if it is not to be expected.
        crossing_enu_m: (n, 2) point of the line nearest to where it is then, east and north [m]; NaN likewise.
        warned: (n,) a warning stands.
        incursion: (n,) beyond the line, seen from its home, by more than the error.
        reason: (n,) int8, see the module's table.
        quality: (n,) int8 index into `QUALITIES`, 0 the best.
        launch_enu_m: (n, 2) where it was when it took off [m], NaN unknown.
        launch_covariance_m2: (n, 2, 2) of that place.
    """

    track_id: NDArray[np.int64]
    distance_m: Floats
    distance_error_95_m: Floats
    p_cross: Floats
    time_to_cross_s: Floats
    crossing_enu_m: Floats
    warned: Flags
    incursion: Flags
    reason: NDArray[np.int8]
    quality: NDArray[np.int8]
    launch_enu_m: Floats
    launch_covariance_m2: Floats


class Watch:
    """Judges successive pictures against one line.

    Args:
        line_enu_m: (k, 2) polyline in the tracker's frame, east and north [m]; one that ends where it begins encloses
            an area, which lies on its left if it runs counter-clockwise.
        line_error_95_m: Stated 95 % error of the line [m].
        own_side: Which side of its direction is the own one.
        horizon_s: How far ahead a crossing counts [s].
        raise_at: A warning needs this probability,
        clear_at: and ends below this one.
        hold: In so many successive pictures.

    Raises:
        BadLine: The line has no length, or a setting contradicts another.
    """

    def __init__(
        self,
        line_enu_m: ArrayLike,
        line_error_95_m: float,
        own_side: Literal["left", "right"] = "left",
        horizon_s: float = 60.0,
        raise_at: float = 0.5,
        clear_at: float = 0.2,
        hold: int = 2,
    ) -> None:
        line = np.array(line_enu_m, dtype=np.float64)
        shaped = line.ndim == 2 and line.shape[1] == 2 and len(line) >= 2 and bool(np.isfinite(line).all())
        _require("line_enu_m", line.shape, shaped and bool(np.ptp(line, axis=0).any()), "(k, 2) points apart")
        _require("line_error_95_m", line_error_95_m, 0.0 <= line_error_95_m < math.inf, "0 or more metres")
        _require("own_side", own_side, own_side in ("left", "right"), "left or right")
        _require("horizon_s", horizon_s, SHORTEST_HORIZON_S <= horizon_s < math.inf, f"{SHORTEST_HORIZON_S} s or more")
        _require("clear_at", clear_at, 0.0 <= clear_at <= raise_at <= 1.0, "0 to raise_at, and that to 1")
        _require("hold", hold, hold >= 1, "1 or more")
        self._line = index_line(line if own_side == "left" else np.ascontiguousarray(line[::-1]))
        self._line_error_95_m = line_error_95_m
        self._horizon_s = horizon_s
        self._raise_at, self._clear_at, self._hold = raise_at, clear_at, hold
        self._ahead_s = instants(SPAN_HORIZONS * horizon_s)
        self._known, self._ended = empty(0), empty(0)

    def step(self, table: TrackTable) -> Assessment:
        """Judge the next picture.

        Args:
            table: Of a `Tracker` whose frame the line is in; each call counts as one picture.
        """
        now_s = table.time_s if math.isfinite(table.time_s) else float(np.max(table.last_s, initial=-math.inf))
        rows = self._recall(table, now_s)
        told, chance = self._forecast(table, rows)
        distance = told[:, 0]
        error = np.hypot(SIGMAS_OF_95 * told[:, 1], self._line_error_95_m)
        self._settle(rows, distance, error)
        within = chance_within(self._ahead_s, chance, self._horizon_s)
        times = time_quantiles(self._ahead_s, chance)
        self._warn(table, rows, within, times, now_s)
        note_picture(rows, table, now_s)
        incursion = (rows["home"] != 0) & (-rows["home"] * distance > error)
        popped_up = rows["popped_up"] & (distance > -error) & (distance < POP_UP_M)
        return Assessment(
            track_id=table.track_id.copy(),
            distance_m=distance.copy(),
            distance_error_95_m=error,
            p_cross=within,
            time_to_cross_s=times,
            crossing_enu_m=self._crossing_points(table, rows, told[:, 2], times[:, 1]),
            warned=rows["warned"].copy(),
            incursion=incursion,
            reason=_reasons(incursion, popped_up, np.abs(distance) <= error, rows["warned"]),
            quality=track_quality(table, now_s),
            launch_enu_m=rows["launch"]["place"].copy(),
            launch_covariance_m2=rows["launch"]["covariance"].copy(),
        )

    def _recall(self, table: TrackTable, now_s: float) -> Memory:
        """What is known of each track of the table, the picture's motion taken in."""
        rows, new, left = recall(self._known, table)
        self._ended = take_up(rows, new, np.concatenate([self._ended, left[left["warned"]]]), table, now_s)
        velocity = table.state_enu[:, 3:5]
        variance = 0.5 * (table.covariance_enu[:, 3, 3] + table.covariance_enu[:, 4, 4])
        habit, fresh = rows["habit"], np.isnan(rows["seen_s"])
        habit[fresh] = begun_habits(velocity[fresh], variance[fresh], table.last_s[fresh])
        follow_habits(habit, velocity, variance, table.last_s)
        manoeuvred = (habit["surprise"] > CHANGED) | (np.abs(habit["turn"]) > MANOEUVRE_SIGMAS * TURN_SIGMA)
        lead_back(rows["launch"], table.state_enu, table.covariance_enu, now_s - table.first_s, manoeuvred)
        self._known = rows
        return rows

    def _forecast(self, table: TrackTable, rows: Memory) -> tuple[Floats, Floats]:
        """Distance, its 1-sigma and weight of the habit (n, 3), and chance of crossing by each instant (n, k)."""
        told, chance = np.zeros((len(rows), 3)), np.zeros((len(rows), len(self._ahead_s)))
        habit = rows["habit"]
        forecast(
            *self._line,
            self._line_error_95_m / SIGMAS_OF_95,
            rows["home"].astype(np.float64),
            np.ascontiguousarray(table.state_enu),
            np.ascontiguousarray(table.covariance_enu),
            np.ascontiguousarray(habit["mean"]),
            np.ascontiguousarray(habit["variance"]),
            np.ascontiguousarray(habit["turn"]),
            self._ahead_s,
            told,
            chance,
        )
        return told, chance

    def _settle(self, rows: Memory, distance: Floats, error: Floats) -> None:
        """Note the home of those that are on one side beyond doubt, and who appeared near the line."""
        rows["popped_up"] |= np.isnan(rows["seen_s"]) & (distance > -error) & (distance < POP_UP_M)
        settles = (rows["home"] == 0) & (np.abs(distance) > error)
        rows["home"][settles] = np.sign(distance[settles])

    def _warn(self, table: TrackTable, rows: Memory, chance: Floats, times: Floats, now_s: float) -> None:
        """Raise after `hold` likely pictures, clear below the lower threshold, and keep what was lost in between."""
        lost = table.status == COASTING
        rows["streak"] = np.where(chance >= self._raise_at, rows["streak"] + 1, 0)
        kept = lost & (now_s <= rows["expected_s"] + LOST_S)
        rows["warned"] &= (chance >= self._clear_at) | kept
        rows["warned"] |= rows["streak"] >= self._hold
        told = ~lost & np.isfinite(times[:, 1])
        rows["expected_s"][told] = now_s + times[told, 1]

    def _crossing_points(self, table: TrackTable, rows: Memory, habit: Floats, after_s: Floats) -> Floats:
        """(n, 2) point of the line nearest to where each track is after so many seconds; NaN where the time is."""
        points = np.full((len(after_s), 2), np.nan)
        told = np.flatnonzero(np.isfinite(after_s))
        velocity = np.where((habit[told] >= 0.5)[:, None], rows["habit"]["mean"][told], table.state_enu[told, 3:5])
        places = table.state_enu[told, :2] + after_s[told, None] * velocity
        found = np.empty((len(told), 5))
        nearest_on_line(*self._line, places, found)
        points[told] = found[:, 3:]
        return points


def _reasons(incursion: Flags, popped_up: Flags, at_line: Flags, warned: Flags) -> NDArray[np.int8]:
    """The one reason of each track, the weightiest first."""
    choices = [ACROSS, ORIGIN_UNKNOWN, AT_THE_LINE, WILL_CROSS]
    reasons: NDArray[np.int8] = np.select([incursion, popped_up, at_line, warned], choices, NOTHING).astype(np.int8)
    return reasons


def _require(field: str, value: object, holds: bool, expected: str) -> None:
    if not holds:
        raise BadLine(field=field, value=value, expected=expected)
