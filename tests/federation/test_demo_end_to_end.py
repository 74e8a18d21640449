"""The demo as a user runs it: two processes, real protocols, scripted officers; then with one byte altered."""

import json
import subprocess
import sys
from contextlib import closing
from functools import partial

import httpx
import pytest
from two_nodes import wait_until

from lindero.demo.report import tamper, verify
from lindero.node.reach import call, is_running
from lindero.store.sqlite.store import open_reader

SECONDS = 40
COME_UP_S = 900.0
"""Longest time until both officers have signed in: kernels may have to be compiled first."""
SHARED_S = 60.0
NODES = {"us": ("us.cbp", "watch"), "mx": ("mx.sedena", "guardia")}


def officer_signed_in(folder):
    if not (folder.is_dir() and is_running(folder)):
        return False
    with open_reader(folder / "node.db") as store:
        return any(event.act == "sign-in" for event in store.audit.latest())


def sign_in(folder, officer):
    """A second desk of the same officer; gives its client."""
    console, _, token = call(folder, "account-link", {"name": officer})["link"].partition("/#link=")
    client = httpx.Client(base_url=console, timeout=30.0)
    client.post("/api/v1/sign-in", json={"token": token}).raise_for_status()
    return client


def tracks_of_the_other_side(client, node):
    picture = client.get("/api/v1/picture").raise_for_status().json()
    return [track for track in picture["tracks"] if track["origin"] != node]


def look(folder):
    """What each console shows of the other side while the demo runs."""
    wait_until(lambda: all(officer_signed_in(folder / side) for side in NODES), "officers at their desks", COME_UP_S)
    shown = {}
    for side, (node, officer) in NODES.items():
        with closing(sign_in(folder / side, officer)) as client:
            look_once = partial(tracks_of_the_other_side, client, node)
            shown[node] = wait_until(look_once, f"{node} shows a track of the other side", SHARED_S)
    return shown


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    words = [sys.executable, "-m", "lindero.cli.demo", "--headless", "--seconds", str(SECONDS), "--json"]
    with (folder / "said").open("w") as said:
        demo = subprocess.Popen([*words, "--keep", str(folder)], stdout=subprocess.PIPE, stderr=said, text=True)
    try:
        shown = look(folder)
        out, _ = demo.communicate(timeout=420)
    finally:
        demo.terminate()
        demo.wait()
    assert demo.returncode == 0, (folder / "said").read_text()[-3000:]
    return folder, json.loads(out.splitlines()[-1]), shown


def test_the_last_line_says_that_all_is_verified(told):
    _, answer, _ = told
    assert answer["verified"] is True
    assert set(answer["nodes"]) == {"us.cbp", "mx.sedena"}


def test_tracks_and_alerts_reach_the_other_side_and_are_acknowledged_there(told):
    _, answer, _ = told
    assert answer["tracks_shared"] >= 3
    assert answer["alerts"] >= 1
    assert answer["acknowledged"] >= 1


def test_each_console_shows_the_tracks_of_the_other_side_while_it_runs(told):
    _, _, shown = told
    assert {track["origin"] for track in shown["us.cbp"]} == {"mx.sedena"}
    assert {track["origin"] for track in shown["mx.sedena"]} == {"us.cbp"}


def test_the_partner_acknowledges_each_announcement_before_the_drone_crosses(told):
    _, answer, _ = told
    (drone,) = answer["crossings"]
    answered = [one for one in drone["announced"] if one["acknowledged_s"] is not None]
    assert "mx.sedena" in {one["by"] for one in answered}
    assert all(one["warned_s"] < one["acknowledged_s"] < drone["crosses_s"] for one in answered)
    assert answer["acknowledged_before_crossing"] is True


def test_what_may_not_leave_is_counted_by_reason(told):
    _, answer, _ = told
    assert sum(answer["withheld"].values()) > 0


def test_the_time_from_sensor_to_the_partners_disk_is_measured(told):
    _, answer, _ = told
    latency = answer["observed_to_partner_ms"]
    assert 0.0 < latency["p50"] <= latency["p99"]


def test_one_altered_byte_is_evidence_of_tampering(told):
    folder, _, _ = told
    tamper(folder / "us")
    assert verify(folder / "us", folder / "mx") == 5
