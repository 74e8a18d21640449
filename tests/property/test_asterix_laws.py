"""Laws of ASTERIX: what is written is read, times are the nearest, places are where they were said."""

import pytest
from asterix_blocks import NOON, PLOT, TRACK, changed
from hypothesis import assume, given
from hypothesis import strategies as st

from lindero.gateways.asterix.block import cut_blocks, decode_block, encode_block
from lindero.gateways.asterix.decode import read_block
from lindero.gateways.asterix.edition import NEWEST, known_editions, record_structure
from lindero.gateways.asterix.report import Received, Source
from lindero.gateways.asterix.sources import Anybody, Listed
from lindero.gateways.asterix.structure import Malformed
from lindero.gateways.asterix.times import DAY_NS, instant_of_day, time_of_day
from lindero.kernel.geodesy import distance_bearing

EDITIONS = [(category, edition) for category in NEWEST for edition in known_editions(category)]
LATITUDE_STEP, LONGITUDE_STEP = 180.0 / 2**25, 180.0 / 2**25


@given(st.sampled_from(EDITIONS), st.binary(min_size=1, max_size=60))
def test_what_is_read_is_written_and_read_again(edition, body):
    structure = record_structure(*edition)
    try:
        items, _ = structure.read(body, 0, len(body))
    except Malformed:
        assume(False)
    written = structure.write(items)
    again, end = structure.read(written, 0, len(written))
    assert end == len(written)
    assert structure.write(again) == written


@given(st.integers(0, DAY_NS * 20_000), st.integers(-DAY_NS // 2 + 10**9, DAY_NS // 2 - 10**9))
def test_a_time_of_day_is_the_instant_nearest_to_its_reception(received_at, late_ns):
    at = max(0, received_at + late_ns)
    assume(received_at + late_ns >= 0)
    found = instant_of_day(time_of_day(at), received_at, category=48, item="140")
    assert 0 <= at - found <= 10**9 // 128 + 1


@given(st.floats(-90.0, 90.0), st.floats(-180.0, 180.0))
def test_a_place_is_read_to_the_step_of_its_item(lat_deg, lon_deg):
    block = next(cut_blocks(encode_block(62, [changed(TRACK, i105={"LAT": lat_deg, "LON": lon_deg})])))
    (heard,) = read_block(block, Received(offset=0, raw=block.raw, received_at=NOON), Anybody(), NEWEST)
    if abs(lat_deg) <= LATITUDE_STEP and abs(lon_deg) <= LONGITUDE_STEP:
        return
    assert heard.report.position.lat_deg == pytest.approx(lat_deg, abs=LATITUDE_STEP)
    assert heard.report.position.lon_deg == pytest.approx(lon_deg, abs=LONGITUDE_STEP)


@given(st.floats(1.0, 200.0), st.floats(0.0, 359.9), st.floats(0.0, 400.0))
def test_a_plot_lies_in_its_azimuth_and_never_beyond_its_range(range_nm, azimuth_deg, level):
    site = Source(sac=25, sic=10, lat_deg=31.7, lon_deg=-106.4, height_hae_m=1200.0)
    told = changed(PLOT, i040={"RHO": range_nm, "THETA": azimuth_deg}, i090={"V": 0, "G": 0, "FL": level})
    block = next(cut_blocks(encode_block(48, [told])))
    (heard,) = read_block(block, Received(offset=0, raw=block.raw, received_at=NOON), Listed([site]), NEWEST)
    place = heard.report.position
    distance_m, seen_deg = distance_bearing(31.7, -106.4, place.lat_deg, place.lon_deg)
    assert distance_m <= heard.report.bearing.range_m * 1.004 + 1.0
    if distance_m > 100.0:
        assert abs((seen_deg - azimuth_deg + 180.0) % 360.0 - 180.0) < 0.01


@given(st.lists(st.sampled_from([(48, PLOT), (62, TRACK)]), min_size=1, max_size=6))
def test_a_datagram_is_cut_into_the_blocks_that_were_put_in(records):
    blocks = list(cut_blocks(b"".join(encode_block(category, [record]) for category, record in records)))
    assert [block.category for block in blocks] == [category for category, _ in records]
    assert [set(decode_block(block)[0]) for block in blocks] == [set(record) for _, record in records]
