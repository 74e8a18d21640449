"""Noise at every entrance of the Remote ID gateway: decoded or refused, nothing else, however it is cut."""

import json
import struct
from contextlib import suppress

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindero.gateways.capture_files.frames import Frame
from lindero.gateways.remoteid import link_types
from lindero.gateways.remoteid.bluetooth import ADVERTISING_ACCESS, SERVICE, checksum_of
from lindero.gateways.remoteid.decode import decode_broadcast
from lindero.gateways.remoteid.detections import Maker, detection_of, id_of_sighting
from lindero.gateways.remoteid.dronescout import DroneScoutLines
from lindero.gateways.remoteid.encode import encode_message_pack
from lindero.gateways.remoteid.feed import RemoteIdFeed
from lindero.gateways.remoteid.messages import BasicId, Location, System
from lindero.gateways.remoteid.odid_structure import decode_structure
from lindero.gateways.remoteid.recording import CaptureRecording
from lindero.gateways.remoteid.summaries import summaries_of
from lindero.gateways.remoteid.transmit import (
    encode_beacon_frame,
    encode_extended_advertisement,
    encode_nan_frame,
    encode_pcap_header,
    encode_pcap_record,
)
from lindero.gateways.remoteid.wifi import NAN_SERVICE, VENDOR
from lindero.kernel.clock import Instant
from lindero.kernel.errors import RemoteError
from lindero.kernel.ids import NodeId
from lindero.model.codec import decode_record, encode_record, format_record

SETTINGS = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MAKER = Maker(origin=NodeId("zz.decode"), sensor=None, marking=None, new_id=id_of_sighting)
PACK = encode_message_pack(
    [
        BasicId(id_type="serial", ua_type="other", uas_id="S1"),
        Location(lat_deg=31.75, lon_deg=-106.47, tenths_of_hour=5),
        System(operator_lat_deg=31.7, operator_lon_deg=-106.4),
    ]
)
ADDRESS = "02:00:00:00:00:01"
FRAMES = [
    encode_beacon_frame(PACK, address=ADDRESS, counter=0),
    encode_nan_frame(PACK, address=ADDRESS, counter=0),
    encode_extended_advertisement(PACK, address=ADDRESS, counter=0),
]
CAPTURE = encode_pcap_header() + b"".join(encode_pcap_record(10**18, frame) for frame in FRAMES)


def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


NG = (
    block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
    + block(1, struct.pack("<HHI", 127, 0, 0) + struct.pack("<HHB3x", 9, 1, 6))
    + block(6, struct.pack("<5I", 0, 0x5F000, 7, len(FRAMES[0]), len(FRAMES[0])) + FRAMES[0])
    + block(3, struct.pack("<I", len(FRAMES[0])) + FRAMES[0])
)


def require_records(sightings):
    """Every sighting makes a record that the vocabulary reads back, and a summary that JSON can say."""
    for sighting in sightings:
        detection = detection_of(sighting, MAKER)
        assert decode_record(encode_record(detection)) == detection
        assert json.loads(format_record(detection))["kind"] == "detection"
    assert msgspec.json.encode(summaries_of(sightings))


@st.composite
def mutated(draw, originals):
    """One of the originals with bytes changed, cut out or put in."""
    data = bytearray(draw(st.sampled_from(originals)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.integers(0, 2)):
            case 0 if data:
                data[at] = draw(st.integers(0, 255))
            case 1:
                del data[at : at + draw(st.integers(1, 40))]
            case _:
                data[at:at] = draw(st.binary(max_size=40))
    return bytes(data)


@SETTINGS
@given(st.binary(max_size=300) | mutated([PACK]))
def test_noise_as_a_broadcast_is_decoded_or_refused(payload):
    with suppress(RemoteError):
        assert decode_broadcast(payload)


@SETTINGS
@given(st.sampled_from(sorted(link_types.ACCEPTED)), st.binary(max_size=200) | mutated(FRAMES), st.booleans())
def test_noise_as_a_frame_is_decoded_or_refused(link_type, data, whole):
    feed = RemoteIdFeed()
    heard = feed.take(Frame(offset=0, link_type=link_type, received_at=Instant(10**18), data=data, whole=whole))
    require_records(heard.sightings)


@SETTINGS
@given(st.sampled_from(sorted(link_types.ACCEPTED)), st.binary(max_size=60), st.binary(max_size=120))
def test_noise_around_the_marks_of_remote_id_is_decoded_or_refused(link_type, before, after):
    for mark in (VENDOR, NAN_SERVICE, SERVICE):
        body = before + mark + after
        pdu = bytes([7, len(body) & 0xFF]) + body
        for data in (body, ADVERTISING_ACCESS + pdu + checksum_of(pdu), b"\x80\0" + bytes(34) + b"\xdd\x40" + body):
            RemoteIdFeed().take(Frame(offset=0, link_type=link_type, received_at=Instant(0), data=data))


@SETTINGS
@given(st.binary(max_size=400) | mutated([CAPTURE, NG]), st.integers(1, 64))
def test_noise_as_a_capture_is_decoded_or_refused_the_same_however_it_is_cut(data, step):
    whole, pieces = CaptureRecording(), CaptureRecording()
    refusals = whole.feed(data) + whole.finish()
    in_pieces = [refusal for at in range(0, len(data), step) for refusal in pieces.feed(data[at : at + step])]
    in_pieces += pieces.finish()
    assert [(r.offset, r.code) for r in in_pieces] == [(r.offset, r.code) for r in refusals]
    assert pieces.sightings() == whole.sightings()
    assert all(0 <= refusal.offset <= len(data) for refusal in refusals)
    require_records(whole.sightings())


@SETTINGS
@given(st.binary(min_size=920, max_size=921))
def test_noise_as_a_c_structure_is_decoded_or_refused(data):
    valid = data[:892] + bytes(byte & 1 for byte in data[892:914]) + data[914:]
    for candidate in (data, valid):
        with suppress(RemoteError):
            assert len(decode_structure(candidate)) == sum(candidate[892:914])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
LINES = st.fixed_dictionaries(
    {
        "data": st.fixed_dictionaries(
            {
                "timestamp": st.integers(0, 2**43) | JSON,
                "type": st.sampled_from(["BLE legacy", "WLAN NaN"]) | JSON,
                "UASdata": st.binary(min_size=920, max_size=921).map(bytes.hex) | JSON,
                "MAC address": st.just("DF:72:11:D2:6B:95") | JSON,
                "sensor ID": JSON,
            }
        )
    }
).map(lambda tree: json.dumps(tree).encode())


@SETTINGS
@given(st.lists(LINES | JSON.map(lambda tree: json.dumps(tree).encode()) | st.binary(max_size=100), max_size=4))
def test_noise_as_dronescout_lines_is_decoded_or_refused(lines):
    reader = DroneScoutLines()
    found = reader.feed(b"\n".join(lines)) + reader.finish()
    require_records([sighting for heard in found for sighting in heard.sightings])


@pytest.mark.parametrize("size", [1 << 20])
def test_a_megabyte_that_begins_as_a_capture_ends_in_one_refusal(size):
    noise = bytes((n * n * 31 + n // 7) & 0xFF for n in range(size))
    recording = CaptureRecording()
    refusals = recording.feed(CAPTURE + noise) + recording.finish()
    assert len(recording.sightings()) == 2
    assert [refusal.code for refusal in refusals if refusal.code.startswith("pcap.")] == ["pcap.broken"]
