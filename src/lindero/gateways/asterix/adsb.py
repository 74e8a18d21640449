"""Category 021: what ADS-B ground stations heard aircraft say (EUROCONTROL-SPEC-0149-12); editions 0.23 to 2.7."""

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
    require,
    text_of,
    time_of,
)
from lindero.kernel.units import FOOT_M, FOOT_PER_MINUTE_MPS, wrap_deg
from lindero.model.place import Position, Velocity

CATEGORY: Final = 21
_TIMES: Final = ("071", "073", "030", "077")
"""When the position was true, when it was received, the time of day of the first editions, when it was sent on."""
ERROR_95_M: Final = (None, 18_520.0, 7_408.0, 3_704.0, 1_852.0, 926.0, 555.6, 185.2, 92.6, 30.0, 10.0, 3.0)
"""By NACp: upper bound of the error that holds 95 % (DO-260B, table 2-71). [m]"""


def report_of_adsb(items: Items, source: Source, received: Received) -> Report | None:
    """What a record reports; None where it says no place.

    Raises:
        ItemMissing, ImpossibleValue: The record cannot be.
    """
    descriptor, address = require(items, "040", CATEGORY), require(items, "080", CATEGORY)
    observed_at = time_of(items, _TIMES, CATEGORY, received)
    position = _position(items)
    if position is None:
        return None
    early = "030" in items  # in the first editions 0 is "not unique", and 1 an address that a state gave
    return Report(
        category=CATEGORY,
        source=source,
        observed_at=observed_at,
        position=position,
        velocity=_velocity(items),
        address=address,
        icao=descriptor["ATP"] == (1 if early else 0),
        callsign=text_of(items.get("170")),
        squawk=_code(items),
        emergency=_emergency(items),
        track_number=items["161"]["TRNUM"] if isinstance(items.get("161"), dict) else None,
        radio="adsb",
        not_real=any(descriptor.get(flag) for flag in ("SIM", "TST", "RAB")),
    )


def _position(items: Items) -> Position | None:
    fine: Any = items.get("131")  # an amplitude in the first editions
    item = "131" if isinstance(fine, dict) else "130"
    if item not in items:
        return None
    quality = items.get("090", {})
    nacp = quality.get("NACP", 0)
    return place_of(
        items[item]["LAT"],
        items[item]["LON"],
        CATEGORY,
        item,
        altitude_hae_m=items["140"] * FOOT_M if "140" in items else None,
        altitude_baro_m=pressure_altitude_m(items.get("145")),
        error_95_m=ERROR_95_M[nacp] if nacp < len(ERROR_95_M) else None,
    )


def _velocity(items: Items) -> Velocity | None:
    vector = items.get("160")
    if vector is None or vector.get("RE") or vector["GS"] < 0.0:
        return None
    return Velocity(
        speed_mps=vector["GS"] * NAUTICAL_MILE_M, track_deg=wrap_deg(vector["TA"]), climb_mps=_climb_mps(items)
    )


def _climb_mps(items: Items) -> float | None:
    """The geometric rate, else the barometric one; one that exceeds its range is none."""
    for item, name in (("157", "GVR"), ("155", "BVR")):
        rate = items.get(item)
        if isinstance(rate, dict):
            rate = None if rate["RE"] else rate[name]
        if rate is not None:
            return float(rate) * FOOT_PER_MINUTE_MPS
    return None


def _code(items: Items) -> str | None:
    code = items.get("070")
    if isinstance(code, dict):
        return code_of(code) if "V" in code else str(code.get("MODE3A"))
    return None if code is None else str(code)


def _emergency(items: Items) -> int:
    status = items.get("200")
    return int(status.get("PS", 0)) if isinstance(status, dict) else 0
