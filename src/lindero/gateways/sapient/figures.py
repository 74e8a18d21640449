"""The figures that a registration states in free text.

BSI Flex 335 lets a sensor describe itself by type, value and units in words (`Maximum range`, `5000`, `metres`): in
capabilities, in a detection's performance and in its geometric error. The words that we know stand in one table; a
figure with an unknown word or unit is passed over, never guessed.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Any, Final, Literal

from lindero.gateways.sapient.bindings import Registration

Figure = Literal[
    "range_sigma_m",
    "azimuth_sigma_deg",
    "elevation_sigma_deg",
    "position_sigma_m",
    "height_sigma_m",
    "max_range_m",
    "period_s",
    "detection_probability",
]

_WORDS: Final[dict[str, Figure]] = {
    "range": "range_sigma_m",
    "range error": "range_sigma_m",
    "azimuth": "azimuth_sigma_deg",
    "azimuth error": "azimuth_sigma_deg",
    "bearing": "azimuth_sigma_deg",
    "bearing error": "azimuth_sigma_deg",
    "elevation": "elevation_sigma_deg",
    "elevation error": "elevation_sigma_deg",
    "position": "position_sigma_m",
    "position error": "position_sigma_m",
    "horizontal error": "position_sigma_m",
    "height": "height_sigma_m",
    "height error": "height_sigma_m",
    "vertical error": "height_sigma_m",
    "maximum range": "max_range_m",
    "max range": "max_range_m",
    "detection range": "max_range_m",
    "update period": "period_s",
    "scan period": "period_s",
    "rotation speed": "period_s",
    "update rate": "period_s",
    "pd": "detection_probability",
    "probability of detection": "detection_probability",
}
_UNITS: Final[dict[str, float]] = {
    **dict.fromkeys(("m", "metre", "metres", "meter", "meters"), 1.0),
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), 1000.0),
}
_ANGLES: Final[dict[str, float]] = {
    **dict.fromkeys(("deg", "degree", "degrees"), 1.0),
    **dict.fromkeys(("rad", "radian", "radians"), math.degrees(1.0)),
    **dict.fromkeys(("mrad", "milliradians"), math.degrees(1e-3)),
}
_PERIODS: Final[dict[str, float]] = {**dict.fromkeys(("s", "sec", "second", "seconds"), 1.0), "ms": 1e-3}
_RATES: Final[dict[str, float]] = {
    **dict.fromkeys(("hz", "per second"), 1.0),
    "rpm": 1.0 / 60.0,
    **dict.fromkeys(("degrees per second", "deg/s"), 1.0 / 360.0),
}
"""Turns or looks per second; a period is the inverse."""

_SHARES: Final[dict[str, float]] = {
    **dict.fromkeys(("", "probability", "decimal"), 1.0),
    **dict.fromkeys(("%", "percent"), 0.01),
}


def registered_figures(registration: Registration) -> dict[Figure, float]:
    """Every figure that a valid registration states in known words and units; the first of each counts."""
    found: dict[Figure, float] = {}
    for words, value, units in _statements(registration):
        figure = _WORDS.get(words.strip().lower())
        amount = None if figure is None else _amount(figure, value, units.strip().lower())
        if figure is not None and amount is not None:
            found.setdefault(figure, amount)
    return found


def _statements(registration: Registration) -> Iterator[tuple[str, str, str]]:
    """Type, value and units of everything that is stated so."""
    for capability in registration.capabilities:
        yield capability.type, capability.value, capability.units
    for mode in registration.mode_definition:
        for definition in mode.detection_definition:
            yield from _performance(definition.geometric_error.performance_value)
            yield from _performance(definition.detection_performance)


def _performance(values: Iterable[Any]) -> Iterator[tuple[str, str, str]]:
    return ((item.type, item.unit_value, item.units) for item in values)


def _amount(figure: Figure, value: str, units: str) -> float | None:
    """The figure in our unit; None where value or unit is not understood, or the figure makes no sense."""
    try:
        number = float(value)
    except ValueError:
        return None
    if not (math.isfinite(number) and number > 0.0):
        return None
    if figure == "period_s":
        return number * _PERIODS[units] if units in _PERIODS else _period_of_rate(number, units)
    scales = _SHARES if figure == "detection_probability" else _ANGLES if figure.endswith("_deg") else _UNITS
    amount = number * scales[units] if units in scales else None
    return None if figure == "detection_probability" and amount is not None and amount > 1.0 else amount


def _period_of_rate(number: float, units: str) -> float | None:
    return 1.0 / (number * _RATES[units]) if units in _RATES else None
