"""`lindero decode asterix`: captures and bare blocks, strict, each record the same every time."""

import json
import os

import pytest
from asterix_blocks import NOON, PLACED, PLOT, TRACK, changed, ethernet, one_of_each, pcap

from lindero.cli.decode import Format, recorded_detections, run
from lindero.gateways.asterix.block import encode_block
from lindero.gateways.asterix.udp_frames import datagram_in


def decoded(tmp_path, capsys, data, name="x.pcap", at=NOON):
    file = tmp_path / name
    file.write_bytes(data)
    os.utime(file, ns=(at, at))
    code = run(Format.ASTERIX, file, "es")
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    detections = [line for line in lines if line.get("kind") == "detection"]
    return code, detections, lines[len(detections) :], [json.loads(line) for line in err.splitlines()]


@pytest.mark.parametrize("vlan", [False, True])
def test_a_capture_gives_one_detection_per_report_and_one_summary_per_object(tmp_path, capsys, vlan):
    frames = [(NOON, ethernet(one_of_each(), vlan=vlan)), (NOON + 1, ethernet(b"", vlan=vlan))]
    code, detections, summaries, refused = decoded(tmp_path, capsys, pcap(frames))
    assert (code, refused) == (0, [])
    assert [one["sensor"] for one in detections] == ["25/10", "25/20", "25/30"]
    assert {one["airframe_ref"] for one in detections} == {"icao:a1b2c3"}
    assert detections[0]["position"]["altitude_baro_m"] == 3048.0
    assert "error_95_m" not in detections[0]["position"]
    assert detections[2]["emitter"]["emergency"] == "unlawful-interference"
    assert [one["detections"] for one in summaries] == [1, 1, 1]


def test_bare_blocks_came_when_their_file_was_last_written(tmp_path, capsys):
    code, detections, _, _ = decoded(tmp_path, capsys, one_of_each(), "x.ast", NOON + 12 * 3600 * 10**9 - 10**9)
    assert code == 0
    assert {one["observed_at"] for one in detections} == {"2026-11-25T12:00:00Z"}


def test_a_plot_is_placed_once_its_radar_has_said_where_it_stands(tmp_path, capsys):
    data = encode_block(48, [PLOT]) + encode_block(34, [PLACED]) + encode_block(48, [PLOT])
    _, (before, after), _, _ = decoded(tmp_path, capsys, data, "x.ast")
    assert before.get("position") is None
    assert after["position"]["lat_deg"] == pytest.approx(31.817, abs=0.001)


def test_a_block_that_is_refused_is_named_and_the_others_are_read(tmp_path, capsys):
    bad = encode_block(62, [changed(TRACK, i105={"LAT": 99.0, "LON": 0.0})])
    data = encode_block(62, [TRACK]) + bad + bytes.fromhex("f7000480") + encode_block(48, [PLOT])
    code, detections, _, refused = decoded(tmp_path, capsys, data, "x.ast")
    assert (code, len(detections)) == (3, 2)
    assert [(one["code"], one["offset"]) for one in refused] == [
        ("asterix.impossible", len(encode_block(62, [TRACK]))),
        ("asterix.category", len(encode_block(62, [TRACK])) + len(bad)),
    ]
    assert "I062/105" in refused[0]["message"]


def test_a_cut_file_and_a_cut_datagram_are_refused_at_their_end(tmp_path, capsys):
    code, detections, _, (refused,) = decoded(tmp_path, capsys, one_of_each()[:-3], "x.ast")
    assert (code, len(detections), refused["code"]) == (3, 2, "asterix.not-a-block")
    code, detections, _, (refused,) = decoded(tmp_path, capsys, pcap([(NOON, ethernet(one_of_each()[:-3]))]))
    assert (code, len(detections), refused["code"]) == (3, 2, "asterix.not-a-block")


def test_a_test_target_is_marked_as_simulated(tmp_path, capsys):
    _, (detection,), _, _ = decoded(
        tmp_path, capsys, encode_block(48, [changed(PLOT, i020={"TYP": 1, "TST": 1})]), "x.ast"
    )
    assert detection["marking"]["simulated"] is True


def test_decoding_twice_gives_equal_records(tmp_path):
    file = tmp_path / "x.pcap"
    file.write_bytes(pcap([(NOON, ethernet(one_of_each()))]))
    assert recorded_detections(Format.ASTERIX, file) == recorded_detections(Format.ASTERIX, file)


def test_datagrams_are_found_in_every_link_type_and_other_traffic_is_passed_over():
    frame = ethernet(b"abc")
    packet = frame[14:]
    assert datagram_in(1, frame) == b"abc"
    assert datagram_in(101, packet) == datagram_in(228, packet) == b"abc"
    assert datagram_in(113, bytes(16) + packet) == datagram_in(276, bytes(20) + packet) == b"abc"
    assert datagram_in(0, b"\x02\0\0\0" + packet) == b"abc"
    six = bytes([0x60, 0, 0, 0, 0, 11, 17, 64]) + bytes(32) + packet[20:]
    assert datagram_in(229, six) == b"abc"
    tcp = bytearray(packet)
    tcp[9] = 6
    fragment = bytearray(packet)
    fragment[6] = 0x20
    assert [datagram_in(101, bytes(one)) for one in (tcp, fragment, b"", b"\x45", packet[:25], packet[:-1])] == [
        None
    ] * 6
    assert datagram_in(1, frame[:12] + b"\x08\x06" + packet) is None
