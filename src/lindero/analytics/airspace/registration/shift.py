"""When a radar's bias estimate changes, the tracks that it made move along: x ← x - J Δ, P ← P + (J Δ)(J Δ)ᵀ / 4.

Otherwise the next report, corrected, would lie outside the gate of a track that was built from uncorrected ones.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.registration.layout import COLUMNS
from lindero.analytics.airspace.registration.overlap import polar_place
from lindero.analytics.jit import part

Floats = NDArray[np.float64]

WORTH: Final = 0.02
"""Share of the installation's sigma below which a change moves nothing."""

DOUBT: Final = 0.25
RECENT_S: Final = 5.0


@part
def shift_tracks(state: Any, sensors: Any, change: Floats) -> None:
    """Move the tracks whose newest radar report came from a sensor that was corrected.

    A track that a transmitter feeds stays: its place is that of the transmitter already.

    Args:
        state: The tracker's state.
        sensors: Rows of the sensors.
        change: (sensors, NUMBERS) of the bias estimates.
    """
    worth = np.zeros(len(sensors), dtype=np.bool_)
    any_worth = False
    for s in range(len(sensors)):
        for k in range(COLUMNS):
            if abs(change[s, k]) > WORTH * sensors["bias_sigma"][s, k]:
                worth[s] = True
                any_worth = True
    if not any_worth:
        return
    tracks = state.tracks
    for i in range(state.book["count"][0]):
        s = tracks["radar"][i]
        if s >= 0 and worth[s] and tracks["transmitter_id"][i] == -1:
            if tracks["time_s"][i] - tracks["radar_s"][i] < RECENT_S:
                _shift(tracks, sensors, i, s, change[s])


@part
def _shift(tracks: Any, sensors: Any, i: int, s: int, change: Floats) -> None:
    place, slope, step = np.empty(3), np.empty((3, 3)), np.zeros(3)
    polar_place(sensors["position"][s], sensors["axes"][s], tracks["radar_z"][i], place, slope)
    for a in range(3):
        for k in range(COLUMNS):
            step[a] -= slope[a, k] * change[k]
    for m in range(tracks["mean"].shape[1]):
        for a in range(3):
            tracks["mean"][i, m, a] += step[a]
            for b in range(3):
                tracks["covariance"][i, m, a, b] += DOUBT * step[a] * step[b]
