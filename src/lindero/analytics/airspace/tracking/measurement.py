"""What a sensor would report of a state, and how far a report is from it.

For a report z of an object at x: innovation ν = z - h(x), S = H P Hᵀ + R = L Lᵀ. Everything else follows from
u = L⁻¹ ν and W = L⁻¹ H P: the distance is |u|², the update x + Wᵀu, P - WᵀW, which stays symmetric by construction.
"""

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace.tracking.layout import BEARING, POSITION, RADAR, WIDEST, Reports, State
from lindero.analytics.jit import part

Floats = NDArray[np.float64]

CORRELATED_NOISE: Final = 4.0
"""Factor on the noise of a report that the sensor's own tracker filtered: a handful of them are one observation."""

NEAREST_M: Final = 0.5
"""Angles of an object this near to the sensor are meaningless; the formulas stop here."""


class Work(NamedTuple):
    """Scratch of one kernel call: expected report, its Jacobian, S then L, u, W, R, and which columns are used."""

    expected: Floats
    jacobian: Floats
    root: Floats
    u: Floats
    gain: Floats
    noise: Floats
    columns: NDArray[np.int64]


@part
def new_work() -> Work:
    """Scratch for `innovate`."""
    return Work(
        np.zeros(WIDEST),
        np.zeros((WIDEST, 6)),
        np.zeros((WIDEST, WIDEST)),
        np.zeros(WIDEST),
        np.zeros((WIDEST, 6)),
        np.zeros((WIDEST, WIDEST)),
        np.zeros(WIDEST, dtype=np.int64),
    )


@part
def wrap(angle_rad: float) -> float:
    """The same direction in [-pi, pi)."""
    return angle_rad - 2.0 * math.pi * math.floor((angle_rad + math.pi) / (2.0 * math.pi))


@part
def expect(kind: int, mean: Floats, reports: Reports, delay_s: float, work: Work) -> None:
    """h(x) and its Jacobian into `work`, all columns that the kind can have.

    Args:
        kind: RADAR, BEARING or POSITION.
        mean: (6,) state.
        reports: For the sensor's place and axes.
        delay_s: How long after the state's time the report was made; the object flew on straight.
        work: Receives `expected` and `jacobian`.
    """
    jacobian = work.jacobian
    jacobian[:] = 0.0
    if kind == POSITION:
        for a in range(3):
            work.expected[a] = mean[a] + delay_s * mean[a + 3]
            work.expected[a + 3] = mean[a + 3]
            jacobian[a, a] = 1.0
            jacobian[a, a + 3] = delay_s
            jacobian[a + 3, a + 3] = 1.0
        return
    _expect_polar(kind, mean, reports, delay_s, work)


@part
def _expect_polar(kind: int, mean: Floats, reports: Reports, delay_s: float, work: Work) -> None:
    """Range, azimuth, elevation and range rate (radar), or azimuth and elevation (bearing)."""
    axes, origin, jacobian = reports.axes_enu, reports.position_enu_m, work.jacobian
    p, v = np.zeros(3), np.zeros(3)
    for a in range(3):
        for b in range(3):
            p[a] += axes[a, b] * (mean[b] + delay_s * mean[b + 3] - origin[b])
            v[a] += axes[a, b] * mean[b + 3]
    level = max(math.sqrt(p[0] ** 2 + p[1] ** 2), NEAREST_M)
    slant = max(math.sqrt(level**2 + p[2] ** 2), NEAREST_M)
    rate = (p[0] * v[0] + p[1] * v[1] + p[2] * v[2]) / slant
    first = 1 if kind == RADAR else 0
    if kind == RADAR:
        work.expected[0], work.expected[3] = slant, rate
    work.expected[first] = math.atan2(p[1], p[0])
    work.expected[first + 1] = math.atan2(p[2], level)
    for b in range(3):
        east, north, up = axes[0, b], axes[1, b], axes[2, b]
        along = (p[0] * east + p[1] * north + p[2] * up) / slant
        jacobian[first, b] = (p[0] * north - p[1] * east) / level**2
        jacobian[first + 1, b] = (up - p[2] * along / slant) / level
        if kind == RADAR:
            jacobian[0, b] = along
            jacobian[3, b] = (v[0] * east + v[1] * north + v[2] * up - rate * along) / slant
            jacobian[3, b + 3] = along
    for row in range(4 if kind == RADAR else 2):
        for b in range(3):
            jacobian[row, b + 3] += delay_s * jacobian[row, b]


@part
def load_noise(state: State, sensors: Any, reports: Reports, j: int, widened: float, work: Work) -> None:
    """R of report `j` times `widened` into `work.noise`.

    It is the report's own covariance or the model's sigma squared, times the square of the noise factor learned of
    the sensor; the bias of a bearing is part of it.
    """
    row = sensors[reports.sensor]
    width = row["width"]
    factor = widened * state.noise_factor[reports.sensor] ** 2
    if reports.correlated[j]:
        factor *= CORRELATED_NOISE
    for a in range(width):
        for b in range(width):
            given = reports.covariance.shape[0] > 0
            own = reports.covariance[j, a, b] if given else (row["sigma"][a] ** 2 if a == b else 0.0)
            bias = reports.left[a] ** 2 if a == b and row["kind"] == BEARING else 0.0
            jump = reports.jump_m[j] ** 2 if a == b and a < 3 else 0.0
            work.noise[a, b] = factor * own + widened * (bias + jump)


@part
def innovate(
    sensors: Any, reports: Reports, j: int, first: int, mean: Floats, covariance: Floats, work: Work
) -> tuple[int, float, float]:
    """Compare report `j` with a state; leaves u and W in `work` for `correct`.

    Args:
        sensors: Rows of the sensors.
        reports: The scan.
        j: Which report.
        first: First column to use (0 but for the rates of a new track).
        mean: (6,) state.
        covariance: (6, 6).
        work: Scratch; `noise` was loaded for this report.

    Returns:
        Columns used, |u|² and log det S. Columns that the report does not have are left out.
    """
    row = sensors[reports.sensor]
    expect(row["kind"], mean, reports, reports.delay_s[j], work)
    angle = 1 if row["kind"] == RADAR else (0 if row["kind"] == BEARING else -1)
    used = 0
    for a in range(first, row["width"]):
        if not math.isnan(reports.z[j, a]):
            residual = reports.z[j, a] - work.expected[a]
            work.u[used] = wrap(residual) if a == angle else residual
            for b in range(6):
                work.jacobian[used, b] = work.jacobian[a, b]
            work.columns[used] = a
            used += 1
    _spread(used, mean, covariance, reports.left[-1], work)
    _factor(used, work)
    distance, log_det = 0.0, 0.0
    for k in range(used):
        distance += work.u[k] ** 2
        log_det += 2.0 * math.log(work.root[k, k])
    return used, distance, log_det


@part
def _spread(used: int, mean: Floats, covariance: Floats, clock_sigma_s: float, work: Work) -> None:
    """H P into `gain`, S into `root`; a clock off by σ moves the report along the flight by σ times the speed."""
    for k in range(used):
        for b in range(6):
            total = 0.0
            for c in range(6):
                total += work.jacobian[k, c] * covariance[c, b]
            work.gain[k, b] = total
    for k in range(used):
        for q in range(k + 1):
            total = work.noise[work.columns[k], work.columns[q]]
            drift_k, drift_q = 0.0, 0.0
            for c in range(6):
                total += work.gain[k, c] * work.jacobian[q, c]
            for c in range(3):
                drift_k += work.jacobian[k, c] * mean[c + 3]
                drift_q += work.jacobian[q, c] * mean[c + 3]
            work.root[k, q] = total + drift_k * drift_q * clock_sigma_s**2


@part
def _factor(used: int, work: Work) -> None:
    """Cholesky of S in place, then u ← L⁻¹ ν and W ← L⁻¹ H P by forward substitution."""
    root, u, gain = work.root, work.u, work.gain
    for k in range(used):
        for q in range(k + 1):
            total = root[k, q]
            for c in range(q):
                total -= root[k, c] * root[q, c]
            root[k, q] = math.sqrt(max(total, 1e-12)) if k == q else total / root[q, q]
    for k in range(used):
        for q in range(k):
            u[k] -= root[k, q] * u[q]
            for b in range(6):
                gain[k, b] -= root[k, q] * gain[q, b]
        u[k] /= root[k, k]
        for b in range(6):
            gain[k, b] /= root[k, k]


@part
def correct(used: int, mean: Floats, covariance: Floats, work: Work) -> None:
    """Kalman update in place with what `innovate` left: x ← x + Wᵀu, P ← P - WᵀW.

    Args:
        used: Columns that `innovate` used.
        mean: (6,) state.
        covariance: (6, 6); stays symmetric bit for bit.
        work: Scratch.
    """
    for k in range(used):
        for a in range(6):
            mean[a] += work.gain[k, a] * work.u[k]
            for b in range(6):
                covariance[a, b] -= work.gain[k, a] * work.gain[k, b]
