"""Laws of the ADS-B decoders: places come back, parity finds errors, a stream may be cut anywhere."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from lindero.gateways.adsb.beast import BeastFrame, BeastReader, encode_beast
from lindero.gateways.adsb.codes import remainder_of
from lindero.gateways.adsb.cpr import encode_place, place_near, place_of_pair
from lindero.gateways.adsb.encode import encode_squitter, encode_velocity
from lindero.gateways.adsb.sbs import SbsLines
from lindero.gateways.adsb.squitter import decode_mode_s

LAT = st.floats(-89.9, 89.9)
LON = st.floats(-180.0, 179.9999)
SETTINGS = settings(max_examples=300, deadline=None)


def near(found, lat, lon, tolerance_deg):
    narrow = max(math.cos(math.radians(lat)), 1e-3)
    return abs(found[0] - lat) <= tolerance_deg and abs((found[1] - lon + 180) % 360 - 180) * narrow <= tolerance_deg


@SETTINGS
@given(LAT, LON, st.booleans())
def test_a_pair_gives_the_place_or_nothing_where_zones_meet(lat, lon, newest_odd):
    found = place_of_pair(encode_place(lat, lon, odd=False), encode_place(lat, lon, odd=True), newest_odd=newest_odd)
    assert found is None or near(found, lat, lon, 1e-4)


@SETTINGS
@given(LAT, LON, st.booleans(), st.floats(-0.3, 0.3), st.booleans())
def test_one_message_near_a_known_place_gives_the_place(lat, lon, odd, off, surface):
    known = max(-89.9, min(89.9, lat + off))
    found = place_near(encode_place(lat, lon, odd=odd, surface=surface), known, lon)
    assert found is None or near(found, lat, lon, 2e-4)
    assert found is not None


@SETTINGS
@given(st.integers(0, 2**24 - 1), st.integers(0, 2**56 - 1), st.sets(st.integers(0, 111), min_size=1, max_size=3))
def test_parity_finds_every_error_of_up_to_three_bits(address, field, flipped):
    message = bytearray(encode_squitter(address, field))
    assert remainder_of(bytes(message)) == 0
    for bit in flipped:
        message[bit // 8] ^= 0x80 >> bit % 8
    assert remainder_of(bytes(message)) != 0


@SETTINGS
@given(st.floats(0.0, 500.0), st.floats(0.0, 359.9), st.floats(-100.0, 100.0))
def test_a_velocity_comes_back_within_its_steps(speed, track, climb):
    _, motion = decode_mode_s(encode_squitter(1, encode_velocity(speed, track, climb)))
    found = motion.velocity
    assert abs(found.speed_mps - speed) <= 0.75 * 0.5144 + 1e-6
    assert abs(found.climb_mps - climb) <= 0.17


@SETTINGS
@given(st.lists(st.binary(min_size=14, max_size=14), max_size=5), st.lists(st.integers(1, 9), max_size=40))
def test_a_beast_stream_may_be_cut_anywhere(messages, sizes):
    data = b"".join(encode_beast(message, 0x1A * n) for n, message in enumerate(messages))
    reader, found, at = BeastReader(), [], 0
    for size in [*sizes, len(data)]:
        found += reader.receive(data[at : at + size])
        at += size
    assert [frame.message for frame in found if isinstance(frame, BeastFrame)] == messages
    assert reader.finish() == []


@SETTINGS
@given(st.binary(max_size=400), st.lists(st.integers(1, 60), max_size=20))
def test_lines_are_the_same_however_they_arrive(noise, sizes):
    data = (
        noise.replace(b"\n", b",") + b"\nMSG,8,1,1,0D0A01,1,2026/11/25,05:00:00.000,2026/11/25,05:00:00.0,,,,,,,,,,,,\n"
    )
    whole, pieces, at = SbsLines(), SbsLines(), 0
    expected = whole.feed(data)
    found = ([], [])
    for size in [*sizes, len(data)]:
        reports, refusals = pieces.feed(data[at : at + size])
        found = (found[0] + reports, found[1] + refusals)
        at += size
    assert found == expected
