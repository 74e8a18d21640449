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

from lindero.analytics.airspace.crossing import STEP_S, across_by, time_quantiles
from lindero.analytics.airspace.errors import BadLine
from lindero.analytics.airspace.line import nearest_on_line
from lindero.analytics.airspace.tables import COASTING, TrackTable

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
        memories = [self._memory.get(int(track_id)) or Memory() for track_id in table.track_id]
        for memory, d, e in zip(memories, distance, error, strict=True):
            _remember_home(memory, d, e, is_new=int(memory.home) == 0 and memory.streak == 0)
        home = np.array([m.home or (1 if d >= 0 else -1) for m, d in zip(memories, distance, strict=True)], np.int64)
        chance, times = self._forecast(table, home)
        warned = self._warn(table, memories, chance, times)
        known = np.array([memory.home != 0 for memory in memories], dtype=np.bool_)
        incursion = known & (-home * distance > error)
        popped_up = np.array([m.popped_up for m in memories], np.bool_) & (distance > -error) & (distance < POP_UP_M)
        self._memory = {int(k): memory for k, memory in zip(table.track_id, memories, strict=True)}
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
