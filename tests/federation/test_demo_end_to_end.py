"""The demo as a user runs it: two processes, real protocols, scripted officers; then with one byte altered."""

import json
import subprocess
import sys

import pytest

from lindero.demo.report import tamper, verify

SECONDS = 40


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    words = [sys.executable, "-m", "lindero.cli.demo", "--headless", "--seconds", str(SECONDS), "--json"]
    done = subprocess.run([*words, "--keep", str(folder)], check=False, capture_output=True, text=True, timeout=420)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder, json.loads(done.stdout.splitlines()[-1])


def test_the_last_line_says_that_all_is_verified(told):
    _, answer = told
    assert answer["verified"] is True
    assert set(answer["nodes"]) == {"us.cbp", "mx.sedena"}


def test_tracks_and_alerts_reach_the_other_side_and_are_acknowledged_there(told):
    _, answer = told
    assert answer["tracks_shared"] >= 3
    assert answer["alerts"] >= 1
    assert answer["acknowledged"] >= 1


def test_what_may_not_leave_is_counted_by_reason(told):
    _, answer = told
    assert sum(answer["withheld"].values()) > 0


def test_the_time_from_sensor_to_the_partners_disk_is_measured(told):
    _, answer = told
    latency = answer["observed_to_partner_ms"]
    assert 0.0 < latency["p50"] <= latency["p99"]


def test_one_altered_byte_is_evidence_of_tampering(told):
    folder, _ = told
    tamper(folder / "us")
    assert verify(folder / "us", folder / "mx") == 5
