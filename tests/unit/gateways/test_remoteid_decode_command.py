"""`lindero decode`: what it prints where, and with which exit code it ends."""

import json
import random

import pytest
import typer
from typer.testing import CliRunner

from lindero.cli import decode
from lindero.gateways.remoteid.encode import encode_message, encode_message_pack
from lindero.gateways.remoteid.messages import BasicId, Location
from lindero.gateways.remoteid.transmit import encode_beacon_frame, encode_pcap_header, encode_pcap_record
from lindero.kernel.clock import SECOND_NS, parse_instant

NOON = parse_instant("2026-11-23T12:00:00Z")
WHERE = Location(status="airborne", lat_deg=31.75, lon_deg=-106.47, height_m=12.0)
BASIC = BasicId(id_type="serial", ua_type="other", uas_id="S1")


def record(n, *messages, payload=None):
    pack = payload or encode_message_pack(messages)
    return encode_pcap_record(NOON + n * SECOND_NS, encode_beacon_frame(pack, address="02:00:00:00:00:01", counter=n))


GOOD = encode_pcap_header() + record(0, WHERE) + record(1, WHERE, BASIC)


@pytest.fixture
def run(tmp_path):
    app = typer.Typer()
    app.command("decode")(decode.command)
    app.command("other")(lambda: None)

    def call(data, *options, format_="remoteid-pcap"):
        path = tmp_path / "captura año 1.pcap"
        path.write_bytes(data)
        result = CliRunner().invoke(app, ["decode", format_, str(path), *options])
        lines = [[json.loads(line) for line in text.splitlines()] for text in (result.stdout, result.stderr)]
        return result.exit_code, *lines

    call.app = app
    return call


def test_detections_come_first_then_one_summary_per_airframe(run):
    code, lines, refused = run(GOOD)
    assert (code, refused) == (0, [])
    assert [line.get("kind", "summary") for line in lines] == ["detection", "detection", "summary"]
    assert {line["airframe_ref"] for line in lines[:2]} == {"serial:S1"}
    assert lines[0]["position"] == {"lat_deg": 31.75, "lon_deg": -106.47, "height_agl_m": 12.0}
    summary = lines[2]
    assert (summary["airframe"], summary["serial"], summary["detections"]) == ("serial:S1", "S1", 2)
    assert (summary["first_at"], summary["last_at"]) == ("2026-11-23T12:00:00Z", "2026-11-23T12:00:01Z")
    assert (summary["height_agl_m"], summary["altitude_hae_m"], summary["caa_id"]) == ([12.0, 12.0], None, None)
    assert (summary["radios"], summary["addresses"]) == (["wifi-beacon"], 1)


def test_a_truncated_capture_keeps_its_good_messages_and_ends_with_3(run):
    code, lines, (refusal,) = run(GOOD[:-10])
    assert (code, len(lines)) == (3, 2)
    assert set(refusal) == {"offset", "code", "message"}
    assert (refusal["code"], refusal["offset"]) == ("pcap.truncated", len(encode_pcap_header() + record(0, WHERE)))


def test_an_impossible_latitude_is_refused_and_the_messages_around_it_are_kept(run):
    raw = bytearray(encode_message(WHERE))
    raw[5:9] = (-1_000_000_000).to_bytes(4, "little", signed=True)
    pack = bytes([0xF2, 25, 3]) + encode_message(WHERE) + bytes(raw) + encode_message(BASIC)
    data = encode_pcap_header() + record(0, WHERE) + record(1, payload=pack) + record(2, WHERE)
    code, lines, (refusal,) = run(data)
    assert (code, len(lines)) == (3, 4)
    assert (refusal["code"], refusal["offset"]) == ("remoteid.impossible-position", data.index(bytes(raw)))
    assert "-100.0" in refusal["message"]


def test_a_wrong_link_type_is_refused_by_name_and_ends_with_1(run):
    code, lines, (refusal,) = run(encode_pcap_header(113) + record(0, WHERE))
    assert (code, lines, refusal["code"], refusal["offset"]) == (1, [], "pcap.link-type", 0)
    assert "113 (LINUX_SLL)" in refusal["message"]


def test_a_megabyte_of_noise_is_no_capture_and_ends_with_1(run):
    code, lines, (refusal,) = run(random.Random(1).randbytes(1 << 20))
    assert (code, lines, refusal["code"], refusal["offset"]) == (1, [], "pcap.not-a-capture", 0)


def test_a_megabyte_of_noise_after_good_messages_is_refused_at_its_first_byte(run):
    code, lines, (refusal,) = run(GOOD + b"\xff" * 16 + random.Random(1).randbytes(1 << 20))
    assert (code, len(lines), refusal["code"], refusal["offset"]) == (3, 3, "pcap.broken", len(GOOD))


def test_an_empty_file_is_no_capture_and_an_empty_capture_is_nothing(run):
    assert run(b"")[0] == 1
    assert run(encode_pcap_header()) == (0, [], [])


def test_refusals_speak_the_readers_language(run):
    _, _, (refusal,) = run(GOOD[:-10], "--language", "es")
    assert refusal["message"].startswith("La captura termina")


def test_dronescout_lines_are_another_format(run):
    code, lines, (refusal,) = run(b"{}\n", format_="dronescout-json")
    assert (code, lines, refusal["code"]) == (1, [], "dronescout.not-a-message")


def test_a_format_or_file_that_does_not_exist_is_a_usage_error(run):
    for words in (["decode", "remoteid-pcap", "/nowhere"], ["decode", "nonsense", "/dev/null"], ["decode"]):
        assert CliRunner().invoke(run.app, words).exit_code == 2


def test_a_capture_may_come_from_another_program(run):
    result = CliRunner().invoke(run.app, ["decode", "remoteid-pcap", "-"], input=GOOD)
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 3)


def test_the_help_names_the_formats(run):
    text = CliRunner().invoke(run.app, ["decode", "--help"]).stdout
    assert "remoteid-pcap" in text
    assert "dronescout-json" in text
