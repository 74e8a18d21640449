"""Declarations and tracks: whether an object flies where, when and as what somebody announced."""

from collections.abc import Iterable, Sequence

from pyproj import Geod
from shapely.geometry import Point, Polygon
from shapely.ops import nearest_points

from lindero.model.airspace import Area, Declaration, Emitter
from lindero.model.place import Position

_WGS84 = Geod(ellps="WGS84")


def is_inside(area: Area, position: Position, margin_m: float) -> bool:
    """Whether a position lies in an area or within the margin of it, and within its heights where both are known.

    The nearest point of the ring is found in degrees scaled at the latitude, its distance on the ellipsoid.
    """
    height = position.altitude_hae_m
    if height is not None:
        if area.lowest_hae_m is not None and height < area.lowest_hae_m - margin_m:
            return False
        if area.highest_hae_m is not None and height > area.highest_hae_m + margin_m:
            return False
    polygon, point = Polygon(area.ring), Point(position.lon_deg, position.lat_deg)
    if polygon.covers(point):
        return True
    edge = nearest_points(polygon, point)[0]
    return float(_WGS84.inv(edge.x, edge.y, point.x, point.y)[2]) <= margin_m


def is_listed(declaration: Declaration, emitter: Emitter | None) -> bool:
    """Whether the aircraft is one that the declaration names; one that names none covers whatever flies there."""
    if not declaration.serials and not declaration.caa_ids:
        return True
    if emitter is None:
        return False
    return emitter.serial in declaration.serials or emitter.caa_id in declaration.caa_ids


def match(
    declarations: Iterable[Declaration],
    position: Position,
    emitter: Emitter | None,
    at: int,
) -> Declaration | None:
    """The declaration that an object flies under at that instant [ns UTC], or None.

    The margin is the object's own 95 % error: who is outside by more than that flies undeclared.
    """
    margin_m = position.error_95_m or 0.0
    for declaration in declarations:
        if (
            declaration.starts_at <= at <= declaration.ends_at
            and is_listed(declaration, emitter)
            and is_inside(declaration.area, position, margin_m)
        ):
            return declaration
    return None


def in_force(declarations: Sequence[Declaration], at: int) -> list[Declaration]:
    """Those not superseded by another of the list and not past at that instant [ns UTC]."""
    replaced = {declaration.supersedes for declaration in declarations}
    return [d for d in declarations if d.id not in replaced and d.ends_at >= at]
