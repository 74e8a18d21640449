"""From frames to sightings: messages of one transmitter merged, operators shared, one bad message refused by itself."""

import pytest

from lindero.gateways.capture_files.frames import Frame
from lindero.gateways.remoteid import link_types
from lindero.gateways.remoteid.detections import Maker, detection_of, id_of_sighting
from lindero.gateways.remoteid.encode import encode_message, encode_message_pack
from lindero.gateways.remoteid.feed import RemoteIdFeed
from lindero.gateways.remoteid.messages import BasicId, Location, OperatorId, SelfId, System
from lindero.gateways.remoteid.recording import CaptureRecording
from lindero.gateways.remoteid.summaries import summaries_of
from lindero.gateways.remoteid.transmit import (
    encode_beacon_frame,
    encode_legacy_advertisement,
    encode_nan_frame,
    encode_pcap_header,
    encode_pcap_record,
)
from lindero.gateways.remoteid.transmitters import Transmitters
from lindero.kernel.clock import SECOND_NS, Instant, parse_instant
from lindero.kernel.ids import NodeId, parse_record_id
from lindero.model.codec import decode_record, encode_record
from lindero.model.place import Position, Velocity

NOON = parse_instant("2026-11-23T12:00:00Z")
ADDRESS = "90:3a:e6:5b:c8:a8"
BASIC = BasicId(id_type="serial", ua_type="helicopter-or-multirotor", uas_id="1588E040445AC004418")
WHERE = Location(status="airborne", lat_deg=31.75, lon_deg=-106.47, height_m=12.0, speed_mps=5.0, track_deg=90)
OPERATOR = OperatorId(id_type=0, operator_id="MEX87astrdge12k8")
SYSTEM = System(operator_location="take-off", operator_lat_deg=31.74, operator_lon_deg=-106.46)


def beacon(*messages, address=ADDRESS, seconds=0.0, received=True, offset=100):
    frame = encode_beacon_frame(encode_message_pack(messages), address=address, counter=0)
    at = Instant(NOON + round(seconds * SECOND_NS)) if received else None
    return Frame(offset=offset, link_type=link_types.WIFI_RADIOTAP, received_at=at, data=frame, interface="wlan1")


def advertisement(message, address="df:72:11:d2:6b:95", seconds=0.0):
    frame = encode_legacy_advertisement(encode_message(message), address=address, counter=0)
    at = Instant(NOON + round(seconds * SECOND_NS))
    return Frame(offset=0, link_type=link_types.BLUETOOTH_LE, received_at=at, data=frame)


def capture(*timed):
    """A capture of (seconds, frame) pairs."""
    records = (encode_pcap_record(NOON + round(seconds * SECOND_NS), frame) for seconds, frame in timed)
    return encode_pcap_header() + b"".join(records)


def sightings_of(data):
    recording = CaptureRecording("x.pcap")
    refusals = recording.feed(data) + recording.finish()
    return recording.sightings(), refusals


def pack_frame(*messages, address=ADDRESS):
    return encode_beacon_frame(encode_message_pack(messages), address=address, counter=0)


def test_what_a_pack_says_of_itself_stands_beside_its_position():
    (sighting,) = (
        RemoteIdFeed().take(beacon(WHERE, BASIC, OPERATOR, SYSTEM, SelfId(text_type=0, text="Patrulla"))).sightings
    )
    emitter = sighting.emitter
    assert (emitter.serial, emitter.operator_id, emitter.description) == (
        "1588E040445AC004418",
        "MEX87astrdge12k8",
        "Patrulla",
    )
    assert emitter.operator_position == Position(lat_deg=31.74, lon_deg=-106.46)
    assert (emitter.radio, emitter.address, emitter.ua_type) == ("wifi-beacon", ADDRESS, "helicopter-or-multirotor")
    assert sighting.position == Position(lat_deg=31.75, lon_deg=-106.47, height_agl_m=12.0)
    assert sighting.velocity == Velocity(speed_mps=5.0, track_deg=90.0)
    assert (sighting.height_over, sighting.operator_location, sighting.sensor) == ("take-off", "take-off", "wlan1")


def test_bluetooth_4_says_one_thing_at_a_time_and_is_put_together():
    feed = RemoteIdFeed()
    for message in (BASIC, SYSTEM, OPERATOR):
        assert feed.take(advertisement(message)).sightings == []
    (sighting,) = feed.take(advertisement(WHERE, seconds=1)).sightings
    assert sighting.emitter.serial == BASIC.uas_id
    assert sighting.emitter.operator_id == OPERATOR.operator_id
    assert sighting.airframe_ref == "serial:1588E040445AC004418"


def test_the_operator_of_one_radio_is_the_operator_of_all_radios_and_receivers_of_that_airframe():
    everybody = Transmitters()
    wifi, bluetooth = RemoteIdFeed(everybody), RemoteIdFeed(everybody)
    wifi.take(beacon(BASIC, OPERATOR, SYSTEM))
    bluetooth.take(advertisement(BASIC, seconds=1))
    (sighting,) = bluetooth.take(advertisement(WHERE, seconds=2)).sightings
    assert sighting.emitter.operator_id == OPERATOR.operator_id
    assert sighting.operator_location == "take-off"
    bluetooth.take(advertisement(OperatorId(id_type=0, operator_id="OTHER"), seconds=3))
    (own,) = bluetooth.take(advertisement(WHERE, seconds=4)).sightings
    assert own.emitter.operator_id == "OTHER"


def test_one_impossible_message_is_refused_at_its_byte_and_its_neighbours_are_kept():
    frame = beacon(WHERE, WHERE, WHERE)
    bad = bytearray(encode_message(WHERE))
    bad[5:9] = (910_000_000).to_bytes(4, "little", signed=True)
    data = bytearray(frame.data)
    second = data.index(encode_message(WHERE)) + 25
    data[second : second + 25] = bad
    payload = bytes(data[second - 28 : second + 50])
    rebuilt = encode_beacon_frame(payload, address=ADDRESS, counter=0)
    heard = RemoteIdFeed(peer="wlan1").take(
        Frame(offset=100, link_type=link_types.WIFI_RADIOTAP, received_at=NOON, data=rebuilt)
    )
    assert len(heard.sightings) == 2
    (refusal,) = heard.refusals
    assert (refusal.code, refusal.offset) == ("remoteid.impossible-position", 100 + rebuilt.index(bytes(bad)))
    assert (refusal.raw, refusal.peer) == (bytes(bad), "wlan1")
    assert "91.0" in refusal.message_es


def test_a_damaged_frame_is_refused_whole():
    frame = beacon(WHERE)
    heard = RemoteIdFeed().take(Frame(offset=5, link_type=127, received_at=NOON, data=frame.data[:-1] + b"\0"))
    assert [(refusal.code, refusal.offset) for refusal in heard.refusals] == [("remoteid.damaged-frame", 5)]


def test_without_reception_time_the_system_message_dates_a_position_else_it_is_refused():
    dated = System(sent_at=parse_instant("2026-11-23T12:00:07Z"))
    (sighting,) = RemoteIdFeed().take(beacon(WHERE, dated, received=False)).sightings
    assert sighting.observed_at == parse_instant("2026-11-23T12:00:07Z")
    heard = RemoteIdFeed().take(beacon(WHERE, BASIC, received=False))
    assert (heard.sightings, [refusal.code for refusal in heard.refusals]) == ([], ["pcap.no-time"])


def test_what_stands_has_no_direction_and_what_says_no_speed_has_no_velocity():
    def velocity(**fields):
        (sighting,) = RemoteIdFeed().take(beacon(Location(**fields))).sightings
        return sighting.velocity

    assert velocity(speed_mps=0.0, track_deg=90, climb_mps=1.0) == Velocity(speed_mps=0.0, climb_mps=1.0)
    assert velocity(track_deg=90) is None
    assert velocity(speed_mps=3.0, track_deg=0) == Velocity(speed_mps=3.0, track_deg=0.0)


def test_a_report_without_a_fix_has_no_position():
    (sighting,) = RemoteIdFeed().take(beacon(Location(height_m=5.0))).sightings
    assert sighting.position is None


def test_early_positions_of_a_recording_are_bound_to_the_airframe_named_later():
    data = capture((0, pack_frame(WHERE)), (1, pack_frame(WHERE)), (2, pack_frame(WHERE, BASIC)))
    sightings, refusals = sightings_of(data)
    assert refusals == []
    assert [sighting.airframe_ref for sighting in sightings] == ["serial:1588E040445AC004418"] * 3
    assert [sighting.emitter.serial for sighting in sightings] == [None, None, BASIC.uas_id]


def test_a_recording_without_any_basic_id_names_airframes_by_address():
    sightings, _ = sightings_of(capture((0, pack_frame(WHERE)), (0, pack_frame(WHERE, address="02:00:00:00:00:01"))))
    assert [sighting.airframe_ref for sighting in sightings] == [f"address:{ADDRESS}", "address:02:00:00:00:00:01"]


def test_several_radios_with_addresses_changed_each_minute_are_one_airframe_with_one_operator():
    timed = []
    for minute in range(6):
        address = f"02:00:00:00:00:{minute:02x}"
        for n in range(5):
            facts = (BASIC, SYSTEM, OPERATOR) if n == 2 else ()
            pack = encode_message_pack((WHERE, *facts))
            timed += [
                (60 * minute + n, encode_beacon_frame(pack, address=address, counter=n)),
                (60 * minute + n + 0.5, encode_nan_frame(pack, address="06" + address[2:], counter=n)),
            ]
    sightings, _ = sightings_of(capture(*timed))
    (summary,) = summaries_of(sightings)
    assert (summary.airframe, summary.detections) == ("serial:1588E040445AC004418", 60)
    assert (summary.addresses, summary.radios) == (12, ("wifi-beacon", "wifi-nan"))
    assert (summary.operator_id, summary.other_operator_ids) == ("MEX87astrdge12k8", ())
    assert (summary.height_agl_m, summary.altitude_hae_m) == ((12.0, 12.0), None)


def test_a_registration_bound_to_a_serial_later_renames_what_was_reported_before():
    registered = BasicId(id_type="caa", ua_type="undeclared", uas_id="XA-1")
    timed = [(0, pack_frame(WHERE, registered, address="02:00:00:00:00:01")), (1, pack_frame(WHERE, BASIC, registered))]
    sightings, _ = sightings_of(capture(*timed))
    assert {sighting.airframe_ref for sighting in sightings} == {"serial:1588E040445AC004418"}


def test_two_operators_under_one_serial_are_both_told():
    timed = [(n, pack_frame(WHERE, BASIC, OPERATOR)) for n in range(3)]
    timed.append((3, pack_frame(WHERE, BASIC, OperatorId(id_type=0, operator_id="OTHER"), address="02:00:00:00:00:01")))
    (summary,) = summaries_of(sightings_of(capture(*timed))[0])
    assert (summary.operator_id, summary.other_operator_ids) == ("MEX87astrdge12k8", ("OTHER",))


def test_a_file_gives_the_same_records_every_time_and_each_its_own_id():
    maker = Maker(origin=NodeId("zz.decode"), sensor=None, marking=None, new_id=id_of_sighting)
    data = capture(*[(0, pack_frame(WHERE))] * 20)
    once, again = ([detection_of(s, maker) for s in sightings_of(data)[0]] for _ in range(2))
    assert once == again
    assert len({parse_record_id(detection.id) for detection in once}) == 20
    assert once[0].recorded_at == NOON
    assert (once[0].sensor, once[0].marking, once[0].authenticated) == ("capture", None, False)
    assert decode_record(encode_record(once[0])) == once[0]


@pytest.mark.parametrize("step", [1, 7, 100])
def test_a_recording_in_pieces_is_the_same_recording(step):
    data = capture((0, pack_frame(WHERE)), (1, pack_frame(WHERE, BASIC)))
    recording = CaptureRecording()
    for start in range(0, len(data), step):
        recording.feed(data[start : start + step])
    assert recording.finish() == []
    assert recording.sightings() == sightings_of(data)[0]
    assert recording.messages == 3
