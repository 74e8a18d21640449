"""Raw fields of the message set as SI values and back; every "unknown" of the standard is None.

Source: ASTM F3411-22a, Location and System messages. The accuracy classes follow ADS-B's
NACp, NACv and GVA, which bound 95 % of the errors (RTCA DO-260B): so the class's upper bound is the 95 % error.
"""

import math
from collections.abc import Sequence
from typing import Final

from lindero.gateways.remoteid.errors import ImpossiblePosition, NotEncodable
from lindero.kernel.clock import SECOND_NS, Instant

HORIZONTAL_ERROR_M: Final = (None, 18520.0, 7408.0, 3704.0, 1852.0, 926.0, 555.6, 185.2, 92.6, 30.0, 10.0, 3.0, 1.0)
VERTICAL_ERROR_M: Final = (None, 150.0, 45.0, 25.0, 10.0, 3.0, 1.0)
SPEED_ERROR_MPS: Final = (None, 10.0, 3.0, 1.0, 0.3)
TIME_ERROR_S: Final = (None, *(tenths / 10 for tenths in range(1, 16)))

MAX_SPEED_MPS: Final = 254.25
MAX_CLIMB_MPS: Final = 62.0
TENTHS_PER_HOUR: Final = 36_000
NO_TENTHS: Final = 0xFFFF
EPOCH_2019: Final = 1_546_300_800
"""The message set counts whole seconds from 2019-01-01T00:00:00Z. [s POSIX]"""

_SLOW_STEP_MPS, _FAST_STEP_MPS, _FAST_FROM_MPS = 0.25, 0.75, 255 * 0.25


def place_of_raw(lat: int, lon: int) -> tuple[float, float] | tuple[None, None]:
    """Degrees of the two fields in 1e-7 degree; 0,0 is the standard's "unknown".

    Raises:
        ImpossiblePosition: They are nowhere on Earth.
    """
    if lat == 0 and lon == 0:
        return None, None
    if abs(lat) > 900_000_000 or abs(lon) > 1_800_000_000:
        raise ImpossiblePosition(lat_deg=lat / 1e7, lon_deg=lon / 1e7)
    return lat / 1e7, lon / 1e7


def raw_of_place(lat_deg: float | None, lon_deg: float | None) -> tuple[int, int]:
    """The two fields; 0,0 when there is no position."""
    if lat_deg is None or lon_deg is None:
        return 0, 0
    if not (abs(lat_deg) <= 90.0 and abs(lon_deg) <= 180.0):
        raise NotEncodable(what="position", value=(lat_deg, lon_deg))
    return round(lat_deg * 1e7), round(lon_deg * 1e7)


def altitude_of_raw(raw: int) -> float | None:
    """Metres of a field in half metres above -1000; that lowest value is "unknown"."""
    return raw * 0.5 - 1000.0 if raw else None


def raw_of_altitude(altitude_m: float | None) -> int:
    """The field, 0 when unknown."""
    if altitude_m is None:
        return 0
    if not -999.5 <= altitude_m <= 31767.5:
        raise NotEncodable(what="altitude", value=altitude_m)
    return round((altitude_m + 1000.0) * 2.0)


def speed_of_raw(raw: int, *, fast: bool) -> float | None:
    """Speed over ground [m/s] of a field and its multiplier; 255 m/s is "unknown"."""
    if not fast:
        return raw * _SLOW_STEP_MPS
    return None if raw == 255 else raw * _FAST_STEP_MPS + _FAST_FROM_MPS


def raw_of_speed(speed_mps: float | None) -> tuple[int, bool]:
    """The field and its multiplier; faster than the scale is said as its end, as the standard wants."""
    if speed_mps is None:
        return 255, True
    if not speed_mps >= 0.0:
        raise NotEncodable(what="speed", value=speed_mps)
    if speed_mps <= _FAST_FROM_MPS:
        return round(speed_mps / _SLOW_STEP_MPS), False
    return round((min(speed_mps, MAX_SPEED_MPS) - _FAST_FROM_MPS) / _FAST_STEP_MPS), True


def climb_of_raw(raw: int) -> float | None:
    """Vertical speed [m/s] of a signed field in half metres per second; beyond ±62 (63: unknown) nothing is said."""
    return raw * 0.5 if abs(raw) <= 124 else None


def raw_of_climb(climb_mps: float | None) -> int:
    """The field; faster than the scale is said as its end."""
    if climb_mps is None:
        return 126
    if math.isnan(climb_mps):
        raise NotEncodable(what="vertical speed", value=climb_mps)
    return round(max(-MAX_CLIMB_MPS, min(MAX_CLIMB_MPS, climb_mps)) * 2.0)


def track_of_raw(raw: int, *, west: bool) -> int | None:
    """Direction [deg] of a field and its half; 361 and beyond is "unknown"."""
    track_deg = raw + 180 * west
    return track_deg % 360 if track_deg <= 360 else None


def raw_of_track(track_deg: float | None) -> tuple[int, bool]:
    """The field and its half."""
    if track_deg is None:
        return 181, True
    if not math.isfinite(track_deg):
        raise NotEncodable(what="direction", value=track_deg)
    whole = round(track_deg) % 360
    return whole % 180, whole >= 180


def tenths_of_raw(raw: int) -> int | None:
    """Tenths of a second since the full hour; what is beyond an hour is "unknown"."""
    return raw if raw <= TENTHS_PER_HOUR else None


def error_of_class(classes: Sequence[float | None], raw: int) -> float | None:
    """Upper bound of an accuracy class; a reserved class is unknown."""
    return classes[raw] if raw < len(classes) else None


def class_of_error(classes: Sequence[float | None], error: float | None) -> int:
    """The best class that still holds the error; 0 (unknown) when none does."""
    if error is None:
        return 0
    holding = [number for number, bound in enumerate(classes) if bound is not None and error <= bound]
    return min(holding, key=lambda number: classes[number] or 0.0, default=0)


def instant_of_2019(seconds: int) -> Instant | None:
    """Instant of a System or Authentication time stamp; 0 is "not given"."""
    return Instant((EPOCH_2019 + seconds) * SECOND_NS) if seconds else None


def seconds_of_2019(instant: Instant | None) -> int:
    """The time stamp, 0 when not given."""
    if instant is None:
        return 0
    seconds = instant // SECOND_NS - EPOCH_2019
    if not 0 < seconds <= 0xFFFFFFFF:
        raise NotEncodable(what="time", value=instant)
    return seconds
