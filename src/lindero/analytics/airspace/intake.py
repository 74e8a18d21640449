"""From a scan as it came to one that kernels can trust: shapes, ranges, and reports that cannot be true."""

import math
from typing import Final, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lindero.analytics.airspace.classes import CLASSES
from lindero.analytics.airspace.layout import Reports
from lindero.analytics.airspace.scan import Scan
from lindero.analytics.airspace.sensor import SensorModel, finite, rotation

Floats = NDArray[np.float64]
Item = TypeVar("Item", np.float64, np.int64)

NO_COVARIANCE: Final = np.zeros((0, 1, 1))
NO_LIKELIHOOD: Final = np.zeros((0, len(CLASSES)))
REQUIRED_COLUMNS: Final = {"radar": 2, "bearing": 1, "position": 2}
"""The first columns of a report, without which it has no place or direction."""

FARTHEST_M: Final = 1e6
FASTEST_MPS: Final = 2000.0
RANGE_SLACK: Final = 1.2
"""A radar's report beyond this many maximum ranges cannot be one."""

LONGEST_SCAN_S: Final = 60.0


def check_scan(scan: Scan, model: SensorModel, row: int) -> tuple[Reports | None, int]:
    """Keep the reports that can be true.

    Args:
        scan: As it came; nothing is taken for granted but its type.
        model: Of its sensor.
        row: Index of the sensor.

    Returns:
        The reports for the kernels, None if the scan as a whole cannot be used; and how many reports were refused.
    """
    z = _array(scan.z, np.float64)
    if z is None or z.ndim != 2 or z.shape[1] != model.width:
        return None, max(len(z), 1) if z is not None and z.ndim else 1
    columns = _columns(scan, len(z), model.width)
    pose = _pose(scan, model)
    if columns is None or pose is None or not (math.isfinite(scan.time_s) and math.isfinite(scan.arrival_s)):
        return None, max(len(z), 1)
    covariance, delay_s, transmitter, source, likelihood = columns
    keep = plausible(z, model) & (np.abs(delay_s) <= LONGEST_SCAN_S) & positive_definite(covariance, len(z))
    if not keep.all():
        z, delay_s, transmitter, source = z[keep], delay_s[keep], transmitter[keep], source[keep]
        covariance = covariance[keep] if len(covariance) else covariance
        likelihood = likelihood[keep] if len(likelihood) else likelihood
    sector = scan.looked_rad if scan.looked_rad is not None else (-math.pi, math.pi)
    counts = scan.looked_rad is not None and not model.cooperative and model.kind != "bearing"
    reports = Reports(
        sensor=row,
        time_s=float(scan.time_s),
        z=np.ascontiguousarray(z),
        covariance=np.ascontiguousarray(covariance),
        delay_s=delay_s,
        transmitter_id=transmitter,
        correlated=source != -1,
        class_likelihood=np.ascontiguousarray(likelihood),
        position_enu_m=pose[0],
        axes_enu=pose[1],
        looked_rad=np.array(sector, dtype=np.float64),
        silence_counts=bool(counts and (scan.transmitter_id is None or model.kind == "radar")),
    )
    return reports, int(np.count_nonzero(~keep))


def plausible(z: Floats, model: SensorModel) -> NDArray[np.bool_]:
    """Which reports (m, d) can be true of a sensor: finite where they must be, and inside its space.

    NaN in a column that may be missing is no fault; infinity always is.
    """
    required = REQUIRED_COLUMNS[model.kind]
    good: NDArray[np.bool_] = np.isfinite(z[:, :required]).all(axis=1) & ~np.isinf(z).any(axis=1)
    with np.errstate(invalid="ignore"):
        if model.kind == "radar":
            good &= (z[:, 0] > 0.0) & (z[:, 0] <= RANGE_SLACK * model.max_range_m) & (np.abs(z[:, 1]) <= 4 * math.pi)
            good &= ~(np.abs(z[:, 2:3]) > math.pi / 2).any(axis=1) & ~(np.abs(z[:, 3:4]) > FASTEST_MPS).any(axis=1)
        elif model.kind == "bearing":
            good &= (np.abs(z[:, 0]) <= 4 * math.pi) & ~(np.abs(z[:, 1:2]) > math.pi / 2).any(axis=1)
        else:
            good &= ~(np.abs(z[:, :3]) > FARTHEST_M).any(axis=1) & ~(np.abs(z[:, 3:]) > FASTEST_MPS).any(axis=1)
    return good


def positive_definite(covariance: Floats, count: int) -> NDArray[np.bool_]:
    """Which of the given covariances (m, d, d) are; all of `count` if none is given."""
    if not len(covariance):
        return np.ones(count, dtype=np.bool_)
    usable: NDArray[np.bool_] = np.isfinite(covariance).all(axis=(1, 2))
    symmetric = np.where(usable[:, None, None], covariance, np.eye(covariance.shape[1]))
    usable &= np.isclose(symmetric, symmetric.transpose(0, 2, 1), rtol=1e-6).all(axis=(1, 2))
    usable &= np.linalg.eigvalsh(symmetric)[:, 0] > 0.0
    return usable


def _columns(
    scan: Scan, count: int, width: int
) -> tuple[Floats, Floats, NDArray[np.int64], NDArray[np.int64], Floats] | None:
    """Covariances, delays, transmitters, source tracks and class likelihoods, or None if a shape is wrong."""
    covariance = _optional(scan.covariance, NO_COVARIANCE, (count, width, width))
    times = _optional(scan.report_time_s, np.full(count, scan.time_s), (count,))
    transmitter = _optional(scan.transmitter_id, np.full(count, -1), (count,))
    source = _optional(scan.source_track_id, np.full(count, -1), (count,))
    likelihood = _optional(scan.class_likelihood, NO_LIKELIHOOD, (count, len(CLASSES)))
    rcs = _optional(scan.rcs_dbsm, np.zeros(count), (count,))
    if (
        covariance is None
        or times is None
        or transmitter is None
        or source is None
        or likelihood is None
        or rcs is None
    ):
        return None
    delay_s = np.where(np.isnan(times), 0.0, times - scan.time_s)
    silent = ~(np.isfinite(likelihood).all(axis=1) & (likelihood >= 0.0).all(axis=1))
    return covariance, delay_s, transmitter, source, np.where(silent[:, None], 1.0, likelihood)


def _pose(scan: Scan, model: SensorModel) -> tuple[Floats, Floats] | None:
    """Place and axes of the sensor at this scan, or None if they are none."""
    position = model.position_enu_m if scan.position_enu_m is None else scan.position_enu_m
    axes = scan.axes_enu if scan.axes_enu is not None else model.axes_enu
    if not finite(position, (3,)) or not (axes is None or rotation(axes)):
        return None
    return np.array(position, dtype=np.float64), np.array(np.eye(3) if axes is None else axes, dtype=np.float64)


def _optional(given: ArrayLike | None, absent: NDArray[Item], shape: tuple[int, ...]) -> NDArray[Item] | None:
    """The given array as the type of `absent`, `absent` if nothing is given, None if it does not fit."""
    if given is None:
        return absent
    array = _array(given, absent.dtype.type)
    return array if array is not None and array.shape == shape else None


def _array(values: ArrayLike, kind: type[Item]) -> NDArray[Item] | None:
    """A copy as an array of numbers, or None if it is none."""
    try:
        return np.array(values, dtype=kind)
    except (TypeError, ValueError, OverflowError):
        return None
