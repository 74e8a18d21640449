"""DroneScout: the C structure at its offsets, the lines around it, each refusal with its byte."""

import base64
import json
import struct

import pytest

from lindero.gateways.remoteid.dronescout import LINE_LIMIT, DroneScoutLines, decode_uas_data
from lindero.gateways.remoteid.errors import BadAuthentication, BadStructure, ImpossiblePosition
from lindero.gateways.remoteid.messages import AuthenticationPage, BasicId, Location, OperatorId, SelfId, System
from lindero.gateways.remoteid.odid_structure import decode_structure
from lindero.kernel.clock import parse_instant
from lindero.model.place import Position

TIMESTAMP_MS = 1_735_677_508_366


def structure(**members):
    """`ODID_UAS_Data`, 920 bytes; members by name, everything else zero and invalid."""
    data = bytearray(920)
    places = {
        "basic_id": (0, 0, lambda kind, text: struct.pack("<ii21s", 2, kind, text)),
        "basic_id_2": (32, 1, lambda kind, text: struct.pack("<ii21s", 0, kind, text)),
        "location": (64, 2, lambda *values: struct.pack("<i3f2d2fif5if", *values)),
        "auth_0": (136, 3, lambda *values: struct.pack("<BxxxiBBxxI24s", *values)),
        "auth_1": (176, 4, lambda *values: struct.pack("<BxxxiBBxxI24s", *values)),
        "self_id": (776, 19, lambda *values: struct.pack("<i24s", *values)),
        "system": (808, 20, lambda *values: struct.pack("<ii2dHHffiifI", *values)),
        "operator_id": (864, 21, lambda *values: struct.pack("<i21s", *values)),
    }
    for name, values in members.items():
        at, flag, pack = places[name]
        packed = pack(*values)
        data[at : at + len(packed)] = packed
        data[892 + flag] = 1
    return bytes(data)


LOCATION = (2, 90.0, 5.0, -1.0, 31.75, -106.47, 1000.0, 1050.0, 1, 12.5, 10, 4, 3, 3, 1, 2307.0)
UNKNOWN = (1, 361.0, 255.0, 63.0, 0.0, 0.0, -1000.0, -1000.0, 0, -1000.0, 0, 0, 0, 0, 0, 65535.0)


def line(data, **fields):
    body = {"timestamp": TIMESTAMP_MS, "type": "BLE legacy", "UASdata": base64.b64encode(data).decode()}
    body |= {"sensor ID": "rx-1", "MAC address": "DF:72:11:D2:6B:95", "RSSI": -72} | fields
    return json.dumps({"protocol": 1.0, "data": body}).encode() + b"\n"


def take(data):
    lines = DroneScoutLines("x.json")
    found = lines.feed(data) + lines.finish()
    return [s for heard in found for s in heard.sightings], [r for heard in found for r in heard.refusals]


def test_every_member_is_read_at_its_place():
    data = structure(
        basic_id=(1, b"1787F04BM24010011195"),
        basic_id_2=(2, b"XA-1"),
        location=LOCATION,
        auth_0=(0, 3, 1, 40, 189_372_656, bytes(range(24))),
        auth_1=(1, 3, 0, 0, 0, bytes(range(24))),
        self_id=(0, b"Patrulla"),
        system=(0, 1, 31.74, -106.46, 2, 30, 100.0, -1000.0, 1, 2, 45.5, 189_372_656),
        operator_id=(0, b"MEX87astrdge12k8"),
    )
    when = parse_instant("2024-12-31T19:30:56Z")
    assert decode_structure(data) == [
        BasicId(id_type="serial", ua_type="helicopter-or-multirotor", uas_id="1787F04BM24010011195"),
        BasicId(id_type="caa", ua_type="undeclared", uas_id="XA-1"),
        Location(
            status="airborne",
            lat_deg=31.75,
            lon_deg=-106.47,
            altitude_baro_m=1000.0,
            altitude_hae_m=1050.0,
            height_m=12.5,
            height_over="ground",
            track_deg=90,
            speed_mps=5.0,
            climb_mps=-1.0,
            horizontal_error_m=10.0,
            vertical_error_m=10.0,
            baro_error_m=25.0,
            speed_error_mps=1.0,
            tenths_of_hour=23_070,
            time_error_s=0.1,
        ),
        AuthenticationPage(
            page=0, auth_type="message-set-signature", data=bytes(range(17)), last_page=1, length=40, signed_at=when
        ),
        AuthenticationPage(page=1, auth_type="message-set-signature", data=bytes(range(23))),
        SelfId(text_type=0, text="Patrulla"),
        System(
            operator_lat_deg=31.74,
            operator_lon_deg=-106.46,
            operator_altitude_hae_m=45.5,
            classification="eu",
            category=1,
            class_=2,
            area_count=2,
            area_radius_m=30,
            area_ceiling_hae_m=100.0,
            sent_at=when,
        ),
        OperatorId(id_type=0, operator_id="MEX87astrdge12k8"),
    ]


def test_every_unknown_of_the_structure_is_none():
    assert decode_structure(structure(location=UNKNOWN)) == [Location(status="ground")]
    not_numbers = (
        1,
        *[float("nan")] * 3,
        0.0,
        0.0,
        float("inf"),
        float("nan"),
        0,
        float("nan"),
        *[0] * 5,
        float("nan"),
    )
    assert decode_structure(structure(location=not_numbers)) == [Location(status="ground")]


def test_nothing_is_read_that_is_not_marked_valid():
    assert decode_structure(bytes(920)) == []
    assert decode_structure(bytes(921)) == []


@pytest.mark.parametrize("size", [0, 25, 817, 919, 922, 1000])
def test_a_structure_of_another_size_is_refused_with_its_size(size):
    with pytest.raises(BadStructure, match=f"{size} bytes"):
        decode_structure(bytes(size))


@pytest.mark.parametrize(
    "members",
    [
        {"location": (16, *LOCATION[1:])},
        {"location": (*LOCATION[:8], 2, *LOCATION[9:])},
        {"location": (*LOCATION[:10], -1, *LOCATION[11:])},
        {"basic_id": (16, b"")},
        {"auth_0": (16, 0, 0, 0, 0, b"")},
        {"self_id": (256, b"")},
        {"operator_id": (-1, b"")},
        {"system": (4, *[0] * 11)},
    ],
)
def test_a_member_beyond_its_enumeration_is_refused(members):
    with pytest.raises(BadStructure):
        decode_structure(structure(**members))


def test_a_validity_flag_is_zero_or_one():
    with pytest.raises(BadStructure, match="validity"):
        decode_structure(bytes(892) + b"\x02" + bytes(27))


@pytest.mark.parametrize(("lat", "lon"), [(91.0, 0.0), (0.0, 181.0), (float("nan"), 1.0), (float("inf"), 0.0)])
def test_a_place_nowhere_on_earth_is_refused(lat, lon):
    with pytest.raises(ImpossiblePosition):
        decode_structure(structure(location=(*LOCATION[:4], lat, lon, *LOCATION[6:])))


def test_authentication_that_does_not_fit_its_pages_is_refused():
    with pytest.raises(BadAuthentication):
        decode_structure(structure(auth_0=(0, 1, 0, 18, 0, b"")))


def test_uas_data_may_be_hex_or_base64_and_nothing_else():
    data = structure(location=LOCATION)
    assert decode_uas_data(data.hex()) == decode_uas_data(base64.b64encode(data).decode()) == data
    with pytest.raises(BadStructure, match="neither"):
        decode_uas_data("¿qué?")


def test_a_line_is_one_position_report():
    data = structure(basic_id=(1, b"S1"), location=LOCATION)
    (sighting,), refusals = take(line(data))
    assert refusals == []
    assert (sighting.airframe_ref, sighting.sensor, sighting.emitter.radio) == ("serial:S1", "rx-1", "bluetooth-4")
    assert sighting.emitter.address == "df:72:11:d2:6b:95"
    assert sighting.observed_at == parse_instant("2024-12-31T20:38:27Z")
    assert sighting.position == Position(
        lat_deg=31.75,
        lon_deg=-106.47,
        altitude_hae_m=1050.0,
        altitude_baro_m=1000.0,
        height_agl_m=12.5,
        error_95_m=10.0,
    )


def test_a_radio_without_a_known_word_keeps_the_receivers():
    (sighting,), _ = take(line(structure(location=LOCATION), type="5G sidelink"))
    assert sighting.emitter.radio == "5g sidelink"


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (b"{not json}\n", "dronescout.not-a-message"),
        (b"\xff\xfe\n", "dronescout.not-a-message"),
        (b'{"data": {"timestamp": 1}}\n', "dronescout.not-a-message"),
        (b"[" * 20_000 + b"\n", "dronescout.not-a-message"),
        (line(bytes(920), **{"MAC address": "x"}), "dronescout.not-a-message"),
        (line(bytes(920), timestamp=2**62), "dronescout.not-a-message"),
        (line(bytes(25)), "dronescout.structure"),
        (line(bytes(920), UASdata="%"), "dronescout.structure"),
        (b"x" * (LINE_LIMIT + 100) + b"\n", "dronescout.not-a-message"),
    ],
)
def test_a_bad_line_is_refused_at_its_byte_and_the_lines_around_it_are_read(bad, code):
    good = line(structure(basic_id=(1, b"S1"), location=LOCATION))
    sightings, refusals = take(good + b"\n" + bad + good)
    assert len(sightings) == 2
    assert [(refusal.code, refusal.offset) for refusal in refusals] == [(code, len(good) + 1)]
    assert sightings[1].offset == len(good) + 1 + len(bad)


@pytest.mark.parametrize("step", [1, 1000, 70_000])
def test_lines_in_pieces_are_the_same_lines_and_a_last_one_needs_no_end(step):
    data = line(structure(location=LOCATION)) + b"x" * 200_000 + b"\n" + line(structure(location=LOCATION))[:-1]
    lines, found = DroneScoutLines(), []
    for start in range(0, len(data), step):
        found += lines.feed(data[start : start + step])
    found += lines.finish()
    assert [sighting.offset for heard in found for sighting in heard.sightings] == [0, data.rindex(b"\n") + 1]
    assert len([refusal for heard in found for refusal in heard.refusals]) == 1
