"""Category 062: tracks of a surveillance data processing system (EUROCONTROL-SPEC-0149-9)."""

import math
from typing import Any, Final

from lindero.gateways.asterix.report import (
    Items,
    Received,
    Report,
    Source,
    code_of,
    place_of,
    pressure_altitude_m,
    require,
    text_of,
    time_of,
)
from lindero.kernel.units import FOOT_M, FOOT_PER_MINUTE_MPS, wrap_deg
from lindero.model.place import Position, Velocity

CATEGORY: Final = 62
SIGMA_OF_95: Final = 2.4477


def report_of_track(items: Items, source: Source, received: Received) -> Report | None:
    """What a record reports; None where it says no place, or nothing new (a coasted track, the end of one).

    Raises:
        ItemMissing, ImpossibleValue: The record cannot be.
    """
    observed_at = time_of(items, ("070",), CATEGORY, received)
    track_number = require(items, "040", CATEGORY)
    status = require(items, "080", CATEGORY)
    position = _position(items)
    if position is None or status.get("CST") or status.get("TSE"):
        return None
    derived: dict[str, Any] = items.get("380", {})
    return Report(
        category=CATEGORY,
        source=source,
        observed_at=observed_at,
        position=position,
        velocity=_velocity(items),
        address=derived.get("ADR"),
        callsign=text_of(derived.get("ID") or _identification(items)),
        squawk=code_of(items.get("060")),
        emergency=status.get("EMS", 0),
        track_number=track_number,
        radio="system-track",
        not_real=bool(status.get("SIM")),
    )


def _position(items: Items) -> Position | None:
    """Where it is; a barometric altitude that was corrected for the day's pressure is none above standard pressure."""
    if "105" not in items:
        return None
    level = items.get("136")
    if level is None and "135" in items and not items["135"]["QNH"]:
        level = items["135"]["CTB"]
    return place_of(
        items["105"]["LAT"],
        items["105"]["LON"],
        CATEGORY,
        "105",
        altitude_hae_m=items["130"] * FOOT_M if "130" in items else None,
        altitude_baro_m=pressure_altitude_m(level),
        error_95_m=_error_95_m(items),
    )


def _velocity(items: Items) -> Velocity | None:
    if "185" not in items:
        return None
    east_mps, north_mps = items["185"]["VX"], items["185"]["VY"]
    speed_mps = math.hypot(east_mps, north_mps)
    return Velocity(
        speed_mps=speed_mps,
        track_deg=wrap_deg(math.degrees(math.atan2(east_mps, north_mps))) if speed_mps else None,
        climb_mps=items["220"] * FOOT_PER_MINUTE_MPS if "220" in items else None,
    )


def _identification(items: Items) -> str | None:
    """What the tracker calls it, where it says that the aircraft itself sends that."""
    identification = items.get("245")
    return identification["CHR"] if identification is not None and identification["STI"] == 0 else None


def _error_95_m(items: Items) -> float | None:
    """Radius that holds 95 % at least, by the larger of the two sigmas that the tracker states."""
    accuracy = items.get("500", {}).get("APC")
    return None if accuracy is None else SIGMA_OF_95 * max(accuracy["X"], accuracy["Y"])
