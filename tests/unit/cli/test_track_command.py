"""`lindero track` and `lindero score`: own recordings in, pictures and figures out, bad lines refused by number."""

import json
import math

import numpy as np
import pytest

from lindero.analytics.airspace.errors import BadRecording
from lindero.analytics.airspace.scoring import Scorer
from lindero.cli.track import score_command, track_command

RADAR = {
    "sensor_id": 1,
    "kind": "radar",
    "position_enu_m": [0, 0, 0],
    "sigma": [8.0, 0.007, 0.014],
    "max_range_m": 9000,
    "detection_probability": 0.9,
    "clutter_per_scan": 1,
    "period_s": 1.0,
}


def place(t):
    return [1500.0 + 12.0 * t, 900.0 - 5.0 * t, 120.0]


@pytest.fixture
def recording(tmp_path):
    noise = np.random.default_rng(3)
    (tmp_path / "s.json").write_text(json.dumps([RADAR]))
    with (tmp_path / "d.jsonl").open("w") as scans, (tmp_path / "t.jsonl").open("w") as truth:
        for t in range(15):
            x, y, z = place(t)
            exact = [math.hypot(x, y, z), math.atan2(y, x), math.atan2(z, math.hypot(x, y))]
            seen = (np.array(exact) + noise.normal(size=3) * RADAR["sigma"]).tolist()
            seen[2] = None if t == 4 else seen[2]
            scans.write(json.dumps({"sensor_id": 1, "time_s": t, "arrival_s": t + 0.2, "z": [seen]}) + "\n")
            truth.write(json.dumps({"time_s": t, "objects": [{"id": "a", "position_enu_m": place(t)}]}) + "\n")
    return tmp_path


def test_a_recording_becomes_pictures_and_pictures_a_score(recording, capsys):
    track_command(recording / "d.jsonl", recording / "s.json", 1.0)
    pictures = capsys.readouterr().out
    (recording / "tracks.jsonl").write_text(pictures)
    assert [json.loads(line)["time_s"] for line in pictures.splitlines()] == [float(t) for t in range(1, 16)]
    score_command(recording / "t.jsonl", recording / "tracks.jsonl")
    figures = json.loads(capsys.readouterr().out)
    assert figures["id_switches"] == 0
    assert figures["false_per_object"] == 0.0
    assert figures["error_rms_m"] < 40.0


@pytest.mark.parametrize("line", ["{", "[]", '{"sensor_id": 1}', '{"sensor_id": 1, "colour": 2}'])
def test_a_line_that_is_no_scan_is_refused_by_its_number(recording, line):
    with (recording / "d.jsonl").open("a") as scans:
        scans.write(line + "\n")
    with pytest.raises(BadRecording) as refused:
        track_command(recording / "d.jsonl", recording / "s.json", 1.0)
    assert refused.value.code == "airspace.bad-recording"
    assert "16" in str(refused.value)


def test_sensors_that_are_no_array_are_refused(recording):
    (recording / "s.json").write_text("{}")
    with pytest.raises(BadRecording):
        track_command(recording / "d.jsonl", recording / "s.json", 1.0)


def test_gospa_counts_errors_lost_and_false_objects():
    scorer, spread = Scorer(), np.eye(3)[None].repeat(2, axis=0)
    scorer.step({"a": (0, 0, 0), "b": (1000, 0, 0)}, [7, 8], np.array([[3.0, 4.0, 0.0], [5000.0, 0, 0]]), spread)
    figures = scorer.result()
    assert figures["gospa_m"] == pytest.approx(math.sqrt(25.0 + 200.0**2))
    assert (figures["missed_share"], figures["false_per_object"]) == (0.5, 0.5)


def test_an_object_that_goes_on_under_another_track_is_a_switch():
    scorer, spread = Scorer(), np.eye(3)[None]
    for number in (7, 7, 9):
        scorer.step({"a": (0, 0, 0)}, [number], np.array([[1.0, 0.0, 0.0]]), spread)
    figures = scorer.result()
    assert (figures["id_switches"], figures["inside_ellipse_95"]) == (1, 1.0)
