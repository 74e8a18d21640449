"""The control socket: private, answering the operating system's user as the person whose account names it."""

import asyncio
import os
import socket
import stat

import msgspec
import pytest

from lindero.model.people import Account
from lindero.node.control import MAX_FRAME, SOCKET_NAME, ControlServer, Request, socket_address
from lindero.node.errors import NoSuchAccount

ANA = Account(name="ana", roles=("watch-officer",), desk="watch-1", os_user=os.getuid())
EVA = Account(name="eva", roles=("administrator",), desk="admin-1", os_user=os.getuid())
TOMAS = Account(name="tomas", roles=("watch-officer", "administrator"), desk="watch-2", os_user=os.getuid() + 1)


async def echo(person, arguments, progress):
    await progress({"done": 1})
    return {"person": person.name, "arguments": arguments}


async def refuse(person, arguments, progress):
    raise NoSuchAccount(name="nadie")


@pytest.fixture
async def node(tmp_path):
    """Folder of a node that answers three requests, for the accounts of the list beside it."""
    folder = tmp_path / ("carpeta de guardia ñ " + "x" * 120)
    folder.mkdir()
    accounts = [ANA, TOMAS]

    async def known():
        return accounts

    server = ControlServer(folder, known)
    server.handle("echo", None, echo)
    server.handle("administer", "administrator", echo)
    server.handle("refuse", "watch-officer", refuse)
    serving = asyncio.create_task(server.serve())
    while not (folder / SOCKET_NAME).exists():  # noqa: ASYNC110 — the file is the only sign
        await asyncio.sleep(0)
    yield folder, accounts
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def raw(folder, data):
    """Everything that is answered to these bytes."""

    def talk():
        with socket_address(folder) as address, socket.socket(socket.AF_UNIX) as connection:
            connection.connect(address)
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            with connection.makefile("rb") as stream:
                return stream.read()

    return await asyncio.to_thread(talk)


def framed(message):
    body = msgspec.msgpack.encode(message)
    return len(body).to_bytes(4, "big") + body


async def ask(folder, request, **options):
    """The frames that answer a request."""
    data, frames = await raw(folder, framed(Request(request=request, **options))), []
    while data:
        size = int.from_bytes(data[:4], "big")
        frames.append(msgspec.msgpack.decode(data[4 : 4 + size]))
        data = data[4 + size :]
    return frames


async def error_of(folder, request, **options):
    (frame,) = await ask(folder, request, **options)
    return frame["error"]


async def test_the_socket_is_its_owners_alone_however_long_its_path(node):
    folder, _ = node
    status = (folder / SOCKET_NAME).stat()
    assert stat.S_ISSOCK(status.st_mode)
    assert stat.S_IMODE(status.st_mode) == 0o600


async def test_progress_comes_before_the_result(node):
    frames = await ask(node[0], "echo", arguments={"x": b"\x00"})
    assert frames == [{"progress": {"done": 1}}, {"result": {"person": "ana", "arguments": {"x": b"\x00"}}}]


@pytest.mark.parametrize(("language", "words"), [("en", "does not know the request"), ("es", "no conoce la petición")])
async def test_an_unknown_request_is_refused_in_the_users_language(node, language, words):
    error = await error_of(node[0], "launch", language=language)
    assert error["code"] == "control.unknown-request"
    assert words in error["message"]
    assert "launch" in error["message"]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "takes the role administrator"), ("es", "requiere el rol administrator")]
)
async def test_a_person_without_the_role_is_refused_in_their_language(node, language, words):
    error = await error_of(node[0], "administer", language=language)
    assert (error["code"], error["exit_code"]) == ("control.not-allowed", 4)
    assert words in error["message"]
    assert "ana" in error["message"]
    assert "--role administrator" in error["remedy"]


async def test_of_two_accounts_of_one_user_the_one_with_the_role_acts_unless_one_is_named(node):
    folder, accounts = node
    accounts.append(EVA)
    (*_, frame) = await ask(folder, "administer")
    assert frame["result"]["person"] == "eva"
    assert (await error_of(folder, "administer", person="ana"))["code"] == "control.not-allowed"


async def test_nobody_acts_as_the_account_of_another_operating_system_user(node):
    error = await error_of(node[0], "echo", person="tomas")
    assert error["code"] == "control.unknown-person"
    assert str(os.getuid()) in error["message"]


async def test_a_disabled_account_is_nobody(node):
    folder, accounts = node
    accounts[0] = msgspec.structs.replace(ANA, disabled=True)
    assert (await error_of(folder, "echo"))["code"] == "control.unknown-person"


async def test_what_a_command_refuses_is_told_with_its_remedy_and_exit_code(node):
    error = await error_of(node[0], "refuse", language="es")
    assert error == {
        "code": "account.unknown",
        "message": "No existe la cuenta nadie.",
        "remedy": "Enumérelas: lindero account list DIR",
        "exit_code": 1,
    }


@pytest.mark.parametrize(
    "noise",
    [
        b"",
        b"\x00\x00",
        b"\x00\x00\x00\x05abc",
        (MAX_FRAME + 1).to_bytes(4, "big") + b"x",
        framed(["a", "list"]),
        framed({"request": "echo", "language": "klingon"}),
        b"\x00\x00\x00\x02\xc1\xc1",
    ],
)
async def test_noise_is_not_answered_and_disturbs_nobody(node, noise):
    assert await raw(node[0], noise) == b""
    assert (await ask(node[0], "echo"))[-1]["result"]["person"] == "ana"
