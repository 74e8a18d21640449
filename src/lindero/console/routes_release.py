"""Release desk routes: what waits for two persons, exactly what would leave, and one person's yes or no."""

from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.params import JSONBody

from lindero.console.console import Console
from lindero.console.errors import BadRequest
from lindero.console.guards import again_at, console_of, require_again, require_csrf, require_person, require_role
from lindero.console.release_view import WaitingView, waiting_view
from lindero.console.routes_session import PersonRequest
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.marking import Purpose

_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class WaitingList(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that waits, longest first."""

    waiting: list[WaitingView]


class Approving(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person's yes, to exactly these bytes."""

    partner: _Name
    record: _Name
    sha256: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    purpose: Purpose
    authority: _Name


class Refusing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One person's no, and why."""

    partner: _Name
    record: _Name
    reason: Annotated[str, msgspec.Meta(min_length=3, max_length=2000)]


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What an approval brought about.

    Attributes:
        approved: It was the second: the record leaves with the next batch.
        waiting: What waits after it.
    """

    approved: bool
    waiting: list[WaitingView]


@get("/")
async def read_waiting(request: PersonRequest) -> WaitingList:
    """What waits, each as it would leave now."""
    console = console_of(request)
    waiting = await console.context.thread.run(lambda: _waiting(console, request.user.account.name))
    seen = [f"{one.partner} {one.record} {one.sha256}" for one in waiting]
    await console.trail.saw(request.user.session, "view-waiting", seen)
    return WaitingList(waiting=waiting)


@post("/approve", status_code=200, guards=[require_again])
async def approve(request: PersonRequest, data: JSONBody[Approving]) -> Heard:
    """This person approves; with the second approval it leaves."""
    console, person, at = console_of(request), request.user.account, again_at(request)

    def keep() -> Heard:
        heard = console.context.release.approve(
            person,
            signed_in_at=at,
            partner=NodeId(data.partner),
            record=RecordId(data.record),
            sha256=bytes.fromhex(data.sha256),
            purpose=data.purpose,
            authority=data.authority,
        )
        return Heard(approved=heard.approved, waiting=_waiting(console, person.name))

    heard = await console.context.thread.run(keep)
    if heard.approved:
        console.context.ordered()
    return heard


@post("/refuse", status_code=200, guards=[require_again])
async def refuse(request: PersonRequest, data: JSONBody[Refusing]) -> WaitingList:
    """This person refuses: it waits no more, and does not leave."""
    console, person, at = console_of(request), request.user.account, again_at(request)
    if not data.reason.strip():
        raise BadRequest(why="reason")

    def keep() -> WaitingList:
        console.context.release.refuse(
            person,
            signed_in_at=at,
            partner=NodeId(data.partner),
            record=RecordId(data.record),
            reason=data.reason.strip(),
        )
        return WaitingList(waiting=_waiting(console, person.name))

    return await console.context.thread.run(keep)


def _waiting(console: Console, reader: str) -> list[WaitingView]:
    """In the store's thread."""
    desk = console.context.release
    return [waiting_view(desk, waiting, reader) for waiting in desk.waiting()]


release_routes = Router(
    "/api/v1/release",
    route_handlers=[read_waiting, approve, refuse],
    guards=[require_person, require_csrf, require_role("releaser")],
    tags=["release"],
)
