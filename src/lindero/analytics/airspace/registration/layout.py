"""How the numbers of registration lie in memory: part of the tracker's state, so that going back takes them along."""

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.rows import copied
from lindero.analytics.jit import part

Rows = NDArray[np.void]
Floats = NDArray[np.float64]

SLOTS: Final = 16
"""Beacons followed per position sensor, and witnesses heard per sensor: enough to agree, and a bound of the work."""

COLUMNS: Final = 3
"""Columns of a report whose bias is estimated; the fourth number of a sensor is its clock."""

NUMBERS: Final = COLUMNS + 1
CLOCK: Final = COLUMNS

CLOCK_SIGMA_S: Final = 0.3
"""1-sigma of a clock of which nobody said more than that it is exact."""

JUMPS: Final = 32
AREAS: Final = 8

AGREED: Final = 1
"""Bits of a sensor's flags: enough transmitters agree on its bias;"""

BEYOND: Final = 2
"""what was found is more than the discipline lets a machine correct: a person decides;"""

CLOCK_OUT: Final = 4
"""its clock is more than a second off, its reports are not used;"""

NOISY: Final = 8
"""its reports scatter by half more than its vendor says, or worse;"""

INTERFERENCE: Final = 16
"""it hears transmitters whose positions jumped together;"""

DISPUTED: Final = 32
"""transmitters in its view are not where it sees anything."""

BEACON: Final = np.dtype(
    [
        ("transmitter_id", "i8"),  # -1 free
        ("time_s", "f8"),  # by the clock of the sensor that heard it
        ("mean", "f8", (6,)),  # what it says of itself, smoothed [m, m/s]
        ("level", "f8", (3,)),  # variance of place, covariance, variance of rate, along east as along north
        ("steep", "f8", (3,)),  # the same along up
        ("height_known", "?"),
        ("companion", "i8"),  # identity of a track that flies in step with the claim, -1 none
        ("since_s", "f8"),
        ("offset", "f8", (2,)),  # claim minus companion [m]
        ("displaced", "?"),  # the claim is a false place of its companion
    ],
    align=True,
)
"""A transmitter followed by its own word alone."""

WITNESS: Final = np.dtype(
    [
        ("transmitter_id", "i8"),  # -1 free
        ("source", "i8"),  # row of the sensor that heard it
        ("last_s", "f8"),
        ("looks", "f8"),  # scans that should have seen it
        ("matches", "f8"),  # scans that did
        ("weight", "f8", (COLUMNS,)),  # Σ w
        ("drift", "f8", (COLUMNS,)),  # Σ w g, g the rate of the column
        ("drift_square", "f8", (COLUMNS,)),  # Σ w g²
        ("gap", "f8", (COLUMNS,)),  # Σ w r, r report minus expectation
        ("gap_drift", "f8", (COLUMNS,)),  # Σ w r g
        ("gap_square", "f8", (COLUMNS,)),  # Σ w r²
        ("range_m", "f8"),  # of the last match
        ("azimuth_rad", "f8"),
        ("start_enu_m", "f8", (2,)),
        ("path_m", "f8"),  # farthest from the start, so far
    ],
    align=True,
)
"""What one sensor saw of one beacon: sums over the last minute or so."""

ESTIMATE: Final = np.dtype(
    [
        ("bias", "f8", (NUMBERS,)),  # taken off every report
        ("sigma", "f8", (NUMBERS,)),  # 1-sigma of what is left
        ("installed", "f8", (NUMBERS,)),  # 1-sigma before anything was seen
        ("flags", "u4"),
        ("agreeing", "i8"),  # transmitters that agree on it
    ],
    align=True,
)
"""One row per sensor."""

JUMP: Final = np.dtype(
    [("time_s", "f8"), ("transmitter_id", "i8"), ("place", "f8", (2,)), ("size_m", "f8")], align=True
)
AREA: Final = np.dtype([("until_s", "f8"), ("place", "f8", (2,)), ("reach_m", "f8"), ("size_m", "f8")], align=True)
LEDGER: Final = np.dtype([("settled_s", "f8"), ("jumps", "i8")], align=True)


class Registration(NamedTuple):
    """All that registration remembers.

    Attributes:
        beacons: (sensors * SLOTS,) rows of `BEACON`.
        witnesses: (sensors * SLOTS,) rows of `WITNESS`.
        estimates: (sensors,) rows of `ESTIMATE`.
        information: (n, n), n = sensors * NUMBERS: of pairs of sensors on one object.
        evidence: (n,) the right-hand side to it.
        jumps: (JUMPS,) rows of `JUMP`, a ring.
        areas: (AREAS,) rows of `AREA`.
        ledger: (1,) row of `LEDGER`.
    """

    beacons: Rows
    witnesses: Rows
    estimates: Rows
    information: Floats
    evidence: Floats
    jumps: Rows
    areas: Rows
    ledger: Rows


def empty_registration(sensors: Rows) -> Registration:
    """Nothing seen: no bias, as uncertain as the installation.

    Args:
        sensors: Rows of the sensors.
    """
    count = len(sensors)
    beacons, witnesses = np.zeros(count * SLOTS, dtype=BEACON), np.zeros(count * SLOTS, dtype=WITNESS)
    beacons["transmitter_id"] = witnesses["transmitter_id"] = -1
    beacons["companion"] = -1
    beacons["time_s"] = witnesses["last_s"] = -math.inf
    estimates = np.zeros(count, dtype=ESTIMATE)
    estimates["installed"][:, :COLUMNS] = sensors["bias_sigma"][:, :COLUMNS]
    estimates["installed"][:, CLOCK] = np.maximum(sensors["clock_sigma_s"], CLOCK_SIGMA_S)
    estimates["sigma"][:, :COLUMNS] = sensors["bias_sigma"][:, :COLUMNS]
    estimates["sigma"][:, CLOCK] = sensors["clock_sigma_s"]
    jumps, areas, ledger = np.zeros(JUMPS, JUMP), np.zeros(AREAS, AREA), np.zeros(1, LEDGER)
    jumps["time_s"], areas["until_s"], ledger["settled_s"] = -math.inf, -math.inf, -math.inf
    size = count * NUMBERS
    return Registration(beacons, witnesses, estimates, np.zeros((size, size)), np.zeros(size), jumps, areas, ledger)


def copy_registration(registration: Registration) -> Registration:
    """A copy that later scans do not change."""
    return Registration._make(map(copied, registration))


def widened(registration: Registration, sensors: Rows) -> Registration:
    """The same memory with rows for the sensors that were added at the end.

    Args:
        registration: Of the sensors before.
        sensors: Rows of all sensors now.
    """
    fresh = empty_registration(sensors)
    known = len(registration.estimates)
    for name in ("beacons", "witnesses", "estimates", "evidence"):
        old = getattr(registration, name)
        getattr(fresh, name)[: len(old)] = old
    fresh.information[: known * NUMBERS, : known * NUMBERS] = registration.information
    jumps, areas, ledger = (array.copy() for array in (registration.jumps, registration.areas, registration.ledger))
    return fresh._replace(jumps=jumps, areas=areas, ledger=ledger)


@part
def bounded(value: float, limit: float) -> float:
    """The nearest value within ± limit."""
    return min(max(value, -limit), limit)
