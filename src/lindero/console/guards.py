"""Who may do what. Guards run before a handler; they leave the person in the request."""

import hmac
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers.base import BaseRouteHandler

from lindero.console.console import Console
from lindero.console.errors import NoContent, NoCsrfToken, NotSignedIn, RoleMissing
from lindero.console.person import Person

CSRF_HEADER = "X-CSRF-Token"

Connection = ASGIConnection[BaseRouteHandler, Person, None, State]


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


async def require_watch(connection: Connection, _: BaseRouteHandler) -> None:
    """The person may take and close alerts.

    Raises:
        RoleMissing: Not a watch officer.
    """
    if not connection.user.keeps_watch:
        raise RoleMissing(role="watch-officer")
