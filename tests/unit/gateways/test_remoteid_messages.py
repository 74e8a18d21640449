"""The message set: every field at its place, every "unknown" as None, every impossibility refused."""

import struct

import pytest

from lindero.gateways.remoteid.decode import decode_broadcast, decode_message, split_broadcast
from lindero.gateways.remoteid.encode import encode_message, encode_message_pack
from lindero.gateways.remoteid.errors import (
    BadAuthentication,
    BadPack,
    BadText,
    ImpossiblePosition,
    NotEncodable,
    TruncatedFrame,
    UnknownMessage,
    UnknownVersion,
)
from lindero.gateways.remoteid.messages import AuthenticationPage, BasicId, Location, OperatorId, SelfId, System
from lindero.kernel.clock import parse_instant

# Two messages as a transmitter on the table sends them without a fix: everything in the second is "unknown".
BASIC_ID = b"\x02\x121588E040445AC004418".ljust(25, b"\0")
NO_FIX = bytes.fromhex("10 23 b5 ff 7e 00000000 00000000 0000 0000 0000 00 00 ffff 00 00")


def location(**fields: int) -> bytes:
    """A Location message with raw fields, unknown where not given."""
    raw = {"head": 0x12, "flags": 0x20, "course": 0, "speed": 0, "climb": 0, "lat": 1, "lon": 1, "baro": 0, "geo": 0}
    raw |= {"height": 0, "acc": 0, "acc2": 0, "tenths": 0, "acc3": 0, "rest": 0} | fields
    return struct.pack("<BBBBbiiHHHBBHBB", *raw.values())


def test_a_basic_id_has_type_aircraft_and_serial():
    assert decode_message(BASIC_ID) == BasicId(
        id_type="serial", ua_type="helicopter-or-multirotor", uas_id="1588E040445AC004418", version=2
    )


def test_every_unknown_of_a_location_is_none():
    found = decode_message(NO_FIX)
    assert found == Location(status="airborne", version=0)
    assert [found.lat_deg, found.speed_mps, found.climb_mps, found.track_deg, found.tenths_of_hour] == [None] * 5


def test_a_location_has_each_field_at_its_place():
    message = location(
        flags=0x2 << 4 | 4 | 2, course=90, speed=40, climb=-7, lat=317_500_000, lon=-1_064_700_000, baro=4000, geo=4100
    )
    message = message[:17] + struct.pack("<HBBHB", 2024, 0x3A, 0x45, 12_345, 3) + b"\0"
    assert decode_message(message) == Location(
        status="airborne",
        lat_deg=31.75,
        lon_deg=-106.47,
        altitude_baro_m=1000.0,
        altitude_hae_m=1050.0,
        height_m=12.0,
        height_over="ground",
        track_deg=270,
        speed_mps=10.0,
        climb_mps=-3.5,
        horizontal_error_m=10.0,
        vertical_error_m=25.0,
        baro_error_m=10.0,
        speed_error_mps=None,
        tenths_of_hour=12_345,
        time_error_s=0.3,
    )


@pytest.mark.parametrize(
    ("raw", "fast", "speed_mps"), [(0, 0, 0.0), (255, 0, 63.75), (0, 1, 63.75), (254, 1, 254.25), (255, 1, None)]
)
def test_speed_has_two_scales_and_one_unknown(raw, fast, speed_mps):
    assert decode_message(location(speed=raw, flags=0x20 | fast)).speed_mps == speed_mps


@pytest.mark.parametrize(("raw", "climb_mps"), [(124, 62.0), (-124, -62.0), (126, None), (125, None), (-128, None)])
def test_beyond_62_metres_per_second_of_climb_nothing_is_said(raw, climb_mps):
    assert decode_message(location(climb=raw)).climb_mps == climb_mps


@pytest.mark.parametrize(
    ("raw", "west", "track_deg"), [(0, 0, 0), (179, 0, 179), (0, 1, 180), (179, 1, 359), (180, 1, 0), (181, 1, None)]
)
def test_direction_361_is_none(raw, west, track_deg):
    assert decode_message(location(course=raw, flags=0x20 | west << 1)).track_deg == track_deg


@pytest.mark.parametrize(("raw", "tenths"), [(0, 0), (36_000, 36_000), (36_001, None), (0xFFFF, None)])
def test_a_time_beyond_the_hour_is_none(raw, tenths):
    assert decode_message(location(tenths=raw)).tenths_of_hour == tenths


def test_reserved_accuracies_are_unknown_and_the_best_is_one_metre():
    assert decode_message(location(acc=0xFD)).horizontal_error_m is None
    assert decode_message(location(acc=0xFD)).vertical_error_m is None
    assert decode_message(location(acc=0x0C)).horizontal_error_m == 1.0


def test_no_fix_is_none_not_the_gulf_of_guinea():
    found = decode_message(location(lat=0, lon=0))
    assert (found.lat_deg, found.lon_deg) == (None, None)
    on_the_equator = decode_message(location(lat=0, lon=-906_000_000))
    assert (on_the_equator.lat_deg, on_the_equator.lon_deg) == (0.0, -90.6)


@pytest.mark.parametrize(
    ("lat", "lon"), [(900_000_001, 0), (-900_000_001, 5), (0, 1_800_000_001), (-(2**31), 2**31 - 1)]
)
def test_a_place_that_is_nowhere_on_earth_is_refused(lat, lon):
    with pytest.raises(ImpossiblePosition):
        decode_message(location(lat=lat, lon=lon))
    with pytest.raises(ImpossiblePosition):
        decode_message(struct.pack("<BBii", 0x42, 0, lat, lon).ljust(25, b"\0"))


def test_a_system_message_tells_where_the_operator_is_and_since_when():
    message = struct.pack(
        "<BBiiHBHHBHIB",
        *(0x42, 1 << 2 | 1, 317_000_000, -1_064_000_000, 3, 25, 2200, 2100, 2 << 4 | 6, 4296, 189_372_656, 0),
    )
    assert decode_message(message) == System(
        operator_location="live",
        operator_lat_deg=31.7,
        operator_lon_deg=-106.4,
        operator_altitude_hae_m=1148.0,
        classification="eu",
        category=2,
        class_=6,
        area_count=3,
        area_radius_m=250,
        area_ceiling_hae_m=100.0,
        area_floor_hae_m=50.0,
        sent_at=parse_instant("2024-12-31T19:30:56Z"),
    )


def test_texts_end_at_their_first_nul_and_empty_ones_are_none():
    assert decode_message(b"\x52\0FIN87astrdge12k8".ljust(25, b"\0")) == OperatorId(
        id_type=0, operator_id="FIN87astrdge12k8"
    )
    assert decode_message(b"\x52".ljust(25, b"\0")) == OperatorId(id_type=0, operator_id=None)
    assert decode_message(b"\x32\0Vigilancia del r\xc3\xado".ljust(25, b"\0")) == SelfId(
        text_type=0, text="Vigilancia del río"
    )
    assert decode_message(b"\x32\0bad \xff\x07 text".ljust(25, b"\0")).text == "bad �� text"


@pytest.mark.parametrize("message", [b"\x02\x12AB\x07", b"\x02\x22\xffAB", b"\x52\x00\x80"])
def test_an_identifier_that_is_no_text_is_refused(message):
    with pytest.raises(BadText):
        decode_message(message.ljust(25, b"\0"))


def test_a_session_id_is_binary_and_kept_as_hex():
    found = decode_message(b"\x02\x42\x01\x80\xff".ljust(25, b"\0"))
    assert (found.id_type, found.uas_id) == ("session", "0180ff" + "00" * 17)


def test_authentication_pages_know_how_much_they_hold():
    page_0 = bytes([0x22, 0x30, 2, 63]) + struct.pack("<I", 189_372_656) + bytes(range(17))
    assert decode_message(page_0) == AuthenticationPage(
        page=0,
        auth_type="message-set-signature",
        data=bytes(range(17)),
        last_page=2,
        length=63,
        signed_at=parse_instant("2024-12-31T19:30:56Z"),
    )
    page_2 = bytes([0x22, 0x32]) + bytes(range(23))
    assert decode_message(page_2) == AuthenticationPage(
        page=2, auth_type="message-set-signature", data=bytes(range(23))
    )


@pytest.mark.parametrize(("last_page", "length"), [(16, 10), (0, 18), (2, 64), (255, 255)])
def test_more_pages_than_16_or_more_bytes_than_they_hold_are_refused(last_page, length):
    with pytest.raises(BadAuthentication):
        decode_message(bytes([0x22, 0x10, last_page, length]).ljust(25, b"\0"))


@pytest.mark.parametrize("version", [0, 1, 2])
def test_three_protocol_versions_are_read(version):
    assert decode_message(bytes([version]) + BASIC_ID[1:]).version == version


@pytest.mark.parametrize("version", [3, 15])
def test_a_version_that_does_not_exist_yet_is_refused_by_its_number(version):
    with pytest.raises(UnknownVersion, match=str(version)):
        decode_message(bytes([version]) + BASIC_ID[1:])
    with pytest.raises(UnknownVersion, match=str(version)):
        split_broadcast(bytes([0xF0 | version, 25, 1]) + BASIC_ID)


@pytest.mark.parametrize("kind", [6, 14, 15])
def test_a_message_type_that_does_not_exist_is_refused_and_a_pack_inside_a_pack_too(kind):
    with pytest.raises(UnknownMessage, match=str(kind)):
        decode_message(bytes([kind << 4 | 2]).ljust(25, b"\0"))


def test_a_short_message_is_refused_with_both_lengths():
    with pytest.raises(TruncatedFrame, match="24 of 25"):
        decode_message(BASIC_ID[:24])
    with pytest.raises(TruncatedFrame, match="0 of 25"):
        split_broadcast(b"")


@pytest.mark.parametrize("header", [(0xF2, 25, 0), (0xF2, 25, 10), (0xF0, 25, 11), (0xF2, 24, 1), (0xF1, 0, 255)])
def test_a_pack_of_no_messages_or_too_many_or_of_another_size_is_refused(header):
    with pytest.raises(BadPack):
        split_broadcast(bytes(header) + BASIC_ID * 11)


def test_a_pack_cut_short_is_refused_with_both_lengths():
    with pytest.raises(TruncatedFrame, match="52 of 53"):
        split_broadcast((bytes([0xF2, 25, 2]) + BASIC_ID + NO_FIX)[:-1])
    with pytest.raises(TruncatedFrame, match="2 of 3"):
        split_broadcast(b"\xf2\x19")


def test_a_pack_gives_its_messages_in_order_with_their_places():
    pack = bytes([0xF0, 25, 2]) + BASIC_ID + NO_FIX
    assert split_broadcast(pack + b"ignored") == [(3, BASIC_ID), (28, NO_FIX)]
    assert [type(message) for message in decode_broadcast(pack).messages] == [BasicId, Location]
    assert isinstance(decode_broadcast(BASIC_ID), BasicId)


def test_what_is_faster_than_the_scale_is_said_as_its_end():
    found = decode_message(encode_message(Location(speed_mps=400.0, climb_mps=-90.0, track_deg=359)))
    assert (found.speed_mps, found.climb_mps, found.track_deg) == (254.25, -62.0, 359)


def test_an_error_between_two_classes_is_said_as_the_worse_one():
    found = decode_message(encode_message(Location(horizontal_error_m=4.0, vertical_error_m=200.0)))
    assert (found.horizontal_error_m, found.vertical_error_m) == (10.0, None)


@pytest.mark.parametrize(
    "message",
    [
        Location(lat_deg=91.0, lon_deg=0.0),
        Location(altitude_hae_m=40_000.0),
        Location(speed_mps=-1.0),
        Location(climb_mps=float("nan")),
        Location(tenths_of_hour=36_001),
        Location(status="landed"),
        BasicId(id_type="serial", ua_type="other", uas_id="Ñ"),
        BasicId(id_type="serial", ua_type="other", uas_id="A" * 21),
        SelfId(text_type=0, text="ñ" * 12),
        System(area_radius_m=2560),
        System(sent_at=parse_instant("2018-12-31T00:00:00Z")),
        OperatorId(id_type=0, operator_id="x", version=3),
        AuthenticationPage(page=16, auth_type="none", data=b""),
    ],
)
def test_what_the_message_set_cannot_carry_is_not_encoded(message):
    with pytest.raises(NotEncodable):
        encode_message(message)


@pytest.mark.parametrize("count", [0, 10])
def test_a_pack_holds_one_to_nine_messages(count):
    with pytest.raises(NotEncodable):
        encode_message_pack([SelfId(text_type=0, text="x")] * count)
