"""Areas of satellite-navigation interference: several transmitters whose positions jump together.

One transmitter that jumps is faulty or lies. At least `JUMPED_TOGETHER` of them, within `TOGETHER_S` and `NEAR_M`, and
at least half of all heard there, are receivers that were deceived or jammed. Around them positions get the
size of the jump as a further error, and nothing is registered by them, until `QUIET_S` after the last common jump.

Reference: Jafarnia-Jahromi, Broumandan, Nielsen, Lachapelle, "GPS vulnerability to spoofing threats and a review of
antispoofing techniques", Int. J. Navigation and Observation 2012 (position and clock jumps as the detector).
"""

import math
from typing import Any, Final

import numpy as np

from lindero.analytics.airspace.registration.layout import AREAS, JUMPS, SLOTS, Registration
from lindero.analytics.jit import part

JUMPED_TOGETHER: Final = 3
TOGETHER_S: Final = 10.0
NEAR_M: Final = 6000.0
MARGIN_M: Final = 2000.0
"""How far beyond the transmitters that jumped the area reaches."""

QUIET_S: Final = 120.0


@part
def note_jump(registration: Registration, transmitter_id: int, time_s: float, mean: Any, size_m: float) -> None:
    """Remember a jump; with enough others it makes an area, or keeps one.

    Args:
        registration: Changed in place.
        transmitter_id: Whose.
        time_s: When.
        mean: (≥ 2,) where it should have been, east and north [m].
        size_m: How far from there it said to be.
    """
    jumps, ledger = registration.jumps, registration.ledger
    k = ledger["jumps"][0] % JUMPS
    ledger["jumps"][0] += 1
    jumps["time_s"][k], jumps["transmitter_id"][k], jumps["size_m"][k] = time_s, transmitter_id, size_m
    jumps["place"][k, 0], jumps["place"][k, 1] = mean[0], mean[1]
    together, farthest, largest = 0, 0.0, 0.0
    for q in range(JUMPS):
        away = math.hypot(jumps["place"][q, 0] - mean[0], jumps["place"][q, 1] - mean[1])
        if time_s - jumps["time_s"][q] > TOGETHER_S or away > NEAR_M or _again(jumps, q, time_s):
            continue
        together += 1
        farthest, largest = max(farthest, away), max(largest, jumps["size_m"][q])
    if together >= JUMPED_TOGETHER and 2 * together >= _heard_near(registration, mean, time_s):
        _mark(registration, time_s, mean, farthest + MARGIN_M, largest)


@part
def _again(jumps: Any, q: int, time_s: float) -> bool:
    """Whether the transmitter of jump `q` is counted by an earlier row already."""
    for p in range(q):
        if jumps["transmitter_id"][p] == jumps["transmitter_id"][q] and time_s - jumps["time_s"][p] <= TOGETHER_S:
            return True
    return False


@part
def _heard_near(registration: Registration, mean: Any, time_s: float) -> int:
    """Transmitters heard lately within `NEAR_M`; one that two sensors hear counts twice, as do its jumps' chances."""
    beacons, heard = registration.beacons, 0
    for b in range(len(beacons)):
        if time_s - beacons["time_s"][b] <= TOGETHER_S:
            away = math.hypot(beacons["mean"][b, 0] - mean[0], beacons["mean"][b, 1] - mean[1])
            heard += 1 if away <= NEAR_M else 0
    return heard


@part
def _mark(registration: Registration, time_s: float, mean: Any, reach_m: float, size_m: float) -> None:
    """Open an area, or widen the one that is there."""
    areas, chosen = registration.areas, 0
    for k in range(AREAS):
        away = math.hypot(areas["place"][k, 0] - mean[0], areas["place"][k, 1] - mean[1])
        if areas["until_s"][k] > time_s and away <= areas["reach_m"][k]:
            areas["until_s"][k] = time_s + QUIET_S
            areas["reach_m"][k] = max(areas["reach_m"][k], away + reach_m)
            areas["size_m"][k] = max(areas["size_m"][k], size_m)
            return
        if areas["until_s"][k] < areas["until_s"][chosen]:
            chosen = k
    areas["until_s"][chosen], areas["reach_m"][chosen], areas["size_m"][chosen] = time_s + QUIET_S, reach_m, size_m
    areas["place"][chosen, 0], areas["place"][chosen, 1] = mean[0], mean[1]


@part
def jump_error_m(registration: Registration, east_m: float, north_m: float, time_s: float) -> float:
    """1-sigma that interference adds to a position claimed there and then [m]; 0 outside every area."""
    error, areas = 0.0, registration.areas
    for k in range(AREAS):
        if areas["until_s"][k] > time_s:
            away = math.hypot(areas["place"][k, 0] - east_m, areas["place"][k, 1] - north_m)
            if away <= areas["reach_m"][k] + areas["size_m"][k]:
                error = max(error, areas["size_m"][k])
    return error


@part
def is_disturbed(registration: Registration, sensor: int, time_s: float) -> bool:
    """Whether a position sensor hears transmitters inside an area."""
    beacons = registration.beacons
    for b in range(sensor * SLOTS, (sensor + 1) * SLOTS):
        if time_s - beacons["time_s"][b] <= TOGETHER_S:
            place = beacons["mean"][b]
            if jump_error_m(registration, place[0], place[1], time_s) > 0.0:
                return True
    return False


def interference_areas(registration: Registration, time_s: float) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """(n, 4) the areas at an instant: east, north, radius, size of the jump [m]."""
    rows = registration.areas[registration.areas["until_s"] > time_s]
    return np.column_stack([rows["place"], rows["reach_m"], rows["size_m"]])
