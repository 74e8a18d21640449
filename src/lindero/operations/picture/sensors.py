"""Sensors as the tracker knows them."""

import math
from dataclasses import replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace import Frame, SensorModel
from lindero.model.airspace import Detection, Sensor

Floats = NDArray[np.float64]
SensorKind = Literal["radar", "bearing", "position"]

REMOTE_ID_SIGMA_M: Final = (10.0, 10.0, 20.0)
"""East, north, up of a broadcast position whose accuracy is not stated. [m]"""
RADAR_SIGMA: Final = (20.0, math.radians(1.0), math.radians(2.0))
"""Range [m], azimuth, elevation [rad] of a radar that states none."""
BEARING_SIGMA: Final = (math.radians(3.0), math.radians(5.0))
"""Azimuth, elevation [rad] of a direction finder that states none."""
FAR_M: Final = 60_000.0
"""Range of a sensor that states none: beyond any sector's reach. [m]"""


def kind_of(detection: Detection) -> SensorKind:
    """What kind of sensor a detection comes from, by what it holds."""
    if detection.bearing is None:
        return "position"
    return "bearing" if detection.bearing.range_m is None else "radar"


SENSOR_IDS: Final[dict[SensorKind, int]] = {"radar": 1, "bearing": 2, "position": 3}
"""Sensors for which the tracker has no row of their own share one of each kind: every report brings its own place, axes
and covariance, as those of a moving sensor do."""

MOST_SENSORS: Final = 48
"""Sensors of a sector that get a row of their own; what registration keeps grows with the square of their number."""


def sensor_models() -> list[SensorModel]:
    """The three sensors that a sector's tracker knows.

    Detection probability and clutter matter for scans; single messages are never a miss.
    """
    return [_model("radar", RADAR_SIGMA), _model("bearing", BEARING_SIGMA), _model("position", REMOTE_ID_SIGMA_M)]


def model_of(number: int, kind: SensorKind, sensor: Sensor | None, frame: Frame) -> SensorModel:
    """One sensor as its record describes it.

    Args:
        number: The tracker's number of it.
        kind: By what its reports hold.
        sensor: Its record, where it gave one.
        frame: The tracker's plane.
    """
    sigma = {"radar": RADAR_SIGMA, "bearing": BEARING_SIGMA, "position": REMOTE_ID_SIGMA_M}[kind]
    pose = pose_of(sensor, frame)
    model = _model(kind, sigma, number)
    return model if pose is None else replace(model, position_enu_m=pose[0], axes_enu=pose[1])


def _model(kind: SensorKind, sigma: tuple[float, ...], number: int | None = None) -> SensorModel:
    return SensorModel(
        sensor_id=SENSOR_IDS[kind] if number is None else number,
        kind=kind,
        position_enu_m=(0.0, 0.0, 0.0),
        sigma=sigma,
        max_range_m=FAR_M,
        detection_probability=0.9,
        clutter_per_scan=0.0 if kind == "position" else 1.0,
        period_s=1.0,
        cooperative=kind == "position",
    )


def pose_of(sensor: Sensor | None, frame: Frame) -> tuple[Floats, Floats] | None:
    """Where a sensor stands in a plane [m], and its level axes there; None when it did not say.

    Args:
        sensor: Its record.
        frame: The plane.
    """
    place = sensor.position if sensor is not None else None
    if place is None:
        return None
    height = frame.height_hae_m if place.altitude_hae_m is None else place.altitude_hae_m
    return frame.enu_from_wgs84(place.lat_deg, place.lon_deg, height), frame.axes_at(place.lat_deg, place.lon_deg)
