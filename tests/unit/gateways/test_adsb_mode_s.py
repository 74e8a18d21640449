"""Mode S: published messages of real aircraft, parity, codes."""

import pytest

from lindero.gateways.adsb.beast import BeastReader, encode_beast
from lindero.gateways.adsb.beast_feed import BeastFeed
from lindero.gateways.adsb.codes import callsign_of, feet_of_ac12, feet_of_gillham, squawk_of_id13
from lindero.gateways.adsb.encode import (
    encode_accuracy,
    encode_airborne,
    encode_identification,
    encode_reply,
    encode_squitter,
    encode_status,
    encode_surface,
    encode_velocity,
)
from lindero.gateways.adsb.errors import BadModeS, BadParity
from lindero.gateways.adsb.motion import movement_mps
from lindero.gateways.adsb.squitter import Identification, Squawk, Status, decode_mode_s
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.units import FOOT_M, FOOT_PER_MINUTE_MPS, KNOT_MPS

NOW = Instant(1_800_000_000 * SECOND_NS)
WHERE = (31.7512, -106.4705)
TICKS = 12_000_000


def stream(*messages, start=0, every=TICKS // 2):
    return b"".join(encode_beast(message, start + n * every) for n, message in enumerate(messages))


def squitter(field, address=0x0D0A01, **options):
    return encode_squitter(address, field, **options)


def airborne(odd, lat=WHERE[0], lon=WHERE[1], **options):
    return squitter(encode_airborne(lat, lon, 3048.0, odd=odd), **options)


def reports(*messages, now=None):
    feed = BeastFeed("test")
    taken, refused = feed.feed(stream(*messages), now)
    return taken, [refusal.code for refusal in refused]


def test_a_published_identification_is_read():
    address, said = decode_mode_s(bytes.fromhex("8D4840D6202CC371C32CE0576098"))
    assert (address.text, said) == ("4840d6", Identification("KLM1023", "A0"))


def test_a_published_pair_of_positions_is_read():
    (report,), refused = reports(
        bytes.fromhex("8D40621D58C382D690C8AC2863A7"), bytes.fromhex("8D40621D58C386435CC412692AD6")
    )
    place = report.position
    assert refused == []
    assert (round(place.lat_deg, 3), round(place.lon_deg, 3)) == (52.266, 3.939)
    assert place.altitude_baro_m == pytest.approx(38_000 * FOOT_M)
    assert (place.altitude_hae_m, place.error_95_m) == (None, None)
    assert report.address.airframe_ref == "icao:40621d"


def test_a_published_velocity_is_read():
    _, motion = decode_mode_s(bytes.fromhex("8D485020994409940838175B284F"))
    assert motion.velocity.speed_mps == pytest.approx(159.2 * KNOT_MPS, abs=0.02)
    assert motion.velocity.track_deg == pytest.approx(182.88, abs=0.01)
    assert motion.velocity.climb_mps == pytest.approx(-832 * FOOT_PER_MINUTE_MPS)
    assert motion.above_baro_m == pytest.approx(550 * FOOT_M)


def test_published_squawks_are_read():
    _, reply = decode_mode_s(bytes.fromhex("2A00516D492B80"))
    assert reply == Squawk("0356")
    _, status = decode_mode_s(bytes.fromhex("8DA2C1B6E112B600000000760759"))
    assert status == Status(None, "6513")


def test_an_airspeed_is_no_motion_over_ground():
    _, motion = decode_mode_s(bytes.fromhex("8DA05F219B06B6AF189400CBC33F"))
    assert motion.velocity is None


@pytest.mark.parametrize("bit", range(112))
def test_any_flipped_bit_of_a_squitter_is_refused_or_makes_it_another_format(bit):
    message = bytearray(airborne(odd=False))
    message[bit // 8] ^= 0x80 >> bit % 8
    try:
        decoded = decode_mode_s(bytes(message))
    except (BadParity, BadModeS):
        return
    assert decoded is None or isinstance(decoded[1], Squawk)
    assert bit < 5


def test_altitudes_are_read_in_both_codes_and_no_information_is_none():
    assert feet_of_ac12(0xC38) == 38_000
    assert feet_of_ac12(0) is None
    # C4, then C2 and C4, then C2 alone: the three lowest rows of the table of ICAO Annex 10 volume IV
    lowest = (0b0000100000000, 0b0010100000000, 0b0010000000000)
    assert [feet_of_gillham(code) for code in lowest] == [-1200, -1100, -1000]
    assert feet_of_gillham(0) is None


def test_codes_are_read_as_octal_digits():
    for squawk in ("7700", "7600", "7500", "1200", "0421"):
        assert squawk_of_id13(encode_status(0, squawk) >> 32 & 0x1FFF) == squawk


def test_a_callsign_with_impossible_characters_is_none():
    assert callsign_of(0) is None
    assert callsign_of(encode_identification("", "A0") & (1 << 48) - 1) is None


@pytest.mark.parametrize(
    ("code", "knots"),
    [(1, 0.0), (2, 0.125), (9, 1.0), (13, 2.0), (39, 15.0), (94, 70.0), (109, 100.0), (123, 170.0), (124, 175.0)],
)
def test_the_movement_field_has_its_steps(code, knots):
    assert movement_mps(code) == pytest.approx(knots * KNOT_MPS)


def test_no_movement_information_is_none():
    assert [movement_mps(code) for code in (0, 125, 127)] == [None, None, None]


def test_what_an_aircraft_said_goes_with_its_position():
    taken, refused = reports(
        squitter(encode_identification("XAB123", "A3")),
        squitter(encode_velocity(100.0, 90.0, -5.0, above_baro_m=152.4)),
        squitter(encode_status(1, "7700")),
        squitter(encode_accuracy(9)),
        airborne(odd=False),
        airborne(odd=True),
        airborne(odd=False),
        now=NOW,
    )
    assert refused == []
    assert len(taken) == 2
    last = taken[-1]
    emitter = last.emitter
    assert (emitter.callsign, emitter.squawk, emitter.emergency) == ("XAB123", "7700", "general")
    assert (emitter.address, emitter.radio, emitter.ua_type) == ("0d0a01", "adsb-1090", "large-aircraft")
    assert last.position.lat_deg == pytest.approx(WHERE[0], abs=5e-5)
    assert last.position.lon_deg == pytest.approx(WHERE[1], abs=5e-5)
    assert last.position.altitude_baro_m == pytest.approx(3048.0)
    assert last.position.altitude_hae_m == pytest.approx(3048.0 + 152.4)
    assert last.position.error_95_m == 30.0
    assert last.velocity.speed_mps == pytest.approx(100.0, abs=0.5)
    assert last.velocity.track_deg == pytest.approx(90.0)
    assert (last.observed_at, last.received_at) == (NOW, NOW)


def test_a_gnss_height_is_a_height_and_no_pressure_altitude():
    messages = [squitter(encode_airborne(*WHERE, 1524.0, odd=odd, geometric=True)) for odd in (False, True)]
    (report,), _ = reports(*messages)
    assert (report.position.altitude_baro_m, report.position.altitude_hae_m) == (None, pytest.approx(1524.0))


def test_what_stands_on_the_ground_is_placed_only_near_where_it_was_seen_before():
    surface = [squitter(encode_surface(*WHERE, 39, 270.0, odd=odd)) for odd in (False, True)]
    assert reports(*surface) == ([], [])
    taken, _ = reports(airborne(odd=False), airborne(odd=True), *surface)
    last = taken[-1]
    assert last.position.lat_deg == pytest.approx(WHERE[0], abs=1e-5)
    assert (last.position.altitude_baro_m, last.velocity.track_deg) == (None, 270.0)
    assert last.velocity.speed_mps == pytest.approx(15 * KNOT_MPS)


def test_a_jump_that_nothing_can_fly_is_refused_and_the_aircraft_begins_anew():
    far = [airborne(odd=odd, lat=WHERE[0] + 0.5) for odd in (False, True, False)]
    taken, refused = reports(airborne(odd=False), airborne(odd=True), *far)
    assert refused == ["adsb.impossible-position"]
    assert [round(report.position.lat_deg, 2) for report in taken] == [31.75, 32.25]


def test_a_place_at_0_0_is_refused():
    _, refused = reports(airborne(odd=False, lat=0.0, lon=0.0), airborne(odd=True, lat=0.0, lon=0.0))
    assert refused == ["adsb.impossible-position"]


@pytest.mark.parametrize(
    ("control", "bit", "text", "radio", "ref", "track"),
    [
        (0, 0, "0d0a01", "adsb-1090", "icao:0d0a01", None),
        (1, 0, "~0d0a01", "adsb-1090", "address:~0d0a01", None),
        (2, 0, "0d0a01", "tisb", "icao:0d0a01", None),
        (2, 1, "~0d0a01", "tisb", None, "~0d0a01"),
        (5, 0, "~0d0a01", "tisb", None, "~0d0a01"),
        (6, 1, "~0d0a01", "adsr", "address:~0d0a01", None),
    ],
)
def test_addresses_that_are_no_icao_addresses_stay_apart(control, bit, text, radio, ref, track):
    fields = [encode_airborne(*WHERE, 3000.0, odd=odd) | bit << 48 for odd in (False, True)]
    (report,), _ = reports(*(squitter(field, format_=18, control=control) for field in fields))
    address = report.address
    assert (address.text, report.emitter.radio) == (text, radio)
    assert (address.airframe_ref, address.source_track) == (ref, track)


def test_a_replied_squawk_counts_for_an_address_that_is_known_from_elsewhere_only():
    feed = BeastFeed()
    feed.feed(stream(encode_reply(0x0D0A01, "7500")), NOW)
    taken, _ = feed.feed(stream(airborne(odd=False), airborne(odd=True)), NOW)
    assert taken[0].emitter.squawk is None
    taken, _ = feed.feed(stream(encode_reply(0x0D0A01, "7500"), airborne(odd=False)), NOW)
    assert (taken[0].emitter.squawk, taken[0].emitter.emergency) == ("7500", "unlawful-interference")


def test_a_file_counts_its_time_by_the_receivers_counter():
    taken, _ = reports(airborne(odd=False), airborne(odd=True), airborne(odd=False))
    assert [report.observed_at for report in taken] == [SECOND_NS // 2, SECOND_NS]


def test_a_doubled_escape_is_one_byte_and_pieces_of_any_size_are_one_stream():
    message = squitter(encode_airborne(*WHERE, 3000.0, odd=True), address=0x1A1A1A)
    data = stream(message, message, start=0x1A1A1A)
    whole = list(BeastReader().receive(data))
    reader = BeastReader()
    assert [frame for byte in data for frame in reader.receive(bytes([byte]))] == whole
    assert [frame.message for frame in whole] == [message, message]
    assert reader.finish() == []


def test_noise_between_frames_is_refused_and_the_next_frame_is_read():
    good = stream(airborne(odd=True))
    reader = BeastReader()
    codes = [getattr(event, "code", "frame") for event in reader.receive(b"xy" + good + b"\x1a\x39" + good[:9] + good)]
    assert codes == ["adsb.bad-beast-frame", "frame", "adsb.bad-beast-frame", "adsb.bad-beast-frame", "frame"]
    assert [refusal.code for refusal in BeastReader().finish()] == []
    reader.receive(good[:5])
    list(reader.receive(good[:5]))
    assert [refusal.code for refusal in reader.finish()] == ["adsb.bad-beast-frame"]


def test_a_message_of_the_wrong_length_for_its_format_is_refused():
    with pytest.raises(BadModeS):
        decode_mode_s(airborne(odd=True)[:7])


def test_a_corrupt_message_is_refused_by_its_parity():
    bad = bytearray(airborne(odd=True))
    bad[6] ^= 1
    assert reports(bytes(bad)) == ([], ["adsb.bad-parity"])


def test_a_multilaterated_position_says_so():
    feed = BeastFeed()
    frames = b"".join(encode_beast(airborne(odd=odd), 0xFF004D4C4154) for odd in (False, True))
    (report,), _ = feed.feed(frames)
    assert report.emitter.radio == "mlat"
