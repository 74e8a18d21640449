"""What a recording says of each airframe in a few lines: who, when, by which radios, how high."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from lindero.gateways.remoteid.sightings import Sighting
from lindero.kernel.clock import Instant
from lindero.model.place import Position

Range = tuple[float, float]
_T = TypeVar("_T")


class AirframeSummary(msgspec.Struct, frozen=True, kw_only=True):
    """All sightings of one airframe.

    Attributes:
        airframe: Reference, as in its detections; None for transmitters without address and Basic ID.
        serial: Serial number.
        caa_id: Registration given by an authority.
        session_id: UTM or session identifier.
        ua_type: Type as broadcast.
        operator_id: The one that most of its reports carry.
        other_operator_ids: Further ones: somebody else may speak in its name.
        operator_position: Last one broadcast.
        operator_location: What that is: `take-off`, `live`, `fixed`.
        description: Last free text.
        detections: Position reports.
        without_position: Of those, reports without a fix.
        first_at: First position. [ns UTC]
        last_at: Last position. [ns UTC]
        radios: Technologies heard.
        addresses: How many link-layer addresses it used.
        sensors: Who heard it.
        height_agl_m: Lowest and highest above `height_over`. [m]
        height_over: What the heights count from.
        altitude_hae_m: Lowest and highest above the ellipsoid. [m]
        altitude_baro_m: Lowest and highest pressure altitude. [m]
    """

    airframe: str | None
    serial: str | None
    caa_id: str | None
    session_id: str | None
    ua_type: str | None
    operator_id: str | None
    other_operator_ids: tuple[str, ...]
    operator_position: Position | None
    operator_location: str | None
    description: str | None
    detections: int
    without_position: int
    first_at: Instant
    last_at: Instant
    radios: tuple[str, ...]
    addresses: int
    sensors: tuple[str, ...]
    height_agl_m: Range | None
    height_over: str | None
    altitude_hae_m: Range | None
    altitude_baro_m: Range | None


def summaries_of(sightings: Iterable[Sighting]) -> list[AirframeSummary]:
    """One summary per airframe, in the order of first hearing."""
    groups: dict[str | None, list[Sighting]] = {}
    for sighting in sightings:
        groups.setdefault(sighting.airframe_ref, []).append(sighting)
    return [_summary(airframe, group) for airframe, group in groups.items()]


def _summary(airframe: str | None, group: Sequence[Sighting]) -> AirframeSummary:
    emitters = [sighting.emitter for sighting in group]
    places = [sighting.position for sighting in group if sighting.position is not None]
    operators = [operator for operator, _ in Counter(e.operator_id for e in emitters if e.operator_id).most_common()]
    heights = _range(place.height_agl_m for place in places)
    return AirframeSummary(
        airframe=airframe,
        serial=_last(emitter.serial for emitter in emitters),
        caa_id=_last(emitter.caa_id for emitter in emitters),
        session_id=_last(emitter.session_id for emitter in emitters),
        ua_type=_last(emitter.ua_type for emitter in emitters),
        operator_id=operators[0] if operators else None,
        other_operator_ids=tuple(operators[1:]),
        operator_position=_last(emitter.operator_position for emitter in emitters),
        operator_location=_last(sighting.operator_location for sighting in group),
        description=_last(emitter.description for emitter in emitters),
        detections=len(group),
        without_position=len(group) - len(places),
        first_at=min(sighting.observed_at for sighting in group),
        last_at=max(sighting.observed_at for sighting in group),
        radios=tuple(sorted({emitter.radio for emitter in emitters if emitter.radio})),
        addresses=len({emitter.address for emitter in emitters if emitter.address}),
        sensors=tuple(sorted({sighting.sensor for sighting in group if sighting.sensor})),
        height_agl_m=heights,
        height_over=group[-1].height_over if heights else None,
        altitude_hae_m=_range(place.altitude_hae_m for place in places),
        altitude_baro_m=_range(place.altitude_baro_m for place in places),
    )


def _last(values: Iterable[_T | None]) -> _T | None:
    found = None
    for value in values:
        found = value if value is not None else found
    return found


def _range(values: Iterable[float | None]) -> Range | None:
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else None
