"""Captures: both formats, both byte orders, every way to be cut, broken or of the wrong kind."""

import struct

import pytest

from lindero.gateways.capture_files.frames import FRAME_LIMIT, Frame
from lindero.gateways.capture_files.link_types import name_of_link_type
from lindero.gateways.capture_files.pcap import PcapStream
from lindero.gateways.intake.refusal import Refusal
from lindero.gateways.remoteid.link_types import ACCEPTED

FRAMES = [b"first", b"", b"third frame"]


def pcap(order="<", magic=0xA1B2C3D4, link_type=127, frames=FRAMES):
    head = struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link_type)
    return head + b"".join(
        struct.pack(order + "IIII", 1_700_000_000, n, len(f), len(f)) + f for n, f in enumerate(frames)
    )


def block(kind, body, order="<"):
    body += bytes(-len(body) % 4)
    return struct.pack(order + "II", kind, len(body) + 12) + body + struct.pack(order + "I", len(body) + 12)


def section(order="<"):
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def option(code, value, order="<"):
    return struct.pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)


def interface(order="<", link_type=127, *options, snapshot=0):
    return block(1, struct.pack(order + "HHI", link_type, 0, snapshot) + b"".join(options) + bytes(4), order)


def packet(order="<", number=0, units=1_700_000_000_000_000, data=b"frame", size=None):
    size = len(data) if size is None else size
    return block(6, struct.pack(order + "5I", number, units >> 32, units & 0xFFFFFFFF, size, size) + data, order)


def read(data, step=None):
    stream = PcapStream(ACCEPTED, "x.pcap")
    events = []
    for start in range(0, len(data), step or len(data) or 1):
        events += stream.feed(data[start : start + (step or len(data))])
    return events + stream.finish()


def codes(events):
    return [event.code if isinstance(event, Refusal) else "frame" for event in events]


@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize(("magic", "unit_ns"), [(0xA1B2C3D4, 1000), (0xA1B23C4D, 1)])
def test_pcap_is_read_in_both_byte_orders_and_resolutions(order, magic, unit_ns):
    events = read(pcap(order, magic))
    assert [frame.data for frame in events] == FRAMES
    assert [frame.received_at for frame in events] == [1_700_000_000_000_000_000 + n * unit_ns for n in range(3)]
    assert [frame.offset for frame in events] == [40, 61, 77]


@pytest.mark.parametrize("step", [1, 3, 17])
@pytest.mark.parametrize("data", [pcap(), section() + interface() + packet() + packet(data=b"two")])
def test_a_stream_in_pieces_gives_what_the_whole_gives(data, step):
    assert read(data, step) == read(data)
    assert all(isinstance(event, Frame) for event in read(data))


@pytest.mark.parametrize("order", "<>")
def test_pcapng_has_interfaces_with_names_and_clocks_of_their_own(order):
    data = (
        section(order)
        + interface(order, 127, option(2, b"wlan1", order))
        + interface(order, 251, option(2, b"ble0", order), option(9, b"\x09", order))
        + interface(order, 105, option(9, bytes([0x80 | 10]), order), option(14, struct.pack(order + "q", 100), order))
        + packet(order, 0, 1_700_000_000_000_001, b"a")
        + packet(order, 1, 1_700_000_000_000_000_007, b"b")
        + packet(order, 2, 1_700_000_000 * 1024 + 512, b"c")
    )
    frames = read(data)
    assert [(f.interface, f.link_type, f.data) for f in frames] == [
        ("wlan1", 127, b"a"),
        ("ble0", 251, b"b"),
        (None, 105, b"c"),
    ]
    assert [f.received_at for f in frames] == [
        1_700_000_000_000_001_000,
        1_700_000_000_000_000_007,
        1_700_000_100_500_000_000,
    ]
    assert data[frames[1].offset : frames[1].offset + 1] == b"b"


def test_a_new_section_may_have_another_byte_order_and_other_interfaces():
    events = read(
        section() + interface() + packet(data=b"1") + section(">") + interface(">", 105) + packet(">", data=b"2")
    )
    assert [(event.link_type, event.data) for event in events] == [(127, b"1"), (105, b"2")]


def test_a_simple_packet_has_no_time_and_is_cut_at_the_snapshot_length():
    simple = block(3, struct.pack("<I", 9) + b"123456")
    (frame,) = read(section() + interface(snapshot=6) + simple)
    assert (frame.received_at, frame.data, frame.whole) == (None, b"123456", False)


def test_blocks_that_we_do_not_know_are_skipped():
    unknown = block(0x0BAD, b"whatever") + block(5, bytes(24)) + block(4, bytes(8))
    assert codes(read(section() + unknown + interface() + unknown + packet() + unknown)) == ["frame"]


@pytest.mark.parametrize("data", [b"", b"\xa1", b"\x7fELF and so on", b"<!DOCTYPE html>", bytes(1000)])
def test_what_is_no_capture_is_refused_at_its_first_byte(data):
    (refusal,) = read(data)
    assert (refusal.offset, refusal.code, refusal.peer) == (0, "pcap.not-a-capture", "x.pcap")


def test_a_wrong_link_type_is_refused_by_number_and_name():
    (refusal,) = read(pcap(link_type=1))
    assert refusal.code == "pcap.link-type"
    assert "1 (ETHERNET)" in refusal.message_en
    assert "1 (ETHERNET)" in refusal.message_es
    assert "127 (IEEE802_11_RADIOTAP)" in refusal.message_en
    assert name_of_link_type(60_000) == "not a known link type"


def test_an_interface_of_a_wrong_link_type_does_not_spoil_the_others():
    data = section() + interface("<", 1) + interface("<", 127) + packet(number=0, data=b"ip") + packet(number=1)
    events = read(data)
    assert codes(events) == ["pcap.link-type", "frame"]
    assert events[0].offset == len(section())


@pytest.mark.parametrize("cut", [1, 5, 12, 20])
def test_a_truncated_capture_keeps_its_whole_frames_and_says_where_it_is_cut(cut):
    events = read(pcap()[:-cut])
    assert codes(events) == ["frame", "frame", "pcap.truncated"]
    assert events[-1].offset == 61
    ng = section() + interface() + packet() + packet()
    assert codes(read(ng[:-cut])) == ["frame", "pcap.truncated"]


def test_a_truncated_record_says_how_much_is_missing():
    *_, refusal = read(pcap()[:-5])
    assert "22 of 27 bytes" in refusal.message_en


@pytest.mark.parametrize(
    "noise",
    [
        struct.pack("<IIII", 1, 0, FRAME_LIMIT + 1, 5),
        struct.pack("<IIII", 1, 1_000_000, 5, 5),
        b"\xff" * 64,
    ],
)
def test_noise_inside_a_pcap_ends_it_at_its_byte_and_keeps_what_was_before(noise):
    events = read(pcap() + noise + pcap()[24:])
    assert codes(events) == ["frame"] * 3 + ["pcap.broken"]
    assert events[-1].offset == len(pcap())


@pytest.mark.parametrize(
    "noise",
    [
        struct.pack("<II", 6, 8) + bytes(40),
        struct.pack("<II", 6, 41) + bytes(40),
        struct.pack("<II", 6, 1 << 30) + bytes(40),
        packet()[:-4] + b"\0\0\0\0",
        b"\x0a\x0d\x0d\x0a" + bytes(24),
        block(1, b"\x7f"),
    ],
)
def test_a_block_whose_lengths_contradict_each_other_ends_a_pcapng(noise):
    good = section() + interface() + packet()
    events = read(good + noise + packet())
    assert codes(events) == ["frame", "pcap.broken"]
    assert events[-1].offset == len(good)


@pytest.mark.parametrize(
    "bad",
    [
        packet(number=7),
        packet(size=4000),
        packet(units=2**64 - 1),
        block(6, bytes(12)),
        block(3, b""),
    ],
)
def test_one_bad_packet_of_a_pcapng_is_refused_and_the_next_is_read(bad):
    good = section() + interface() + packet()
    events = read(good + bad + packet())
    assert codes(events) == ["frame", "pcap.bad-record", "frame"]
    assert events[1].offset == len(good)


def test_a_simple_packet_before_any_interface_is_refused():
    assert codes(read(section() + block(3, struct.pack("<I", 1) + b"x"))) == ["pcap.bad-record"]


def test_more_interfaces_than_anybody_has_are_refused():
    assert codes(read(section() + interface() * 1025)) == ["pcap.broken"]


def test_a_broken_stream_takes_no_more():
    stream = PcapStream(ACCEPTED)
    stream.feed(b"nonsense")
    assert stream.broken
    assert stream.feed(pcap()) == []
    assert stream.finish() == []
