"""Session routes: who is here, signing in and out, a new password."""

from typing import Any

import msgspec
from litestar import Request, Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody

from lindero.console.console import Console
from lindero.console.errors import BadRequest
from lindero.console.guards import console_of, require_csrf, require_person
from lindero.console.person import Person
from lindero.console.views import MS_NS
from lindero.kernel.ids import DeskId, NodeId

PersonRequest = Request[Person, None, Any]


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Name and password, or the token of a one-time link."""

    name: str | None = None
    password: str | None = None
    token: str | None = None


class NewPassword(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A new password, with the present one where `present_needed`."""

    password: str
    present: str | None = None


class Again(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The password of the person who is signed in, or the token of a one-time link of theirs."""

    password: str | None = None
    token: str | None = None


class SessionView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who is here; before signing in only the node's own facts.

    Attributes:
        present_needed: Whether a new password takes the present one: there is one, and the session is not one that a
            one-time link has opened for somebody who may have forgotten it.
        again_until_ms: Until when acts that take signing in again may be done; absent when that is due. [ms UTC]
    """

    signed_in: bool
    node: NodeId
    side: str
    simulated: bool
    version: str
    name: str | None = None
    desk: DeskId | None = None
    roles: tuple[str, ...] = ()
    csrf: str | None = None
    present_needed: bool = False
    again_until_ms: int | None = None


def session_view(console: Console, person: Person | None) -> SessionView:
    """The view of a session, or of none."""
    context = console.context
    nobody = SessionView(
        signed_in=False, node=context.node, side=context.side, simulated=context.simulated, version=context.version
    )
    if person is None:
        return nobody
    until = console.sessions.again_until(person.session)
    return msgspec.structs.replace(
        nobody,
        signed_in=True,
        name=person.account.name,
        desk=person.desk(context.node),
        roles=person.account.roles,
        csrf=person.session.csrf,
        present_needed=_needs_present(person),
        again_until_ms=None if until is None else until // MS_NS,
    )


def address_of(request: Request[Any, Any, Any]) -> str:
    """Address of the other end."""
    return request.client.host if request.client else "-"


@get("/session")
async def read_session(request: Request[Any, Any, Any]) -> SessionView:
    """Who is signed in here, if anybody."""
    console = console_of(request)
    return session_view(console, await console.person(request.cookies))


@post("/sign-in", status_code=200)
async def sign_in(request: Request[Any, Any, Any], data: JSONBody[Credentials]) -> Response[SessionView]:
    """Sign in by name and password, or once by the token of a link."""
    console, address = console_of(request), address_of(request)
    if data.token is not None:
        account = await console.sign_in.by_link(data.token, address)
    elif data.name is not None and data.password is not None:
        account = await console.sign_in.by_password(data.name, data.password, address)
    else:
        raise BadRequest(why="name and password, or token, are missing")
    token, session = console.sessions.open(account.name, by_link=data.token is not None)
    view = session_view(console, Person(session=session, account=account))
    return Response(view, cookies=[_cookie(console, token)])


@post("/sign-out", status_code=200, guards=[require_person, require_csrf])
async def sign_out(request: PersonRequest) -> Response[SessionView]:
    """End this session; its streams close."""
    console, session = console_of(request), request.user.session
    session.end()
    await console.trail.note(session.name, "sign-out")
    expired = Cookie(**{**_cookie(console, "").dict, "max_age": 0})
    return Response(session_view(console, None), cookies=[expired])


@post("/session/again", status_code=200, guards=[require_person, require_csrf])
async def sign_in_again(request: PersonRequest, data: JSONBody[Again]) -> SessionView:
    """Show once more who one is; for five minutes this session may release, recall and end pairings."""
    console, session, address = console_of(request), request.user.session, address_of(request)
    if data.token is not None:
        await console.sign_in.by_link(data.token, address, only=session.name)
    elif data.password is not None:
        await console.sign_in.again(session.name, data.password, address)
    else:
        raise BadRequest(why="password, or token, is missing")
    console.sessions.shown_again(session)
    return session_view(console, request.user)


@post("/password", status_code=200, guards=[require_person, require_csrf])
async def set_password(request: PersonRequest, data: JSONBody[NewPassword]) -> SessionView:
    """Choose a password: with the present one, or once after a one-time link; other sessions of the person end."""
    console, session = console_of(request), request.user.session
    present = (data.present or "") if _needs_present(request.user) else None
    account = await console.sign_in.set_password(session.name, data.password, present, address_of(request))
    session.by_link = False
    console.sessions.end_of(session.name, but=session)
    return session_view(console, Person(session=session, account=account))


def _needs_present(person: Person) -> bool:
    return person.account.password_hash is not None and not person.session.by_link


def _cookie(console: Console, value: str) -> Cookie:
    return Cookie(
        key=console.cookie,
        value=value,
        path="/",
        httponly=True,
        secure=console.context.secure,
        samesite="strict",
    )


session_routes = Router(
    "/api/v1", route_handlers=[read_session, sign_in, sign_in_again, sign_out, set_password], tags=["session"]
)
