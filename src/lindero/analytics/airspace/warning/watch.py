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
from lindero.analytics.airspace.warning.crossing import STEP_S, across_by, time_quantiles
from lindero.analytics.airspace.warning.line import nearest_on_line

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


@dataclass(slots=True)
class Memory:
    """What the watch remembers of a track.

    Attributes:
        home: +1 first seen on the own side, -1 beyond, 0 not yet beyond doubt.
        popped_up: First seen on the own side, or at the line, within `POP_UP_M`.
        streak: Successive pictures in which crossing was likely.
        warned: A warning stands.
        expected_s: When it was last predicted to cross, while it still had reports.
    """

    home: int = 0
    popped_up: bool = False
    streak: int = 0
    warned: bool = False
    expected_s: float = -math.inf


class Watch:
    """Judges successive pictures against one line.

    Args:
        line_enu_m: (k, 2) polyline in the tracker's frame, east and north [m].
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
        _require("horizon_s", horizon_s, STEP_S <= horizon_s < math.inf, f"{STEP_S} s or more")
        _require("clear_at", clear_at, 0.0 <= clear_at <= raise_at <= 1.0, "0 to raise_at, and that to 1")
        _require("hold", hold, hold >= 1, "1 or more")
        self._line = line if own_side == "left" else np.ascontiguousarray(line[::-1])
        self._line_error_95_m = line_error_95_m
        self._horizon_s = horizon_s
        self._raise_at, self._clear_at, self._hold = raise_at, clear_at, hold
        self._memory: dict[int, Memory] = {}

    def step(self, table: TrackTable) -> Assessment:
        """Judge the next picture.

        Args:
            table: Of a `Tracker` whose frame the line is in; each call counts as one picture.
        """
        distance, error = self._distances(table)
        memories = self._recall(table, distance, error)
        home = np.array([m.home or (1 if d >= 0 else -1) for m, d in zip(memories, distance, strict=True)], np.int64)
        chance, times = self._forecast(table, home)
        warned = self._warn(table, memories, chance, times)
        settled = np.array([memory.home != 0 for memory in memories], dtype=np.bool_)
        incursion = settled & (-home * distance > error)
        popped_up = np.array([m.popped_up for m in memories], np.bool_) & (distance > -error) & (distance < POP_UP_M)
        return Assessment(
            track_id=table.track_id.copy(),
            distance_m=distance,
            distance_error_95_m=error,
            p_cross=chance,
            time_to_cross_s=times,
            crossing_enu_m=self._crossing_points(table, times[:, 1]),
            warned=warned,
            incursion=incursion,
            reason=_reasons(incursion, popped_up, np.abs(distance) <= error, warned),
        )

    def _distances(self, table: TrackTable) -> tuple[Floats, Floats]:
        """Signed distance of each track to the line, and its 95 % error [m]."""
        distance, error = np.zeros(len(table.track_id)), np.zeros(len(table.track_id))
        for row, (state, covariance) in enumerate(zip(table.state_enu, table.covariance_enu, strict=True)):
            distance[row], nx, ny, _, _ = nearest_on_line(self._line, state[0], state[1])
            normal = np.array([nx, ny])
            sigma = math.sqrt(max(float(normal @ covariance[:2, :2] @ normal), 0.0))
            error[row] = math.hypot(SIGMAS_OF_95 * sigma, self._line_error_95_m)
        return distance, error

    def _recall(self, table: TrackTable, distance: Floats, error: Floats) -> list[Memory]:
        """What is remembered of each track of the table; tracks that left it are forgotten."""
        memories = []
        for track_id, away, doubt in zip(table.track_id, distance, error, strict=True):
            memory = self._memory.get(int(track_id))
            if memory is None:
                memory = Memory(popped_up=bool(-doubt < away < POP_UP_M))
            if memory.home == 0 and abs(away) > doubt:
                memory.home = 1 if away > 0 else -1
            memories.append(memory)
        self._memory = {int(key): memory for key, memory in zip(table.track_id, memories, strict=True)}
        return memories

    def _forecast(self, table: TrackTable, home: NDArray[np.int64]) -> tuple[Floats, Floats]:
        """Probability of crossing within the horizon (n,), and quantiles of the time of it (n, 3) [s]."""
        steps = math.ceil(SPAN_HORIZONS * self._horizon_s / STEP_S) + 1
        chance = np.zeros((len(home), steps))
        across_by(self._line, home, table.state_enu, table.covariance_enu, chance)
        axis = np.arange(steps) * STEP_S
        within = np.array([np.interp(self._horizon_s, axis, row) for row in chance], dtype=np.float64)
        return within, time_quantiles(chance)

    def _warn(self, table: TrackTable, memories: list[Memory], chance: Floats, times: Floats) -> Flags:
        """Raise after `hold` likely pictures, clear below the lower threshold, and keep what was lost in between."""
        now_s = table.time_s if math.isfinite(table.time_s) else float(np.max(table.last_s, initial=-math.inf))
        for row, memory in enumerate(memories):
            lost = table.status[row] == COASTING
            memory.streak = memory.streak + 1 if chance[row] >= self._raise_at else 0
            if memory.streak >= self._hold:
                memory.warned = True
            elif chance[row] < self._clear_at and not (lost and now_s <= memory.expected_s + LOST_S):
                memory.warned = False
            if not lost and math.isfinite(times[row, 1]):
                memory.expected_s = now_s + float(times[row, 1])
        return np.array([memory.warned for memory in memories], dtype=np.bool_)

    def _crossing_points(self, table: TrackTable, after_s: Floats) -> Floats:
        """(n, 2) point of the line nearest to each track after so many seconds; NaN where the time is."""
        points = np.full((len(after_s), 2), np.nan)
        for row in np.flatnonzero(np.isfinite(after_s)):
            x, y = table.state_enu[row, :2] + after_s[row] * table.state_enu[row, 3:5]
            points[row] = nearest_on_line(self._line, x, y)[3:]
        return points


def _reasons(incursion: Flags, popped_up: Flags, at_line: Flags, warned: Flags) -> NDArray[np.int8]:
    """The one reason of each track, the weightiest first."""
    choices = [ACROSS, ORIGIN_UNKNOWN, AT_THE_LINE, WILL_CROSS]
    reasons: NDArray[np.int8] = np.select([incursion, popped_up, at_line, warned], choices, NOTHING).astype(np.int8)
    return reasons


def _require(field: str, value: object, holds: bool, expected: str) -> None:
    if not holds:
        raise BadLine(field=field, value=value, expected=expected)
