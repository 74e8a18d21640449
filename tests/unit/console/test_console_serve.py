"""The console on a real socket: WebSocket, server-sent events, sign-out, a taken port."""

import asyncio
import contextlib
import json
import socket

import httpx
import msgspec
import pytest
from console_desk import HANGS_AFTER_S, Desk
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from lindero.console.errors import ConsoleAddressTaken
from lindero.console.serve import listen, serve
from lindero.node.timers import pause, woken


@pytest.fixture
def desk():
    return Desk(pause=pause, woken=woken)


@contextlib.asynccontextmanager
async def serving(desk):
    ports = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serve(desk.app(), "127.0.0.1", 0, None, ports.set_result))
    try:
        yield f"127.0.0.1:{await ports}"
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def signed_in(client, name="ana"):
    """Sign in without holding the loop that serves; returns the CSRF header and the cookie."""
    answer = await client.post("/api/v1/sign-in", json={"name": name, "password": "cuatro palabras sin relacion"})
    cookie = answer.headers["set-cookie"].partition(";")[0]
    return {"X-CSRF-Token": answer.json()["csrf"]}, {"Cookie": cookie}


async def next_of(stream, kind):
    async with asyncio.timeout(HANGS_AFTER_S):
        while True:
            message = msgspec.msgpack.decode(await stream.recv())
            if message["type"] == kind:
                return message


async def closing_code(stream):
    async with asyncio.timeout(HANGS_AFTER_S):
        try:
            while True:
                await stream.recv()
        except ConnectionClosed as closed:
            return closed.rcvd.code


async def test_an_alert_crosses_the_websocket_and_what_was_shown_comes_back(desk):
    async with serving(desk) as address, httpx.AsyncClient(base_url=f"http://{address}") as client:
        _, cookie = await signed_in(client)
        async with connect(f"ws://{address}/api/v1/live?cursor=0", additional_headers=cookie) as stream:
            desk.receive(alert := desk.alert())
            told = await next_of(stream, "alert")
            assert told["alert"]["alert"] == alert.alert
            await stream.send(msgspec.msgpack.encode({"type": "shown", "alert": alert.alert}))
            again = await next_of(stream, "alert")
            assert again["alert"]["times"]["shown_ms"] is not None
            assert again["cursor"] > told["cursor"]
    assert [record.stage for record in desk.entered] == ["shown"]


async def test_signing_out_closes_the_websocket(desk):
    async with serving(desk) as address, httpx.AsyncClient(base_url=f"http://{address}") as client:
        header, cookie = await signed_in(client)
        async with connect(f"ws://{address}/api/v1/live", additional_headers=cookie) as stream:
            await next_of(stream, "links")
            await client.post("/api/v1/sign-out", headers=header)
            assert await closing_code(stream) == 4401


@pytest.mark.parametrize("name", [None, "root"])
async def test_nobody_and_administrators_get_no_websocket(desk, name):
    async with serving(desk) as address, httpx.AsyncClient(base_url=f"http://{address}") as client:
        cookie = (await signed_in(client, name))[1] if name else {}
        async with connect(f"ws://{address}/api/v1/live", additional_headers=cookie) as stream:
            assert await closing_code(stream) == 4401


async def test_what_is_not_understood_closes_the_websocket(desk):
    async with serving(desk) as address, httpx.AsyncClient(base_url=f"http://{address}") as client:
        _, cookie = await signed_in(client)
        for nonsense in (b"\xc1", msgspec.msgpack.encode({"type": "acknowledge", "alert": "X"}), "text"):
            async with connect(f"ws://{address}/api/v1/live", additional_headers=cookie) as stream:
                await stream.send(nonsense)
                assert await closing_code(stream) == 4400


async def test_another_sites_page_gets_no_websocket(desk):
    async with serving(desk) as address, httpx.AsyncClient(base_url=f"http://{address}") as client:
        _, cookie = await signed_in(client)
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"ws://{address}/api/v1/live", additional_headers=cookie, origin="http://evil.example"):
                pass
    assert refused.value.response.status_code == 403


async def test_the_same_messages_come_as_events_until_signing_out(desk):
    async with serving(desk) as address, httpx.AsyncClient(base_url=f"http://{address}") as client:
        header, _ = await signed_in(client)
        desk.receive(alert := desk.alert())
        async with client.stream("GET", "/api/v1/live/sse?cursor=0") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            said = []
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    said.append(json.loads(line.removeprefix("data: ")))
                if said and said[-1]["type"] == "declarations":
                    await client.post("/api/v1/sign-out", headers=header)
    assert said[0]["alert"]["alert"] == alert.alert
    assert [message["type"] for message in said[1:6]] == ["kernels", "links", "sensors", "feeds", "declarations"]


async def test_stopping_the_node_closes_open_streams(desk):
    async with serving(desk) as address, httpx.AsyncClient(base_url=f"http://{address}") as client:
        _, cookie = await signed_in(client)
        stream = await connect(f"ws://{address}/api/v1/live", additional_headers=cookie)
        await next_of(stream, "links")
    assert await closing_code(stream) == 1012


async def test_two_consoles_on_one_machine_do_not_sign_each_other_out(desk):
    cookies = httpx.Cookies()
    other = Desk(node="mx.sedena", pause=pause, woken=woken)
    async with serving(desk) as one, serving(other) as two, httpx.AsyncClient(cookies=cookies) as browser:
        for address in (one, two):
            body = {"name": "ana", "password": "cuatro palabras sin relacion"}
            await browser.post(f"http://{address}/api/v1/sign-in", json=body)
        sessions = [(await browser.get(f"http://{address}/api/v1/session")).json() for address in (one, two)]
    assert [session["signed_in"] for session in sessions] == [True, True]


def test_a_taken_port_is_named():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConsoleAddressTaken) as refused:
            listen("127.0.0.1", port)
    assert str(port) in refused.value.text("es")
    assert "in use" in str(refused.value)


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(ConsoleAddressTaken):
        listen("192.0.2.1", 0)
