"""The server over real loopback connections; nothing here sleeps: every wait is for bytes or for an event."""

import asyncio
import contextlib
import struct

import pytest

from lindero.gateways.intake.adapter import Address
from lindero.gateways.intake.limits import Limits
from lindero.gateways.intake.server import TcpServer
from lindero.gateways.sapient.decode import decode
from lindero.gateways.sapient.describe import SensorDescription, build_registration
from lindero.gateways.sapient.encode import build_detection, build_status, encode
from lindero.gateways.sapient.session import Feed, Session
from lindero.kernel.clock import SECOND_NS, SystemClock, parse_instant
from lindero.kernel.entropy import SystemEntropy
from lindero.kernel.ids import parse_node_id, ulid
from lindero.model.airspace import Sensor
from lindero.model.place import Bearing, Position

PARENT = "a8654cdf-4328-47de-81fa-c495589e30c8"
RADAR = "6f582b41-6c88-481c-bb0f-6021a1739f57"
OTHER = "6acd78c1-fcc2-4368-b7ae-ff1aa318911c"
NOW = parse_instant("2026-11-23T09:00:00Z")
ID = ulid(NOW, bytes(10))
STAND = Position(lat_deg=31.75, lon_deg=-106.47, altitude_hae_m=1150.0)
SENSOR = SensorDescription(name="Radar 1", manufacturer="Acme", model="R")


class Collector:
    """A receiver that keeps everything; `arrived` is set anew by each item, `gate` holds detections back."""

    def __init__(self):
        self.records, self.states, self.refusals = [], [], []
        self.arrived = asyncio.Condition()
        self.gate = asyncio.Event()
        self.gate.set()

    async def deliver(self, records):
        states = [(one.sensor, one.status, one.name) for one in records if isinstance(one, Sensor)]
        await self._keep(self.states, states)
        detections = [one for one in records if not isinstance(one, Sensor)]
        if detections:
            await self.gate.wait()
            await self._keep(self.records, detections)

    async def refuse(self, refusal):
        await self._keep(self.refusals, [refusal])

    async def _keep(self, kept, items):
        async with self.arrived:
            kept.extend(items)
            self.arrived.notify_all()

    async def until(self, condition):
        async with self.arrived:
            await self.arrived.wait_for(lambda: condition(self))


class SteppedClock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.instant = NOW

    def now(self):
        return self.instant

    def monotonic_s(self):
        return 0.0


@contextlib.asynccontextmanager
async def serving(clock=None, **limits):
    receiver = Collector()
    feed = Feed(node_id=PARENT, origin=parse_node_id("mx.sedena"), limits=Limits(**limits))
    server = TcpServer(
        lambda caller, now: Session(feed, entropy=SystemEntropy(), caller=caller, now=now),
        address=Address("127.0.0.1", 0),
        receiver=receiver,
        clock=clock or SystemClock(),
        limits=feed.limits,
    )
    _, port = await server.start()
    try:
        yield server, receiver, port
    finally:
        await server.stop()


async def connect(port):
    return await asyncio.open_connection("127.0.0.1", port)


async def read_message(reader):
    (length,) = struct.unpack("<I", await reader.readexactly(4))
    return decode(await reader.readexactly(length))


async def register(port, node=RADAR):
    reader, writer = await connect(port)
    writer.write(encode(build_registration(node, NOW, SENSOR)) + encode(build_status(node, NOW, ID, position=STAND)))
    assert (await read_message(reader)).registration_ack.acceptance is True
    return reader, writer


def detection(node=RADAR):
    return encode(build_detection(node, NOW, report_id=ID, object_id=ID, seen=Bearing(azimuth_deg=1.0, range_m=900.0)))


async def test_a_sensor_registers_reports_and_leaves():
    async with serving() as (server, receiver, port):
        _, writer = await register(port)
        writer.write(detection() * 3)
        await receiver.until(lambda r: len(r.records) == 3)
        assert {record.sensor for record in receiver.records} == {RADAR}
        assert server.tallies()[RADAR].accepted == {"registration": 1, "status_report": 1, "detection_report": 3}
        writer.close()
        await receiver.until(lambda r: (RADAR, "down", "Radar 1") in r.states)
        assert receiver.refusals == []
        assert server.tallies() == {}


async def test_noise_is_answered_with_an_error_and_closed_while_another_sensor_reports_on():
    async with serving() as (_, receiver, port):
        _, good = await register(port)
        reader, writer = await connect(port)
        writer.write(b"GET / HTTP/1.1\r\n" * (1 << 16))
        error = await read_message(reader)
        assert "the limit is 1048576" in error.error.error_message[0]
        assert await reader.read() == b""
        writer.close()
        good.write(detection())
        await receiver.until(lambda r: len(r.records) == 1)
        (refusal,) = receiver.refusals
        assert refusal.code == "intake.frame-too-long"
        assert refusal.peer.startswith("127.0.0.1:")


async def test_a_report_before_registration_is_answered_on_the_living_connection():
    async with serving() as (_, receiver, port):
        reader, writer = await connect(port)
        writer.write(detection())
        assert "before this connection's registration" in (await read_message(reader)).error.error_message[0]
        writer.write(encode(build_registration(RADAR, NOW, SENSOR)))
        assert (await read_message(reader)).registration_ack.acceptance is True
        assert [refusal.code for refusal in receiver.refusals] == ["sapient.not-registered"]


async def test_a_node_that_is_busy_holds_one_sensor_back_and_loses_nothing():
    async with serving(message_burst=100_000) as (server, receiver, port):
        _, slow = await register(port)
        receiver.gate.clear()
        slow.write(detection() * 2000)
        other = await register(port, OTHER)
        assert server.tallies()[RADAR].received_bytes < 2000 * len(detection())
        assert receiver.records == []
        receiver.gate.set()
        await receiver.until(lambda r: len(r.records) == 2000)
        other[1].close()


async def test_connections_beyond_the_limit_are_closed_and_reported():
    async with serving(connections=1) as (_, receiver, port):
        first = await register(port)
        reader, writer = await connect(port)
        assert await reader.read() == b""
        await receiver.until(lambda r: r.refusals)
        assert receiver.refusals[0].code == "intake.too-many-connections"
        writer.close()
        first[1].write(detection())
        await receiver.until(lambda r: len(r.records) == 1)


async def test_a_silent_sensor_is_reported_and_a_caller_that_never_registers_is_closed():
    clock = SteppedClock()
    async with serving(clock) as (server, receiver, port):
        reader, idle = await connect(port)
        _, sensor = await register(port)
        await receiver.until(lambda r: len(r.states) == 2)
        clock.instant = NOW + 31 * SECOND_NS
        await server.tick()
        assert receiver.states[-1] == (RADAR, "silent", "Radar 1")
        assert await reader.read() == b""
        idle.close()
        sensor.write(detection())
        await receiver.until(lambda r: r.states[-1] == (RADAR, "ok", "Radar 1"))


async def test_stopping_closes_every_connection_and_reports_its_sensor_as_down():
    async with serving() as (server, receiver, port):
        reader, writer = await register(port)
        await server.stop()
        assert await reader.read() == b""
        assert receiver.states[-1] == (RADAR, "down", "Radar 1")
        writer.close()
        with pytest.raises(ConnectionRefusedError):
            await connect(port)
