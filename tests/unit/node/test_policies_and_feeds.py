"""The policy in force follows its file; feeds are counted; a fault ends the process only where it is told to."""

import os
import signal

import pytest
from hand_clock import CountingEntropy, HandClock
from node_keys import keys_of
from pair_logs import MX
from peers_in_process import MARKED, identity_of, record_id

from lindero.exchange.release.attributes import Situation
from lindero.exchange.release.decision import Withhold
from lindero.model.airspace import Detection, Sensor
from lindero.model.record import Pedigree
from lindero.node.config import TestSection as FaultSection
from lindero.node.config import load_config
from lindero.node.faults import fault_of
from lindero.node.feeds import Feeds
from lindero.node.init import make_node
from lindero.node.policies import Policies
from lindero.node.wiring import POLICY_EVERY_S

NOTHING = '@id("nothing") @reason_en("x") @reason_es("x") forbid (principal, action, resource);'


@pytest.fixture
def policies(tmp_path):
    folder = tmp_path / "us"
    make_node(
        folder,
        node="us.cbp",
        side="USA",
        port=7400,
        console_port=8400,
        simulated=True,
        admin="ana",
        clock=HandClock(),
        entropy=CountingEntropy(),
    )
    return Policies(folder, load_config(folder), keys_of(folder))


def write(policies, text):
    """Replace the policy file, as an editor does."""
    path = policies._path
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(1, path.stat().st_mtime_ns + 1))


def test_a_changed_policy_is_in_force_at_the_next_look(policies):
    before = policies.destination(identity_of(MX))
    write(policies, NOTHING)
    assert policies.destination(identity_of(MX)) is before
    policies.refresh()
    after = policies.destination(identity_of(MX))
    assert after is not before
    assert after.policy.version != before.policy.version
    assert isinstance(after.verdict(detection(), Situation()), Withhold)


@pytest.mark.parametrize("bad", ["permit (", 'permit (principal, action, resource) when { context.colour == "red" };'])
def test_a_policy_that_cannot_be_loaded_changes_nothing_until_it_is_mended(policies, bad):
    before = policies.destination(identity_of(MX))
    write(policies, bad)
    policies.refresh()
    assert policies.destination(identity_of(MX)) is before
    write(policies, NOTHING)
    policies.refresh()
    assert policies.destination(identity_of(MX)) is not before


def test_a_policy_file_that_vanishes_leaves_the_last_one_in_force(policies):
    before = policies.policy
    policies._path.unlink()
    policies.refresh()
    assert policies.policy is before


def test_an_untouched_file_is_not_loaded_again(policies):
    before = policies.policy
    policies.refresh()
    assert policies.policy is before


def header(number):
    return {
        "id": record_id(number),
        "origin": "us.cbp",
        "observed_at": 5,
        "recorded_at": 5,
        "pedigree": Pedigree(nodes=("us.cbp",)),
    }


def detection(**fields):
    return Detection(**(header(1) | {"sensor": "radar-1", "gateway": "radar", "marking": MARKED} | fields))


def test_feeds_are_counted_by_gateway_and_sensor():
    feeds = Feeds()
    for at in (10, 20):
        feeds.take(detection(), at)
    feeds.take(detection(sensor="radar-0", marking=None, authenticated=True), 30)
    feeds.refuse("radar")
    by_sensor = {feed.sensor: feed for feed in feeds.all()}
    assert list(by_sensor) == ["-", "radar-0", "radar-1"]
    assert (by_sensor["radar-1"].accepted, by_sensor["radar-1"].last_seen_at) == (2, 20)
    assert (by_sensor["radar-1"].marked, by_sensor["radar-1"].simulated) == (True, True)
    assert (by_sensor["radar-0"].marked, by_sensor["radar-0"].authenticated) == (False, True)
    assert (by_sensor["-"].refused, by_sensor["-"].accepted) == (1, 0)


def test_a_sensor_that_goes_down_is_shown_down_and_not_counted_as_a_detection():
    feeds = Feeds()
    feeds.take(detection(), 10)
    feeds.take(Sensor(**header(2), sensor="radar-1", gateway="radar", sensor_kind="radar", status="down"), 20)
    (feed,) = feeds.all()
    assert (feed.status, feed.accepted) == ("down", 1)


def test_every_change_of_the_feeds_has_a_new_version():
    feeds = Feeds()
    seen = [feeds.version]
    feeds.take(detection(), 10)
    seen.append(feeds.version)
    feeds.refuse("radar")
    seen.append(feeds.version)
    assert len(set(seen)) == 3


def test_a_fault_kills_at_its_place_after_so_many_passes(monkeypatch):
    killed = []
    monkeypatch.setattr(os, "kill", lambda pid, number: killed.append((pid, number)))
    fault = fault_of(FaultSection(kill_at="link.before-send", kill_after=2))
    for point in ("link.before-send", "store.begin", "link.before-send", "link.after-send"):
        fault(point)
    assert killed == []
    fault("link.before-send")
    assert killed == [(os.getpid(), signal.SIGKILL)]


def test_no_fault_is_the_default(monkeypatch):
    monkeypatch.setattr(os, "kill", lambda pid, number: pytest.fail("killed"))
    fault_of(FaultSection())("store.begin")


def test_a_changed_policy_file_is_seen_well_within_a_second():
    assert POLICY_EVERY_S <= 0.5
