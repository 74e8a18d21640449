"""The node's alert rules and the commands about the watch."""

import pytest
from console_desk import MX, Desk
from peers_in_process import identity_of

from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.model.pairing import Pairing
from lindero.model.people import Account
from lindero.node.alert_commands import AlertCommands
from lindero.node.alert_rules import AlertRules, rules_of
from lindero.node.config import load_config
from lindero.node.init import make_node
from lindero.operations.alerts.errors import BadRules
from lindero.operations.watch.errors import BadCard
from lindero.partners.errors import NoSuchPartner
from lindero.store.sqlite.store import open_store

ANA = Account(name="ana", roles=("watch-officer",), desk="watch-1")
ONE = b'version = 9\n[[rule]]\nid = "across"\nstep = "incursion"\nwatch = "incursion"\n'


@pytest.fixture
def folder(tmp_path):
    return make_node(
        tmp_path / "us",
        node="us.cbp",
        side="USA",
        port=7400,
        console_port=8400,
        simulated=True,
        admin="ana",
        clock=SystemClock(),
        entropy=SystemEntropy(),
    )


@pytest.fixture
def commands(folder):
    entered = []
    with open_store(folder.database) as store:
        made = AlertCommands(folder, load_config(folder.path), store, SystemClock(), SystemEntropy(), entered.extend)
        made.store, made.entered = store, entered
        yield made


def test_a_new_node_goes_by_the_rules_of_its_file(folder):
    rules = AlertRules(folder.path / "alerts.toml", {})
    assert (rules.view().file, rules.view().version, rules.view().rules) == ("alerts.toml", 1, 3)


def test_changed_rules_are_in_force_and_bad_ones_leave_the_last_and_say_why(folder):
    path = folder.path / "alerts.toml"
    rules = AlertRules(path, {})
    path.write_bytes(ONE)
    assert rules.refresh()
    assert rules.rules.version == 9
    path.write_bytes(ONE + b"hours = 3\n")
    assert not rules.refresh()
    assert rules.rules.version == 9
    assert "line 6" in rules.view().error["en"]
    assert "línea 6" in rules.view().error["es"]
    path.unlink()
    assert rules.refresh()
    assert (rules.view().file, rules.view().error, rules.rules.version) == (None, None, 1)


def test_a_file_in_another_encoding_is_refused_with_its_line():
    with pytest.raises(BadRules) as refused:
        rules_of(b"version = 1\n# ma\xf1ana\n", "alerts.toml", {})
    assert refused.value.facts["line"] == 2


def test_a_rehearsal_tells_what_the_tracks_of_those_days_would_have_raised(commands):
    desk = Desk(clock=SystemClock(), entropy=SystemEntropy())
    commands.store.records.save([desk.track(watch="warning"), desk.track("U1-Q", watch="attention")], own=True)
    answer = commands.rehearse(ANA, {"since_s": 3600})
    assert (answer["counts"], answer["tracks"], answer["raised"]) == ({"warning": 1, "attention": 1}, 2, {})
    assert answer["alerts"][0]["first_at"].endswith("Z")
    assert commands.rehearse(ANA, {"since_s": 3600, "text": ONE, "name": "other.toml"})["counts"] == {}


def test_a_card_is_written_down_for_a_partner_alone(commands):
    card = {"phone": "+52 656 555 0100"}
    with pytest.raises(NoSuchPartner):
        commands.set_contact(ANA, {"node": MX, "card": card})
    commands.store.pairings.save(Pairing(partner=identity_of(MX), own=identity_of("us.cbp"), state="active"))
    with pytest.raises(BadCard):
        commands.set_contact(ANA, {"node": MX, "card": {"phone": "call me"}})
    assert commands.set_contact(ANA, {"node": MX, "card": card})["written"]
    assert not commands.set_contact(ANA, {"node": MX, "card": card})["written"]
    assert [found["phone"] for found in commands.contacts(ANA, {})["contacts"]] == [card["phone"]]


def test_a_test_call_by_command_is_marked_for_the_partners(commands):
    commands.store.pairings.save(Pairing(partner=identity_of(MX), own=identity_of("us.cbp"), state="active"))
    made = commands.test_call(ANA, {})
    assert (made["kind"], made["stage"], made["marking"]["releasable_to"]) == ("test-call", "called", [MX])
    assert [record.id for record in commands.entered] == [made["id"]]
