"""Release from the command line: what waits, two persons with their passwords, and why."""

import asyncio
import json

import msgspec
import pytest
from argon2 import PasswordHasher
from hand_clock import CountingEntropy, HandClock
from made_node import OFFICER, OtherEntropy, made, tell
from virtual_time import InlineThread

from lindero.exchange.release.errors import PolicySyntax
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import NodeId
from lindero.model.people import Account
from lindero.node.commands import Commands
from lindero.node.config import load_config
from lindero.node.keyring import Keyring
from lindero.node.pipelines.publish import Publisher
from lindero.node.policies import Policies
from lindero.node.release_commands import with_password_checked
from lindero.node.trail import Trail
from lindero.operations.alerts.desk import AlertDesk
from lindero.partners.errors import NoSuchPartner, SignInAgain
from lindero.store.sqlite.store import open_store

MX = NodeId("mx.sedena")
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("cuatro palabras sin relacion")
EVA, LUIS = (Account(name=name, roles=("releaser",), desk="d", password_hash=CHEAP) for name in ("eva", "luis"))
MARKING = {"tlp": "amber", "releasable_to": ["MEX"], "personal": True, "simulated": True}
LINE = {"kind": "note", "desk": "us.cbp/watch-1", "text": "The pilot is known.", "marking": MARKING}


class Node:
    """A node that is paired, with what its commands and its publisher need."""

    def __init__(self, folder, entropy=None):
        self.folder, self.clock, self.entropy = folder, HandClock(), entropy or CountingEntropy()
        toml = folder.path / "node.toml"
        toml.write_text('authorities = ["treaty-1"]\n' + toml.read_text("utf-8"), "utf-8")
        self.config, self.store = load_config(folder.path), open_store(folder.database)
        desk = AlertDesk(self.config.node_id, self.config.node.side, self.store.records, self.clock, self.entropy)
        self.commands = Commands(folder, self.config, self.store, desk, self.clock, self.entropy)
        self.policies = Policies(folder.path, self.config, Keyring(folder, self.config.keys).keys)

    def publish(self):
        situations = self.commands.table["explain"][1].__self__._deciding.situations()
        publisher = Publisher(MX, self.store, situations.of, self.clock, self.entropy)
        partner = self.store.pairings.load(MX).partner
        batch = publisher.next_batch(self.policies.destination(partner), 1 << 20)
        return (batch.page.records if batch.page else []) if batch else None


@pytest.fixture
def node(tmp_path):
    us, mx = Node(made(tmp_path / "us")), Node(made(tmp_path / "mx", "mx.sedena", "MEX"), OtherEntropy())
    accepted = tell(mx.commands, "pair-accept", tell(us.commands, "pair-invite", {}))
    tell(us.commands, "pair-finish", {"file": accepted["file"], "digits": accepted["digits"]})
    mx.store.close()
    yield us
    us.store.close()


def entered(node):
    (record,) = tell(node.commands, "inject", {"lines": [json.dumps(LINE).encode()]})["ids"]
    assert node.publish() == []
    return record


def approval(node, record):
    (item,) = tell(node.commands, "release-waiting", {}, EVA)["waiting"]
    return {
        "record": record,
        "partner": MX,
        "sha256": item["sha256"],
        "purpose": "criminal-investigation",
        "authority": "treaty-1",
        "password": "cuatro palabras sin relacion",
    }


def test_a_note_about_a_person_waits_is_shown_approved_twice_and_leaves(node):
    record = entered(node)
    (item,) = tell(node.commands, "release-waiting", {}, EVA)["waiting"]
    assert item["leaves"]["text"] == "The pilot is known."
    arguments = approval(node, record)
    assert not tell(node.commands, "release-approve", arguments, EVA)["approved"]
    assert node.publish() is None
    assert tell(node.commands, "release-approve", arguments, LUIS)["approved"]
    assert node.publish() == [record]


def test_the_password_is_asked_for_each_time(node):
    record = entered(node)
    arguments = approval(node, record)
    for person, password in (
        (EVA, "wrong"),
        (msgspec.structs.replace(EVA, password_hash=None), arguments["password"]),
    ):
        with pytest.raises(SignInAgain):
            tell(node.commands, "release-approve", {**arguments, "password": password}, person)
    assert node.store.audit.latest(1)[0].act == "release-sign-in-refused"


def test_the_password_is_compared_before_the_store_is_asked(node):
    arguments = approval(node, entered(node))
    for given, fits in ((arguments["password"], True), ("wrong", False)):
        checked = with_password_checked(EVA, {**arguments, "password": given})
        assert checked["password"].fits is fits
        assert with_password_checked(EVA, checked) is checked
    with pytest.raises(SignInAgain):
        tell(node.commands, "release-approve", with_password_checked(EVA, {**arguments, "password": "wrong"}), EVA)


def test_a_refusal_ends_the_waiting(node):
    record = entered(node)
    arguments = {**approval(node, record), "reason": "not proportionate"}
    tell(node.commands, "release-refuse", arguments, LUIS)
    assert tell(node.commands, "release-waiting", {}, EVA)["waiting"] == []


def test_explaining_says_that_it_waits_for_two_persons_and_by_which_rule(node):
    answer = tell(node.commands, "explain", {"record": entered(node), "partner": MX})
    assert answer["decision"] == "review"
    assert [rule["id"] for rule in answer["rules"]] == ["about-a-person"]
    assert {"obligation": "two_person", "value": "True", "rule": "about-a-person"} in answer["demands"]
    assert answer["policy"][1] == node.policies.policy.version


def test_a_releaser_is_added_by_two_administrators_and_says_so_meanwhile(node):
    asked = {"name": "Eva", "roles": ["releaser"], "desk": "watch-2", "os_user": 7}
    answer = tell(node.commands, "account-add", asked)
    assert answer["pending"]
    listed = tell(node.commands, "account-list", {})
    assert [grant["name"] for grant in listed["pending"]] == ["eva"]
    assert "eva" not in [account["name"] for account in listed["accounts"]]
    second = Account(name="zoe", roles=("administrator",), desk="d", os_user=99)
    assert "#link=" in tell(node.commands, "account-confirm", {"name": "Eva"}, second)["link"]
    assert tell(node.commands, "account-link", {"name": "eva"})["pending"]


OTHER = b'@id("all") @reason_en("x") @reason_es("x") @drop("text") permit (principal, action, resource);'


def wanted(text=OTHER, **fields):
    return {"name": "other.cedar", "text": text, "since_s": 7 * 86_400, "partner": None, **fields}


def test_a_rehearsal_says_what_another_policy_would_have_let_go(node):
    record = entered(node)
    answer = tell(node.commands, "release-rehearse", wanted())
    (change,) = answer["changes"]
    assert (change["partner"], change["kind"], change["change"]) == (MX, "note", "released")
    assert (change["reason"], change["count"], list(change["examples"])) == ("two-person", 1, [record])
    assert answer["records"] == 1
    with pytest.raises(NoSuchPartner):
        tell(node.commands, "release-rehearse", wanted(partner="mx.fgr"))


def test_a_rehearsal_begins_where_it_is_told(node):
    for _ in range(5):
        tell(node.commands, "inject", {"lines": [json.dumps(LINE).encode()]})
        node.clock.at += 3600 * SECOND_NS
    answer = tell(node.commands, "release-rehearse", wanted(since_s=2 * 3600 + 1800))
    assert answer["records"] == 2


@pytest.mark.parametrize("text", [b"permit everything;", b"// caf\xe9\n"])
def test_a_policy_that_cannot_be_loaded_is_not_rehearsed(node, text):
    with pytest.raises(PolicySyntax) as refused:
        tell(node.commands, "release-rehearse", wanted(text))
    assert refused.value.facts["line"] == 1


def test_a_running_node_rehearses_beside_its_store_and_says_how_far_it_is(node, monkeypatch):
    monkeypatch.setattr("lindero.node.rehearsing.SAY_EVERY", 1)
    entered(node)
    handlers, told = {}, []

    class Control:
        def handle(self, request, role, handler):
            handlers[request] = handler

    async def progress(where):
        told.append(where)

    async def ask():
        node.commands.rehearsing.handle_with(Control(), InlineThread(), Trail(node.store.audit, node.clock))
        answer = await handlers["release-rehearse"](OFFICER, wanted(), progress)
        await asyncio.sleep(0)
        return answer

    answer = asyncio.run(ask())
    assert answer["records"] == 1
    assert told == [{"done": 1, "total": 1}]
    assert node.store.audit.latest(1)[0].act == "release-rehearse"
