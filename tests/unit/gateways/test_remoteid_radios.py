"""Broadcasts in the frames of each radio: found where they are, refused when damaged, nothing in other traffic."""

import struct
import zlib

import pytest

from lindero.gateways.capture_files.errors import LinkTypeRefused
from lindero.gateways.capture_files.frames import Frame
from lindero.gateways.remoteid import link_types
from lindero.gateways.remoteid.bluetooth import (
    ADVERTISING_ACCESS,
    broadcasts_in_link_layer,
    broadcasts_in_nordic,
    broadcasts_in_phdr,
    checksum_of,
)
from lindero.gateways.remoteid.errors import DamagedFrame, TruncatedFrame
from lindero.gateways.remoteid.feed import broadcasts_in
from lindero.gateways.remoteid.transmit import (
    encode_beacon_frame,
    encode_extended_advertisement,
    encode_legacy_advertisement,
    encode_nan_frame,
)
from lindero.gateways.remoteid.wifi import broadcasts_in_radiotap, broadcasts_in_wifi
from lindero.kernel.clock import Instant

ADDRESS = "90:3a:e6:5b:c8:a8"
PACK = bytes([0xF2, 25, 1]) + bytes(range(25))
MESSAGE = bytes(range(25))
RADIOTAP = 10


def only(broadcasts):
    (broadcast,) = broadcasts
    return broadcast


@pytest.mark.parametrize(("encode", "radio"), [(encode_beacon_frame, "wifi-beacon"), (encode_nan_frame, "wifi-nan")])
def test_wifi_carries_a_pack_with_and_without_radiotap_and_checksum(encode, radio):
    frame = encode(PACK, address=ADDRESS, counter=7)
    bare = frame[RADIOTAP:]
    for found, source in [
        (broadcasts_in_radiotap(frame), frame),
        (broadcasts_in_wifi(bare), bare),
        (broadcasts_in_wifi(bare[:-4]), bare),
    ]:
        broadcast = only(found)
        assert (broadcast.radio, broadcast.address, broadcast.counter, broadcast.payload) == (radio, ADDRESS, 7, PACK)
        assert source[broadcast.at :].startswith(PACK)


def test_radiotap_with_a_clock_and_a_second_bitmap_is_skipped_by_its_length():
    frame = encode_beacon_frame(PACK, address=ADDRESS, counter=0)[RADIOTAP:]
    present = 1 | 1 << 1 | 1 << 31
    radiotap = struct.pack("<BxHII4xQBx", 0, 28, present, 0, 12345, 0x10)
    assert len(radiotap) == 26
    radiotap += b"\0\0"
    assert only(broadcasts_in_radiotap(radiotap + frame)).payload == PACK
    with pytest.raises(DamagedFrame):
        broadcasts_in_radiotap(radiotap + frame[:-1] + b"\0")


def test_a_frame_with_a_bad_checksum_is_damaged_and_one_cut_by_the_recorder_is_not():
    frame = encode_beacon_frame(PACK, address=ADDRESS, counter=0)
    flipped = bytearray(frame)
    flipped[60] ^= 1
    with pytest.raises(DamagedFrame):
        broadcasts_in_radiotap(bytes(flipped))
    marked = frame[:8] + bytes([0x50]) + frame[9:]
    with pytest.raises(DamagedFrame):
        broadcasts_in_radiotap(marked)
    assert only(broadcasts_in_radiotap(frame[:-4], whole=False)).payload == PACK
    with pytest.raises(TruncatedFrame, match="beacon element"):
        broadcasts_in_radiotap(frame[:-8], whole=False)


def test_a_service_descriptor_may_have_filters_before_its_info():
    frame = encode_nan_frame(PACK, address=ADDRESS, counter=9)[RADIOTAP:-4]
    start = 24 + 6 + 3
    descriptor = frame[start:]
    filters = b"\xaa\xbb" + b"\x02ab" + b"\x01c"
    longer = descriptor[:8] + bytes([0x10 | 0x40 | 0x04 | 0x08]) + filters + descriptor[9:]
    rebuilt = frame[: start - 2] + struct.pack("<H", len(longer)) + longer
    assert only(broadcasts_in_wifi(rebuilt)).payload == PACK
    without_info = descriptor[:8] + b"\0" + descriptor[9:]
    assert broadcasts_in_wifi(frame[:start] + without_info) == []
    with pytest.raises(TruncatedFrame, match="service info"):
        broadcasts_in_wifi(frame[: start - 2] + struct.pack("<H", 15) + descriptor[:15])
    with pytest.raises(TruncatedFrame, match="service descriptor"):
        broadcasts_in_wifi(frame[:-3])


def test_other_wifi_traffic_says_nothing():
    beacon = encode_beacon_frame(PACK, address=ADDRESS, counter=0)
    assert broadcasts_in_radiotap(beacon.replace(b"\xfa\x0b\xbc", b"\x00\x50\xf2")) == []
    data_frame = b"\x08" + beacon[RADIOTAP + 1 : -4]
    assert broadcasts_in_wifi(data_frame) == []


def test_headers_that_are_cut_are_refused():
    with pytest.raises(TruncatedFrame, match="radiotap"):
        broadcasts_in_radiotap(b"\xfa\x0b\xbc\x0d")
    with pytest.raises(TruncatedFrame, match="radiotap"):
        broadcasts_in_radiotap(struct.pack("<BxHI", 0, 500, 0) + b"\xfa\x0b\xbc\x0d")
    with pytest.raises(TruncatedFrame, match=r"802\.11"):
        broadcasts_in_wifi(b"\x80\0\0\0\xfa\x0b\xbc\x0d")


def test_a_management_frame_with_a_control_field_is_read():
    bare = encode_beacon_frame(PACK, address=ADDRESS, counter=0)[RADIOTAP:-4]
    longer = bare[:1] + b"\x80" + bare[2:24] + bytes(4) + bare[24:]
    assert only(broadcasts_in_wifi(longer)).payload == PACK
    checked = longer + struct.pack("<I", zlib.crc32(longer))
    assert only(broadcasts_in_wifi(checked)).payload == PACK


def test_bluetooth_4_carries_one_message_and_bluetooth_5_a_pack():
    legacy = only(broadcasts_in_link_layer(encode_legacy_advertisement(MESSAGE, address=ADDRESS, counter=3)))
    assert (legacy.radio, legacy.address, legacy.counter, legacy.payload) == ("bluetooth-4", ADDRESS, 3, MESSAGE)
    extended = only(broadcasts_in_link_layer(encode_extended_advertisement(PACK, address=ADDRESS, counter=4)))
    assert (extended.radio, extended.address, extended.payload) == ("bluetooth-5", ADDRESS, PACK)


def test_an_extended_advertisement_without_address_has_none():
    body = b"\x03\x08\x00\x00" + bytes([len(PACK) + 5]) + b"\x16\xfa\xff\x0d\x01" + PACK
    pdu = bytes([7, len(body)]) + body
    assert only(broadcasts_in_link_layer(ADVERTISING_ACCESS + pdu + checksum_of(pdu))).address is None


def test_a_pseudo_header_says_the_phy_and_whether_the_checksum_held():
    frame = encode_extended_advertisement(PACK, address=ADDRESS, counter=0)
    good, bad, unchecked, coded = (struct.pack("<8xH", flags) for flags in (0x0C00, 0x0400, 0, 0x8C00))
    assert only(broadcasts_in_phdr(good + frame)).at == 10 + frame.index(PACK)
    assert only(broadcasts_in_phdr(unchecked + frame)).payload == PACK
    assert only(broadcasts_in_phdr(coded + frame[:4] + b"\x01" + frame[4:])).payload == PACK
    with pytest.raises(DamagedFrame):
        broadcasts_in_phdr(bad + frame)
    with pytest.raises(DamagedFrame):
        broadcasts_in_phdr(unchecked + frame[:-1] + b"\0")
    with pytest.raises(TruncatedFrame):
        broadcasts_in_phdr(b"\x16\xfa\xff\x0d")


@pytest.mark.parametrize("version", [1, 2, 3])
def test_nordics_sniffer_says_the_phy_and_whether_the_checksum_held(version):
    frame = encode_legacy_advertisement(MESSAGE, address=ADDRESS, counter=0)

    def sniffed(flags, body):
        return bytes([3, 6, len(body) + 10, version, 0, 0, 2, 10, flags, 37, 60]) + bytes(6) + body

    assert only(broadcasts_in_nordic(sniffed(1, frame))).payload == MESSAGE
    assert only(broadcasts_in_nordic(sniffed(0x21, frame[:4] + b"\0" + frame[4:]))).payload == MESSAGE
    with pytest.raises(DamagedFrame):
        broadcasts_in_nordic(sniffed(0, frame))
    with pytest.raises(TruncatedFrame):
        broadcasts_in_nordic(b"\x03\x16\xfa\xff\x0d")


def test_a_sniffer_of_an_unknown_version_says_nothing():
    frame = encode_legacy_advertisement(MESSAGE, address=ADDRESS, counter=0)
    assert broadcasts_in_nordic(bytes([3, 6, 50, 9, 0, 0, 2, 10, 1, 37, 60]) + bytes(6) + frame) == []


def test_the_checksum_is_the_one_of_a_real_advertisement():
    frame = encode_legacy_advertisement(MESSAGE, address=ADDRESS, counter=0)
    flipped = frame[:20] + bytes([frame[20] ^ 0x10]) + frame[21:]
    with pytest.raises(DamagedFrame):
        broadcasts_in_link_layer(flipped)


@pytest.mark.parametrize("cut", [4, 10, 25])
def test_an_advertisement_cut_by_the_recorder_is_refused(cut):
    frame = encode_extended_advertisement(PACK, address=ADDRESS, counter=0)
    with pytest.raises(TruncatedFrame, match="advertisement"):
        broadcasts_in_link_layer(frame[:-cut], whole=False)
    with pytest.raises(TruncatedFrame, match="advertising header"):
        broadcasts_in_phdr(struct.pack("<4s4xH", b"\x16\xfa\xff\x0d", 0) + frame[:5])


def test_service_data_longer_than_its_advertisement_is_refused():
    body = bytes(6) + bytes([200]) + b"\x16\xfa\xff\x0d\x00" + MESSAGE
    pdu = bytes([2, len(body)]) + body
    with pytest.raises(TruncatedFrame, match="service data"):
        broadcasts_in_link_layer(ADVERTISING_ACCESS + pdu + checksum_of(pdu))
    header = bytes([7, 2]) + b"\x3f\x01"
    with pytest.raises(TruncatedFrame, match="extended header"):
        broadcasts_in_link_layer(ADVERTISING_ACCESS + header + checksum_of(header) + b"\x16\xfa\xff\x0d")


@pytest.mark.parametrize("pdu_type", [1, 3, 5])
def test_other_bluetooth_traffic_says_nothing(pdu_type):
    frame = encode_legacy_advertisement(MESSAGE, address=ADDRESS, counter=0)
    pdu = bytes([pdu_type]) + frame[5:-3]
    assert broadcasts_in_link_layer(ADVERTISING_ACCESS + pdu + checksum_of(pdu)) == []
    assert broadcasts_in_link_layer(b"\x01\x02\x03\x04" + frame[4:]) == []
    assert broadcasts_in_link_layer(b"too short") == []


def test_every_accepted_link_type_has_its_finder_and_no_other_has():
    for number in link_types.ACCEPTED:
        assert broadcasts_in(Frame(offset=0, link_type=number, received_at=Instant(0), data=b"other traffic")) == []
    with pytest.raises(LinkTypeRefused, match="201"):
        broadcasts_in(Frame(offset=0, link_type=201, received_at=Instant(0), data=b""))
