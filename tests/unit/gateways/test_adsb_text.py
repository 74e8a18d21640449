"""aircraft.json and BaseStation lines: units, ages, stale rows, refusals; and what `lindero decode` prints."""

import json

import pytest
import typer
from typer.testing import CliRunner

from lindero.cli import decode
from lindero.gateways.adsb.aircraft_json import AircraftJson
from lindero.gateways.adsb.documents import DocumentReader
from lindero.gateways.adsb.errors import NotAircraftJson
from lindero.gateways.adsb.sbs import LINE_LIMIT, SbsLines
from lindero.kernel.clock import SECOND_NS, Instant, parse_instant
from lindero.kernel.units import FOOT_M, FOOT_PER_MINUTE_MPS, KNOT_MPS

NOW_S = 1_800_000_000.0
ROW = {
    "hex": "0D0A01", "type": "adsb_icao", "flight": "XAB123  ", "r": "XA-ABC", "t": "A320", "alt_baro": 10_000,
    "alt_geom": 10_500, "gs": 200.0, "track": 90.0, "baro_rate": -640, "squawk": "7600", "emergency": "none",
    "category": "A3", "lat": 31.75, "lon": -106.47, "nac_p": 9, "seen_pos": 1.5, "seen": 0.2, "rssi": -12.0,
}  # fmt: skip


def picture(*rows, now=NOW_S):
    return json.dumps({"now": now, "messages": 5, "aircraft": list(rows)}).encode()


def row(**changes):
    return {name: value for name, value in {**ROW, **changes}.items() if value is not None}


def taken(*pictures):
    source = AircraftJson("test")
    reports, refusals = [], []
    for data in pictures:
        more, refused = source.feed(data)
        reports += more
        refusals += refused
    return reports, [refusal.code for refusal in refusals]


def test_a_row_is_a_report_in_si_with_the_age_of_its_position_taken_off():
    (report,), refused = taken(picture(ROW))
    place = report.position
    assert refused == []
    assert report.observed_at == (NOW_S - 1.5) * SECOND_NS
    assert report.received_at == NOW_S * SECOND_NS
    assert (place.altitude_baro_m, place.altitude_hae_m) == (10_000 * FOOT_M, 10_500 * FOOT_M)
    assert (place.altitude_msl_m, place.height_agl_m, place.error_95_m) == (None, None, 30.0)
    assert report.velocity.speed_mps == 200.0 * KNOT_MPS
    assert report.velocity.climb_mps == -640 * FOOT_PER_MINUTE_MPS
    emitter = report.emitter
    assert (emitter.address, emitter.callsign, emitter.caa_id) == ("0d0a01", "XAB123", "XA-ABC")
    assert (emitter.squawk, emitter.emergency, emitter.ua_type) == ("7600", "radio-failure", "large-aircraft")
    assert report.address.airframe_ref == "icao:0d0a01"


def test_what_is_not_said_is_none():
    (report,), _ = taken(picture({"hex": "0d0a01", "lat": 31.75, "lon": -106.47}))
    place = report.position
    assert (place.altitude_baro_m, place.altitude_hae_m, place.error_95_m, report.velocity) == (None, None, None, None)
    assert report.emitter.squawk is report.emitter.emergency is report.emitter.callsign is None


def test_the_ground_is_no_altitude():
    (report,), refused = taken(picture(row(alt_baro="ground", alt_geom=None)))
    assert (refused, report.position.altitude_baro_m, report.position.altitude_hae_m) == ([], None, None)


def test_a_stale_row_is_not_a_new_report():
    later = picture(row(seen_pos=2.5), now=NOW_S + 1.0)
    reports, refused = taken(picture(ROW), later, picture(ROW, now=NOW_S + 1.6))
    assert refused == []
    assert [report.observed_at for report in reports] == [(NOW_S - 1.5) * SECOND_NS, (NOW_S + 0.1) * SECOND_NS]


def test_a_position_older_than_a_minute_and_a_row_without_one_are_no_reports():
    assert taken(picture(row(seen_pos=61.0), row(lat=None, lon=None))) == ([], [])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lat": 0.0, "lon": 0}, "adsb.impossible-position"),
        ({"lat": 91.0}, "adsb.impossible-position"),
        ({"squawk": "7800"}, "adsb.bad-aircraft"),
        ({"hex": "xyz"}, "adsb.bad-aircraft"),
        ({"gs": -1.0}, "adsb.bad-aircraft"),
        ({"alt_baro": "high"}, "adsb.bad-aircraft"),
        ({"track": 361.0}, "adsb.bad-aircraft"),
        ({"alt_geom": 1e9}, "adsb.bad-aircraft"),
    ],
)
def test_a_row_that_cannot_be_is_refused_and_the_others_are_taken(changes, code):
    reports, refused = taken(picture(row(**changes), row(hex="0d0a02")))
    assert refused == [code]
    assert [report.address.text for report in reports] == ["0d0a02"]


def test_a_refusal_names_the_field_and_the_place():
    data = picture(ROW, row(hex="0d0a02", squawk="9999"))
    _, (refusal,) = AircraftJson("test").feed(data)
    assert "squawk" in refusal.message_en
    assert "0d0a02" in refusal.message_es
    assert data[refusal.offset :].startswith(refusal.raw)


@pytest.mark.parametrize(
    ("changes", "radio", "ref", "track"),
    [
        ({"type": "tisb_icao"}, "tisb", "icao:0d0a01", None),
        ({"type": "tisb_trackfile", "hex": "~0d0a01"}, "tisb", None, "~0d0a01"),
        ({"type": "adsb_other", "hex": "~0d0a01"}, "adsb-1090", "address:~0d0a01", None),
        ({"type": "mlat"}, "mlat", "icao:0d0a01", None),
        ({"type": None, "mlat": ["lat", "lon"]}, "mlat", "icao:0d0a01", None),
        ({"type": None, "tisb": ["lat", "lon"]}, "tisb", "icao:0d0a01", None),
    ],
)
def test_radar_tracks_and_chosen_addresses_stay_apart(changes, radio, ref, track):
    (report,), _ = taken(picture(row(**changes)))
    address = report.address
    assert (report.emitter.radio, address.airframe_ref, address.source_track) == (radio, ref, track)


def test_the_words_of_older_receivers_are_read():
    old = {"hex": "0d0a01", "lat": 31.75, "lon": -106.47, "altitude": 5000, "speed": 100, "vert_rate": 64, "seen": 1}
    (report,), _ = taken(picture(old))
    assert report.position.altitude_baro_m == 5000 * FOOT_M
    assert report.velocity.speed_mps == 100 * KNOT_MPS
    assert report.observed_at == (NOW_S - 1) * SECOND_NS


def test_the_emergency_that_is_told_goes_before_the_code():
    (report,), _ = taken(picture(row(squawk="7700", emergency="lifeguard")))
    assert report.emitter.emergency == "medical"


def test_documents_may_come_in_lines_and_in_pieces():
    data = picture(ROW) + b"\n" + picture(row(flight='}{"\\'), now=NOW_S + 5)
    source = AircraftJson()
    reports = [report for byte in data for report in source.feed(bytes([byte]))[0]]
    assert [report.emitter.callsign for report in reports] == ["XAB123", '}{"\\']
    assert source.finish() == ([], [])


@pytest.mark.parametrize("data", [b"[]{}", b'{"now": 0, "aircraft": []}', b'{"now": 5}', b'} {"now":', b"\\ {"])
def test_what_is_no_aircraft_json_is_refused(data):
    source = AircraftJson()
    codes = [refusal.code for refusal in source.feed(data)[1] + source.finish()[1]]
    assert codes
    assert set(codes) == {"adsb.not-aircraft-json"}
    assert [report.address.text for report in source.feed(b"}" + picture(ROW))[0]] == ["0d0a01"]


def test_a_document_without_end_is_bounded():
    reader = DocumentReader(limit_bytes=1000)
    with pytest.raises(NotAircraftJson):
        list(reader.receive(b"{" * 1001))
    assert reader.unread == b""


SBS = (
    b"MSG,1,1,1,0D0A01,1,2026/11/25,05:00:00.000,2026/11/25,05:00:00.010,XAB123 ,,,,,,,,,,,\r\n"
    b"MSG,4,1,1,0D0A01,1,2026/11/25,05:00:00.100,2026/11/25,05:00:00.110,,,200,90,,,-640,,,,,\r\n"
    b"MSG,6,1,1,0D0A01,1,2026/11/25,05:00:00.200,2026/11/25,05:00:00.210,,,,,,,,7600,0,-1,0,0\r\n"
    b"MSG,3,1,1,0D0A01,1,2026/11/25,05:00:00.500,2026/11/25,05:00:00.510,,10000,,,31.75,-106.47,,,0,0,0,0\r\n"
)
FIVE = parse_instant("2026-11-25T05:00:00.5Z")


def test_a_line_with_a_position_is_a_report_with_what_the_others_said():
    source = SbsLines()
    (report,), refused = source.feed(SBS)
    assert refused == []
    assert source.messages == 4
    assert report.observed_at == FIVE
    assert report.position.altitude_baro_m == 10_000 * FOOT_M
    assert (report.velocity.speed_mps, report.velocity.track_deg) == (200 * KNOT_MPS, 90.0)
    emitter = report.emitter
    assert (emitter.callsign, emitter.squawk, emitter.emergency) == ("XAB123", "7600", "radio-failure")


def test_the_receivers_zone_is_the_quarter_hours_that_bring_a_line_nearest_to_its_reception():
    now = Instant(FIVE + 7 * 3600 * SECOND_NS + 2 * SECOND_NS)
    (report,), _ = SbsLines().feed(SBS, now)
    assert report.observed_at == FIVE + 7 * 3600 * SECOND_NS
    assert report.received_at == now


def test_an_altitude_with_an_h_is_a_height_above_the_ellipsoid():
    (report,), _ = SbsLines().feed(SBS.replace(b",10000,", b",10000H,"))
    assert (report.position.altitude_baro_m, report.position.altitude_hae_m) == (None, 10_000 * FOOT_M)


def test_an_old_velocity_does_not_go_with_a_position():
    (report,), _ = SbsLines().feed(SBS.replace(b"05:00:00.5", b"05:01:00.5"))
    assert report.velocity is None
    assert report.emitter.callsign == "XAB123"


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        (b"MSG,3", b"XYZ,3", "adsb.bad-sbs-line"),
        (b"MSG,3", b"MSG,9", "adsb.bad-sbs-line"),
        (b"0D0A01,1,2026/11/25,05:00:00.5", b"0D0A0,1,2026/11/25,05:00:00.5", "adsb.bad-sbs-line"),
        (b"05:00:00.500", b"25:00:00.500", "adsb.bad-sbs-line"),
        (b"2026/11/25,05:00:00.5", b"1926/11/25,05:00:00.5", "adsb.bad-sbs-line"),
        (b",10000,", b",high,", "adsb.bad-sbs-line"),
        (b"31.75", b"91.75", "adsb.bad-sbs-line"),
        (b"31.75", b"nan", "adsb.bad-sbs-line"),
        (b"31.75,-106.47", b"0,0", "adsb.impossible-position"),
        (b"-106.47,,,0", b"-106.47,,,0,0", "adsb.bad-sbs-line"),
        (b",10000,,,", b",10000,-5,,", "adsb.bad-sbs-line"),
        (b"-106.47,,,", b"-106.47,,9999,", "adsb.bad-sbs-line"),
        (b"MSG,3", b"MSG,\xff", "adsb.bad-sbs-line"),
    ],
)
def test_a_line_that_cannot_be_is_refused_and_the_others_are_read(before, after, code):
    source = SbsLines()
    reports, refusals = source.feed(SBS.replace(before, after))
    assert (reports, [refusal.code for refusal in refusals], source.messages) == ([], [code], 3)


def test_a_line_without_end_is_refused_once_and_passed_over():
    source = SbsLines()
    codes = [refusal.code for _ in range(5) for refusal in source.feed(b"x" * LINE_LIMIT)[1]]
    assert codes == ["adsb.bad-sbs-line"]
    assert len(source.feed(b"\n" + SBS)[0]) == 1


def test_a_last_line_without_an_end_is_read_and_other_messages_of_the_program_are_passed_over():
    source = SbsLines()
    assert source.feed(b"STA,,5,179,400AE7,10103,2008/11/28,14:58:51.153,,,RM\n" + SBS[:-2]) == ([], [])
    assert len(source.finish()[0]) == 1


@pytest.fixture
def run(tmp_path):
    app = typer.Typer()
    app.command("decode")(decode.command)
    app.command("other")(lambda: None)

    def call(data, format_):
        path = tmp_path / "grabación 1"
        path.write_bytes(data)
        result = CliRunner().invoke(app, ["decode", format_, str(path), "--language", "en"])
        return result.exit_code, *(
            [json.loads(line) for line in t.splitlines()] for t in (result.stdout, result.stderr)
        )

    return call


@pytest.mark.parametrize(("format_", "data"), [("adsb-json", picture(ROW)), ("adsb-sbs", SBS)])
def test_decode_prints_a_detection_a_position_and_a_summary_an_aircraft(run, format_, data):
    code, (detection, summary), refused = run(data, format_)
    assert (code, refused) == (0, [])
    assert (detection["kind"], detection["gateway"], detection["airframe_ref"]) == ("detection", "adsb", "icao:0d0a01")
    assert detection["emitter"]["emergency"] == "radio-failure"
    assert "authenticated" not in detection or not detection["authenticated"]
    assert (summary["airframe"], summary["callsigns"], summary["squawks"]) == ("icao:0d0a01", ["XAB123"], ["7600"])
    assert summary["altitude_baro_m"] == [3048.0, 3048.0]


def test_decode_ends_with_3_when_a_row_is_refused_and_with_1_when_nothing_is_read(run):
    code, lines, (refusal,) = run(picture(ROW, row(lat=99.0)), "adsb-json")
    assert (code, len(lines), set(refusal)) == (3, 2, {"offset", "code", "message"})
    assert run(b"no", "adsb-json")[0] == 1
    assert run(b"no", "adsb-beast")[0] == 1
