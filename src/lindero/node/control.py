"""The control socket: how commands reach a running node, as a signed-in person.

A Unix socket in the node's folder, readable by its owner only. The kernel says which operating-system user is at the
other end (SO_PEERCRED), and that user is the person whose account names it, as PostgreSQL's peer authentication
does. Frames are a 4-byte big-endian length and a msgpack map: one request, then progress, then a result or an error.
"""

import asyncio
import os
import socket
import struct
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from lindero.kernel.errors import Language, LinderoError
from lindero.model.people import Account, Role
from lindero.node.errors import NotAllowed, UnknownCommand, UnknownPerson

SOCKET_NAME: Final = "control.sock"
MAX_FRAME: Final = 64 * 1024 * 1024

Progress = Callable[[dict[str, Any]], Awaitable[None]]
Handler = Callable[[Account, dict[str, Any], Progress], Awaitable[dict[str, Any]]]


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a command asks.

    Attributes:
        request: Name of the handler.
        person: Account to act as; None is the one of the operating-system user.
        language: Of the error texts.
        arguments: The handler's.
    """

    request: str
    person: str | None = None
    language: Language = "en"
    arguments: dict[str, Any] = {}


@contextmanager
def socket_address(folder: Path) -> Iterator[str]:
    """Address of the folder's control socket, however long the folder's path: Unix sockets take 107 bytes only."""
    handle = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{SOCKET_NAME}"
    finally:
        os.close(handle)


async def read_frame(reader: asyncio.StreamReader) -> bytes:
    """The next frame; `asyncio.IncompleteReadError` at the end."""
    size = int.from_bytes(await reader.readexactly(4), "big")
    if size > MAX_FRAME:
        raise ConnectionError(f"a control frame of {size} bytes is too long")
    return await reader.readexactly(size)


async def write_frame(writer: asyncio.StreamWriter, message: object) -> None:
    """Send one frame."""
    body = msgspec.msgpack.encode(message)
    writer.write(len(body).to_bytes(4, "big") + body)
    await writer.drain()


def describe(error: LinderoError, language: Language) -> dict[str, Any]:
    """The error as the other end shows it."""
    return {
        "code": error.code,
        "message": error.text(language),
        "remedy": error.remedy(language),
        "exit_code": error.exit_code,
    }


class ControlServer:
    """Listens in the node's folder and answers with the handlers it was given."""

    def __init__(self, folder: Path, accounts: Callable[[], Awaitable[list[Account]]]) -> None:
        self._path = folder / SOCKET_NAME
        self._accounts = accounts
        self._handlers: dict[str, tuple[Role | None, Handler]] = {}

    def handle(self, request: str, role: Role | None, handler: Handler) -> None:
        """Answer a request with this handler; `role` is what the person needs."""
        self._handlers[request] = (role, handler)

    async def serve(self) -> None:
        """Listen until cancelled; the socket file is made private before anybody can connect."""
        self._path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX)
        with socket_address(self._path.parent) as address:
            listening.bind(address)
        self._path.chmod(0o600)
        server = await asyncio.start_unix_server(self._talk, sock=listening)
        try:
            await server.serve_forever()
        finally:
            self._path.unlink(missing_ok=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        language: Language = "en"
        try:
            request = msgspec.msgpack.decode(await read_frame(reader), type=Request)
            language = request.language
            result = await self._answer(request, _peer_user(writer), lambda p: write_frame(writer, {"progress": p}))
            await write_frame(writer, {"result": result})
        except LinderoError as error:
            await write_frame(writer, {"error": describe(error, language)})
        except (asyncio.IncompleteReadError, ConnectionError, msgspec.DecodeError):
            pass  # the command went away, or was none: there is nobody to answer
        finally:
            writer.close()

    async def _answer(self, request: Request, user: int, progress: Progress) -> dict[str, Any]:
        if request.request not in self._handlers:
            raise UnknownCommand(request=request.request)
        role, handler = self._handlers[request.request]
        person = require_person(await self._accounts(), user, request.person, role)
        return await handler(person, request.arguments, progress)


def require_person(accounts: list[Account], user: int, name: str | None, role: Role | None) -> Account:
    """The account that an operating-system user acts as.

    Raises:
        UnknownPerson: No enabled account names that user (or that user under the given name).
        NotAllowed: It lacks the role.
    """
    own = [a for a in accounts if a.os_user == user and not a.disabled and name in (None, a.name)]
    if not own:
        raise UnknownPerson(user=user)
    fit = [a for a in own if role is None or role in a.roles]
    if not fit:
        raise NotAllowed(person=own[0].name, role=role)
    return fit[0]


def _peer_user(writer: asyncio.StreamWriter) -> int:
    """User id of the process at the other end, from the kernel."""
    peer: socket.socket = writer.get_extra_info("socket")
    credentials = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[1])
