"""What a recording says of each aircraft in a few lines: who, when, how high, how far off its normal."""

from collections.abc import Iterable, Sequence

import msgspec

from lindero.gateways.adsb.report import Report
from lindero.kernel.clock import Instant

Range = tuple[float, float]


class AircraftSummary(msgspec.Struct, frozen=True, kw_only=True):
    """All reports of one aircraft.

    Attributes:
        airframe: Reference, as in its detections; None for what a radar tracked (TIS-B).
        address: ICAO address; `~` before one that is none.
        registration: Mark, where the receiver's own data base knows it.
        callsigns: Flight identifications, in the order of hearing.
        squawks: Codes, in the order of hearing.
        emergencies: States of emergency, in the order of hearing.
        ua_type: What it says that it is.
        detections: Position reports.
        first_at: First position. [ns UTC]
        last_at: Last position. [ns UTC]
        radios: Who said where it is.
        altitude_hae_m: Lowest and highest above the ellipsoid. [m]
        altitude_baro_m: Lowest and highest pressure altitude. [m]
    """

    airframe: str | None
    address: str
    registration: str | None
    callsigns: tuple[str, ...]
    squawks: tuple[str, ...]
    emergencies: tuple[str, ...]
    ua_type: str | None
    detections: int
    first_at: Instant
    last_at: Instant
    radios: tuple[str, ...]
    altitude_hae_m: Range | None
    altitude_baro_m: Range | None


def summaries_of(reports: Iterable[Report]) -> list[AircraftSummary]:
    """One summary per address, in the order of first hearing."""
    groups: dict[str, list[Report]] = {}
    for report in reports:
        groups.setdefault(report.address.text, []).append(report)
    return [_summary(address, group) for address, group in groups.items()]


def _summary(address: str, group: Sequence[Report]) -> AircraftSummary:
    emitters = [report.emitter for report in group]
    return AircraftSummary(
        airframe=group[-1].address.airframe_ref,
        address=address,
        registration=next((e.caa_id for e in reversed(emitters) if e.caa_id), None),
        callsigns=_in_order(e.callsign for e in emitters),
        squawks=_in_order(e.squawk for e in emitters),
        emergencies=_in_order(e.emergency for e in emitters),
        ua_type=next((e.ua_type for e in reversed(emitters) if e.ua_type), None),
        detections=len(group),
        first_at=min(report.observed_at for report in group),
        last_at=max(report.observed_at for report in group),
        radios=tuple(sorted({report.address.source for report in group})),
        altitude_hae_m=_range(report.position.altitude_hae_m for report in group),
        altitude_baro_m=_range(report.position.altitude_baro_m for report in group),
    )


def _in_order(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))


def _range(values: Iterable[float | None]) -> Range | None:
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else None
