"""From a scan as it came to one that kernels can trust: shapes, ranges, and reports that cannot be true."""

import math
from typing import Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lindero.analytics.airspace.classification.classes import CLASSES
from lindero.analytics.airspace.classification.wind import UNKNOWN
from lindero.analytics.airspace.scan import Scan
from lindero.analytics.airspace.sensor import SensorModel, finite, rotation
from lindero.analytics.airspace.tracking.layout import BEARING, KINDS, RADAR, Reports
from lindero.analytics.jit import kernel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Item = TypeVar("Item", np.float64, np.int64)

NO_COVARIANCE: Final = np.zeros((0, 1, 1))
NO_LIKELIHOOD: Final = np.zeros((0, len(CLASSES)))
NOTHING_LEFT: Final = np.zeros(0)
NO_RCS: Final = np.zeros(0)
NO_TIMES: Final = np.zeros(0)

FARTHEST_M: Final = 1e7
FASTEST_MPS: Final = 2000.0
RANGE_SLACK: Final = 1.2
"""A radar's report beyond this many maximum ranges cannot be one."""

LONGEST_SCAN_S: Final = 60.0


class Checked(NamedTuple):
    """A scan after the check.

    Attributes:
        reports: What can be used; None if the scan as a whole cannot.
        kept: (m,) which of the reports are in it.
    """

    reports: Reports | None
    kept: Flags


def check_scan(scan: Scan, model: SensorModel, row: int) -> Checked:
    """Keep the reports that can be true.

    Args:
        scan: As it came; nothing is taken for granted but its type.
        model: Of its sensor.
        row: Index of the sensor.
    """
    z = _array(scan.z, np.float64)
    count = len(z) if z is not None and z.ndim else 1
    if z is None or z.ndim != 2 or z.shape[1] != model.width:
        return Checked(None, np.zeros(max(count, 1), dtype=np.bool_))
    columns, pose = _columns(scan, count, model.width), _pose(scan, model)
    sector = (-math.pi, math.pi) if scan.looked_rad is None else scan.looked_rad
    if columns is None or pose is None or not all(map(math.isfinite, (scan.time_s, scan.arrival_s, *sector))):
        return Checked(None, np.zeros(max(count, 1), dtype=np.bool_))
    kept = plausible(z, columns.delay_s, KINDS[model.kind], model.max_range_m)
    if len(columns.covariance):
        kept &= positive_definite(columns.covariance, count)
    if not kept.all():
        z, columns = z[kept], columns.only(kept)
    reports = Reports(
        sensor=row,
        time_s=float(scan.time_s),
        z=z,
        covariance=columns.covariance,
        delay_s=columns.delay_s,
        transmitter_id=columns.transmitter_id,
        correlated=columns.source_track_id != -1,
        class_likelihood=columns.class_likelihood,
        position_enu_m=pose[0],
        axes_enu=pose[1],
        looked_rad=np.array(sector, dtype=np.float64),
        whole_look=scan.looked_rad is not None,
        silence_counts=_silence_counts(scan, model),
        left=NOTHING_LEFT,
        jump_m=NOTHING_LEFT,
        rcs_dbsm=columns.rcs_dbsm,
        wind=UNKNOWN,
    )
    return Checked(reports, kept)


def _silence_counts(scan: Scan, model: SensorModel) -> bool:
    """Whether an object in view that this scan does not report was missed."""
    if scan.looked_rad is None or model.cooperative or model.kind == "bearing":
        return False
    return model.kind == "radar" or scan.transmitter_id is None


@kernel
def plausible(z: Floats, delay_s: Floats, kind: int, max_range_m: float) -> Flags:
    """Which reports can be true of a sensor: finite where they must be, and inside its space.

    NaN in a column that may be missing is no fault; infinity always is.

    Args:
        z: (m, d) reports.
        delay_s: (m,) time of each minus that of the scan.
        kind: RADAR, BEARING or POSITION.
        max_range_m: Of the sensor.

    Returns:
        (m,).
    """
    good = np.empty(len(z), dtype=np.bool_)
    steep, circle = math.pi / 2, 4 * math.pi
    for j in range(len(z)):
        one, fits = z[j], abs(delay_s[j]) <= LONGEST_SCAN_S
        for a in range(z.shape[1]):
            size = abs(one[a])
            if kind == RADAR:
                limit = (RANGE_SLACK * max_range_m, circle, steep, FASTEST_MPS)[a]
                fits &= not (size > limit) and (a > 1 or size <= limit) and (a > 0 or one[0] > 0.0)
            elif kind == BEARING:
                limit = (circle, steep)[a]
                fits &= not (size > limit) and (a > 0 or size <= limit)
            else:
                limit = FARTHEST_M if a < 3 else FASTEST_MPS
                fits &= not (size > limit) and (a > 1 or size <= limit)
        good[j] = fits
    return good


def positive_definite(covariance: Floats, count: int) -> NDArray[np.bool_]:
    """Which of the given covariances (m, d, d) are; all of `count` if none is given."""
    if not len(covariance):
        return np.ones(count, dtype=np.bool_)
    usable: Flags = np.all(np.isfinite(covariance), axis=(1, 2))
    symmetric = np.where(usable[:, None, None], covariance, np.eye(covariance.shape[1]))
    usable &= np.isclose(symmetric, symmetric.transpose(0, 2, 1), rtol=1e-6).all(axis=(1, 2))
    usable &= np.linalg.eigvalsh(symmetric)[:, 0] > 0.0
    return usable


class Columns(NamedTuple):
    """What a scan says of each report besides the report itself."""

    covariance: Floats
    delay_s: Floats
    transmitter_id: NDArray[np.int64]
    source_track_id: NDArray[np.int64]
    class_likelihood: Floats
    rcs_dbsm: Floats

    def only(self, kept: Flags) -> "Columns":
        """The same for the kept reports; a column that is not given stays so."""
        covariance = self.covariance[kept] if len(self.covariance) else self.covariance
        likelihood = self.class_likelihood[kept] if len(self.class_likelihood) else self.class_likelihood
        rcs = self.rcs_dbsm[kept] if len(self.rcs_dbsm) else self.rcs_dbsm
        return Columns(
            covariance, self.delay_s[kept], self.transmitter_id[kept], self.source_track_id[kept], likelihood, rcs
        )


def _columns(scan: Scan, count: int, width: int) -> Columns | None:
    """The optional columns with their defaults, or None if one has the wrong shape."""
    covariance = _optional(scan.covariance, NO_COVARIANCE, (count, width, width))
    times = None if scan.report_time_s is None else _optional(scan.report_time_s, NO_TIMES, (count,))
    nobody = np.full(count, -1, dtype=np.int64)
    transmitter = _optional(scan.transmitter_id, nobody, (count,))
    source = _optional(scan.source_track_id, nobody, (count,))
    likelihood = _optional(scan.class_likelihood, NO_LIKELIHOOD, (count, len(CLASSES)))
    rcs = _optional(scan.rcs_dbsm, NO_RCS, (count,))
    if (
        covariance is None
        or (times is None and scan.report_time_s is not None)
        or transmitter is None
        or source is None
        or likelihood is None
        or rcs is None
    ):
        return None
    delay_s = np.zeros(count) if times is None else np.where(np.isnan(times), 0.0, times - scan.time_s)
    if len(likelihood):
        told: Flags = np.all(np.isfinite(likelihood), axis=1) & np.all(likelihood >= 0.0, axis=1)
        likelihood = np.where(told[:, None], likelihood, 1.0)
    echo = np.where(np.isfinite(rcs), rcs, np.nan) if len(rcs) else rcs
    return Columns(covariance, delay_s, transmitter, source, likelihood, echo)


def _pose(scan: Scan, model: SensorModel) -> tuple[Floats, Floats] | None:
    """Place and axes of the sensor at this scan, or None if they are none."""
    if scan.position_enu_m is None and scan.axes_enu is None:
        return model.pose
    position = model.pose[0] if scan.position_enu_m is None else scan.position_enu_m
    axes = model.pose[1] if scan.axes_enu is None else scan.axes_enu
    if not finite(position, (3,)) or not rotation(axes):
        return None
    return np.array(position, dtype=np.float64), np.array(axes, dtype=np.float64, order="C")


def _optional(given: ArrayLike | None, absent: NDArray[Item], shape: tuple[int, ...]) -> NDArray[Item] | None:
    """The given array as the type of `absent`, `absent` if nothing is given, None if it does not fit."""
    if given is None:
        return absent
    array = _array(given, absent.dtype.type)
    return array if array is not None and array.shape == shape else None


def _array(values: ArrayLike, kind: type[Item]) -> NDArray[Item] | None:
    """A copy as an array of numbers, or None if it is none."""
    try:
        return np.array(values, dtype=kind, order="C")
    except (TypeError, ValueError, OverflowError):
        return None
