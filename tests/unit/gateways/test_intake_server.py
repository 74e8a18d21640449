"""The shells around any session: limits, slow readers, silence, captures and their replay, over real loopback."""

import asyncio
import contextlib

import pytest

from lindero.gateways.intake.adapter import Address, CaptureFile
from lindero.gateways.intake.capture import decode_capture
from lindero.gateways.intake.client import TcpClient
from lindero.gateways.intake.counters import Counters
from lindero.gateways.intake.outputs import Close, Deliver, Send, Wanted
from lindero.gateways.intake.replay import replay
from lindero.gateways.intake.server import FIRST_WORD_WITHIN_S, TellingServer
from lindero.kernel.clock import SECOND_NS, parse_instant

NOW = parse_instant("2026-11-25T09:00:00Z")


class Echo:
    """Says hello, takes lines, says bye; a line `close` closes."""

    def __init__(self, caller):
        self.sender = caller.peer
        self.accepted = True
        self._counters = Counters()
        self._rest = b""

    def begin(self, now):
        return [Send(data=b"hello\n"), Wanted()]

    def receive(self, data, now):
        self._counters.receive(len(data))
        *lines, self._rest = (self._rest + data).split(b"\n")
        for _ in lines:
            self._counters.accept("line")
        return [Close() if line == b"close" else Deliver(records=(line.decode(),)) for line in lines]

    def tick(self, now):
        return []

    def end(self, now):
        return [Send(data=b"bye\n"), Deliver(records=("end",))]

    def tell(self, records, now):
        return [Send(data=record) for record in records]

    def end_of(self, records, now):
        return []

    def tally(self):
        return self._counters.tally()


class Hand:
    """A clock that is moved by hand."""

    def __init__(self):
        self.instant = NOW

    def now(self):
        return self.instant

    def monotonic_s(self):
        return 0.0


class Receiver:
    """Keeps what comes."""

    def __init__(self):
        self.records, self.refusals = [], []
        self._changed = asyncio.Condition()

    async def deliver(self, records):
        await self._keep(self.records, records)

    async def refuse(self, refusal):
        await self._keep(self.refusals, [refusal])

    async def _keep(self, place, items):
        async with self._changed:
            place += items
            self._changed.notify_all()

    async def until(self, condition):
        async with self._changed:
            await self._changed.wait_for(condition)


@contextlib.asynccontextmanager
async def serving(**options):
    receiver, clock = Receiver(), Hand()
    server = TellingServer(
        lambda caller, _: Echo(caller), address=Address("127.0.0.1", 0), receiver=receiver, clock=clock, **options
    )
    _, port = await server.start()
    try:
        yield server, receiver, clock, port
    finally:
        await server.stop()


async def test_what_comes_in_is_captured_and_replays_to_the_same(tmp_path):
    capture = CaptureFile(tmp_path / "captures", "echo", pytest.fail)
    async with serving(capture=capture) as (_, receiver, _, port):
        for word in (b"one\ntwo\n", b"three\nfo"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(word)
            writer.write_eof()
            assert await reader.read() == b"hello\nbye\n"
            writer.close()
    (file,) = (tmp_path / "captures").iterdir()
    assert file.name == "echo-2026-11-25T090000Z.capture"
    entries = list(decode_capture(file.read_bytes()))
    assert [bool(entry.payload) for entry in entries].count(False) == 2
    again = [output for _, output in replay(entries, lambda caller, _: Echo(caller)) if isinstance(output, Deliver)]
    assert sorted(record for output in again for record in output.records) == sorted(receiver.records)
    assert receiver.records == ["one", "two", "end", "three", "end"]


async def test_a_capture_that_cannot_be_written_ends_and_the_feed_goes_on(tmp_path):
    told = []
    (tmp_path / "captures").write_text("no folder")
    async with serving(capture=CaptureFile(tmp_path / "captures", "echo", told.append)) as (_, receiver, _, port):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"one\n")
        await receiver.until(lambda: receiver.records == ["one"])
        writer.write(b"two\n")
        await receiver.until(lambda: receiver.records == ["one", "two"])
        writer.close()
    assert len(told) == 1


def test_a_capture_ends_at_its_limit(tmp_path):
    told = []
    capture = CaptureFile(tmp_path, "echo", told.append, limit_bytes=100)
    for _ in range(10):
        capture.keep(b"x" * 30, "p", NOW)
    (file,) = tmp_path.iterdir()
    assert len(list(decode_capture(file.read_bytes()))) == 2
    assert told == ["the capture has reached its limit"]


async def test_who_does_not_read_what_it_is_told_is_cut_off_and_the_others_are_told():
    async with serving() as (server, receiver, _, port):
        slow = await asyncio.open_connection("127.0.0.1", port)
        reader, good = await asyncio.open_connection("127.0.0.1", port)
        assert await reader.readline() == b"hello\n"
        assert await slow[0].readline() == b"hello\n"
        slow[0]._transport.pause_reading()
        part = b"x" * (1 << 20) + b"\n"
        for _ in range(40):
            await server.tell([part])
            assert len(await reader.readexactly(len(part))) == len(part)
        await receiver.until(lambda: receiver.refusals)
        assert [refusal.code for refusal in receiver.refusals] == ["intake.reads-too-slowly"]
        good.close()
        slow[1].close()


async def test_a_connection_that_says_nothing_gives_up_its_place_and_one_that_spoke_does_not():
    async with serving() as (server, receiver, clock, port):
        silent, writer = await asyncio.open_connection("127.0.0.1", port)
        _, spoke = await asyncio.open_connection("127.0.0.1", port)
        spoke.write(b"one\n")
        await receiver.until(lambda: receiver.records == ["one"])
        clock.instant = NOW + int(FIRST_WORD_WITHIN_S * SECOND_NS) + 1
        await server.tick()
        assert await silent.read() == b"hello\n"
        spoke.write(b"two\n")
        await receiver.until(lambda: "two" in receiver.records)
        writer.close()
        spoke.close()


async def test_a_session_that_ended_is_passed_over_and_closed_after_a_while():
    async with serving() as (server, receiver, clock, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"one\nclose\n")
        assert await reader.read() == b"hello\n"
        writer.write(b"two\n")
        await server.tick()
        clock.instant = NOW + 6 * SECOND_NS
        await server.tick()
        await receiver.until(lambda: receiver.records == ["one", "end"])
        writer.close()


async def test_a_sender_can_be_asked_and_one_that_is_not_there_cannot():
    async with serving() as (server, _, _, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await reader.readline() == b"hello\n"
        (sender,) = server.tallies()
        assert await server.ask(sender, lambda session, now: [Send(data=b"asked\n")]) is True
        assert await reader.readline() == b"asked\n"
        assert await server.ask("nobody", lambda session, now: []) is False
        writer.close()


async def test_a_client_tells_hears_and_says_its_last_word():
    heard, asked = asyncio.get_running_loop().create_future(), []

    async def serve(reader, writer):
        writer.write(b"one\n")
        heard.set_result(await reader.readexactly(len(b"hello\ntold\n")))
        writer.close()

    other = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = other.sockets[0].getsockname()[1]
    receiver = Receiver()
    client = TcpClient(
        lambda caller, _: Echo(caller),
        address=Address("127.0.0.1", port),
        carries=(),
        receiver=receiver,
        wanted=lambda: asked.append(1),
        clock=Hand(),
    )
    await client.tell([b"nobody is there\n"])
    holding = asyncio.create_task(client.hold())
    await receiver.until(lambda: receiver.records == ["one"])
    assert client.accepted
    await client.tell([b"told\n"])
    assert await heard == b"hello\ntold\n"
    assert await holding is True
    assert (client.accepted, asked) == (False, [1])
    other.close()
