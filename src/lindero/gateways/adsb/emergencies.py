"""Words of the transponder: emergencies, squawks, and what an aircraft says that it is.

Source: ICAO Doc 4444 (codes 7500, 7600, 7700); RTCA DO-260B, §2.2.3.2.7.8.1.1 emergency state, §2.2.3.2.5.2 emitter
category; readsb's README-json for the words of its files.
"""

from typing import Final

from lindero.model.airspace import Emergency

OF_SQUAWK: Final[dict[str, Emergency]] = {
    "7500": "unlawful-interference",
    "7600": "radio-failure",
    "7700": "general",
}
OF_STATE: Final[tuple[Emergency | None, ...]] = (
    None,
    "general",
    "medical",
    "minimum-fuel",
    "radio-failure",
    "unlawful-interference",
    "downed",
    None,
)
"""By the three bits of the emergency state; 7 is reserved."""

OF_WORD: Final[dict[str, Emergency | None]] = {
    "none": None,
    "general": "general",
    "lifeguard": "medical",
    "minfuel": "minimum-fuel",
    "nordo": "radio-failure",
    "unlawful": "unlawful-interference",
    "downed": "downed",
    "reserved": None,
}
"""By readsb's word."""

CATEGORIES: Final[dict[str, str]] = {
    "A1": "light-aircraft",
    "A2": "small-aircraft",
    "A3": "large-aircraft",
    "A4": "high-vortex-aircraft",
    "A5": "heavy-aircraft",
    "A6": "high-performance-aircraft",
    "A7": "rotorcraft",
    "B1": "sailplane",
    "B2": "lighter-than-air",
    "B3": "parachutist",
    "B4": "ultralight",
    "B6": "unmanned",
    "B7": "space-vehicle",
    "C1": "emergency-vehicle",
    "C2": "service-vehicle",
    "C3": "point-obstacle",
    "C4": "cluster-obstacle",
    "C5": "line-obstacle",
}
"""Emitter category; 0 of each set, and what is reserved, says nothing."""


def emergency_of(squawk: str | None, state: Emergency | None) -> Emergency | None:
    """The emergency that the transponder's state tells, else that of its code."""
    return state or OF_SQUAWK.get(squawk or "")
