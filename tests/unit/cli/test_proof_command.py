"""`lindero proof`: what it gives, what it keeps back, and what a check is worth."""

import json
import re

import pytest
from pair_logs import US_TO_MX, flipped, head_of, logged
from shared_folders import US, record_id, shared_folders
from two_nodes import run_cli

from lindero.cli.proof_check import check_file
from lindero.exchange.link.evidence import Evidence, format_evidence
from lindero.exchange.log.errors import BadProof
from lindero.exchange.log.verifier_key import format_verifier_key, keys_of_log
from lindero.node.errors import NotDisclosed


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Two folders with forty shared records, all but the last two receipted; `guardia` is an auditor too."""
    nodes, log = shared_folders(tmp_path_factory.mktemp("shared"), 40, receipted=38)
    return nodes, log


@pytest.fixture
def proof(shared, tmp_path):
    """A proof file of record 7, and the key options that were shown for it."""
    nodes, _ = shared
    file = tmp_path / "record.tlog-proof"
    said = run_cli("proof", nodes.us.folder, record_id(US, 7), "--out", file)
    assert said.code == 0, said.text
    return file, re.findall(r"--key (\S+)", said.text)


def check(file, keys):
    return run_cli("proof", "--check", file, *(word for key in keys for word in ("--key", key)))


def result_of(said):
    return json.loads(next(line for line in said.text.splitlines() if line.startswith("{")))


def test_a_proof_is_checked_with_nothing_but_the_public_keys(shared, proof):
    _, log = shared
    said = check(*proof)
    assert said.code == 0, said.text
    answer = result_of(said)
    assert (answer["proven"], answer["origin"], answer["index"], answer["content"]) == (True, log.origin, 7, None)
    assert [one["from"] for one in answer["keys"]] == ["--key", "--key"]
    assert "no content is shown" in said.text


def test_a_file_that_is_there_is_replaced_only_by_force(shared, proof):
    nodes, _ = shared
    file, _ = proof
    file.write_text("something else")
    words = ("proof", nodes.us.folder, record_id(US, 7), "--out", file)
    assert (run_cli(*words).code, file.read_text()) == (1, "something else")
    assert run_cli(*words, "--force").code == 0
    assert "tlog-proof" in file.read_text()


def test_what_a_proof_lacks_is_told_in_spanish(tmp_path):
    file = tmp_path / "no.tlog-proof"
    file.write_bytes(b"nothing")
    with pytest.raises(BadProof) as refused:
        check_file(file, [], [])
    assert "no es un archivo" in refused.value.text("es")
    assert "it is not" not in refused.value.text("es")


def test_pairing_files_hold_the_keys_too(shared, proof, tmp_path):
    nodes, _ = shared
    with nodes.us.store() as store:
        files = store.pairings.load("mx.sedena").files
    paths = [tmp_path / "invitation.json", tmp_path / "acceptance.json"]
    for path, content in zip(paths, files, strict=True):
        path.write_bytes(content)
    said = run_cli("proof", "--check", proof[0], "--pairing", paths[0], "--pairing", paths[1])
    assert said.code == 0, said.text
    assert [one["from"] for one in result_of(said)["keys"]] == [str(path) for path in paths]
    half = run_cli("proof", "--check", proof[0], "--pairing", paths[0])
    assert (half.code, "mx.sedena/receipt" in half.text) == (2, True)


def test_a_proof_vouches_for_no_key_itself(proof):
    file, keys = proof
    assert check(file, []).code == 2
    assert check(file, keys[:1]).code == 2


def test_the_keys_of_another_pair_check_nothing(shared, proof, tmp_path):
    _, other = shared_folders(tmp_path, 3)
    assert other.origin not in proof[0].read_text()
    assert check(proof[0], [key.replace(shared[1].origin, other.origin) for key in proof[1]]).code != 0


def test_every_flipped_byte_of_a_proof_is_evidence_or_asks_for_other_keys(proof):
    file, keys = proof
    whole = file.read_bytes()
    for place in range(len(whole)):
        file.write_bytes(flipped(whole, place))
        assert check(file, keys).code in (1, 2, 5), place


def test_nothing_is_proven_that_the_partner_has_not_receipted(shared):
    nodes, _ = shared
    said = run_cli("proof", nodes.us.folder, record_id(US, 38))
    assert (said.code, "c2sp.org" in said.text) == (1, False)
    assert run_cli("proof", nodes.us.folder, record_id(US, 37)).code == 0


def test_the_reader_proves_what_it_received(shared, tmp_path):
    nodes, log = shared
    said = run_cli("proof", nodes.mx.folder, record_id(US, 3), "--out", tmp_path / "p")
    assert (said.code, log.origin in said.text) == (0, True)


def test_content_takes_an_auditor_and_is_audited(shared, tmp_path):
    nodes, _ = shared
    words = "proof", nodes.us.folder, record_id(US, 7), "--with-body", "--out", tmp_path / "p"
    assert run_cli(*words).code != 0
    assert not (tmp_path / "p").exists()
    (account,) = nodes.us.ask("account-list")["accounts"]
    nodes.us.ask("account-add", **account | {"roles": [*account["roles"], "auditor"]})
    said = run_cli(*words)
    assert said.code == 0, said.text
    answer = result_of(check(tmp_path / "p", re.findall(r"--key (\S+)", said.text)))
    assert answer["content"] is not None
    with nodes.us.store() as store:
        assert [event.about for event in store.audit.latest(50) if event.act == "disclose"] == [record_id(US, 7)]
        (row,) = store.decisions.about(record_id(US, 7))[:1]
    assert (row.released, row.way_out, row.partner) == (True, "export", "mx.sedena")
    received = run_cli("proof", nodes.mx.folder, record_id(US, 7), "--with-body")
    assert received.code != 0


@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ('permit (principal, action, resource) when { context.way_out == "link" };', "no-permit"),
        ('@drop("motion") permit (principal, action, resource);', "nothing-left"),
        ("@two_person permit (principal, action, resource);", "two-person"),
    ],
)
def test_content_that_the_policy_of_now_keeps_is_refused_and_the_refusal_is_logged(tmp_path, policy, why):
    nodes, _ = shared_folders(tmp_path, 5)
    (account,) = nodes.us.ask("account-list")["accounts"]
    nodes.us.ask("account-add", **account | {"roles": [*account["roles"], "auditor"]})
    (nodes.us.folder / "policy.cedar").write_text(f'@id("all") @reason_en("x") @reason_es("x") {policy}')
    said = run_cli("proof", nodes.us.folder, record_id(US, 2), "--with-body", "--out", tmp_path / "p")
    assert said.code == 4, said.text
    assert not (tmp_path / "p").exists()
    with pytest.raises(NotDisclosed):
        nodes.us.ask("disclose", record=record_id(US, 2), partner="mx.sedena")
    with nodes.us.store() as store:
        row, *_ = store.decisions.about(record_id(US, 2))
        assert (row.released, row.reasons, row.way_out) == (False, (why,), "export")
    assert run_cli("proof", nodes.us.folder, record_id(US, 2), "--out", tmp_path / "p").code == 0


@pytest.mark.parametrize("words", [(), ("DIR",), ("DIR", "--check", "FILE")])
def test_half_a_question_is_a_usage_error(words, tmp_path):
    assert run_cli("proof", *(tmp_path if word == "DIR" else word for word in words)).code == 2


def test_evidence_of_a_fork_is_judged_by_the_writers_key_alone(tmp_path):
    file = tmp_path / "evidence.txt"
    key = format_verifier_key(keys_of_log(US_TO_MX)[0])
    entries = [logged(index) for index in range(9)]
    forked = [*entries[:3], logged(3, b"other"), *entries[4:]]
    for held, code, differ in ((entries[:8], 0, [0, 8]), (entries, 0, [0, 9]), (entries[:5], 1, None)):
        one, other = head_of(held), head_of(forked)
        made = Evidence(
            origin=US_TO_MX.origin,
            held_size=one.size,
            held_frontier=one.frontier,
            held_note=one.note,
            offered_size=9,
            offered_frontier=other.frontier,
            offered_note=other.note,
        )
        file.write_bytes(format_evidence(made))
        said = check(file, [key])
        assert (said.code, result_of(said)["differ"]) == (code, differ), said.text
    assert check(file, []).code == 2
    file.write_bytes(file.read_bytes().replace(b"held_note", b"held_mote"))
    assert check(file, [key]).code == 5
