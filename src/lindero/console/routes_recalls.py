"""Recall routes: what was recalled, by whom, what became of it; and a person who recalls."""

from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.params import JSONBody

from lindero.console.confirmation import require_typed
from lindero.console.console import Console
from lindero.console.errors import BadRequest
from lindero.console.guards import (
    console_of,
    require_again,
    require_content,
    require_csrf,
    require_person,
    require_watch,
)
from lindero.console.person import Person
from lindero.console.routes_session import PersonRequest
from lindero.exchange.envelope.control import RecallReason
from lindero.exchange.log.recall_ports import Demand
from lindero.kernel.ids import NodeId, RecordId
from lindero.partners.recall_view import RecallsView, RecallView, view_demand, view_recalls


class RecallAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is to be demanded back: one record, all about one object, or everything that one partner holds.

    Attributes:
        record: Its id.
        object: Such as `track:U104-K`.
        everything: Whatever `to` holds; `typed` must then be its id, typed by the person.
        to: The one partner; None is every one.
        reason: Why.
        typed: What the person typed to confirm.
    """

    record: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    object: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    everything: bool = False
    to: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None
    reason: RecallReason = "recalled"
    typed: str | None = None


class RecallsAsked(msgspec.Struct, frozen=True, kw_only=True):
    """One recall for each partner that holds something; none when nothing had left."""

    asked: list[RecallView]


@get("/")
async def read_recalls(request: PersonRequest) -> RecallsView:
    """All recalls, newest first, and the records that are gone."""
    console = console_of(request)
    view = await console.context.thread.run(lambda: view_recalls(console.context.store))
    await console.trail.saw(request.user.session, "view-recalls", ["recalls"])
    return view


@post("/", status_code=201, guards=[require_watch, require_again])
async def ask_recall(request: PersonRequest, data: JSONBody[RecallAsked]) -> RecallsAsked:
    """Demand back, by one's own act."""
    console = console_of(request)
    if [data.record is not None, data.object is not None, data.everything].count(True) != 1:
        raise BadRequest(why="one of record, object, everything")
    if data.everything:
        require_typed(data.typed, data.to)
    demands = await console.context.thread.run(lambda: _ask(console, request.user, data))
    console.context.ordered()
    return RecallsAsked(asked=[view_demand(demand) for demand in demands])


def _ask(console: Console, person: Person, asked: RecallAsked) -> list[Demand]:
    """In the store's thread."""
    recalls, name, to = console.context.recalls, person.account.name, None if asked.to is None else NodeId(asked.to)
    if asked.everything and to is not None:
        return recalls.recall_everything(name, to, asked.reason)
    if asked.object is not None:
        return recalls.recall_object(name, asked.object, to=to, reason=asked.reason)
    return recalls.recall_record(name, RecordId(asked.record or ""), to=to, reason=asked.reason)


recall_routes = Router(
    "/api/v1/recalls",
    route_handlers=[read_recalls, ask_recall],
    guards=[require_person, require_csrf, require_content],
    tags=["recalls"],
)
