"""Legal holds: an auditor keeps a record from being erased, under an order or a law, and lets go of it."""

from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.params import JSONBody

from lindero.console.console import Console
from lindero.console.errors import BadRequest
from lindero.console.guards import console_of, require_again, require_csrf, require_person, require_role
from lindero.console.routes_session import PersonRequest
from lindero.console.views import MS_NS
from lindero.exchange.log.recall_ports import Hold
from lindero.kernel.ids import RecordId
from lindero.model.record import Record

_Words = Annotated[str, msgspec.Meta(min_length=3, max_length=500)]
_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class HoldView(msgspec.Struct, frozen=True, kw_only=True):
    """One legal hold.

    Attributes:
        record: What is kept.
        reason: Why.
        authority: Under which order or law.
        person: Who placed it.
        at_ms: When. [ms UTC]
        ended_ms: When it was ended; None while it is in force. [ms UTC]
        ended_by: Who ended it.
    """

    record: RecordId
    reason: str
    authority: str
    person: str
    at_ms: int
    ended_ms: int | None
    ended_by: str | None


class HoldsView(msgspec.Struct, frozen=True, kw_only=True):
    """All holds, newest first; `erased`: records that went because the last one ended."""

    holds: list[HoldView]
    erased: int = 0


class Holding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record that is to be kept."""

    record: _Id
    reason: _Words
    authority: _Words


class LettingGo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record that is to be kept no longer."""

    record: _Id


@get("/")
async def read_holds(request: PersonRequest) -> HoldsView:
    """All holds, ended ones too."""
    console = console_of(request)
    view = await console.context.thread.run(lambda: _view(console))
    await console.trail.saw(request.user.session, "view-holds", ["holds"])
    return view


@post("/", status_code=201, guards=[require_again])
async def hold(request: PersonRequest, data: JSONBody[Holding]) -> HoldsView:
    """Keep a record from now on."""
    console, name = console_of(request), request.user.account.name
    reason, authority = data.reason.strip(), data.authority.strip()
    if not reason or not authority:
        raise BadRequest(why="reason, authority")

    def keep() -> HoldsView:
        console.context.holds.add(name, RecordId(data.record), reason, authority)
        return _view(console)

    return await console.context.thread.run(keep)


@post("/release", status_code=200, guards=[require_again])
async def let_go(request: PersonRequest, data: JSONBody[LettingGo]) -> HoldsView:
    """Keep it no longer: what was demanded meanwhile is erased now."""
    console, name = console_of(request), request.user.account.name

    def end() -> tuple[HoldsView, list[Record]]:
        gone = console.context.holds.end(name, RecordId(data.record))
        return _view(console, len(gone)), gone

    view, gone = await console.context.thread.run(end)
    console.context.let_go(gone)
    return view


def _view(console: Console, erased: int = 0) -> HoldsView:
    """In the store's thread."""
    return HoldsView(holds=[_hold(one) for one in console.context.holds.all()], erased=erased)


def _hold(one: Hold) -> HoldView:
    return HoldView(
        record=one.record,
        reason=one.reason,
        authority=one.authority,
        person=one.person,
        at_ms=one.at // MS_NS,
        ended_ms=None if one.ended_at is None else one.ended_at // MS_NS,
        ended_by=one.ended_by,
    )


hold_routes = Router(
    "/api/v1/holds",
    route_handlers=[read_holds, hold, let_go],
    guards=[require_person, require_csrf, require_role("auditor")],
    tags=["holds"],
)
