"""Sensor records as the tracker's sensor models."""

import math
from typing import Final

import numpy as np

from lindero.analytics.airspace import Frame, SensorModel
from lindero.model.airspace import Detection, Sensor

REMOTE_ID_SIGMA_M: Final = (10.0, 10.0, 20.0)
"""East, north, up of a broadcast position whose accuracy is not stated. [m]"""
RADAR_SIGMA: Final = (20.0, math.radians(1.0), math.radians(2.0))
"""Range [m], azimuth, elevation [rad] of a radar that states none."""
BEARING_SIGMA: Final = (math.radians(3.0), math.radians(5.0))
"""Azimuth, elevation [rad] of a direction finder that states none."""
FAR_M: Final = 60_000.0
"""Range of a sensor that states none: beyond any sector's reach. [m]"""


def kind_of(detection: Detection) -> str:
    """What a sensor that nobody described must be, from what it reports."""
    if detection.bearing is None:
        return "position"
    return "bearing" if detection.bearing.range_m is None else "radar"


def sensor_model(sensor: Sensor | None, kind: str, sensor_id: int, frame: Frame) -> SensorModel:
    """The tracker's model of a sensor.

    Args:
        sensor: Its record; None for one that only ever reported positions.
        kind: "radar", "bearing" or "position".
        sensor_id: Number within the tracker.
        frame: The tracker's plane.

    Its reports carry their own covariance, so sigma here only stands in where a report states none. Detection
    probability and clutter matter for scans; single messages are never a miss.
    """
    place = sensor.position if sensor is not None else None
    if place is None:
        position_enu_m, axes = np.zeros(3), None
    else:
        position_enu_m = frame.enu_from_wgs84(place.lat_deg, place.lon_deg, place.altitude_hae_m or frame.height_hae_m)
        axes = frame.axes_at(place.lat_deg, place.lon_deg)
    reach_m = (sensor.max_range_m if sensor is not None else None) or FAR_M
    sigma = {"radar": RADAR_SIGMA, "bearing": BEARING_SIGMA}.get(kind, REMOTE_ID_SIGMA_M)
    return SensorModel(
        sensor_id=sensor_id,
        kind="radar" if kind == "radar" else "bearing" if kind == "bearing" else "position",
        position_enu_m=position_enu_m,
        sigma=sigma,
        max_range_m=reach_m,
        detection_probability=0.9,
        clutter_per_scan=0.0 if kind == "position" else 1.0,
        period_s=1.0,
        axes_enu=axes,
        cooperative=kind == "position",
    )
