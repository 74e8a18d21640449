"""`lindero conformance`: a sound node meets every requirement; a node broken on purpose fails exactly that one."""

import json
import shutil

import pytest
from conformance_nodes import UnderTest, met, not_run, unmet
from defects import DEFECTS
from two_nodes import run_cli

from lindero.node.conformance.errors import BadAddress, NoCounterpart
from lindero.node.conformance.identity import load_tester, parse_address
from lindero.node.conformance.run import REQUIREMENTS

IDS = [requirement.id for requirement in REQUIREMENTS]
STOPS = {requirement.id for requirement in REQUIREMENTS if requirement.last}
UNDISTURBED = {"LINK-03", "LINK-04", "LINK-22"}
"""Run beside each defect in the quick test."""
ENTAILED = {"LINK-01": {"LINK-48", "LINK-49", "LINK-50"}}
"""A node that looks at no certificate cannot tell a forged one, or none, from the paired one either."""
NEEDS = {"ENTRY-11": ("CTRL-01",)}
"""What makes the node write what the check looks at."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A node under test that has met the tester once: neither log is empty."""
    root = tmp_path_factory.mktemp("prepared")
    under_test = UnderTest(root)
    under_test.start()
    try:
        first = under_test.check("LINK-26", "CTRL-01", "LOG-06")
        assert unmet(first) == not_run(first) == set()
    finally:
        under_test.node.stop()
    return under_test


@pytest.fixture
def under_test(prepared, tmp_path):
    """The same, in folders of its own."""
    copy = object.__new__(UnderTest)
    copy.__dict__ = dict(prepared.__dict__)
    copy.node = object.__new__(type(prepared.node))
    copy.node.__dict__ = dict(prepared.node.__dict__) | {"process": None}
    for owner, name, folder in (
        (copy.node, "folder", prepared.node.folder),
        (copy, "identity", prepared.identity),
    ):
        shutil.copytree(folder, tmp_path / name, ignore=shutil.ignore_patterns("*.sock"))
        setattr(owner, name, tmp_path / name)
    copy.node.settings = copy.node.folder / "node.toml"
    yield copy
    copy.node.stop()


def test_every_requirement_has_a_defect_that_breaks_it():
    assert sorted(DEFECTS) == sorted(IDS)


def test_a_sound_node_meets_every_requirement(under_test):
    under_test.start()
    verdicts = under_test.check()
    assert unmet(verdicts) == set()
    assert not_run(verdicts) == {"LINK-25"}  # the link was stopped by the one before it, as it must be
    under_test.node.stop()
    under_test.start()
    assert met(under_test.check("LINK-25")) == {"LINK-25"}


@pytest.mark.parametrize("requirement", IDS)
def test_a_node_broken_on_purpose_fails_the_requirement(under_test, requirement):
    under_test.start(broken=requirement)
    verdicts = under_test.check(requirement, *UNDISTURBED, *NEEDS.get(requirement, ()))
    assert unmet(verdicts) == {requirement}, verdicts


@pytest.mark.long
@pytest.mark.parametrize("requirement", IDS)
def test_a_node_broken_on_purpose_fails_no_other_requirement(under_test, requirement):
    under_test.start(broken=requirement)
    left_out = ENTAILED.get(requirement, set()) | (STOPS - {requirement} if requirement == "LINK-25" else set())
    wanted = [id_ for id_ in IDS if id_ not in left_out]
    verdicts = under_test.check(*wanted)
    assert unmet(verdicts) == {requirement}, verdicts


def test_the_command_reports_in_words_and_in_json(under_test):
    under_test.start()
    said = run_cli("conformance", under_test.address, "--identity", under_test.identity, "--only", "LINK-04")
    assert said.code == 0
    assert "✓ LINK-04" in said.text
    assert "spec/link.md#hello" in said.text
    asked = ("conformance", under_test.address, "--identity", under_test.identity, "--json", "--only")
    told = json.loads(run_cli(*asked, "LINK-26", "--only", "LINK-41", "--only", "LINK-25").text)
    assert (told["node"], told["met"], told["unmet"], told["not_run"]) == ("mx.sedena", 2, 0, 1)
    assert {one["id"]: one["verdict"] for one in told["requirements"]} == {
        "LINK-26": "met",
        "LINK-41": "met",
        "LINK-25": "not-run",
    }


def test_the_command_tells_what_a_broken_node_does(under_test):
    under_test.start(broken="LINK-31")
    said = run_cli("conformance", under_test.address, "--identity", under_test.identity, "--only", "LINK-31")
    assert said.code == 1
    assert "✗ LINK-31" in said.text
    assert "pong" in said.text


def test_an_identity_is_made_and_the_pairing_explained(tmp_path):
    for _ in range(2):
        said = run_cli("conformance", "127.0.0.1:4100", "--identity", tmp_path / "tester")
        assert said.code == 2
        assert f"lindero pair invite {tmp_path / 'tester'}" in said.text
    assert "simulated = true" in (tmp_path / "tester" / "node.toml").read_text()
    assert "\naddress" not in (tmp_path / "tester" / "node.toml").read_text()


@pytest.mark.parametrize("address", ["127.0.0.1", ":4100", "127.0.0.1:0", "127.0.0.1:70000", "a b:1"])
def test_what_is_no_address_is_refused(tmp_path, address):
    said = run_cli("conformance", address, "--identity", tmp_path / "tester")
    assert (said.code, "HOST:PORT" in said.text or "HOST:PUERTO" in said.text) == (1, True)
    assert not (tmp_path / "tester").exists()
    with pytest.raises(BadAddress):
        parse_address(address)


def test_a_requirement_that_does_not_exist_and_a_node_that_is_not_paired_are_refused(under_test):
    asked = ("conformance", under_test.address, "--identity", under_test.identity)
    assert run_cli(*asked, "--only", "LINK-99").code == 2
    with pytest.raises(NoCounterpart) as refused:
        load_tester(under_test.identity, ("127.0.0.1", under_test.port), "us.faa")
    assert refused.value.facts["nodes"] == "mx.sedena"
