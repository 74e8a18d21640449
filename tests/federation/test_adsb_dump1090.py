"""dump1090, a program of others, reads the same messages: its three outputs say what our own decoder says."""

import asyncio
import time

import pytest
from dump1090 import dump1090
from made_feeds import Node, settle

from lindero.gateways.adsb.beast import encode_beast
from lindero.gateways.adsb.beast_feed import BeastFeed
from lindero.gateways.adsb.encode import (
    encode_airborne,
    encode_identification,
    encode_reply,
    encode_squitter,
    encode_status,
    encode_velocity,
)
from lindero.gateways.adsb.live import Feed, Session
from lindero.gateways.intake.adapter import Address
from lindero.gateways.intake.dialler import TcpDialler
from lindero.gateways.intake.poller import Poller, file_fetcher
from lindero.kernel.clock import SECOND_NS, SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.kernel.ids import NodeId
from lindero.model.airspace import Detection

AIRCRAFT = {
    0x0D0A01: ("XAB123", "A3", 31.7512, -106.4705, 3048.0, 101.0, 45.0, 2.6, "7700"),
    0x0D0A02: ("XAB456", "A1", 25.8790, -97.4215, 1219.2, 60.0, 200.0, -3.25, "1200"),
    0xA1B2C3: ("N12345", "A7", -12.0021, 0.0104, 10668.0, 240.0, 315.0, 0.0, "7600"),
}


def messages():
    """What the three aircraft send in a second."""
    sent = []
    for address, (callsign, category, lat, lon, baro_m, speed, track, climb, squawk) in AIRCRAFT.items():
        fields = [
            encode_identification(callsign, category),
            encode_velocity(speed, track, climb, 76.2),
            encode_status(1 if squawk == "7700" else 0, squawk),
            encode_airborne(lat, lon, baro_m, odd=False),
            encode_airborne(lat, lon, baro_m, odd=True),
            encode_airborne(lat, lon, baro_m, odd=False),
        ]
        sent += [encode_squitter(address, field) for field in fields]
        sent.insert(-3, encode_reply(address, squawk))
    return [encode_beast(message, 12_000_000 + 60_000 * n) for n, message in enumerate(sent)]


def newest(records):
    """By ICAO address."""
    found = [record for record in records if isinstance(record, Detection)]
    return {int(record.emitter.address, 16): record for record in found}


def gateways(node, ports, folder):
    def maker(name, format_):
        feed = Feed(origin=NodeId("us.cbp"), sensor=name, format=format_)
        return lambda caller, _: Session(feed, entropy=SystemEntropy(), peer=caller.peer)

    clock = SystemClock()
    for name, port in (("sbs", ports["sbs"]), ("beast", ports["bo"])):
        yield TcpDialler(maker(name, name), address=Address("127.0.0.1", port), receiver=node, clock=clock)
    fetch = file_fetcher(folder / "aircraft.json")
    yield Poller(maker("json", "json"), fetch, where="json", period_s=0.2, receiver=node, clock=clock)


async def heard(ports, folder, sent):
    """The records of all three outputs, once each has told every aircraft with its callsign and speed."""
    node = Node()
    readers = list(gateways(node, ports, folder))

    def of(sensor):
        return newest(record for record in node.records if record.sensor == sensor)

    def told():
        return all(
            set(of(sensor)) == set(AIRCRAFT)
            and all(record.velocity and record.emitter.squawk for record in of(sensor).values())
            for sensor in ("sbs", "beast", "json")
        )

    async def running():
        _, writer = await asyncio.open_connection("127.0.0.1", ports["bi"])
        while True:
            for reader in readers:
                await reader.tick()
            writer.write(b"".join(sent))
            await asyncio.sleep(0.3)  # dump1090 tells a position anew only when it hears it anew

    ran = asyncio.ensure_future(running())
    await settle(node, told)
    ran.cancel()
    for reader in readers:
        await reader.stop()
    return {sensor: of(sensor) for sensor in ("sbs", "beast", "json")}, node.refusals


def test_its_three_outputs_say_what_our_decoder_says(tmp_path):
    own = BeastFeed()
    reports, refused = own.feed(b"".join(messages()))
    assert refused == []
    ours = {int(report.address.text, 16): report for report in reports}
    with dump1090(tmp_path) as ports:
        theirs, refusals = asyncio.run(heard(ports, tmp_path, messages()))
    assert refusals == []
    now = time.time()
    for sensor, records in theirs.items():
        for address, record in records.items():
            told, mine = record.position, ours[address].position
            assert told.lat_deg == pytest.approx(mine.lat_deg, abs=5e-5), sensor
            assert told.lon_deg == pytest.approx(mine.lon_deg, abs=5e-5), sensor
            assert told.altitude_baro_m == pytest.approx(mine.altitude_baro_m, abs=0.2), sensor
            assert record.velocity.speed_mps == pytest.approx(ours[address].velocity.speed_mps, abs=0.6), sensor
            assert record.velocity.track_deg == pytest.approx(ours[address].velocity.track_deg, abs=1.5), sensor
            assert record.emitter.callsign == AIRCRAFT[address][0]
            assert record.emitter.squawk == AIRCRAFT[address][8]
            assert abs(record.observed_at / SECOND_NS - now) < 60.0, "the zone of the receiver is not ours"
    assert {record.emitter.emergency for record in theirs["beast"].values()} == {"general", "radio-failure", None}
