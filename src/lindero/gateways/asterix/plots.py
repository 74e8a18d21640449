"""Category 048: what a radar measured (EUROCONTROL-SPEC-0149-4), placed from where the radar stands.

The range is slant. With a height, measured by a 3-D radar or, for this alone, taken from the flight level, the distance
over ground follows from it on a sphere of the earth's radius at the radar; without one the range is taken as it is.
"""

import math
from typing import Any, Final

from lindero.gateways.asterix.report import (
    NAUTICAL_MILE_M,
    Items,
    Received,
    Report,
    Source,
    code_of,
    place_of,
    pressure_altitude_m,
    text_of,
    time_of,
)
from lindero.kernel.geodesy import destination
from lindero.kernel.heights import hae_from_msl
from lindero.kernel.units import FOOT_M, wrap_deg
from lindero.model.place import Bearing, Position, Velocity

CATEGORY: Final = 48
EARTH_M: Final = 6_371_008.8
"""Mean radius. [m]"""
CIRCLE_95_SIGMA: Final = 2.4477
_RADIO: Final = ("primary", "primary", "secondary", "secondary", "mode-s", "mode-s", "mode-s", "mode-s")
_NOTHING_SEEN: Final = 0


def report_of_plot(items: Items, source: Source, received: Received) -> Report | None:
    """What a record reports; None where the radar says that it detected nothing, or not where.

    Raises:
        ItemMissing, ImpossibleValue: The record cannot be.
    """
    observed_at = time_of(items, ("140",), CATEGORY, received)
    descriptor = items.get("020", {})
    bearing = _bearing(items, source)
    position = _position(items, source, bearing)
    if descriptor.get("TYP") == _NOTHING_SEEN or (bearing is None and position is None):
        return None
    return Report(
        category=CATEGORY,
        source=source,
        observed_at=observed_at,
        position=position,
        bearing=bearing,
        velocity=_velocity(items),
        address=items.get("220"),
        callsign=text_of(items.get("240")),
        squawk=code_of(items.get("070")),
        track_number=items["161"]["TRN"] if "161" in items else None,
        radio=_RADIO[descriptor.get("TYP", 1)],
        not_real=any(descriptor.get(flag) for flag in ("SIM", "TST", "RAB")),
    )


def _bearing(items: Items, source: Source) -> Bearing | None:
    if "040" not in items:
        return None
    return Bearing(
        azimuth_deg=wrap_deg(items["040"]["THETA"]),
        range_m=items["040"]["RHO"] * NAUTICAL_MILE_M,
        azimuth_sigma_deg=source.azimuth_sigma_deg,
        range_sigma_m=source.range_sigma_m,
    )


def _position(items: Items, source: Source, bearing: Bearing | None) -> Position | None:
    """Where it is, as seen from where the radar stands."""
    stand = source.place
    if stand is None:
        return None
    heights = {"altitude_baro_m": _flight_level_m(items), "altitude_msl_m": _height_msl_m(items)}
    if bearing is not None and bearing.range_m is not None:
        distance_m = ground_distance_m(bearing.range_m, stand, *heights.values())
        azimuth_deg = bearing.azimuth_deg
    elif "042" in items:
        x_m, y_m = (items["042"][axis] * NAUTICAL_MILE_M for axis in "XY")
        distance_m, azimuth_deg = math.hypot(x_m, y_m), wrap_deg(math.degrees(math.atan2(x_m, y_m)))
    else:
        return None
    lat_deg, lon_deg = destination(stand.lat_deg, stand.lon_deg, azimuth_deg, distance_m)
    return place_of(lat_deg, lon_deg, CATEGORY, "040", error_95_m=_error_95_m(source, distance_m), **heights)


def ground_distance_m(
    range_m: float, stand: Position, altitude_baro_m: float | None, altitude_msl_m: float | None
) -> float:
    """Distance over ground of a slant range, by the law of cosines on a sphere [m]; 0 above the radar."""
    height_m = altitude_msl_m if altitude_msl_m is not None else altitude_baro_m
    if height_m is None:
        return range_m
    there = EARTH_M + hae_from_msl(height_m, stand.lat_deg, stand.lon_deg)
    here = EARTH_M + (stand.altitude_hae_m or 0.0)
    cosine = (here**2 + there**2 - range_m**2) / (2.0 * here * there)
    return EARTH_M * math.acos(max(-1.0, min(1.0, cosine)))


def _flight_level_m(items: Items) -> float | None:
    level = items.get("090")
    return None if level is None or level["V"] or level["G"] else pressure_altitude_m(level["FL"])


def _height_msl_m(items: Items) -> float | None:
    return items["110"]["3DH"] * FOOT_M if "110" in items else None


def _velocity(items: Items) -> Velocity | None:
    vector: Any = items.get("200")
    if vector is None:
        return None
    return Velocity(speed_mps=vector["GSP"] * NAUTICAL_MILE_M, track_deg=wrap_deg(vector["HDG"]))


def _error_95_m(source: Source, distance_m: float) -> float | None:
    """Radius that holds 95 % at least, by the maker's figures."""
    if source.range_sigma_m is None or source.azimuth_sigma_deg is None:
        return None
    return CIRCLE_95_SIGMA * max(source.range_sigma_m, distance_m * math.radians(source.azimuth_sigma_deg))
