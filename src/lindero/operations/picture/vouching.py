"""Whether radar or bearing confirms, in place and speed, what a crewed aircraft broadcasts of itself.

The track cannot answer that: the broadcast is in it. So a state is made of the witnesses' reports alone, the positions
that radars measured and the bearings of direction finders within ten seconds of the claim, as of something that moves
evenly: weighted least squares of z = H x, x = (east, north, and their rates) at the time of the claim. A bearing tells
the offset across the line of sight, seen from where the claim would be. Witnesses that leave the state open by more
than `LOOSE_M` or `LOOSE_MPS` confirm nothing.
"""

import math
from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace import Frame
from lindero.kernel.clock import SECOND_NS
from lindero.model.airspace import Detection, Sensor
from lindero.operations.picture.cooperative import WITNESSES, suppresses_alert
from lindero.operations.picture.reports import SIGMA_OF_95
from lindero.operations.picture.sensors import BEARING_SIGMA, SensorKind, kind_of, pose_of
from lindero.operations.picture.sources import UNSTATED_ERROR_95_M

Floats = NDArray[np.float64]

CREWED_RADIOS: Final = frozenset({"adsb-1090", "adsr"})
"""Broadcasts of a position that the aircraft itself measured; what radars or networks made of it claims nothing."""
UNCREWED: Final = frozenset({"unmanned", "lighter-than-air", "point-obstacle", "cluster-obstacle", "line-obstacle"})

HELD_NS: Final = 10 * SECOND_NS
"""So long a confirmation counts after the claim that was confirmed."""
WINDOW_NS: Final = 10 * SECOND_NS
LOOSE_M: Final = 300.0
LOOSE_MPS: Final = 20.0
CLAIM_SIGMA_M: Final = 30.0
CLAIM_SIGMA_MPS: Final = 3.0
CLAIM_LATENCY_S: Final = 0.2
"""1-sigma of the age of a broadcast position that nobody told: at 250 m/s it is 50 m."""
OFF_SIGHT_SIGMAS: Final = 3.7
"""A bearing farther than this beside the claim is of something else."""
MOST_SEEN: Final = 64


class Sight(NamedTuple):
    """A place that a radar measured.

    Attributes:
        at: When. [ns UTC]
        place: (2,) east, north [m].
        sigma_m: 1-sigma of it.
    """

    at: int
    place: Floats
    sigma_m: float


class Ray(NamedTuple):
    """A bearing.

    Attributes:
        at: When. [ns UTC]
        station: (2,) east, north of the direction finder [m].
        azimuth_rad: From east, counter-clockwise.
        sigma_rad: 1-sigma of it.
    """

    at: int
    station: Floats
    azimuth_rad: float
    sigma_rad: float


class Rays:
    """The newest bearings that were heard in a sector."""

    def __init__(self) -> None:
        self._rays: deque[Ray] = deque(maxlen=512)

    def take(self, detections: Iterable[Detection], sensor: Sensor | None, frame: Frame) -> None:
        """Keep the bearings among the reports of a sensor that says where it stands."""
        pose = pose_of(sensor, frame)
        for detection in detections:
            bearing = detection.bearing
            if pose is None or bearing is None or kind_of(detection) != "bearing":
                continue
            sigma = BEARING_SIGMA[0] if bearing.azimuth_sigma_deg is None else math.radians(bearing.azimuth_sigma_deg)
            azimuth = math.radians(90.0 - bearing.azimuth_deg)
            self._rays.append(Ray(detection.observed_at, np.asarray(pose[0][:2], np.float64), azimuth, sigma))

    def near(self, at: int) -> list[Ray]:
        """Those within the window of an instant [ns UTC]."""
        return [ray for ray in self._rays if abs(ray.at - at) <= WINDOW_NS]


class Vouching:
    """The claims and witnesses of one track."""

    def __init__(self) -> None:
        self._claim: Detection | None = None
        self._seen: deque[Sight] = deque(maxlen=MOST_SEEN)
        self._confirmed_at: int | None = None

    def take(self, detection: Detection, frame: Frame) -> None:
        """Note a report that lies on the track: a claim, or what a radar saw."""
        place = detection.position
        if is_claim(detection):
            if self._claim is None or detection.observed_at >= self._claim.observed_at:
                self._claim = detection
        elif place is not None and kind_of(detection) == "radar":
            sigma_m = (place.error_95_m or UNSTATED_ERROR_95_M) / SIGMA_OF_95
            self._seen.append(Sight(detection.observed_at, _east_north(detection, frame), sigma_m))

    def holds(self, at: int, rays: Rays, frame: Frame) -> bool:
        """Whether a claim is confirmed, or was shortly before an instant [ns UTC]."""
        claim, self._claim = self._claim, None
        if claim is not None:
            sights = [sight for sight in self._seen if abs(sight.at - claim.observed_at) <= WINDOW_NS]
            if confirmed(claim, sights, rays.near(claim.observed_at), frame):
                self._confirmed_at = max(claim.observed_at, self._confirmed_at or 0)
        return self._confirmed_at is not None and at - self._confirmed_at <= HELD_NS


def is_claim(detection: Detection) -> bool:
    """Whether a crewed aircraft under its ICAO address says where it is and how it moves."""
    emitter, velocity = detection.emitter, detection.velocity
    return (
        emitter is not None
        and emitter.radio in CREWED_RADIOS
        and emitter.ua_type not in UNCREWED
        and (detection.airframe_ref or "").startswith("icao:")
        and detection.position is not None
        and velocity is not None
        and velocity.track_deg is not None
    )


def confirmed(claim: Detection, sights: list[Sight], rays: list[Ray], frame: Frame) -> bool:
    """Whether the witnesses alone put an object where the claim is, as fast."""
    velocity, place = claim.velocity, claim.position
    assert velocity is not None
    assert place is not None
    course = math.radians(velocity.track_deg or 0.0)
    motion = velocity.speed_mps * np.array([math.sin(course), math.cos(course)])
    claimed = np.concatenate([_east_north(claim, frame), motion])
    state = _state_of(claimed, claim.observed_at, sights, rays)
    if state is None:
        return False
    estimate, covariance, kinds = state
    if math.sqrt(covariance[:2, :2].trace()) > LOOSE_M or math.sqrt(covariance[2:, 2:].trace()) > LOOSE_MPS:
        return False
    stated_m = CLAIM_SIGMA_M if place.error_95_m is None else place.error_95_m / SIGMA_OF_95
    sigma_m = math.hypot(stated_m, CLAIM_LATENCY_S * velocity.speed_mps)
    return suppresses_alert(claimed, (sigma_m, CLAIM_SIGMA_MPS), estimate, covariance, kinds)


def _state_of(
    claimed: Floats, at: int, sights: list[Sight], rays: list[Ray]
) -> tuple[Floats, Floats, frozenset[SensorKind]] | None:
    """State [m, m/s], covariance and kinds of witnesses; None where they leave it open."""
    information, weighted = np.zeros((4, 4)), np.zeros(4)
    kinds: set[SensorKind] = set()
    for sight in sights:
        rows = np.hstack([np.eye(2), (sight.at - at) / SECOND_NS * np.eye(2)])
        information += rows.T @ rows / sight.sigma_m**2
        weighted += rows.T @ sight.place / sight.sigma_m**2
        kinds.add("radar")
    for ray in rays:
        age_s = (ray.at - at) / SECOND_NS
        there = claimed[:2] + age_s * claimed[2:]
        sight_line = there - ray.station
        range_m = float(np.hypot(*sight_line))
        off = math.remainder(ray.azimuth_rad - math.atan2(sight_line[1], sight_line[0]), 2.0 * math.pi)
        if range_m == 0.0 or abs(off) > OFF_SIGHT_SIGMAS * ray.sigma_rad:
            continue
        across = np.array([-sight_line[1], sight_line[0]]) / range_m
        row, sigma_m = np.concatenate([across, age_s * across]), range_m * ray.sigma_rad
        information += np.outer(row, row) / sigma_m**2
        weighted += row * (across @ there + range_m * off) / sigma_m**2
        kinds.add("bearing")
    if not kinds & WITNESSES or np.linalg.cond(information) > 1e12:
        return None
    covariance: Floats = np.asarray(np.linalg.inv(information), np.float64)
    return covariance @ weighted, covariance, frozenset(kinds)


def _east_north(detection: Detection, frame: Frame) -> Floats:
    """Where a report with a position is in a plane. [m]."""
    place = detection.position
    assert place is not None
    height = frame.height_hae_m if place.altitude_hae_m is None else place.altitude_hae_m
    return np.asarray(frame.enu_from_wgs84(place.lat_deg, place.lon_deg, height)[:2], np.float64)
