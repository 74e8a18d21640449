"""Detections as the rows of a scan: angles of the compass become the sensor's own, sentinels stay absent."""

import hashlib
import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace import CLASSES, Frame, Scan
from lindero.kernel.clock import SECOND_NS
from lindero.model.airspace import Detection, Sensor
from lindero.operations.picture.sensors import (
    BEARING_SIGMA,
    RADAR_SIGMA,
    REMOTE_ID_SIGMA_M,
    kind_of,
    pose_of,
)

Floats = NDArray[np.float64]

SIGMA_OF_95: Final = 2.4477
"""Radius of the circle that holds 95 % of a round Gaussian, in sigmas (chi-square with 2 degrees of freedom)."""
OPINION_FLOOR: Final = 0.02
"""Least likelihood of a class: no sensor's opinion rules anything out."""


def identity_number(text: str) -> int:
    """Non-negative int64 of a text identity, equal for equal texts."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 1


def scan_of(
    detections: Sequence[Detection],
    sensor: Sensor | None,
    frame: Frame,
    arrival_s: float,
    class_likelihood: Floats,
    sensor_id: int,
) -> Scan:
    """One scan of reports of one sensor.

    They are single messages: that nothing else was reported is no miss. Each row has its own time and covariance.

    Args:
        detections: Of one sensor and one kind, each with what its kind needs.
        sensor: Its record, where it gave one.
        frame: The tracker's plane.
        arrival_s: When they arrived, same epoch as their times [s].
        class_likelihood: (m, 7) new evidence on the class in each.
        sensor_id: The tracker's number of the sensor.
    """
    kind = kind_of(detections[0])
    rows = [_row(detection, kind, frame) for detection in detections]
    times = np.array([detection.observed_at / SECOND_NS for detection in detections])
    pose = pose_of(sensor, frame) if kind != "position" else None
    return Scan(
        sensor_id=sensor_id,
        time_s=float(times.max()),
        report_time_s=times,
        z=np.array([z for z, _ in rows]),
        covariance=np.array([np.diag(np.square(sigma)) for _, sigma in rows]),
        position_enu_m=pose[0] if pose else None,
        axes_enu=pose[1] if pose else None,
        arrival_s=arrival_s,
        looked_rad=None,
        transmitter_id=np.array([transmitter_of(detection) for detection in detections], dtype=np.int64),
        source_track_id=np.array([_source_track(detection) for detection in detections], dtype=np.int64),
        class_likelihood=class_likelihood,
    )


def transmitter_of(detection: Detection) -> int:
    """Number of the airframe that a transmitter names, -1 for none."""
    return -1 if detection.airframe_ref is None else identity_number(detection.airframe_ref)


def _source_track(detection: Detection) -> int:
    if detection.source_track is None:
        return -1
    return identity_number(f"{detection.sensor}/{detection.source_track}")


BROADCAST: Final = {
    "helicopter-or-multirotor": "multirotor",
    "hybrid-lift": "multirotor",
    "aeroplane": "fixed-wing",
    "glider": "fixed-wing",
}
"""What a drone says that it is, as a class. Whoever says that it is none is not believed."""
BROADCAST_LIKELIHOOD: Final = 0.7
"""p(the type is broadcast | that class); the rest falls on the other classes alike."""


def broadcast_opinion(detection: Detection) -> Floats:
    """(7,) p(evidence | class) of the type that a transmitter broadcasts; NaN where it says none."""
    said = BROADCAST.get(detection.emitter.ua_type or "") if detection.emitter is not None else None
    if said is None:
        return np.full(len(CLASSES), math.nan)
    likelihood = np.full(len(CLASSES), (1.0 - BROADCAST_LIKELIHOOD) / (len(CLASSES) - 1))
    likelihood[CLASSES.index(said)] = BROADCAST_LIKELIHOOD
    return likelihood


def opinion(detection: Detection) -> Floats:
    """(7,) p(evidence | class) of a sensor's own classification, else of what is broadcast; NaN where neither is."""
    if not detection.classification:
        return broadcast_opinion(detection)
    said = {c.object_class: c.probability for c in detection.classification}
    rest = max(0.0, 1.0 - sum(said.values())) / max(1, len(CLASSES) - len(said))
    likelihood = np.array([said.get(name, rest) for name in CLASSES], dtype=np.float64)
    return np.maximum(likelihood, OPINION_FLOOR)


class Opinions:
    """Sensors repeat themselves: an opinion on one object counts less each time it is said again.

    The k-th time its likelihood has the exponent 1/k: a hundred repetitions weigh like five looks, and what is said
    before the track is founded does not use the opinion up.
    """

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], int] = {}

    def news(self, detections: Sequence[Detection]) -> Floats:
        """(m, 7) new evidence in each detection; a row of NaN where there is none."""
        return np.array([self._news(detection) for detection in detections])

    def _news(self, detection: Detection) -> Floats:
        said = opinion(detection)
        repeated = detection.source_track or detection.airframe_ref
        if repeated is None or not np.isfinite(said).all():
            return said
        key = (detection.sensor, repeated)
        times = self._said.get(key, 0)
        self._said[key] = times + 1
        return np.asarray(said ** (1.0 / (1 + times)))


def _row(detection: Detection, kind: str, frame: Frame) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Report and its sigma, columns as the sensor's kind."""
    if kind == "position":
        return _position_row(detection, frame)
    bearing = detection.bearing
    assert bearing is not None
    azimuth = math.radians(90.0 - bearing.azimuth_deg)
    elevation = math.nan if bearing.elevation_deg is None else math.radians(bearing.elevation_deg)
    default = BEARING_SIGMA if kind == "bearing" else RADAR_SIGMA[1:]
    angles = (
        default[0] if bearing.azimuth_sigma_deg is None else math.radians(bearing.azimuth_sigma_deg),
        default[1] if bearing.elevation_sigma_deg is None else math.radians(bearing.elevation_sigma_deg),
    )
    if kind == "bearing":
        return (azimuth, elevation), angles
    assert bearing.range_m is not None
    return (bearing.range_m, azimuth, elevation), (bearing.range_sigma_m or RADAR_SIGMA[0], *angles)


def _position_row(detection: Detection, frame: Frame) -> tuple[tuple[float, ...], tuple[float, ...]]:
    place = detection.position
    assert place is not None
    height = place.altitude_hae_m
    enu = frame.enu_from_wgs84(place.lat_deg, place.lon_deg, frame.height_hae_m if height is None else height)
    sigma_m = REMOTE_ID_SIGMA_M[0] if not place.error_95_m else place.error_95_m / SIGMA_OF_95
    up = math.nan if height is None else float(enu[2])
    return (float(enu[0]), float(enu[1]), up), (sigma_m, sigma_m, max(sigma_m, REMOTE_ID_SIGMA_M[2]))
