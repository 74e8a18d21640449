"""What a sensor would report of a state, and how far a report is from it.

For a report z of an object at x: innovation ν = z - h(x), S = H P Hᵀ + R = L Lᵀ. Everything else follows from
u = L⁻¹ ν and W = L⁻¹ H P: the distance is |u|², the update x + Wᵀu, P - WᵀW, which stays symmetric by construction.
"""

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.tracking.layout import BEARING, POSITION, RADAR, WIDEST, Reports, State
from lindero.analytics.airspace.tracking.motion import MODE_COUNT
from lindero.analytics.jit import part

Floats = NDArray[np.float64]

CORRELATED_NOISE: Final = 4.0
"""Factor on the noise of a report that the sensor's own tracker filtered: a handful of them are one observation."""

NEAREST_M: Final = 0.5
"""Angles of an object this near to the sensor are meaningless; the formulas stop here."""


WORK: Final = np.dtype(
    [
        # of the scan
        ("kind", "i8"),
        ("width", "i8"),
        ("origin", "f8", (3,)),
        ("axes", "f8", (3, 3)),
        ("clock_sigma_s", "f8"),
        # of the report
        ("z", "f8", (WIDEST,)),
        ("delay_s", "f8"),
        ("noise", "f8", (WIDEST, WIDEST)),  # R
        # of the report and a state
        ("expected", "f8", (WIDEST,)),
        ("jacobian", "f8", (WIDEST, 6)),
        ("root", "f8", (WIDEST, WIDEST)),  # S, then L
        ("u", "f8", (WIDEST,)),
        ("gain", "f8", (WIDEST, 6)),  # W
        ("columns", "i8", (WIDEST,)),  # which are used
        # of an update: log-evidence and misfit of each mode
        ("evidence", "f8", (MODE_COUNT,)),
        ("misfit", "f8", (MODE_COUNT,)),
        # of the report as evidence of a class: its place, and along, across and their variances
        ("place", "f8", (3,)),
        ("along", "f8", (4,)),
    ],
    align=True,
)
"""Scratch of one kernel call in one row: it is passed on as one address, and holds all that a comparison needs."""


def new_work() -> NDArray[np.void]:
    """(1,) scratch, to be kept alive by who calls the kernel."""
    return np.zeros(1, WORK)


@part
def wrap(angle_rad: float) -> float:
    """The same direction in [-pi, pi)."""
    return angle_rad - 2.0 * math.pi * math.floor((angle_rad + math.pi) / (2.0 * math.pi))


@part
def load_scan(sensors: Any, reports: Reports, work: Any) -> None:
    """What all reports of a scan have in common."""
    row = sensors[reports.sensor]
    work["kind"], work["width"] = row["kind"], row["width"]
    for a in range(3):
        work["origin"][a] = reports.position_enu_m[a]
        for b in range(3):
            work["axes"][a, b] = reports.axes_enu[a, b]
    work["clock_sigma_s"] = reports.left[-1]


@part
def load_report(state: State, sensors: Any, reports: Reports, j: int, widened: float, work: Any) -> None:
    """Report `j` and its R times `widened`.

    R is the report's own covariance or the model's sigma squared, times the square of the noise factor learned of
    the sensor; the bias of a bearing is part of it.
    """
    row, noise = sensors[reports.sensor], work["noise"]
    width = row["width"]
    factor = widened * state.noise_factor[reports.sensor] ** 2
    if reports.correlated[j]:
        factor *= CORRELATED_NOISE
    given = reports.covariance.shape[0] > 0
    work["delay_s"] = reports.delay_s[j]
    for a in range(width):
        work["z"][a] = reports.z[j, a]
        for b in range(width):
            own = reports.covariance[j, a, b] if given else (row["sigma"][a] ** 2 if a == b else 0.0)
            bias = reports.left[a] ** 2 if a == b and row["kind"] == BEARING else 0.0
            jump = reports.jump_m[j] ** 2 if a == b and a < 3 else 0.0
            noise[a, b] = factor * own + widened * (bias + jump)


@part
def expect(mean: Floats, work: Any) -> None:
    """h(x) and its Jacobian, all columns that the kind of sensor can have, for the loaded report.

    Args:
        mean: (6,) state; the object flew on straight until the report was made.
        work: Receives `expected` and `jacobian`.
    """
    jacobian, expected, delay_s = work["jacobian"], work["expected"], work["delay_s"]
    jacobian[:] = 0.0
    if work["kind"] == POSITION:
        for a in range(3):
            expected[a] = mean[a] + delay_s * mean[a + 3]
            expected[a + 3] = mean[a + 3]
            jacobian[a, a] = 1.0
            jacobian[a, a + 3] = delay_s
            jacobian[a + 3, a + 3] = 1.0
        return
    _expect_polar(mean, work)


@part
def _expect_polar(mean: Floats, work: Any) -> None:
    """Range, azimuth, elevation and range rate (radar), or azimuth and elevation (bearing)."""
    kind, delay_s = work["kind"], work["delay_s"]
    axes, origin, jacobian, expected = work["axes"], work["origin"], work["jacobian"], work["expected"]
    x, y, z = 0.0, 0.0, 0.0
    for b in range(3):
        away = mean[b] + delay_s * mean[b + 3] - origin[b]
        x, y, z = x + axes[0, b] * away, y + axes[1, b] * away, z + axes[2, b] * away
    level = max(math.sqrt(x * x + y * y), NEAREST_M)
    slant = max(math.sqrt(level * level + z * z), NEAREST_M)
    first = 1 if kind == RADAR else 0
    expected[first] = math.atan2(y, x)
    expected[first + 1] = math.atan2(z, level)
    for b in range(3):
        east, north, up = axes[0, b], axes[1, b], axes[2, b]
        along = (x * east + y * north + z * up) / slant
        jacobian[first, b] = (x * north - y * east) / (level * level)
        jacobian[first + 1, b] = (up - z * along / slant) / level
        if kind == RADAR:
            jacobian[0, b] = along
    if kind == RADAR:
        expected[0] = slant
        _expect_rate(mean, slant, work)
    if delay_s != 0.0:
        for row in range(4 if kind == RADAR else 2):
            for b in range(3):
                jacobian[row, b + 3] += delay_s * jacobian[row, b]


@part
def _expect_rate(mean: Floats, slant: float, work: Any) -> None:
    """Range rate: velocity along the line of sight, whose unit vector is the row of the range in the Jacobian."""
    jacobian, rate = work["jacobian"], 0.0
    for b in range(3):
        rate += jacobian[0, b] * mean[b + 3]
    for b in range(3):
        jacobian[3, b] = (mean[b + 3] - rate * jacobian[0, b]) / slant
        jacobian[3, b + 3] = jacobian[0, b]
    work["expected"][3] = rate


@part
def innovate(first: int, mean: Floats, covariance: Floats, work: Any) -> tuple[int, float, float]:
    """Compare the loaded report with a state; leaves u and W in `work` for `correct`.

    Args:
        first: First column to use (0 but for the rates of a new track).
        mean: (6,) state.
        covariance: (6, 6).
        work: Scratch; scan and report were loaded.

    Returns:
        Columns used, |u|² and log det S. Columns that the report does not have are left out.
    """
    z, u, columns, expected, jacobian = work["z"], work["u"], work["columns"], work["expected"], work["jacobian"]
    kind = work["kind"]
    expect(mean, work)
    angle = 1 if kind == RADAR else (0 if kind == BEARING else -1)
    used, depends = 0, 6 if work["delay_s"] != 0.0 else 3
    for a in range(first, work["width"]):
        if not math.isnan(z[a]):
            depends = 6 if a >= 3 else depends
            residual = z[a] - expected[a]
            u[used] = wrap(residual) if a == angle else residual
            if used != a:
                for b in range(6):
                    jacobian[used, b] = jacobian[a, b]
            columns[used] = a
            used += 1
    _spread(used, depends, mean, covariance, work)
    return _factor(used, work)


@part
def _spread(used: int, depends: int, mean: Floats, covariance: Floats, work: Any) -> None:
    """H P into `gain`, S into `root`; a clock off by σ moves the report along the flight by σ times the speed.

    Only the first `depends` columns of H are not zero: without rates and delay a report tells of the place alone.
    """
    jacobian, gain, root, noise, columns = work["jacobian"], work["gain"], work["root"], work["noise"], work["columns"]
    clock_sigma_s = work["clock_sigma_s"]
    for k in range(used):
        for b in range(6):
            gain[k, b] = 0.0
        for c in range(depends):
            slope = jacobian[k, c]
            for b in range(6):
                gain[k, b] += slope * covariance[c, b]
    for k in range(used):
        for q in range(k + 1):
            total = noise[columns[k], columns[q]]
            for c in range(depends):
                total += gain[k, c] * jacobian[q, c]
            root[k, q] = total
    if clock_sigma_s > 0.0:
        for k in range(used):
            for q in range(k + 1):
                root[k, q] += clock_sigma_s**2 * _drift(jacobian, k, mean) * _drift(jacobian, q, mean)


@part
def _drift(jacobian: Floats, k: int, mean: Floats) -> float:
    """How fast column `k` of the report changes as the object flies."""
    return jacobian[k, 0] * mean[3] + jacobian[k, 1] * mean[4] + jacobian[k, 2] * mean[5]


@part
def _factor(used: int, work: Any) -> tuple[int, float, float]:
    """Cholesky of S in place, u ← L⁻¹ ν and W ← L⁻¹ H P by forward substitution; what `innovate` returns."""
    root, u, gain = work["root"], work["u"], work["gain"]
    distance, volume = 0.0, 1.0
    for k in range(used):
        for q in range(k):
            total = root[k, q]
            for c in range(q):
                total -= root[k, c] * root[q, c]
            total *= root[q, q]
            root[k, q] = total
            u[k] -= total * u[q]
            for b in range(6):
                gain[k, b] -= total * gain[q, b]
        total = root[k, k]
        for c in range(k):
            total -= root[k, c] * root[k, c]
        total = max(total, 1e-12)
        volume *= total
        inverse = 1.0 / math.sqrt(total)  # the diagonal of L is kept inverted: it only ever divides
        root[k, k] = inverse
        u[k] *= inverse
        for b in range(6):
            gain[k, b] *= inverse
        distance += u[k] * u[k]
    return used, distance, math.log(volume)


@part
def correct(used: int, mean: Floats, covariance: Floats, work: Any) -> None:
    """Kalman update in place with what `innovate` left: x ← x + Wᵀu, P ← P - WᵀW.

    Args:
        used: Columns that `innovate` used.
        mean: (6,) state.
        covariance: (6, 6); stays symmetric bit for bit.
        work: Scratch.
    """
    gain, u = work["gain"], work["u"]
    for k in range(used):
        for a in range(6):
            weight = gain[k, a]
            mean[a] += weight * u[k]
            for b in range(6):
                covariance[a, b] -= weight * gain[k, b]
