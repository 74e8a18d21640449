"""What ASTERIX records say: units kept as what they are, times by the nearest midnight, impossible values refused."""

import pytest
from asterix_blocks import AIRCRAFT, NOON, NOON_S, OPERATIONAL, PLACED, PLOT, RADAR, TRACK, changed, sector

from lindero.gateways.asterix.block import cut_blocks, decode_block, encode_block
from lindero.gateways.asterix.decode import read_block
from lindero.gateways.asterix.edition import NEWEST
from lindero.gateways.asterix.errors import (
    CategoryNotTaken,
    ImpossibleValue,
    ItemMissing,
    NotABlock,
    NotStrict,
    SourceNotListed,
)
from lindero.gateways.asterix.report import Received, Source
from lindero.gateways.asterix.service import Watch, said_by_radar, said_by_tracker
from lindero.gateways.asterix.sources import Anybody, Listed
from lindero.gateways.asterix.times import instant_of_day, time_of_day
from lindero.kernel.clock import SECOND_NS, parse_instant
from lindero.kernel.geodesy import distance_bearing

SITE = Source(sac=25, sic=10, name="cerro", lat_deg=31.7, lon_deg=-106.4, height_hae_m=1200.0)


def heard(category, record, sources=None, editions=NEWEST, at=NOON):
    (block,) = cut_blocks(encode_block(category, [record], editions[category]))
    received = Received(offset=0, raw=block.raw, received_at=at)
    (one,) = read_block(block, received, sources or Anybody(), editions)
    return one


def report(category, record, **others):
    return heard(category, record, **others).report


def test_a_plot_is_placed_from_where_its_radar_stands():
    told = report(48, PLOT, sources=Listed([SITE]))
    distance_m, azimuth_deg = distance_bearing(31.7, -106.4, told.position.lat_deg, told.position.lon_deg)
    assert azimuth_deg == pytest.approx(45.0, abs=0.01)
    height_m = 100 * 30.48 - 1200.0 - 25.0
    assert distance_m == pytest.approx((18_520.0**2 - height_m**2) ** 0.5, abs=20.0)
    assert (told.bearing.azimuth_deg, told.bearing.range_m, told.bearing.elevation_deg) == (45.0, 18_520.0, None)
    assert told.position.altitude_baro_m == 3048.0
    assert (told.position.altitude_hae_m, told.position.altitude_msl_m) == (None, None)


def test_a_plot_tells_who_it_is_and_how_it_moves():
    told = report(48, PLOT)
    assert (told.address, told.callsign, told.squawk, told.track_number) == (0xA1B2C3, "XAABC", "7700", 77)
    assert told.velocity.speed_mps == pytest.approx(0.05 * 1852, abs=0.1)
    assert told.velocity.track_deg == 90.0
    assert told.observed_at == NOON


def test_a_radar_whose_place_nobody_knows_gives_a_bearing_and_no_position():
    told = report(48, PLOT)
    assert told.position is None
    assert told.bearing.range_m == 18_520.0


def test_a_three_dimensional_radars_height_counts_from_the_sea():
    told = report(48, changed(PLOT, i090=None, i110={"3DH": 2000.0}), sources=Listed([SITE]))
    assert (told.position.altitude_msl_m, told.position.altitude_baro_m) == (609.6, None)


def test_a_plot_straight_above_its_radar_lies_on_it():
    told = report(48, changed(PLOT, i040={"RHO": 0.5, "THETA": 0.0}), sources=Listed([SITE]))
    assert (told.position.lat_deg, told.position.lon_deg) == pytest.approx((31.7, -106.4))


def test_a_garbled_level_and_an_unvalidated_code_are_none():
    told = report(48, changed(PLOT, i090={"V": 0, "G": 1, "FL": 100.0}, i070={"V": 1, "G": 0, "MODE3A": "1234"}))
    assert told.squawk is None
    assert report(48, changed(PLOT, i090={"G": 1, "FL": 9.0}), sources=Listed([SITE])).position.altitude_baro_m is None


def test_a_cartesian_plot_without_a_polar_one_is_placed_too():
    told = report(48, changed(PLOT, i040=None, i042={"X": -3.0, "Y": 0.0}), sources=Listed([SITE]))
    assert distance_bearing(31.7, -106.4, told.position.lat_deg, told.position.lon_deg) == pytest.approx(
        (5556.0, 270.0), abs=0.1
    )
    assert told.bearing is None


def test_a_stated_error_widens_with_the_distance():
    site = Source(sac=25, sic=10, lat_deg=31.7, lon_deg=-106.4, range_sigma_m=30.0, azimuth_sigma_deg=0.1)
    told = report(48, PLOT, sources=Listed([site]))
    assert told.position.error_95_m == pytest.approx(2.4477 * 32.2, rel=0.02)
    assert (told.bearing.range_sigma_m, told.bearing.azimuth_sigma_deg) == (30.0, 0.1)


@pytest.mark.parametrize("flag", ["SIM", "TST", "RAB"])
def test_a_test_target_says_that_it_is_not_real(flag):
    assert report(48, changed(PLOT, i020={"TYP": 3, flag: 1})).not_real
    assert not report(48, PLOT).not_real


def test_no_detection_is_no_report():
    assert report(48, changed(PLOT, i020={"TYP": 0})) is None
    assert report(48, changed(PLOT, i040=None)) is None


def test_a_system_track_keeps_each_height_by_its_reference():
    told = report(62, TRACK)
    assert told.position.lat_deg == pytest.approx(31.75, abs=3e-6)
    assert told.position.altitude_hae_m == pytest.approx(5000 * 0.3048)
    assert told.position.altitude_baro_m == pytest.approx(37.5 * 30.48)
    assert told.position.error_95_m == pytest.approx(2.4477 * 20.0)
    assert told.velocity.speed_mps == pytest.approx(50.0)
    assert told.velocity.track_deg == pytest.approx(143.13, abs=0.01)
    assert told.velocity.climb_mps == pytest.approx(600 * 0.3048 / 60)
    assert (told.address, told.callsign, told.track_number) == (0xA1B2C3, "XAABC", 4711)


def test_an_altitude_corrected_for_the_days_pressure_is_no_flight_level():
    corrected = changed(TRACK, i136=None, i135={"QNH": 1, "CTB": 40.0})
    assert report(62, corrected).position.altitude_baro_m is None
    plain = changed(TRACK, i136=None, i135={"QNH": 0, "CTB": 40.0})
    assert report(62, plain).position.altitude_baro_m == pytest.approx(1219.2)


@pytest.mark.parametrize("status", [{"CST": 1}, {"TSE": 1}])
def test_a_coasted_track_and_the_end_of_one_are_no_new_report(status):
    assert report(62, changed(TRACK, i080=status)) is None


def test_zero_zero_is_a_missing_position():
    assert report(62, changed(TRACK, i105={"LAT": 0.0, "LON": 0.0})) is None
    assert report(21, changed(AIRCRAFT, i131={"LAT": 0.0, "LON": 0.0})) is None


@pytest.mark.parametrize(
    "place", [{"LAT": 90.1, "LON": 0.0}, {"LAT": 10.0, "LON": -180.2}, {"LAT": -200.0, "LON": 5.0}]
)
def test_a_place_beyond_the_earth_is_refused(place):
    with pytest.raises(ImpossibleValue, match="I062/105"):
        report(62, changed(TRACK, i105=place))
    with pytest.raises(ImpossibleValue, match="I021/131"):
        report(21, changed(AIRCRAFT, i131=place))


def test_a_radar_beyond_the_pole_is_refused():
    with pytest.raises(ImpossibleValue, match="I034/120"):
        heard(34, {**PLACED, "120": {"HGT": 0, "LAT": 91.0, "LON": 0.0}})


def test_an_aircraft_tells_place_error_and_emergency():
    told = report(21, AIRCRAFT)
    assert told.position.altitude_hae_m == pytest.approx(1524.0)
    assert told.position.altitude_baro_m == pytest.approx(1143.0)
    assert told.position.error_95_m == 30.0
    assert (told.velocity.track_deg, told.emergency, told.icao) == (180.0, 5, True)
    assert told.velocity.climb_mps == pytest.approx(-3.048)


def test_a_speed_beyond_the_range_is_none():
    assert report(21, changed(AIRCRAFT, i160={"RE": 1, "GS": 0.5, "TA": 0.0})).velocity is None
    faster = changed(AIRCRAFT, i157={"RE": 1, "GVR": 9000.0}, i155={"RE": 0, "BVR": 62.5})
    assert report(21, faster).velocity.climb_mps == pytest.approx(0.3175)


def test_an_address_that_no_state_gave_is_not_called_an_airframes():
    assert not report(21, changed(AIRCRAFT, i040={"ATP": 3})).icao


def test_the_first_editions_of_category_021_are_read_by_their_own_words():
    early = {
        "010": AIRCRAFT["010"],
        "040": {"ATP": 1, "SIM": 1},
        "030": NOON_S,
        "130": {"LAT": 31.75, "LON": -106.47},
        "080": 0xA1B2C3,
        "145": 37.5,
        "160": {"GS": 0.05, "TA": 10.0},
        "155": 62.5,
    }
    told = report(21, early, editions={21: "0.26"})
    assert (told.icao, told.not_real, told.observed_at) == (True, True, NOON)
    assert told.velocity.climb_mps == pytest.approx(0.3175)


def test_the_nearest_midnight_decides_the_day():
    after = parse_instant("2026-11-26T00:00:01Z")
    before = parse_instant("2026-11-25T23:59:59Z")
    assert instant_of_day(86_399.0, after, category=48, item="140") == parse_instant("2026-11-25T23:59:59Z")
    assert instant_of_day(0.5, before, category=48, item="140") == parse_instant("2026-11-26T00:00:00.5Z")
    assert time_of_day(before) == 86_399.0
    with pytest.raises(ImpossibleValue):
        instant_of_day(86_400.0, before, category=48, item="140")


def test_a_record_without_what_the_category_demands_is_refused():
    for category, record, item in ((48, PLOT, "140"), (62, TRACK, "080"), (21, AIRCRAFT, "080"), (48, PLOT, "010")):
        with pytest.raises(ItemMissing, match=item):
            report(category, {name: value for name, value in record.items() if name != item})


def test_a_source_that_is_not_listed_may_not_speak():
    with pytest.raises(SourceNotListed, match="25/20"):
        report(62, TRACK, sources=Listed([SITE]))


def test_a_category_that_is_not_read_is_refused():
    (block,) = cut_blocks(bytes.fromhex("f7000480"))
    with pytest.raises(CategoryNotTaken, match="247"):
        decode_block(block)


@pytest.mark.parametrize("data", ["30", "3000", "300003", "300000ff", "30000a00", "300004"])
def test_lengths_that_cannot_be_are_no_block(data):
    with pytest.raises(NotABlock):
        list(cut_blocks(bytes.fromhex(data)))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("30000480", "2 bytes are due"),
        ("300005ffff", "does not end"),
        ("30000901010101ff00", "does not end"),
        ("3e000440", "not defined"),
        ("22000610ff80", "2 bytes are due"),
    ],
)
def test_a_block_that_is_not_what_its_edition_says_is_refused(data, why):
    (block,) = cut_blocks(bytes.fromhex(data))
    with pytest.raises(NotStrict, match=why) as caught:
        decode_block(block)
    assert "en el byte" in caught.value.text("es")


def test_one_bad_record_refuses_its_whole_block():
    good, bad = encode_block(62, [TRACK]), encode_block(62, [changed(TRACK, i105={"LAT": 99.0, "LON": 0.0})])
    body = good[3:] + bad[3:]
    (block,) = cut_blocks(b"\x3e" + (3 + len(body)).to_bytes(2, "big") + body)
    with pytest.raises(ImpossibleValue):
        read_block(block, Received(offset=0, raw=block.raw, received_at=NOON), Anybody(), NEWEST)


def said(record, at=NOON):
    return said_by_radar(
        decode_block(next(cut_blocks(encode_block(34, [record]))))[0], Received(offset=0, raw=b"", received_at=at)
    )


def turned(watch, sectors, start_s=NOON_S):
    """One turn of four seconds."""
    for azimuth_deg in sectors:
        watch.take(said(sector(float(azimuth_deg), start_s + azimuth_deg / 90.0)))
    watch.take(said({"010": RADAR, "000": 1, "030": start_s + 4.0}))


def test_sector_marks_tell_what_a_radar_looked_at():
    watch = Watch()
    watch.take(said({"010": RADAR, "000": 1, "030": NOON_S}))
    turned(watch, range(45, 360, 45))
    assert (watch.looked, watch.condition, watch.turn_s) == (1.0, "ok", 4.0)
    turned(watch, [45, 90, 315], NOON_S + 4.0)
    assert watch.looked == pytest.approx(135 / 360)
    assert watch.condition == "degraded"


def test_a_radar_that_sends_no_sectors_is_not_said_to_look_nowhere():
    watch = Watch()
    for turn in range(3):
        watch.take(said({"010": RADAR, "000": 1, "030": NOON_S + 5.0 * turn}))
    assert (watch.looked, watch.condition, watch.turn_s) == (None, "ok", 5.0)


def test_a_radar_is_silent_after_two_turns_without_a_word():
    watch = Watch()
    watch.take(said(PLACED))
    watch.heard_at = NOON
    assert not watch.is_silent(NOON + 8 * SECOND_NS)
    assert watch.is_silent(NOON + 8 * SECOND_NS + 1)


def test_a_radar_says_where_it_stands_and_that_it_is_out():
    watch = Watch()
    watch.take(said(PLACED))
    assert (watch.place.lat_deg, watch.place.altitude_hae_m) == (pytest.approx(31.7, abs=2e-5), 1200)
    watch.take(said({**PLACED, "050": {"COM": {"NOGO": 1}}}))
    assert watch.condition == "down"


@pytest.mark.parametrize(
    ("status", "state"),
    [({"NOGO": 0}, "ok"), ({"NOGO": 1}, "degraded"), ({"NOGO": 2}, "down"), ({"OVL": 1}, "degraded")],
)
def test_a_tracker_says_how_it_is(status, state):
    block = next(cut_blocks(encode_block(65, [{**OPERATIONAL, "040": status}])))
    assert said_by_tracker(decode_block(block)[0], Received(offset=0, raw=b"", received_at=NOON)).state == state
