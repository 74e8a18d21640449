"""Declared flights and airspace notices as the console's interface shows them. Pure; times in ms UTC."""

from typing import Any, Literal

import msgspec

from lindero.console.views import MS_NS
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import AirspaceNotice, Area, Declaration
from lindero.operations.declaring.draft import Draft, What
from lindero.operations.declaring.overlaps import Announced, Overlap

Reference = Literal["agl", "msl", "hae"]


class AreaView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Corners as (longitude, latitude) in degrees; heights over the named reference. [m]."""

    ring: tuple[tuple[float, float], ...]
    lowest_m: float | None = None
    highest_m: float | None = None
    height_reference: Reference | None = None


class DeclarationView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One announced flight; `shared`: its marking lets it go to somebody."""

    id: RecordId
    origin: NodeId
    own: bool
    area: AreaView
    starts_ms: int
    ends_ms: int
    simulated: bool
    shared: bool
    withdrawn: bool = False
    number: str | None = None
    serials: tuple[str, ...] = ()
    registrations: tuple[str, ...] = ()
    contact_desk: str | None = None
    remarks: str | None = None


class NoticeView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One restriction or site."""

    id: RecordId
    origin: NodeId
    own: bool
    what: Literal["restriction", "site"]
    area: AreaView
    starts_ms: int
    ends_ms: int
    simulated: bool
    shared: bool
    horizon_s: float
    withdrawn: bool = False
    number: str | None = None
    name: str | None = None
    reference: str | None = None
    contact_desk: str | None = None
    remarks: str | None = None


class OverlapView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Another one at the same time and place, and their common window."""

    id: RecordId
    what: What
    origin: NodeId
    own: bool
    starts_ms: int
    ends_ms: int
    number: str | None = None
    contact_desk: str | None = None


class DraftView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A draft that was read from a file, with what it would overlap."""

    what: What
    area: AreaView
    starts_ms: int
    ends_ms: int
    overlaps: tuple[OverlapView, ...]
    name: str | None = None
    serials: tuple[str, ...] = ()
    registrations: tuple[str, ...] = ()
    contact_desk: str | None = None
    reference: str | None = None
    remarks: str | None = None


def area_view(area: Area) -> AreaView:
    """The view of an area; where floor and ceiling are over several references, that over the ground is shown."""
    bounds: tuple[tuple[Reference, float | None, float | None], ...] = (
        ("agl", area.lowest_agl_m, area.highest_agl_m),
        ("msl", area.lowest_msl_m, area.highest_msl_m),
        ("hae", area.lowest_hae_m, area.highest_hae_m),
    )
    for reference, low, high in bounds:
        if low is not None or high is not None:
            return AreaView(ring=area.ring, lowest_m=low, highest_m=high, height_reference=reference)
    return AreaView(ring=area.ring)


def _common(one: Announced, node: NodeId) -> dict[str, Any]:
    return {
        "id": one.id,
        "origin": one.origin,
        "own": one.origin == node,
        "area": area_view(one.area),
        "starts_ms": one.starts_at // MS_NS,
        "ends_ms": one.ends_at // MS_NS,
        "simulated": one.simulated,
        "shared": one.marking is not None and bool(one.marking.releasable_to),
        "withdrawn": one.withdrawn,
        "number": one.number,
        "contact_desk": one.contact_desk,
        "remarks": one.remarks,
    }


def declaration_view(one: Declaration, node: NodeId) -> DeclarationView:
    """The view of a declaration."""
    return DeclarationView(**_common(one, node), serials=one.serials, registrations=one.caa_ids)


def notice_view(one: AirspaceNotice, node: NodeId) -> NoticeView:
    """The view of a notice."""
    return NoticeView(
        **_common(one, node),
        what=one.notice_kind,
        name=one.name,
        reference=one.reference,
        horizon_s=one.horizon_s,
    )


def announced_view(one: Announced, node: NodeId) -> DeclarationView | NoticeView:
    """The view of either."""
    return declaration_view(one, node) if isinstance(one, Declaration) else notice_view(one, node)


def overlap_view(overlap: Overlap) -> OverlapView:
    """The view of an overlap."""
    return OverlapView(
        id=overlap.other,
        what=overlap.what,
        origin=overlap.origin,
        own=overlap.own,
        starts_ms=overlap.starts_at // MS_NS,
        ends_ms=overlap.ends_at // MS_NS,
        number=overlap.number,
        contact_desk=overlap.contact_desk,
    )


def draft_view(draft: Draft, overlaps: list[Overlap]) -> DraftView:
    """The view of a draft."""
    return DraftView(
        what=draft.what,
        area=area_view(draft.area),
        starts_ms=draft.starts_at // MS_NS,
        ends_ms=draft.ends_at // MS_NS,
        overlaps=tuple(map(overlap_view, overlaps)),
        name=draft.name,
        serials=draft.serials,
        registrations=draft.caa_ids,
        contact_desk=draft.contact_desk,
        reference=draft.reference,
        remarks=draft.remarks,
    )
