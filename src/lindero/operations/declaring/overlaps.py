"""Which declarations and notices share time, place and height with one that is to be entered."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from shapely.geometry import Polygon

from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import AirspaceNotice, Area, Declaration
from lindero.operations.declarations import bounds_hae_m

Announced = Declaration | AirspaceNotice


class Overlap(msgspec.Struct, frozen=True, kw_only=True):
    """Another one at the same time and place.

    Attributes:
        other: Its newest record.
        what: What it is.
        number: Its short number.
        origin: Whose.
        own: Of this node.
        starts_at: Of the common window. [ns UTC]
        ends_at: Of the common window. [ns UTC]
        contact_desk: Who answers for it.
    """

    other: RecordId
    what: Literal["declaration", "restriction", "site"]
    number: str | None
    origin: NodeId
    own: bool
    starts_at: int
    ends_at: int
    contact_desk: str | None


def find_overlaps(
    area: Area, starts_at: int, ends_at: int, known: Sequence[Announced], node: NodeId, without: RecordId | None = None
) -> list[Overlap]:
    """Those of `known` that share time, place and height with an area in its window [ns UTC].

    Heights keep two apart only where both state them over the same reference, the ellipsoid and mean sea level being
    one; where one of them is not known, they are taken to meet.

    Args:
        area: Of the new one.
        starts_at: Of the new one.
        ends_at: Of the new one.
        known: Those that stand.
        node: The own.
        without: The one that it replaces.
    """
    polygon = Polygon(area.ring)
    found = []
    for one in known:
        if one.id == without or one.ends_at <= starts_at or ends_at <= one.starts_at:
            continue
        other = Polygon(one.area.ring)
        if not polygon.intersects(other) or polygon.intersection(other).area == 0.0 or are_apart(area, one.area):
            continue
        found.append(_overlap(one, starts_at, ends_at, node))
    return sorted(found, key=lambda overlap: (overlap.starts_at, overlap.other))


def are_apart(a: Area, b: Area) -> bool:
    """Whether one certainly ends below where the other begins."""
    lon_deg, lat_deg = a.ring[0]
    pairs = (
        (*bounds_hae_m(a, lat_deg, lon_deg), *bounds_hae_m(b, lat_deg, lon_deg)),
        (a.lowest_agl_m, a.highest_agl_m, b.lowest_agl_m, b.highest_agl_m),
    )
    return any(
        (a_high is not None and b_low is not None and a_high <= b_low)
        or (b_high is not None and a_low is not None and b_high <= a_low)
        for a_low, a_high, b_low, b_high in pairs
    )


def _overlap(one: Announced, starts_at: int, ends_at: int, node: NodeId) -> Overlap:
    return Overlap(
        other=one.id,
        what=one.notice_kind if isinstance(one, AirspaceNotice) else "declaration",
        number=one.number,
        origin=one.origin,
        own=one.origin == node,
        starts_at=max(one.starts_at, starts_at),
        ends_at=min(one.ends_at, ends_at),
        contact_desk=one.contact_desk,
    )
