"""How commands and the demo reach a node: by the control socket when it runs, else by its folder, under its lock."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.kernel.errors import Language, LocalError
from lindero.node.config import language_of_environment, load_config, operating_system_user
from lindero.node.control import Request, require_person, socket_address
from lindero.node.errors import NotRunning, UnknownCommand
from lindero.node.folder import Folder
from lindero.operations.alerts.desk import AlertDesk
from lindero.store.folder import FolderLock
from lindero.store.sqlite.store import open_store


class Answered(LocalError):
    """An error that the running node answered, already in the user's language."""

    code = "control.answered"

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        super().__init__()


def call(
    folder: Path,
    request: str,
    arguments: dict[str, Any],
    person: str | None = None,
    language: Language | None = None,
    progress: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:
    """Result of a request to the node of a folder, running or not; `progress` is called with what long work says of it.

    Raises:
        NotANode, BadConfiguration: The folder is none, or its configuration cannot be used.
        NotRunning: The node ended before it answered.
        UnknownPerson, NotAllowed: The operating-system user may not do this.
        Answered: The running node refused.
    """
    config = load_config(folder)
    with socket_address(folder) as address, socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(address)
        except (FileNotFoundError, ConnectionRefusedError):
            pass  # it does not run
        else:
            spoken = language or language_of_environment()
            asked = Request(request=request, person=person, language=spoken, arguments=arguments)
            return _ask(folder, connection, asked, progress)
    from lindero.node.commands import Commands  # noqa: PLC0415 — most commands ask a running node and need none of it

    clock, entropy = SystemClock(), SystemEntropy()
    with FolderLock(folder), open_store(Folder(folder).database) as store:
        desk = AlertDesk(config.node_id, config.node.side, store.records, clock, entropy)
        commands = Commands(Folder(folder), config, store, desk, clock, entropy)
        if request not in commands.table:
            raise UnknownCommand(request=request)
        role, command = commands.table[request]
        account = require_person(store.accounts.all(), operating_system_user(), person, role)
        return command(account, arguments)


def is_running(folder: Path) -> bool:
    """Whether a node answers on the folder's control socket."""
    with socket_address(folder) as address, socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(address)
        except (FileNotFoundError, ConnectionRefusedError):
            return False
        return True


def _ask(
    folder: Path, connection: socket.socket, request: Request, progress: Callable[[dict[str, Any]], None] | None
) -> dict[str, Any]:
    body = msgspec.msgpack.encode(request)
    connection.sendall(len(body).to_bytes(4, "big") + body)
    with connection.makefile("rb") as stream:
        while head := stream.read(4):
            message: dict[str, Any] = msgspec.msgpack.decode(stream.read(int.from_bytes(head, "big")))
            if "progress" in message and progress is not None:
                progress(message["progress"])
            if "error" in message:
                raise Answered(message["error"])
            if "result" in message:
                answer: dict[str, Any] = message["result"]
                return answer
    raise NotRunning(folder=str(folder))
