"""Consent: a person lets partners pass a record, or a kind of records, on to a third node until a day."""

from typing import Annotated

import msgspec
from litestar import Router, post
from litestar.params import JSONBody

from lindero.console.errors import BadRequest
from lindero.console.guards import console_of, require_again, require_csrf, require_person, require_watch
from lindero.console.routes_session import PersonRequest
from lindero.console.views import MS_NS
from lindero.kernel.ids import NodeId, RecordId, parse_node_id
from lindero.model.kinds import KINDS

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Consenting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be passed on.

    Attributes:
        record: One own record.
        topic: A kind of records; one of both is given.
        to: The third node.
        via: The one partner that may pass it on; None is every one that can.
        until_ms: Until when. [ms UTC]
    """

    record: _Name | None = None
    topic: _Name | None = None
    to: _Name
    via: _Name | None = None
    until_ms: Annotated[int, msgspec.Meta(ge=0, lt=2**43)]


class Consented(msgspec.Struct, frozen=True, kw_only=True):
    """Partners to which the consent goes."""

    given: list[NodeId]


@post("/", status_code=201, guards=[require_watch, require_again])
async def consent(request: PersonRequest, data: JSONBody[Consenting]) -> Consented:
    """Let it be passed on."""
    console = console_of(request)
    if (data.record is None) is (data.topic is None):
        raise BadRequest(why="one of record, topic")
    if data.topic is not None and data.topic not in KINDS:
        raise BadRequest(why=f"topic: {', '.join(KINDS)}")
    if data.until_ms * MS_NS <= console.context.clock.now():
        raise BadRequest(why="until_ms")
    record = None if data.record is None else RecordId(data.record)
    recipient = parse_node_id(data.to)

    def give() -> list[NodeId]:
        return console.context.consents.give(
            request.user.account.name,
            recipient,
            data.until_ms * MS_NS,
            record=record,
            topic=data.topic,
            holder=None if data.via is None else NodeId(data.via),
        )

    given = await console.context.thread.run(give)
    console.context.ordered()
    return Consented(given=given)


consent_routes = Router(
    "/api/v1/consents",
    route_handlers=[consent],
    guards=[require_person, require_csrf],
    tags=["consents"],
)
