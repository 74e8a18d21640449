"""What the tracker is told about a sensor."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lindero.analytics.airspace.errors import BadSensorModel

Floats = NDArray[np.float64]
SensorKind = Literal["radar", "bearing", "position"]

WIDTHS: Final[dict[SensorKind, tuple[int, ...]]] = {"radar": (2, 3, 4), "bearing": (1, 2), "position": (2, 3, 6)}
"""How many columns a report may have."""

INSTALLED_BIAS: Final[dict[SensorKind, tuple[float, ...]]] = {
    "radar": (30.0, math.radians(0.5), math.radians(0.5), 0.5),
    "bearing": (math.radians(3.0), math.radians(3.0)),
    "position": (0.0,) * 6,
}
"""1-sigma of an installation nobody described: what a compass, a tape and a spirit level leave."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SensorModel:
    """One sensor: what its reports hold, how good they are, where it looks.

    Angles are in the sensor's own level axes: azimuth from its east, counter-clockwise.

    Attributes:
        sensor_id: The caller's identifier, unique within a tracker.
        kind: "radar" reports (range m, azimuth rad[, elevation rad[, range rate m/s]]), "bearing" (azimuth rad
            [, elevation rad]), "position" (east, north[, up[, east, north, up rates m/s]]) in the tracker's frame.
        position_enu_m: (3,) in the tracker's frame [m].
        sigma: (d,) 1-sigma of each column of a report, the vendor's claim.
        max_range_m: How far it detects [m].
        detection_probability: Of an object in view, per scan.
        clutter_per_scan: Mean false reports per scan, uniform over area and elevation of the field of view.
        period_s: Time between scans [s].
        axes_enu: (3, 3), rows are the sensor's east, north and up in the frame; None: those of the frame.
        azimuth_rad: Field of view, from and to, counter-clockwise [rad].
        elevation_rad: Field of view, lowest and highest [rad].
        min_range_m: Nearer than this nothing is seen [m].
        horizon_rad: (k, 2) azimuth and lowest visible elevation there [rad]; None: nothing in the way.
        resolution: Range [m] and azimuth [rad] within which two objects give one report; None: finer than the noise.
        cooperative: Only objects that announce themselves are seen: silence is no evidence of absence.
        bias_sigma: (d,) 1-sigma of the installation; None: `INSTALLED_BIAS`.
        clock_sigma_s: 1-sigma of the time stamps [s].

    Raises:
        BadSensorModel: A field contradicts the kind or is out of range.
    """

    sensor_id: int
    kind: SensorKind
    position_enu_m: ArrayLike
    sigma: ArrayLike
    max_range_m: float
    detection_probability: float
    clutter_per_scan: float
    period_s: float
    axes_enu: ArrayLike | None = None
    azimuth_rad: tuple[float, float] = (-math.pi, math.pi)
    elevation_rad: tuple[float, float] = (-math.pi / 2, math.pi / 2)
    min_range_m: float = 0.0
    horizon_rad: ArrayLike | None = None
    resolution: tuple[float, float] | None = None
    cooperative: bool = False
    bias_sigma: ArrayLike | None = None
    clock_sigma_s: float = 0.0

    def __post_init__(self) -> None:
        widths = WIDTHS.get(self.kind)
        self._require("kind", self.kind, widths is not None, "radar, bearing or position")
        sigma = np.asarray(self.sigma, dtype=np.float64)
        fits = sigma.ndim == 1 and widths is not None and len(sigma) in widths
        self._require("sigma", self.sigma, fits and positive(sigma), f"{widths} positive numbers")
        self._require("position_enu_m", self.position_enu_m, finite(self.position_enu_m, (3,)), "three finite metres")
        self._require("max_range_m", self.max_range_m, self.max_range_m > self.min_range_m >= 0, "above min_range_m")
        self._require("detection_probability", self.detection_probability, 0 < self.detection_probability <= 1, "0..1")
        self._require("clutter_per_scan", self.clutter_per_scan, 0 <= self.clutter_per_scan < math.inf, "0 or more")
        self._require("period_s", self.period_s, 0 < self.period_s < math.inf, "a positive time")
        self._require("clock_sigma_s", self.clock_sigma_s, 0 <= self.clock_sigma_s < math.inf, "0 or more")
        self._require("axes_enu", self.axes_enu, self.axes_enu is None or rotation(self.axes_enu), "a rotation (3, 3)")
        self._require("elevation_rad", self.elevation_rad, self.elevation_rad[0] < self.elevation_rad[1], "low, high")
        self._require("bias_sigma", self.bias_sigma, self._bias_fits(len(sigma)), f"{len(sigma)} numbers, 0 or more")
        self._require("horizon_rad", self.horizon_rad, self._horizon_fits(), "(k, 2) finite angles")

    @cached_property
    def width(self) -> int:
        """Columns of a report."""
        return len(np.asarray(self.sigma))

    @cached_property
    def pose(self) -> tuple[Floats, Floats]:
        """(3,) place and (3, 3) axes in the frame, row by row in memory: kernels are compiled for that order alone."""
        axes = np.eye(3) if self.axes_enu is None else self.axes_enu
        return np.array(self.position_enu_m, dtype=np.float64), np.array(axes, dtype=np.float64, order="C")

    @property
    def installed_bias(self) -> Floats:
        """(d,) 1-sigma of the installation, as described or as usual."""
        if self.bias_sigma is None:
            return np.array(INSTALLED_BIAS[self.kind][: self.width])
        return np.array(self.bias_sigma, dtype=np.float64)

    def _bias_fits(self, width: int) -> bool:
        bias = np.zeros(width) if self.bias_sigma is None else np.asarray(self.bias_sigma, dtype=np.float64)
        return finite(bias, (width,)) and bool(np.all(bias >= 0))

    def _horizon_fits(self) -> bool:
        if self.horizon_rad is None:
            return True
        horizon = np.asarray(self.horizon_rad, dtype=np.float64)
        return finite(horizon, (len(horizon), 2)) and len(horizon) > 0

    def _require(self, field: str, value: object, holds: bool, expected: str) -> None:
        if not holds:
            raise BadSensorModel(sensor_id=self.sensor_id, field=field, value=value, expected=expected)


def finite(values: ArrayLike, shape: tuple[int, ...]) -> bool:
    """Whether an array has this shape and no NaN or infinity."""
    array = np.asarray(values, dtype=np.float64)
    return array.shape == shape and bool(np.all(np.isfinite(array)))


def positive(values: Floats) -> bool:
    """Whether all are finite and above zero."""
    return bool(np.all(np.isfinite(values)) and np.all(values > 0))


def rotation(axes: ArrayLike) -> bool:
    """Whether the rows are a right-handed orthonormal triad, to 1e-6."""
    matrix = np.asarray(axes, dtype=np.float64)
    return finite(matrix, (3, 3)) and bool(
        np.allclose(matrix @ matrix.T, np.eye(3), atol=1e-6) and np.linalg.det(matrix) > 0
    )
