"""Contradictions in what a transmitter says of itself: each is a reason for doubt that a person sees.

Anybody can broadcast a serial number. The tracker lets no report move an object that it contradicts; here it is
noted what did not fit: one serial number in two places, a claimed speed that is not the object's, a claimed place
where radar or bearing saw the object elsewhere, a network name that changed under one serial number.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lindero.kernel.clock import SECOND_NS
from lindero.kernel.geodesy import distance_bearing
from lindero.model.airspace import Detection
from lindero.model.place import Position, Velocity
from lindero.operations.phrases import CLAIMED_PLACE, CLAIMED_SPEED, NAME_CHANGED, TWO_PLACES

Floats = NDArray[np.float64]

FASTEST_MPS: Final = 100.0
"""No drone flies faster: what is farther apart was sent by two transmitters."""
FASTEST_AIRCRAFT_MPS: Final = 700.0
"""No aircraft with a transponder flies faster over this border."""

SLACK_M: Final = 100.0
"""For clocks that differ and errors that nobody stated."""

REMEMBERED_NS: Final = 30 * SECOND_NS
"""Two reports of one serial number are compared when they lie no farther apart in time."""

HELD_NS: Final = 60 * SECOND_NS
"""How long a contradiction is shown after it was last seen."""

SPEED_SLACK_MPS: Final = 5.0
SPEED_SIGMAS: Final = 3.0
SPEED_TIMES: Final = 3
"""So many reports in a row must claim a wrong speed: one may be the last second of a turn."""

FIXED_NAME_RADIOS: Final = frozenset({"wifi-beacon", "wifi-nan"})
"""Bluetooth addresses rotate by design; those of an access point do not."""

CONTRADICTED_PLACE: Final = 1
"""Bit of `TrackTable.flags`."""


class Conflicts:
    """What did not fit in the reports of one transmitter."""

    def __init__(self) -> None:
        self._seen_at: dict[int, int] = {}
        self._place: tuple[int, Position] | None = None
        self._addresses: dict[str, str] = {}
        self._wrong_speeds = 0

    def take(self, detection: Detection) -> None:
        """Compare a report with those before it; reports without an identity say nothing."""
        if detection.airframe_ref is None:
            return
        at = detection.observed_at
        if detection.position is not None:
            fastest_mps = FASTEST_AIRCRAFT_MPS if detection.gateway == "adsb" else FASTEST_MPS
            between_ns = 0 if self._place is None else abs(at - self._place[0])
            if self._place is not None and apart(self._place[1], detection.position, between_ns, fastest_mps):
                self._note(TWO_PLACES, at)
            if self._place is None or at >= self._place[0]:
                self._place = (at, detection.position)
        emitter = detection.emitter
        if emitter is not None and emitter.address and emitter.radio in FIXED_NAME_RADIOS:
            if self._addresses.setdefault(emitter.radio, emitter.address) != emitter.address:
                self._note(NAME_CHANGED, at)
            self._addresses[emitter.radio] = emitter.address

    def take_motion(self, detection: Detection, velocity_enu: Floats, covariance: Floats) -> None:
        """Compare the speed that a report claims with that of the track it lies on.

        Args:
            detection: The report.
            velocity_enu: (2,) east, north of the track [m/s].
            covariance: (2, 2) of it.
        """
        claimed = detection.velocity
        if detection.airframe_ref is None or claimed is None:
            return
        self._wrong_speeds = self._wrong_speeds + 1 if speeds_differ(claimed, velocity_enu, covariance) else 0
        if self._wrong_speeds >= SPEED_TIMES:
            self._note(CLAIMED_SPEED, detection.observed_at)

    def now(self, at: int, flags: int) -> tuple[int, ...]:
        """Numbers of the phrases that hold at an instant [ns UTC], given the tracker's flags of the track."""
        if flags & CONTRADICTED_PLACE:
            self._note(CLAIMED_PLACE, at)
        return tuple(sorted(phrase for phrase, seen in self._seen_at.items() if at - seen <= HELD_NS))

    def _note(self, phrase: int, at: int) -> None:
        self._seen_at[phrase] = max(at, self._seen_at.get(phrase, at))


def apart(one: Position, other: Position, between_ns: int, fastest_mps: float = FASTEST_MPS) -> bool:
    """Whether nothing of that speed can have flown from one place to the other in the time between [ns]."""
    if between_ns > REMEMBERED_NS:
        return False
    distance_m = float(distance_bearing(one.lat_deg, one.lon_deg, other.lat_deg, other.lon_deg)[0])
    stated_m = (one.error_95_m or 0.0) + (other.error_95_m or 0.0)
    return distance_m - stated_m - SLACK_M > fastest_mps * between_ns / SECOND_NS


def speeds_differ(claimed: Velocity, velocity_enu: Floats, covariance: Floats) -> bool:
    """Whether a claimed ground speed, and direction if told, is not that of a track, given the track's error."""
    sigma = math.sqrt(max(float(np.linalg.eigvalsh(covariance)[-1]), 0.0))
    if claimed.track_deg is None:
        away = abs(claimed.speed_mps - float(np.hypot(*velocity_enu)))
    else:
        course = math.radians(claimed.track_deg)
        told = claimed.speed_mps * np.array([math.sin(course), math.cos(course)])
        away = float(np.hypot(*(told - velocity_enu)))
    return away > SPEED_SLACK_MPS + SPEED_SIGMAS * sigma
