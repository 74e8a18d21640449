"""Who may do what. Guards run before a handler; they leave the person in the request."""

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers.base import BaseRouteHandler

from lindero.console.console import Console
from lindero.console.errors import NoContent, NoCsrfToken, NotSignedIn, RoleMissing
from lindero.console.person import Person
from lindero.kernel.clock import Instant
from lindero.model.people import Role
from lindero.partners.errors import SignInAgain
from lindero.partners.release_desk import SIGNED_IN_WITHIN_S

CSRF_HEADER = "X-CSRF-Token"

Connection = ASGIConnection[BaseRouteHandler, Person, None, State]
Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]


def console_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Console:
    """The console that the application was made for."""
    console = connection.app.state.console
    assert isinstance(console, Console)
    return console


async def require_person(connection: Connection, _: BaseRouteHandler) -> None:
    """Somebody is signed in.

    Raises:
        NotSignedIn: Nobody is.
    """
    person = await console_of(connection).person(connection.cookies)
    if person is None:
        raise NotSignedIn
    connection.scope["user"] = person


async def require_csrf(connection: Connection, _: BaseRouteHandler) -> None:
    """What changes something comes from a page that the session was given to.

    Raises:
        NoCsrfToken: It does not.
    """
    if connection.scope.get("method", "GET") in ("GET", "HEAD"):
        return
    given = connection.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(given.encode(), connection.user.session.csrf.encode()):
        raise NoCsrfToken


async def require_content(connection: Connection, _: BaseRouteHandler) -> None:
    """The person may see tracks and alerts.

    Raises:
        NoContent: An administrator without another role.
    """
    if not connection.user.reads_content:
        raise NoContent


def require_role(*roles: Role) -> Guard:
    """A guard: the person has one of these roles."""

    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        if set(roles).isdisjoint(connection.user.account.roles):
            raise RoleMissing(role=" / ".join(roles))

    return guard


async def require_again(connection: Connection, _: BaseRouteHandler) -> None:
    """The person has shown once more who they are, within the last five minutes.

    Raises:
        SignInAgain: That is due.
    """
    again_at(connection)


def again_at(connection: ASGIConnection[Any, Person, Any, Any]) -> Instant:
    """When the person last showed once more who they are. [ns UTC].

    Raises:
        SignInAgain: Never in this session, or more than five minutes ago.
    """
    session = connection.user.session
    if session.again_at is None or console_of(connection).sessions.again_until(session) is None:
        raise SignInAgain(person=session.name, minutes=SIGNED_IN_WITHIN_S // 60)
    return session.again_at


require_watch = require_role("watch-officer")
