"""Meter route: what was shared, in the figures that both sides compute alike; and what only this side knows."""

from typing import Annotated

import msgspec
from litestar import Router, get
from litestar.params import QueryParameter

from lindero.console.guards import console_of, require_csrf, require_person
from lindero.console.routes_session import PersonRequest
from lindero.exchange.log.meter import PairMeter, Window
from lindero.kernel.ids import NodeId


class PartnerMeter(msgspec.Struct, frozen=True, kw_only=True):
    """One partner.

    Attributes:
        partner: Node at the other end.
        shared: Equal on both sides.
        withheld: How many own records were withheld from it, by reason; the partner cannot know.
    """

    partner: NodeId
    shared: PairMeter
    withheld: dict[str, int]


class MetersView(msgspec.Struct, frozen=True, kw_only=True):
    """All partners."""

    meters: list[PartnerMeter]


@get("/meter")
async def read_meter(
    request: PersonRequest,
    partner: Annotated[str | None, QueryParameter()] = None,
    since_ms: Annotated[int | None, QueryParameter(ge=0)] = None,
    until_ms: Annotated[int | None, QueryParameter(ge=0)] = None,
) -> MetersView:
    """Counts of what was shared; both bounds are about when entries were sealed."""
    window = Window(since_ms=since_ms, until_ms=until_ms)
    found = await console_of(request).meters.read(window, None if partner is None else NodeId(partner))
    return MetersView(
        meters=[PartnerMeter(partner=node, shared=meter, withheld=held) for node, (meter, held) in found.items()]
    )


meter_routes = Router("/api/v1", route_handlers=[read_meter], guards=[require_person, require_csrf], tags=["meter"])
