"""Feeds that the node reads from others: dialled again when they fail, asked again and again, known to be down."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from made_feeds import HandClock, Node, settle

from lindero.gateways.adsb.live import Feed, Session
from lindero.gateways.intake.adapter import Address, CaptureFile
from lindero.gateways.intake.capture import decode_capture
from lindero.gateways.intake.dialler import QUIET_S, TcpDialler
from lindero.gateways.intake.errors import Unreachable
from lindero.gateways.intake.http import get, http_fetcher
from lindero.gateways.intake.limits import Limits
from lindero.gateways.intake.outputs import Deliver, Refused
from lindero.gateways.intake.poller import Poller, file_fetcher
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import NodeId
from lindero.model.airspace import Detection, Sensor
from lindero.model.marking import Marking

MARKING = Marking(tlp="amber", simulated=True)
ROW = b'{"hex":"0d0a%02x","lat":31.75,"lon":-106.47,"seen_pos":0.5}'
SBS = b"MSG,3,1,1,0D0A01,1,2026/11/25,05:00:%02d.500,2026/11/25,05:00:00.510,,10000,,,31.75,-106.47,,,0,0,0,0\n"


def picture(now, *numbers):
    return b'{"now":%d,"aircraft":[%s]}' % (now, b",".join(ROW % number for number in numbers))


def maker(format_="sbs", **limits):
    feed = Feed(origin=NodeId("us.cbp"), sensor="adsb-1", format=format_, marking=MARKING, limits=Limits(**limits))
    return lambda caller, now: Session(feed, entropy=HandClock(), peer=caller.peer)


def states(records):
    return [record.status for record in records if isinstance(record, Sensor)]


def detections(records):
    return [record for record in records if isinstance(record, Detection)]


@asynccontextmanager
async def receiver(*pieces, hold=True):
    """Whoever connects is sent the pieces; then the connection ends, or stays until the test does."""
    ended = asyncio.Event()

    async def serve(_, writer):
        for piece in pieces:
            writer.write(piece)
        await writer.drain()
        if hold:
            await ended.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        ended.set()


def test_a_session_delivers_the_feeds_records_and_says_that_the_receiver_is_there_silent_and_gone():
    clock = HandClock()
    session = maker()(type("Caller", (), {"peer": "rx"}), clock.now())
    outputs = [*session.begin(clock.now()), *session.receive(SBS % 1, clock.now())]
    first, second = (output.records[0] for output in outputs)
    assert (first.status, first.sensor, first.gateway, first.sensor_kind) == ("ok", "adsb-1", "adsb", "position")
    assert (second.sensor, second.marking, second.recorded_at) == ("adsb-1", MARKING, clock.now())
    assert second.authenticated is False
    assert session.tick(clock.now() + 60 * SECOND_NS) == []
    (silent,) = session.tick(clock.now() + 61 * SECOND_NS)
    (gone,) = session.end(clock.now() + 62 * SECOND_NS)
    assert states([*silent.records, *gone.records]) == ["silent", "down"]


def test_a_surplus_is_refused_and_told_a_few_times():
    session = maker(messages_per_s=1.0, message_burst=1, refusals_per_s=1.0, refusal_burst=2)(
        type("Caller", (), {"peer": "rx"}), 0
    )
    outputs = session.receive(b"".join(SBS % second for second in range(9)), HandClock().now())
    refusals = [output.refusal.code for output in outputs if isinstance(output, Refused)]
    delivered = [record for output in outputs if isinstance(output, Deliver) for record in output.records]
    assert len(detections(delivered)) == 1
    assert refusals == ["intake.too-many-messages"] * 2
    assert session.tally().refused == {"intake.too-many-messages": 8}


async def test_a_receiver_is_dialled_read_and_captured_and_is_down_when_it_ends(tmp_path):
    node, clock = Node(), HandClock()
    capture = CaptureFile(tmp_path / "captures", "adsb", lambda why: None)
    async with receiver(SBS % 1, SBS % 2, hold=False) as port:
        address = Address("127.0.0.1", port)
        dialler = TcpDialler(maker(), address=address, receiver=node, clock=clock, capture=capture)
        await dialler.start()
        await dialler.tick()
        await settle(node, lambda: states(node.records) == ["ok", "down"])
        assert len(detections(node.records)) == 2
        await dialler.tick()
        assert dialler.tallies() == {}
        clock.advance(2.0)
        await dialler.tick()
        await settle(node, lambda: states(node.records) == ["ok", "down", "ok", "down"])
        await dialler.stop()
    (file,) = (tmp_path / "captures").iterdir()
    entries = list(decode_capture(file.read_bytes()))
    assert b"".join(entry.payload for entry in entries) == (SBS % 1 + SBS % 2) * 2
    assert [entry.payload for entry in entries][-1] == b""


async def test_a_receiver_that_is_off_is_told_once_and_dialled_later_each_time():
    node, clock = Node(), HandClock()
    dialler = TcpDialler(maker(), address=Address("127.0.0.1", 1), receiver=node, clock=clock)
    for _ in range(40):
        await dialler.tick()
        await asyncio.gather(dialler._task)
        clock.advance(1.0)
    assert [refusal.code for refusal in node.refusals] == ["intake.unreachable"]
    assert dialler._failures in range(5, 9)
    await dialler.stop()


async def test_a_connection_that_says_nothing_for_minutes_is_made_anew():
    node, clock = Node(), HandClock()
    async with receiver(SBS % 1) as port:
        dialler = TcpDialler(maker(), address=Address("127.0.0.1", port), receiver=node, clock=clock)
        await dialler.tick()
        await settle(node, lambda: len(detections(node.records)) == 1)
        assert list(dialler.tallies()) == [f"127.0.0.1:{port}"]
        clock.advance(QUIET_S + 1.0)
        await dialler.tick()
        await settle(node, lambda: states(node.records)[-1] == "down")
        await dialler.stop()


async def test_a_file_is_read_at_its_period_and_a_missing_one_is_told_once(tmp_path):
    node, clock = Node(), HandClock()
    path = tmp_path / "aircraft.json"
    poller = Poller(maker("json"), file_fetcher(path), where="aircraft.json", period_s=1.0, receiver=node, clock=clock)

    async def turn(content):
        if content is not None:
            path.write_bytes(content)
        await poller.tick()
        await asyncio.gather(poller._task)
        clock.advance(1.0)

    await poller.start()
    for content in (None, None, picture(1000, 1), picture(1001, 1, 2), picture(1001, 1, 2), b"{"):
        await turn(content)
    path.unlink()
    await turn(None)
    await poller.stop()
    assert len(detections(node.records)) == 3
    assert states(node.records) == ["ok", "down"]
    codes = [refusal.code for refusal in node.refusals]
    assert codes == ["intake.unreachable", "adsb.not-aircraft-json", "intake.unreachable"]


async def test_an_answer_is_not_asked_for_before_its_period(tmp_path):
    asked = []

    async def fetch():
        asked.append(clock.monotonic_s())
        return picture(1000, 1)

    node, clock = Node(), HandClock()
    poller = Poller(maker("json"), fetch, where="here", period_s=5.0, receiver=node, clock=clock)
    for _ in range(11):
        await poller.tick()
        await asyncio.gather(poller._task)
        clock.advance(1.0)
    assert len(asked) == 3
    assert list(poller.tallies()) == ["here"]
    await poller.stop()


@asynccontextmanager
async def web(answer):
    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/data/aircraft.json"


async def test_an_answer_by_http_is_its_body():
    async with web(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello") as url:
        assert await http_fetcher(url)() == b"hello"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n" + b"x" * 50,
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\ncut",
        b"no HTTP",
    ],
)
async def test_any_other_answer_and_one_too_long_is_unreachable(answer):
    async with web(answer) as url:
        with pytest.raises(Unreachable):
            await get(url, limit=40)
