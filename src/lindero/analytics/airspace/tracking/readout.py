"""The picture at an instant, read from the tracker's rows without touching them."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.classification.classes import CLASSES
from lindero.analytics.airspace.classification.posterior import CHANNELS, weigh_classes
from lindero.analytics.airspace.rows import raw
from lindero.analytics.airspace.tables import COASTING, CONFIRMED, TrackTable
from lindero.analytics.airspace.tracking.layout import TRACK, Rows, State
from lindero.analytics.airspace.tracking.motion import merge_modes, predict_track
from lindero.analytics.jit import kernel

Floats = NDArray[np.float64]

COASTING_AFTER_S: Final = 3.0
"""Without a report for so long a track coasts,"""

COASTING_PERIODS: Final = 2.5
"""or for so many periods of the quickest sensor that contributed, if that is longer."""


@kernel
def estimates_at(
    tracks: Any,
    time_s: float,
    wind_known: bool,
    states: Floats,
    covariances: Floats,
    probability: Floats,
    evidence: Floats,
) -> None:
    """Each track's modes predicted to `time_s` and merged, and its class.

    Args:
        tracks: (n,) rows; only read.
        time_s: Of the picture; before a row's own time it goes back, with the same growth of uncertainty.
        wind_known: Whether the wind was told.
        states: (n, 6) result.
        covariances: (n, 6, 6) result, symmetric.
        probability: (n, 7) result, over `CLASSES`.
        evidence: (n, 5, 7) zeros; receives what each of `CHANNELS` says of each class.
    """
    scratch = tracks.copy()
    for i in range(len(tracks)):
        weigh_classes(tracks, i, wind_known, probability[i], evidence[i])
        predict_track(scratch, i, time_s)
        merge_modes(scratch["mean"][i], scratch["covariance"][i], scratch["mode"][i], states[i], covariances[i])
        for a in range(3):
            for b in range(3):
                covariances[i, a, b] += 0.5 * (tracks["bias"][i, a, b] + tracks["bias"][i, b, a])


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
    rows, contributed = raw(state.tracks)[shown].view(TRACK), state.contributed[shown]
    states, covariances = np.zeros((len(rows), 6)), np.zeros((len(rows), 6, 6))
    probability, evidence = np.zeros((len(rows), len(CLASSES))), np.zeros((len(rows), len(CHANNELS), len(CLASSES)))
    known = bool(np.isfinite(wind[2]))
    estimates_at(rows, float(time_s), known, states, covariances, probability, evidence)
    status = np.where(_coasting(rows, contributed, sensors, time_s), COASTING, CONFIRMED).astype(np.int8)
    return TrackTable(
        track_id=rows["track_id"].copy(),
        state_enu=states,
        covariance_enu=covariances,
        existence=rows["existence"].sum(axis=1),
        status=status,
        transmitter_id=rows["transmitter_id"].copy(),
        first_s=rows["first_s"].copy(),
        last_s=rows["last_s"].copy(),
        sensors=contributed,
        class_probability=probability,
        height_known=rows["height_known"].copy(),
        group_size=np.ones(len(rows), dtype=np.int64),
        flags=rows["flags"].astype(np.uint32),
        class_evidence=evidence,
        time_s=float(time_s),
    )


def _coasting(rows: Rows, contributed: NDArray[np.bool_], sensors: Rows, time_s: float) -> NDArray[np.bool_]:
    """Which tracks had no report for longer than their sensors leave between two."""
    quickest = np.where(contributed, sensors["period_s"], np.inf).min(axis=1, initial=np.inf)
    coasting: NDArray[np.bool_] = time_s - rows["last_s"] > np.maximum(COASTING_AFTER_S, COASTING_PERIODS * quickest)
    return coasting
