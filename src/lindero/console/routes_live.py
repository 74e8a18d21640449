"""The live stream's two ways: MessagePack over a WebSocket, and the same messages as server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

import msgspec
import structlog
from litestar import Router, WebSocket, get, websocket
from litestar.exceptions import WebSocketDisconnect
from litestar.params import QueryParameter
from litestar.response import Stream

from lindero.console.console import Console
from lindero.console.guards import console_of, require_content, require_csrf, require_person
from lindero.console.live import Live
from lindero.console.person import Person
from lindero.console.routes_session import PersonRequest
from lindero.kernel.ids import RecordId
from lindero.operations.alerts.errors import NoSuchAlert

_log = structlog.get_logger("lindero.console")

CLOSED_SIGNED_OUT: Final = 4401
CLOSED_NOT_UNDERSTOOD: Final = 4400
_MSGPACK: Final = msgspec.msgpack.Encoder()
_JSON: Final = msgspec.json.Encoder()

Cursor = Annotated[int, QueryParameter(name="cursor", ge=0)]


class Shown(msgspec.Struct, frozen=True, tag="shown", forbid_unknown_fields=True):
    """An alert has really been drawn on this desk's screen."""

    alert: RecordId


_SHOWN: Final = msgspec.msgpack.Decoder(Shown)


@websocket("/live")
async def live(socket: WebSocket[Any, Any, Any], cursor: Cursor = 0) -> None:
    """MessagePack maps from the node; from the desk only what was shown."""
    console = console_of(socket)
    await socket.accept()
    person = await console.person(socket.cookies)
    if person is None or not person.reads_content:
        await socket.close(CLOSED_SIGNED_OUT)
        return
    sending = asyncio.create_task(_send(socket, Live(console, person, cursor)))
    receiving = asyncio.create_task(_receive(socket, console, person))
    done, pending = await asyncio.wait((sending, receiving), return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    code = receiving.result() if receiving in done else CLOSED_SIGNED_OUT
    if sending in done:
        sending.result()
    if code is not None:
        await socket.close(code)


async def _send(socket: WebSocket[Any, Any, Any], stream: Live) -> None:
    """Send batches until the session ends."""
    async for batch in stream.batches():
        for message in batch:
            await socket.send_bytes(_MSGPACK.encode(message))


async def _receive(socket: WebSocket[Any, Any, Any], console: Console, person: Person) -> int | None:
    """Take what was shown; returns the code to close with, or None when the other end went away."""
    while True:
        try:
            said = _SHOWN.decode(await socket.receive_bytes())
            await console.shown(person, said.alert)
        except NoSuchAlert as error:
            _log.info("shown-unknown-alert", alert=error.facts["alert"])
        except (msgspec.DecodeError, KeyError):
            return CLOSED_NOT_UNDERSTOOD
        except WebSocketDisconnect:
            return None


@get("/live/sse", guards=[require_person, require_csrf, require_content], media_type="text/event-stream")
async def live_events(request: PersonRequest, cursor: Cursor = 0) -> Stream:
    """The same messages as JSON in server-sent events, for networks whose proxies break WebSockets."""
    stream = Live(console_of(request), request.user, cursor)
    return Stream(_events(stream), media_type="text/event-stream")


async def _events(stream: Live) -> AsyncIterator[bytes]:
    """One event per message; a comment when there is none, so that a dead connection is noticed."""
    async for batch in stream.batches():
        yield b"".join(b"data: " + _JSON.encode(message) + b"\n\n" for message in batch) or b": \n\n"


live_routes = Router("/api/v1", route_handlers=[live, live_events], tags=["live"])
