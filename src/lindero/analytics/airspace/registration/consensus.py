"""Which transmitters agree on what a sensor's bias is: the guard against those that lie.

Each witness i gives its own estimate m_i ± s_i. Among all of them the largest set that is mutually consistent is taken
(a vote for every m_i, then twice refined around the weighted mean). It counts only if it holds at least
`TRANSMITTERS` different transmitters in directions at least `SECTOR_RAD` apart, more than half of all that were heard,
and if each has moved, and moved as the sensor saw it move.

Reference: Fischler, Bolles, "Random sample consensus", CACM 24(6), 1981, with every sample tried in order, so that
nothing is random.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.registration.layout import CLOCK, COLUMNS, DISPUTED, SLOTS, Registration
from lindero.analytics.airspace.registration.witnesses import RADAR
from lindero.analytics.jit import part

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

TRANSMITTERS: Final = 3
SECTOR_RAD: Final = math.radians(45.0)
LEAST_MATCHES: Final = 4.0
LEAST_SHARE: Final = 0.25
"""Of the scans that should have seen a transmitter, at least so many must have."""

LEAST_PATH_M: Final = 60.0
"""A transmitter that did not move so far has not shown that it is where the sensor sees something."""

LARGEST_SCATTER: Final = 4.0
"""Mean squared normalised residual about its own mean, above which it moves otherwise than the sensor says."""

SLACK_M: Final = (6.0, 6.0, 10.0)
"""What the mean of one transmitter may be off for reasons of its own: antenna, latency, height reference."""

AGREE: Final = 3.0
CLOCK_STEP_S: Final = 0.5
CLOCK_STEPS: Final = 8
"""Without a quorum, clocks so many steps off to either side are tried: what flies to the left and what flies to the
right disagree about a radar whose clock is off, and agree once that is taken into account."""


@part
def agreeing_witnesses(registration: Registration, sensors: Any, s: int, inlier: Flags) -> int:
    """Mark the witnesses of sensor row `s` that agree, under the discipline.

    Args:
        registration: Only the sensor's flag DISPUTED is changed.
        sensors: Rows of the sensors.
        s: Which sensor.
        inlier: (SLOTS,) receives who agrees; all False without a quorum.

    Returns:
        How many different transmitters agree; 0 without a quorum.
    """
    transmitters, best_shift_s = _vote(registration, sensors, s, 0.0, inlier), 0.0
    if transmitters == 0 and registration.estimates["agreeing"][s] == 0:
        for k in range(2 * CLOCK_STEPS):
            shift_s = (k // 2 + 1) * CLOCK_STEP_S * (1.0 if k % 2 else -1.0)
            found = _vote(registration, sensors, s, shift_s, inlier)
            if found > transmitters:
                transmitters, best_shift_s = found, shift_s
        transmitters = _vote(registration, sensors, s, best_shift_s, inlier)
    return transmitters


@part
def _vote(registration: Registration, sensors: Any, s: int, shift_s: float, inlier: Flags) -> int:
    """The same for a clock that is `shift_s` further off than thought."""
    mean, sigma, ready = np.zeros((SLOTS, COLUMNS)), np.zeros((SLOTS, COLUMNS)), np.zeros(SLOTS, dtype=np.bool_)
    heard = _testimonies(registration, sensors, s, shift_s, mean, sigma, ready)
    inlier[:] = False
    best, most = -1, 0
    for i in range(SLOTS):
        if ready[i]:
            votes = 0
            for k in range(SLOTS):
                if ready[k] and _agree(mean[i], sigma[i], mean[k], sigma[k]):
                    votes += 1
            if votes > most:
                best, most = i, votes
    if best < 0:
        return 0
    centre, spread = mean[best].copy(), sigma[best].copy()
    for _ in range(2):
        for k in range(SLOTS):
            inlier[k] = ready[k] and _agree(centre, spread, mean[k], sigma[k])
        _average(mean, sigma, inlier, centre, spread)
    transmitters = _different(registration, s, inlier)
    if transmitters < TRANSMITTERS or 2 * transmitters <= heard or not _apart(registration, s, inlier):
        inlier[:] = False
        return 0
    return transmitters


@part
def _testimonies(
    registration: Registration, sensors: Any, s: int, shift_s: float, mean: Floats, sigma: Floats, ready: Flags
) -> int:
    """Each witness's own estimate; returns how many different transmitters have one, and flags a dispute."""
    witnesses, estimates = registration.witnesses, registration.estimates
    asked, unseen = 0, 0
    for i in range(SLOTS):
        w = s * SLOTS + i
        if witnesses["transmitter_id"][w] == -1 or witnesses["looks"][w] < 2.0 * LEAST_MATCHES:
            if witnesses["transmitter_id"][w] == -1 or witnesses["matches"][w] < LEAST_MATCHES:
                continue
        asked += 1
        if witnesses["matches"][w] < LEAST_SHARE * witnesses["looks"][w]:
            unseen += 1
            continue
        clock = shift_s + estimates["bias"][s, CLOCK] - estimates["bias"][witnesses["source"][w], CLOCK]
        ready[i] = witnesses["path_m"][w] >= LEAST_PATH_M and witnesses["matches"][w] >= LEAST_MATCHES
        ready[i] &= _testify(witnesses, w, sensors["kind"][s], clock, mean[i], sigma[i])
    disputed = asked >= TRANSMITTERS and 2 * unseen > asked
    flags = estimates["flags"][s]
    if disputed:
        estimates["flags"][s] = flags | np.uint32(DISPUTED)
    else:
        estimates["flags"][s] = flags & ~np.uint32(DISPUTED)
    return _different(registration, s, ready)


@part
def _testify(witnesses: Any, w: int, kind: int, clock_s: float, mean: Floats, sigma: Floats) -> bool:
    """Mean residual of each column, freed from the clock, and its 1-sigma; False if the residuals do not stay put."""
    across = max(witnesses["range_m"][w], 100.0) if kind == RADAR else 1.0
    fits, columns, scatter = witnesses["matches"][w], 0, 0.0
    for k in range(COLUMNS):
        weight = witnesses["weight"][w, k]
        if weight <= 0.0:
            mean[k], sigma[k] = 0.0, math.inf
            continue
        mean[k] = (witnesses["gap"][w, k] + clock_s * witnesses["drift"][w, k]) / weight
        slack = SLACK_M[k] / (across if kind == RADAR and k > 0 else 1.0)
        slack = slack if kind != 1 else 0.01
        sigma[k] = math.sqrt(1.0 / weight + slack**2)
        scatter += max(witnesses["gap_square"][w, k] - witnesses["gap"][w, k] ** 2 / weight, 0.0)
        columns += 1
    return columns > 0 and scatter <= LARGEST_SCATTER * columns * max(fits - 1.0, 1.0)


@part
def _agree(one: Floats, one_sigma: Floats, other: Floats, other_sigma: Floats) -> bool:
    """Whether two estimates differ by no more than their errors, in every column that both have."""
    for k in range(COLUMNS):
        spread = one_sigma[k] ** 2 + other_sigma[k] ** 2
        if spread < math.inf and abs(one[k] - other[k]) > AGREE * math.sqrt(spread):
            return False
    return True


@part
def _average(mean: Floats, sigma: Floats, inlier: Flags, centre: Floats, spread: Floats) -> None:
    """Weighted mean of the inliers and its 1-sigma, into `centre` and `spread`."""
    for k in range(COLUMNS):
        weight, total = 0.0, 0.0
        for i in range(SLOTS):
            if inlier[i] and sigma[i, k] < math.inf:
                weight += 1.0 / sigma[i, k] ** 2
                total += mean[i, k] / sigma[i, k] ** 2
        centre[k] = total / weight if weight > 0.0 else 0.0
        spread[k] = math.sqrt(1.0 / weight) if weight > 0.0 else math.inf


@part
def _different(registration: Registration, s: int, chosen: Flags) -> int:
    """How many different transmitters are among the chosen; one that two sensors hear is one."""
    witnesses, count = registration.witnesses, 0
    for i in range(SLOTS):
        if not chosen[i]:
            continue
        new = True
        for k in range(i):
            same = witnesses["transmitter_id"][s * SLOTS + k] == witnesses["transmitter_id"][s * SLOTS + i]
            if chosen[k] and same:
                new = False
        count += 1 if new else 0
    return count


@part
def _apart(registration: Registration, s: int, chosen: Flags) -> bool:
    """Whether two of the chosen lie in directions at least `SECTOR_RAD` apart."""
    azimuth = registration.witnesses["azimuth_rad"]
    for i in range(SLOTS):
        for k in range(i):
            if chosen[i] and chosen[k]:
                turn = azimuth[s * SLOTS + i] - azimuth[s * SLOTS + k]
                turn -= 2.0 * math.pi * math.floor((turn + math.pi) / (2.0 * math.pi))
                if abs(turn) >= SECTOR_RAD:
                    return True
    return False
