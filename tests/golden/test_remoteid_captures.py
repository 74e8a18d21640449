"""Real recordings: what `lindero decode` says of them, to the message."""

import json

import pytest
import typer
from typer.testing import CliRunner

from lindero.cli import decode
from lindero.gateways.capture_files.frames import Frame
from lindero.gateways.capture_files.pcap import PcapStream
from lindero.gateways.remoteid.bluetooth import broadcasts_in_link_layer, broadcasts_in_nordic
from lindero.gateways.remoteid.errors import DamagedFrame
from lindero.gateways.remoteid.link_types import ACCEPTED
from lindero.kernel.clock import SECOND_NS, parse_instant

pytestmark = pytest.mark.data


@pytest.fixture
def decoded(recordings):
    app = typer.Typer()
    app.command("decode")(decode.command)
    app.command("other")(lambda: None)

    def call(format_, name):
        result = CliRunner().invoke(app, ["decode", format_, str(recordings / "remoteid" / name)])
        lines = [json.loads(line) for line in result.stdout.splitlines()]
        detections = [line for line in lines if line.get("kind") == "detection"]
        return result.exit_code, detections, lines[len(detections) :], result.stderr.splitlines()

    return call


def test_the_flight_of_a_real_drone_is_1140_detections_of_one_airframe(decoded):
    code, detections, (summary,), refused = decoded("remoteid-pcap", "parrot_anafi4_real.pcapng")
    assert (code, len(detections), refused) == (0, 1140, [])
    assert summary["serial"] == "1588E040445AC004418"
    assert summary["airframe"] == "serial:1588E040445AC004418"
    assert {detection["airframe_ref"] for detection in detections} == {summary["airframe"]}
    assert (summary["detections"], summary["radios"], summary["addresses"]) == (1140, ["wifi-beacon"], 1)
    assert (summary["height_agl_m"], summary["height_over"]) == ([0.0, 11.0], "take-off")
    assert (summary["altitude_hae_m"], summary["altitude_baro_m"], summary["without_position"]) == (None, None, 0)
    assert len({detection["id"] for detection in detections}) == 1140


def test_nothing_of_it_is_plotted_in_the_gulf_of_guinea_or_has_an_altitude(decoded):
    _, detections, (summary,), _ = decoded("remoteid-pcap", "parrot_anafi4_real.pcapng")
    places = [detection["position"] for detection in detections] + [summary["operator_position"]]
    assert all(abs(place["lat_deg"] - 47.199) < 0.005 and abs(place["lon_deg"] - 8.73) < 0.005 for place in places)
    assert not [place for place in places if {"altitude_hae_m", "altitude_msl_m", "altitude_baro_m"} & set(place)]


def test_its_positions_are_older_than_their_reception_by_one_to_two_seconds(decoded):
    _, detections, _, _ = decoded("remoteid-pcap", "parrot_anafi4_real.pcapng")
    ages_s = [
        (parse_instant(detection["recorded_at"]) - parse_instant(detection["observed_at"])) / SECOND_NS
        for detection in detections
    ]
    assert min(ages_s) > 0.8
    assert max(ages_s) < 1.9


def test_its_first_positions_come_before_any_basic_id_and_are_bound_all_the_same(decoded):
    _, detections, _, _ = decoded("remoteid-pcap", "parrot_anafi4_real.pcapng")
    assert "serial" not in detections[0]["emitter"]
    assert detections[-1]["emitter"]["serial"] == "1588E040445AC004418"


def test_a_test_transmitter_without_a_fix_is_heard_and_has_no_position(decoded):
    code, detections, (summary,), refused = decoded("remoteid-pcap", "odid_bt5_lr_sample.pcapng")
    assert (code, len(detections)) == (3, 222)
    assert (summary["serial"], summary["operator_id"]) == ("SSEVTFG93700070", "FIN87astrdge12kxyz8")
    assert (summary["without_position"], summary["radios"]) == (222, ["bluetooth-5"])
    assert not [detection for detection in detections if "position" in detection]
    codes = [json.loads(line)["code"] for line in refused]
    assert (codes.count("remoteid.damaged-frame"), codes.count("remoteid.pack"), len(codes)) == (29, 19, 48)


def test_our_checksum_agrees_with_the_sniffers_on_every_frame(recordings):
    stream = PcapStream(ACCEPTED)
    events = stream.feed((recordings / "remoteid" / "odid_bt5_lr_sample.pcapng").read_bytes())
    agreed = 0
    for frame in events:
        assert isinstance(frame, Frame)
        on_air = frame.data[17:21] + frame.data[22:]  # without the coding indicator
        try:
            expected = broadcasts_in_nordic(frame.data)
        except DamagedFrame:
            with pytest.raises(DamagedFrame):
                broadcasts_in_link_layer(on_air)
            continue
        found = broadcasts_in_link_layer(on_air)
        assert [broadcast.payload for broadcast in found] == [broadcast.payload for broadcast in expected]
        agreed += len(found)
    assert agreed == 244


def test_a_dronescout_file_is_one_report_per_line_of_one_airframe(decoded):
    code, detections, (summary,), refused = decoded("dronescout-json", "dronescout_ble_legacy.json")
    assert (code, len(detections), refused) == (0, 19, [])
    assert (summary["serial"], summary["radios"], summary["addresses"]) == ("1787F04BM24010011195", ["bluetooth-4"], 1)
    assert detections[0]["position"] == {
        "lat_deg": 37.759979,
        "lon_deg": -122.497734,
        "altitude_hae_m": 28.0,
        "height_agl_m": -17.5,
        "error_95_m": 1.0,
    }
    assert detections[0]["emitter"]["operator_position"] == {
        "lat_deg": 37.7599643,
        "lon_deg": -122.4976683,
        "altitude_hae_m": 45.5,
    }
    assert (detections[0]["observed_at"], detections[0]["sensor"]) == ("2024-12-31T20:38:27Z", "SNSTAC-CUAS-0002")
