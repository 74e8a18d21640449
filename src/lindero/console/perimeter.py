"""What every request meets first, found or not: the checks of Host and Origin, and the headers of the answer.

Host stops DNS rebinding: another site's name that resolves to this machine. Origin stops other sites' pages; browsers
send it with every POST and WebSocket, programs need not.
"""

from typing import Final
from urllib.parse import urlsplit

from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from lindero.console.context import ConsoleContext
from lindero.console.errors import ConsoleError, ForeignPage, UnknownHost
from lindero.console.headers import security_headers
from lindero.console.language import preferred_language
from lindero.console.refusals import refusal_body

LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
LIVE_PATH: Final = "/api/v1/live"
CLOSED_FOREIGN: Final = 4403


def host_name(netloc: str) -> str:
    """Name or address of `name:port`, lower case; empty when it is none."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def require_own_host(headers: Headers, local_address: str | None, names: frozenset[str]) -> None:
    """The request is for this console.

    Args:
        headers: Of the request.
        local_address: Address at which the connection came in.
        names: Other names that the console answers for.

    Raises:
        UnknownHost: It is for somebody else.
    """
    name = host_name(headers.get("host", ""))
    if name not in LOCAL_NAMES | names and (not name or name != local_address):
        raise UnknownHost(host=headers.get("host", "-"))


def require_own_page(headers: Headers, *, secure: bool) -> None:
    """The request comes from a page of this console, or from no page.

    Raises:
        ForeignPage: It comes from elsewhere; pages without an origin (`null`) are elsewhere, too.
    """
    origin = headers.get("origin")
    own = f"{'https' if secure else 'http'}://{headers.get('host', '')}"
    if origin is not None and origin.lower() != own.lower():
        raise ForeignPage(origin=origin)
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise ForeignPage(origin=headers.get("sec-fetch-site"))


class Perimeter:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, context: ConsoleContext) -> None:
        self._app = app
        self._context = context
        self._names = frozenset(name.lower() for name in context.hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in what is for this console, with the headers of the answer; refuse the rest."""
        headers = Headers.from_scope(scope)
        try:
            self._require_own(scope, headers)
        except ConsoleError as error:
            await self._refuse(error, scope, headers, send)
            return
        await self._app(scope, receive, self._with_headers(send))

    def _require_own(self, scope: Scope, headers: Headers) -> None:
        server = scope.get("server")
        require_own_host(headers, server[0] if server else None, self._names)
        reads = scope["type"] == ScopeType.HTTP and scope.get("method") in ("GET", "HEAD")
        if not reads or scope["path"].startswith(LIVE_PATH):
            require_own_page(headers, secure=self._context.secure)

    async def _refuse(self, error: ConsoleError, scope: Scope, headers: Headers, send: Send) -> None:
        if scope["type"] == ScopeType.WEBSOCKET:
            await send({"type": "websocket.close", "code": CLOSED_FOREIGN, "reason": error.code})
            return
        language = preferred_language(headers.get("accept-language", ""), self._context.language)
        answer = [(b"content-type", b"application/json")]
        added = security_headers(secure=self._context.secure, cached=False)
        await send({"type": "http.response.start", "status": error.status, "headers": answer + added})
        await send({"type": "http.response.body", "body": refusal_body(error, language), "more_body": False})

    def _with_headers(self, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message["headers"])
                cached = any(name.lower() == b"cache-control" for name, _ in given)
                added = security_headers(secure=self._context.secure, cached=cached)
                message["headers"] = given + added
            await send(message)

        return sending
