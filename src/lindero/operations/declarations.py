"""Declarations and tracks: whether an object flies where, when and as what somebody announced."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal, TypeVar

import msgspec
from pyproj import Geod
from shapely.geometry import Point, Polygon
from shapely.ops import nearest_points

from lindero.kernel.clock import SECOND_NS
from lindero.kernel.heights import hae_from_msl
from lindero.kernel.ids import RecordId
from lindero.model.airspace import AirspaceNotice, Area, Declaration, Emitter
from lindero.model.place import Position

_WGS84 = Geod(ellps="WGS84")

Announced = TypeVar("Announced", Declaration, AirspaceNotice)

LONGEST_MARGIN_S: Final = 30.0
"""The margin in time is never longer, however slowly the object flies [s]."""


def is_inside(area: Area, position: Position, margin_m: float) -> bool:
    """Whether a position lies in an area or within the margin of it, and within its heights where both are known.

    The nearest point of the ring is found in degrees scaled at the latitude, its distance on the ellipsoid.
    """
    if not _is_at_height(area, position, margin_m):
        return False
    polygon, point = Polygon(area.ring), Point(position.lon_deg, position.lat_deg)
    if polygon.covers(point):
        return True
    edge = nearest_points(polygon, point)[0]
    return float(_WGS84.inv(edge.x, edge.y, point.x, point.y)[2]) <= margin_m


def bounds_hae_m(area: Area, lat_deg: float, lon_deg: float) -> tuple[float | None, float | None]:
    """Floor and ceiling over the ellipsoid at a place; None where there is none, or none but over the ground."""
    low, high = area.lowest_hae_m, area.highest_hae_m
    if low is None and area.lowest_msl_m is not None:
        low = hae_from_msl(area.lowest_msl_m, lat_deg, lon_deg)
    if high is None and area.highest_msl_m is not None:
        high = hae_from_msl(area.highest_msl_m, lat_deg, lon_deg)
    return low, high


def _is_at_height(area: Area, position: Position, margin_m: float) -> bool:
    """Whether its heights lie between the bounds of the same reference, as far as both are known."""
    low, high = bounds_hae_m(area, position.lat_deg, position.lon_deg)
    stated = (
        (position.altitude_hae_m, low, high),
        (position.height_agl_m, area.lowest_agl_m, area.highest_agl_m),
    )
    return all(
        height is None or ((low is None or height >= low - margin_m) and (high is None or height <= high + margin_m))
        for height, low, high in stated
    )


def is_listed(declaration: Declaration, emitter: Emitter | None) -> bool:
    """Whether the aircraft is one that the declaration names; one that names none covers whatever flies there."""
    if not declaration.serials and not declaration.caa_ids:
        return True
    if emitter is None:
        return False
    return emitter.serial in declaration.serials or emitter.caa_id in declaration.caa_ids


class Standing(msgspec.Struct, frozen=True):
    """How an object flies to what somebody announced of it."""

    declaration: Declaration
    holds: Literal["inside", "outside-window", "outside-area"]


def standing_of(
    declarations: Iterable[Declaration],
    position: Position,
    emitter: Emitter | None,
    at: int,
    flown: RecordId | None = None,
    speed_mps: float = 0.0,
) -> Standing | None:
    """The declaration that an object flies under, or that names it and does not hold; None: nobody announced it.

    An area that names no aircraft covers whatever flies there; what left it without having been matched is simply
    not declared. What is named by its serial number, or flew under a declaration before (`flown`), is held to it.

    Args:
        declarations: Not superseded; those that ended lately included.
        position: Its 95 % error is the margin in space and height; over the speed, in time.
        emitter: What it calls itself.
        at: Instant. [ns UTC]
        flown: The declaration that it was last matched with.
        speed_mps: Its speed.
    """
    margin_m = position.error_95_m or 0.0
    margin_ns = int(min(margin_m / max(speed_mps, 1.0), LONGEST_MARGIN_S) * SECOND_NS)
    best: Standing | None = None
    for one in declarations:
        in_time = one.starts_at - margin_ns <= at <= one.ends_at + margin_ns
        in_area = is_inside(one.area, position, margin_m)
        if in_time and in_area and is_listed(one, emitter):
            return Standing(one, "inside")
        was_flown = flown is not None and flown in (one.id, one.supersedes)
        if was_flown or (_names_aircraft(one) and is_listed(one, emitter)):
            best = best or Standing(one, "outside-area" if in_time else "outside-window")
    return best


def _names_aircraft(declaration: Declaration) -> bool:
    return bool(declaration.serials or declaration.caa_ids)


def in_force(declarations: Sequence[Announced], at: int, kept_ns: int = 0) -> list[Announced]:
    """Those not withdrawn, superseded by another of the list and of their origin, or past by over `kept_ns`.

    Args:
        declarations: Of any nodes; none of them replaces another node's.
        at: Instant. [ns UTC]
        kept_ns: How long past the end of its window one still counts. [ns]
    """
    replaced = {(one.origin, one.supersedes) for one in declarations}
    return [
        one
        for one in declarations
        if (one.origin, one.id) not in replaced and not one.withdrawn and one.ends_at + kept_ns >= at
    ]
