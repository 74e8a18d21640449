"""Claims beside an object: nothing is seen where a transmitter says to be, and something flies in step with it.

The offset d = claim - track of an honest transmitter is near zero; that of a displaced one is far from zero and stays
put while both fly. When |d| > `LEAST_M` and d has moved by less than `STEADY_M` for `LONG_S`, the claim is taken for a
false place of that object: the object is flagged, the claim makes no track of its own and moves none. A claim without
such a companion stays on the picture, as a drone in the radar's blind spot would.

Reference: Strohmeier, Lenders, Martinovic, "On the security of the automatic dependent
surveillance-broadcast protocol", IEEE Communications Surveys & Tutorials 17(2), 2015 (claims
verified by an independent sensor).
"""

import math
from typing import Any, Final

from lindero.analytics.airspace.registration.layout import SLOTS, Registration
from lindero.analytics.airspace.registration.witnesses import AGE_S, RADAR
from lindero.analytics.jit import part

LEAST_M: Final = 90.0
MOST_M: Final = 800.0
STEADY_M: Final = 45.0
LONG_S: Final = 6.0
ALIKE_MPS: Final = 12.0
LEAST_SPEED_MPS: Final = 3.0
"""Of something that hovers the offset is steady by itself."""

LEAST_LOOKS: Final = 5.0
UNSEEN_SHARE: Final = 0.25
REGISTERED: Final = 0.6
"""Share of the installation's sigma that a radar may have left to count."""

FOLLOW: Final = 0.2
RADAR_AGE_S: Final = 3.0
CONTRADICTED: Final = 1
"""The bit of a track's flags that says: its transmitter's position contradicts the other sensors."""


@part
def find_displaced(state: Any, sensors: Any, time_s: float) -> None:
    """Look at every claim once a second.

    Args:
        state: The tracker's state; displaced claims are marked, their companions flagged, their own tracks ended.
        sensors: Rows of the sensors.
        time_s: Of the scan.
    """
    beacons = state.registration.beacons
    for b in range(len(beacons)):
        age_s = time_s - beacons["time_s"][b]
        if not 0.0 <= age_s <= AGE_S or not _unseen(state.registration, sensors, b):
            beacons["companion"][b], beacons["displaced"][b] = -1, False
            continue
        i = _row_of(state, beacons["companion"][b])
        if i < 0 or not _in_step(state, b, i, time_s):
            beacons["companion"][b], beacons["displaced"][b] = -1, False
            _choose(state, b, time_s)
        elif time_s - beacons["since_s"][b] >= LONG_S:
            beacons["displaced"][b] = True
            state.tracks["flags"][i] |= CONTRADICTED
            _end_own_track(state, beacons["transmitter_id"][b])


@part
def is_displaced(registration: Registration, sensor: int, transmitter_id: int) -> bool:
    """Whether what this transmitter says to this sensor is a false place of another object."""
    beacons = registration.beacons
    for b in range(sensor * SLOTS, (sensor + 1) * SLOTS):
        if beacons["transmitter_id"][b] == transmitter_id:
            return bool(beacons["displaced"][b])
    return False


@part
def _unseen(registration: Registration, sensors: Any, b: int) -> bool:
    """Whether a well-registered radar should have seen something at the claim and none did."""
    witnesses, estimates = registration.witnesses, registration.estimates
    missed = False
    for w in range(len(witnesses)):
        if witnesses["source"][w] != b // SLOTS or sensors["kind"][w // SLOTS] != RADAR:
            continue
        if witnesses["transmitter_id"][w] != registration.beacons["transmitter_id"][b]:
            continue
        looks, matches, s = witnesses["looks"][w], witnesses["matches"][w], w // SLOTS
        if looks < LEAST_LOOKS:
            continue
        if matches >= UNSEEN_SHARE * looks:
            return False
        missed |= estimates["sigma"][s, 1] < REGISTERED * estimates["installed"][s, 1]
    return missed


@part
def _row_of(state: Any, track_id: int) -> int:
    if track_id != -1:
        for i in range(state.book["count"][0]):
            if state.tracks["track_id"][i] == track_id:
                return i
    return -1


@part
def _offset(state: Any, b: int, i: int, time_s: float) -> tuple[float, float, float]:
    """Claim minus track now [m], and how different their velocities are [m/s]."""
    beacon, track = state.registration.beacons["mean"][b], state.tracks["mean"][i, 0]
    claim_s, track_s = time_s - state.registration.beacons["time_s"][b], time_s - state.tracks["time_s"][i]
    east = beacon[0] + claim_s * beacon[3] - track[0] - track_s * track[3]
    north = beacon[1] + claim_s * beacon[4] - track[1] - track_s * track[4]
    return east, north, math.hypot(beacon[3] - track[3], beacon[4] - track[4])


@part
def _in_step(state: Any, b: int, i: int, time_s: float) -> bool:
    """Whether companion `i` keeps its distance; the remembered offset follows slowly."""
    beacons, offset = state.registration.beacons, state.registration.beacons["offset"][b]
    if time_s - state.tracks["radar_s"][i] > RADAR_AGE_S:
        return False
    east, north, _ = _offset(state, b, i, time_s)
    if math.hypot(east - offset[0], north - offset[1]) > STEADY_M:
        return False
    if math.hypot(beacons["mean"][b, 3], beacons["mean"][b, 4]) < LEAST_SPEED_MPS:
        beacons["since_s"][b] += 1.0
    offset[0] += FOLLOW * (east - offset[0])
    offset[1] += FOLLOW * (north - offset[1])
    return True


@part
def _choose(state: Any, b: int, time_s: float) -> None:
    """Take the shown radar track that flies most alike for a possible companion."""
    beacons, tracks = state.registration.beacons, state.tracks
    best = ALIKE_MPS
    for i in range(state.book["count"][0]):
        if not tracks["confirmed"][i] or tracks["radar"][i] < 0 or time_s - tracks["radar_s"][i] > RADAR_AGE_S:
            continue
        if tracks["transmitter_id"][i] not in (-1, beacons["transmitter_id"][b]):
            continue
        east, north, apart = _offset(state, b, i, time_s)
        if LEAST_M < math.hypot(east, north) < MOST_M and apart < best:
            best = apart
            beacons["companion"][b], beacons["since_s"][b] = tracks["track_id"][i], time_s
            beacons["offset"][b, 0], beacons["offset"][b, 1] = east, north


@part
def _end_own_track(state: Any, transmitter_id: int) -> None:
    """No track rests on a displaced claim alone; one that a radar feeds too loses its transmitter."""
    tracks = state.tracks
    for i in range(state.book["count"][0]):
        if tracks["transmitter_id"][i] == transmitter_id:
            tracks["transmitter_id"][i] = -1
            if tracks["radar"][i] < 0:
                tracks["confirmed"][i] = False
                tracks["existence"][i, 0], tracks["existence"][i, 1] = 0.0, 0.0
