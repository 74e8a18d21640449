"""Winds as records and as weather reports."""

import json

import pytest

from lindero.cli import decode_metar
from lindero.gateways.metar.errors import NotAMetar
from lindero.gateways.metar.parse import parse_metar
from lindero.kernel.clock import SECOND_NS, parse_instant
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import Wind
from lindero.model.record import Pedigree
from lindero.operations.picture.winds import HOLDS_NS, components, holds

NOW = parse_instant("2026-11-25T13:20:00Z")


def wind(**told):
    node = NodeId("zz.test")
    return Wind(
        id=RecordId("0" * 26), origin=node, observed_at=NOW, recorded_at=NOW, pedigree=Pedigree(nodes=(node,)), **told
    )


def test_a_west_wind_blows_to_the_east():
    east, north, sigma = components(wind(from_deg=270.0, speed_mps=8.0))
    assert (east, north) == pytest.approx((8.0, 0.0), abs=1e-9)
    assert 1.6 < sigma < 2.0


def test_a_wind_without_direction_is_as_uncertain_as_it_is_strong():
    assert components(wind(speed_mps=4.0)) == (0.0, 0.0, 4.0)


def test_a_stated_sigma_is_taken():
    assert components(wind(from_deg=0.0, speed_mps=5.0, sigma_mps=0.4))[2] == 0.4


def test_a_wind_holds_for_two_hours():
    assert holds(wind(speed_mps=1.0), NOW + HOLDS_NS)
    assert not holds(wind(speed_mps=1.0), NOW + HOLDS_NS + 1)


@pytest.mark.parametrize(
    ("line", "from_deg", "speed_mps", "gust_mps"),
    [
        ("METAR KELP 251251Z 27015G25KT 10SM CLR 08/M03 A3012=", 270.0, 7.72, 12.86),
        ("SPECI MMCS 251245Z AUTO 09005MPS CAVOK", 90.0, 5.0, None),
        ("KELP 251251Z VRB03KT 10SM", None, 1.54, None),
        ("METAR COR MMCS 251251Z 00000KT 9999", None, 0.0, None),
        ("MMCS 251251Z 36018KMH 9999", 0.0, 5.0, None),
    ],
)
def test_the_wind_of_a_report_is_read(line, from_deg, speed_mps, gust_mps):
    told = parse_metar(line, NOW)
    assert (told.from_deg, told.speed_mps, told.gust_mps) == (from_deg, speed_mps, gust_mps)
    assert told.station in ("KELP", "MMCS")
    assert 0 <= NOW - told.observed_at < 3600 * SECOND_NS


def test_a_day_of_the_month_ahead_is_last_month_s():
    assert parse_metar("KELP 301251Z 27015KT", NOW).observed_at == parse_instant("2026-10-30T12:51:00Z")


@pytest.mark.parametrize(
    "line",
    [
        "TAF KELP 251130Z 2512/2612 27015KT",
        "METAR KELP 251251Z /////KT",
        "KELP 259951Z 27015KT",
        "KELP 251251Z 40015KT",
    ],
)
def test_what_tells_no_wind_is_refused(line):
    with pytest.raises(NotAMetar):
        parse_metar(line, NOW)


def test_decoded_reports_are_lines_that_inject_takes(capsys):
    lines = [b"# reports\n", b"METAR KELP 251251Z 27015G25KT 10SM\n", b"nonsense\n"]
    assert decode_metar.run(lines, NOW, "en") == 3
    said = capsys.readouterr()
    (record,) = [json.loads(line) for line in said.out.splitlines()]
    assert record["kind"] == "wind"
    assert record["from_deg"] == 270.0
    assert json.loads(said.err)["code"] == "metar.not-a-metar"
    assert json.loads(said.err)["offset"] == len(lines[0]) + len(lines[1])
