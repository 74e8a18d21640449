"""Noise as ASTERIX is a report or refused, nothing else; what follows a refused block in a datagram is read."""

import json

from asterix_blocks import NOON, PLOT, ethernet, one_of_each, pcap
from hypothesis import given, settings
from hypothesis import strategies as st

from lindero.cli.decode import ORIGIN
from lindero.gateways.asterix.block import cut_blocks, encode_block
from lindero.gateways.asterix.decode import read_block
from lindero.gateways.asterix.detections import Maker, id_of_record
from lindero.gateways.asterix.edition import NEWEST
from lindero.gateways.asterix.recording import AsterixRecording
from lindero.gateways.asterix.report import Received
from lindero.gateways.asterix.sources import Anybody
from lindero.gateways.asterix.udp_frames import ACCEPTED, datagram_in
from lindero.kernel.errors import RemoteError
from lindero.model.codec import format_record


@st.composite
def damaged(draw, good):
    """A good message with some bytes changed, cut out or put in."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data) - 1))
        data[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=3))
        data = data or bytearray(b"\0")
    return bytes(data)


def recording():
    maker = Maker(origin=ORIGIN, marking=None, new_id=id_of_record)
    return AsterixRecording(maker, written_at=NOON, peer="x")


NOISE = st.binary(max_size=300) | damaged(one_of_each()) | damaged(pcap([(NOON, ethernet(one_of_each()))]))


@settings(max_examples=500)
@given(st.sampled_from(sorted(NEWEST)), st.binary(min_size=1, max_size=200))
def test_any_block_is_read_or_refused(category, body):
    (block,) = cut_blocks(bytes([category]) + (3 + len(body)).to_bytes(2, "big") + body)
    try:
        heard = read_block(block, Received(offset=0, raw=block.raw, received_at=NOON), Anybody(), NEWEST)
    except RemoteError:
        return
    assert heard


@settings(max_examples=300)
@given(NOISE)
def test_any_file_gives_records_that_can_be_written_or_is_refused(data):
    read = recording()
    refusals = read.feed(data) + read.finish()
    for detection in read.detections:
        assert json.loads(format_record(detection))["kind"] == "detection"
    assert refusals or read.messages or not data or data[:4] in pcap([])[:4] or data.startswith(pcap([])[:4])


@settings(max_examples=200)
@given(NOISE, st.integers(1, 40))
def test_a_file_gives_the_same_in_pieces_of_any_size(data, size):
    whole, parts = recording(), recording()
    refused = whole.feed(data) + whole.finish()
    in_parts = [one for at in range(0, len(data), size) for one in parts.feed(data[at : at + size])] + parts.finish()
    assert parts.detections == whole.detections
    assert [one.code for one in in_parts] == [one.code for one in refused]


@given(damaged(encode_block(48, [PLOT])))
def test_what_follows_a_refused_block_is_read(bad):
    length = 3 + len(bad[3:])
    framed = b"\x30" + length.to_bytes(2, "big") + bad[3:] if len(bad) > 3 else b""
    read = recording()
    read.feed(pcap([(NOON, ethernet(framed + encode_block(48, [PLOT])))]))
    assert read.detections[-1].airframe_ref == "icao:a1b2c3"


@given(st.sampled_from(sorted(ACCEPTED)), st.binary(max_size=80) | damaged(ethernet(b"abcdef")))
def test_any_frame_holds_a_datagram_or_none(link_type, frame):
    found = datagram_in(link_type, frame)
    assert found is None or found in frame
