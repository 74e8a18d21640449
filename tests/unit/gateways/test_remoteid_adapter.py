"""Captures streamed over TCP: delivered as records, refused by cause, limited per sender, one view of who is who."""

import asyncio

from lindero.gateways.intake.adapter import Address
from lindero.gateways.intake.limits import Limits
from lindero.gateways.intake.outputs import Deliver, Rebind, Refused
from lindero.gateways.intake.server import TcpServer
from lindero.gateways.remoteid.encode import encode_message_pack
from lindero.gateways.remoteid.live import Feed, Session
from lindero.gateways.remoteid.messages import BasicId, Location, OperatorId
from lindero.gateways.remoteid.transmit import encode_beacon_frame, encode_pcap_header, encode_pcap_record
from lindero.gateways.remoteid.transmitters import Transmitters
from lindero.kernel.clock import SECOND_NS, Instant, parse_instant
from lindero.kernel.ids import NodeId
from lindero.model.marking import Marking

NOON = parse_instant("2026-11-23T12:00:00Z")
MARKING = Marking(tlp="amber", simulated=True)
BASIC = BasicId(id_type="serial", ua_type="other", uas_id="S1")
WHERE = Location(status="airborne", lat_deg=31.75, lon_deg=-106.47, tenths_of_hour=35_998)


class Ticking:
    """A clock that the test sets, and chance that counts."""

    def __init__(self):
        self.instant = NOON
        self.count = 0

    def now(self):
        return self.instant

    def monotonic_s(self):
        return self.instant / SECOND_NS

    def token(self, size):
        self.count += 1
        return self.count.to_bytes(size, "big")


class Node:
    """Takes what arrives; `settle` waits for the n-th of anything."""

    def __init__(self):
        self.records, self.bindings, self.refusals = [], [], []
        self._changed = asyncio.Condition()

    async def _keep(self, place, items):
        async with self._changed:
            place += items
            self._changed.notify_all()

    async def deliver(self, records):
        await self._keep(self.records, records)

    async def rebind(self, binding):
        await self._keep(self.bindings, [binding])

    async def refuse(self, refusal):
        await self._keep(self.refusals, [refusal])

    async def settle(self, *, records=0, refusals=0):
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.records) >= records and len(self.refusals) >= refusals)


def record(*messages, seconds=0.0, address="02:00:00:00:00:01"):
    frame = encode_beacon_frame(encode_message_pack(messages), address=address, counter=0)
    return encode_pcap_record(NOON + round(seconds * SECOND_NS), frame)


def session(transmitters=None, **limits):
    feed = Feed(origin=NodeId("us.cbp"), sensor="rid-1", marking=MARKING, limits=Limits(**limits))
    return Session(feed, transmitters=transmitters or Transmitters(), entropy=Ticking(), peer="rx")


async def server(node, **limits):
    parts = Ticking()
    feed = Feed(origin=NodeId("us.cbp"), sensor="rid-1", marking=MARKING, limits=Limits(**limits))
    everybody = Transmitters()
    made = TcpServer(
        lambda caller, _: Session(feed, transmitters=everybody, entropy=parts, peer=caller.peer),
        address=Address("127.0.0.1", 0),
        receiver=node,
        clock=parts,
        limits=feed.limits,
    )
    return made, await made.start()


def detections(outputs):
    return [record for output in outputs if isinstance(output, Deliver) for record in output.records]


def bindings(outputs):
    return [output for output in outputs if isinstance(output, Rebind)]


def refused(outputs):
    return [output.refusal for output in outputs if isinstance(output, Refused)]


def test_a_live_detection_is_the_feeds_and_is_written_down_now():
    live = session()
    later = Instant(NOON + 2 * SECOND_NS)
    (detection,) = detections(live.receive(encode_pcap_header() + record(WHERE, BASIC), later))
    assert (detection.origin, detection.sensor, detection.marking) == ("us.cbp", "rid-1", MARKING)
    assert (detection.recorded_at, detection.observed_at) == (later, NOON - SECOND_NS // 5)
    assert detection.airframe_ref == "serial:S1"


def test_what_was_reported_before_the_basic_id_is_bound_live():
    live = session()
    taken = live.receive(encode_pcap_header() + record(WHERE), NOON)
    assert (detections(taken)[0].airframe_ref, bindings(taken)) == (None, [])
    (binding,) = bindings(live.receive(record(WHERE, BASIC, seconds=1), NOON))
    assert (binding.airframe_ref, binding.address, binding.since) == (
        "serial:S1",
        "02:00:00:00:00:01",
        NOON,
    )


def test_two_receivers_share_one_view_of_who_is_who():
    everybody = Transmitters()
    first, second = session(everybody), session(everybody)
    first.receive(encode_pcap_header() + record(BASIC, OperatorId(id_type=0, operator_id="OP")), NOON)
    (detection,) = detections(second.receive(encode_pcap_header() + record(WHERE, seconds=1), NOON))
    assert (detection.airframe_ref, detection.emitter.operator_id) == ("serial:S1", "OP")


def test_a_flood_is_held_to_the_senders_share_and_counted():
    live = session(messages_per_s=1.0, message_burst=10, refusals_per_s=1.0, refusal_burst=3)
    taken = live.receive(encode_pcap_header() + record(WHERE) * 50, NOON)
    assert (len(detections(taken)), len(refused(taken))) == (10, 3)
    tally = live.tally()
    assert (tally.accepted, tally.refused, tally.unreported) == (
        {"detection": 10},
        {"intake.too-many-messages": 40},
        37,
    )
    assert len(detections(live.receive(record(WHERE), Instant(NOON + SECOND_NS)))) == 1


def test_a_cut_stream_is_refused_at_its_end():
    live = session()
    live.receive(encode_pcap_header() + record(WHERE)[:-1], NOON)
    assert [refusal.code for refusal in refused(live.end(NOON))] == ["pcap.truncated"]


async def test_a_streamed_capture_arrives_as_records():
    node = Node()
    made, (host, port) = await server(node)
    _, writer = await asyncio.open_connection(host, port)
    writer.write(encode_pcap_header() + record(WHERE))
    await writer.drain()
    await node.settle(records=1)
    writer.write(record(WHERE, BASIC, seconds=1))
    await writer.drain()
    await node.settle(records=2)
    assert [tally.accepted for tally in made.tallies().values()] == [{"detection": 2}]
    assert [detection.airframe_ref for detection in node.records] == [None, "serial:S1"]
    assert [binding.airframe_ref for binding in node.bindings] == ["serial:S1"]
    writer.close()
    await made.stop()
    assert node.refusals == []
    assert made.tallies() == {}


async def test_what_is_no_capture_is_refused_and_the_connection_closed():
    node = Node()
    made, (host, port) = await server(node)
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    assert await reader.read() == b""
    await node.settle(refusals=1)
    assert [refusal.code for refusal in node.refusals] == ["pcap.not-a-capture"]
    writer.close()
    _, writer = await asyncio.open_connection(host, port)
    writer.write(encode_pcap_header() + record(WHERE))
    await node.settle(records=1)
    writer.close()
    await made.stop()


async def test_more_receivers_than_allowed_are_turned_away():
    node = Node()
    made, (host, port) = await server(node, connections=1)
    _, first = await asyncio.open_connection(host, port)
    first.write(encode_pcap_header() + record(WHERE))
    await node.settle(records=1)
    reader, second = await asyncio.open_connection(host, port)
    assert await reader.read() == b""
    await node.settle(refusals=1)
    assert node.refusals[0].code == "intake.too-many-connections"
    first.write(record(WHERE))
    await node.settle(records=2)
    second.close()
    await made.stop()
    first.close()


async def test_stopping_ends_connections_and_stopping_twice_is_nothing():
    node = Node()
    made, (host, port) = await server(node)
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(encode_pcap_header() + record(WHERE)[:-3])
    writer.write(b"")
    await writer.drain()
    writer.write_eof()
    await node.settle(refusals=1)
    assert await reader.read() == b""
    await made.stop()
    await made.stop()
    assert [refusal.code for refusal in node.refusals] == ["pcap.truncated"]
    writer.close()
