"""The picture at an instant, read from the tracker's rows without touching them."""

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.classification.classes import CLASSES
from lindero.analytics.airspace.classification.posterior import CHANNELS, weigh_classes
from lindero.analytics.airspace.tables import COASTING, CONFIRMED, TrackTable
from lindero.analytics.airspace.tracking.layout import TRACK, Rows, State
from lindero.analytics.airspace.tracking.motion import merge_modes, predict_track
from lindero.analytics.jit import borrowed, kernel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

COASTING_AFTER_S: Final = 3.0
"""Without a report for so long a track coasts,"""

COASTING_PERIODS: Final = 2.5
"""or for so many periods of the quickest sensor that contributed, if that is longer."""


class Columns(NamedTuple):
    """What a table tells of each of n tracks; shapes and units as in `TrackTable`."""

    track_id: Integers
    state_enu: Floats
    covariance_enu: Floats
    existence: Floats
    transmitter_id: Integers
    first_s: Floats
    last_s: Floats
    height_known: NDArray[np.bool_]
    flags: NDArray[np.uint32]
    class_probability: Floats
    class_evidence: Floats


def _columns(count: int) -> Columns:
    """Zeros for `count` tracks."""
    return Columns(
        track_id=np.zeros(count, np.int64),
        state_enu=np.zeros((count, 6)),
        covariance_enu=np.zeros((count, 6, 6)),
        existence=np.zeros(count),
        transmitter_id=np.zeros(count, np.int64),
        first_s=np.zeros(count),
        last_s=np.zeros(count),
        height_known=np.zeros(count, np.bool_),
        flags=np.zeros(count, np.uint32),
        class_probability=np.zeros((count, len(CLASSES))),
        class_evidence=np.zeros((count, len(CHANNELS), len(CLASSES))),
    )


@kernel
def describe(tracks: Any, shown: Integers, scratch: Any, time_s: float, wind_known: bool, told: Columns) -> None:
    """Each track's modes predicted to `time_s` and merged, its class, and what else is known of it.

    Args:
        tracks: Rows; only read.
        shown: (n,) which of them, in the order of the table.
        scratch: (1,) row.
        time_s: Of the picture; before a row's own time it goes back, with the same growth of uncertainty.
        wind_known: Whether the wind was told.
        told: Zeros; receives the table.
    """
    tracks, told = borrowed(tracks), borrowed(told)
    for n in range(len(shown)):
        i = shown[n]
        row = tracks[i]
        weigh_classes(tracks, i, wind_known, told.class_probability[n], told.class_evidence[n])
        scratch[0] = row
        predict_track(scratch, 0, time_s)
        covariance, bias = told.covariance_enu[n], row["bias"]
        merge_modes(scratch[0]["mean"], scratch[0]["covariance"], scratch[0]["mode"], told.state_enu[n], covariance)
        for a in range(3):
            for b in range(3):
                covariance[a, b] += 0.5 * (bias[a, b] + bias[b, a])
        told.track_id[n], told.transmitter_id[n] = row["track_id"], row["transmitter_id"]
        told.first_s[n], told.last_s[n] = row["first_s"], row["last_s"]
        told.existence[n] = row["existence"][0] + row["existence"][1]
        told.height_known[n], told.flags[n] = row["height_known"], row["flags"]


def read_tracks(state: State, sensors: Rows, time_s: float, wind: Floats) -> TrackTable:
    """The confirmed tracks as a table.

    Args:
        state: Only read.
        sensors: Rows of the sensors.
        time_s: Of the picture.
        wind: (3,) at 10 m, a NaN sigma unknown.
    """
    shown = np.flatnonzero(state.tracks["confirmed"][: int(state.book["count"][0])])
    shown = shown[np.argsort(state.tracks["track_id"][shown])]
    told, contributed = _columns(len(shown)), state.contributed[shown]
    describe(state.tracks, shown, np.zeros(1, TRACK), float(time_s), math.isfinite(wind[2]), told)
    status = np.where(_coasting(told.last_s, contributed, sensors, time_s), COASTING, CONFIRMED).astype(np.int8)
    return TrackTable(
        **told._asdict(),
        status=status,
        sensors=contributed,
        group_size=np.ones(len(shown), dtype=np.int64),
        time_s=float(time_s),
    )


def _coasting(last_s: Floats, contributed: NDArray[np.bool_], sensors: Rows, time_s: float) -> NDArray[np.bool_]:
    """Which tracks had no report for longer than their sensors leave between two."""
    quickest = np.where(contributed, sensors["period_s"], np.inf).min(axis=1, initial=np.inf)
    coasting: NDArray[np.bool_] = time_s - last_s > np.maximum(COASTING_AFTER_S, COASTING_PERIODS * quickest)
    return coasting
