"""What an auditor reads over the interface: the decision log, and a verification of all logs."""

import pytest
from console_desk import MX, US, run_to_its_end, sign_in
from peers_in_process import track

from lindero.exchange.log.ports import Decision, Head, LoggedEntry
from lindero.exchange.log.tree import extend, leaf_hash


def decided(record, *reasons, at=1_000_000, released=False):
    return Decision(at, MX, record, "track:T1", released, ("near-line",), reasons, "v1")


@pytest.fixture
def damaged(desk):
    """An own log whose only entry is not what its head says."""
    desk.pair()
    entry = LoggedEntry(0, b"leaf", b"body", b"s" * 32, track(1, origin=US).id, "track:T1")
    desk.store.outbox.append(MX, [entry], Head(1, extend((), 0, [leaf_hash(b"other")]), b""))
    return desk


def test_an_auditor_reads_the_decision_log_by_reason_and_record(client, desk):
    desk.store.decisions.append([decided("R1", "no-permit"), decided("R2", "unmarked", at=2_000_000)])
    sign_in(client, "aud")
    answer = client.get("/api/v1/decisions").json()
    assert ([row["record"] for row in answer["decisions"]], answer["next"]) == (["R2", "R1"], None)
    (row,) = client.get("/api/v1/decisions", params={"reason": "no-permit"}).json()["decisions"]
    assert (row["record"], row["at_ms"], row["reasons"], row["released"]) == ("R1", 1, ["no-permit"], False)
    assert client.get("/api/v1/decisions", params={"released": "true"}).json()["decisions"] == []
    (row,) = client.get("/api/v1/decisions", params={"record": "R2"}).json()["decisions"]
    assert row["reasons"] == ["unmarked"]
    viewed = [about for _, act, about in desk.acts() if act == "view-decisions"]
    assert viewed == ["decisions", "no-permit", "R2"]


@pytest.mark.parametrize("wrong", [{"before": "0"}, {"before": "x"}, {"released": "perhaps"}, {"record": "R" * 65}])
def test_a_decision_log_asked_for_in_another_form_is_refused(client, desk, wrong):
    sign_in(client, "aud")
    assert client.get("/api/v1/decisions", params=wrong).status_code == 400


@pytest.mark.parametrize("name", ["ana", "root", "eva"])
def test_only_auditors_read_decisions_and_verify(client, desk, name):
    header = sign_in(client, name)
    assert client.get("/api/v1/decisions").json()["code"] == "console.role-missing"
    assert client.get("/api/v1/verification").json()["code"] == "console.role-missing"
    assert client.post("/api/v1/verification", headers=header).json()["code"] == "console.role-missing"


def test_a_verification_names_what_is_wrong_in_both_languages(client, damaged):
    header = sign_in(client, "aud")
    assert client.get("/api/v1/verification").json() == {"run": None, "logs": []}
    assert client.post("/api/v1/verification", headers=header).status_code == 202
    answer = run_to_its_end(client, "/api/v1/verification")
    assert (answer["run"]["person"], answer["run"]["failed"], answer["run"]["refusal"]) == ("aud", False, None)
    sent, received = answer["logs"]
    assert sent["origin"].startswith(f"{US}/to/{MX}/")
    assert sent["findings"]
    assert received["findings"] == []
    finding = sent["findings"][0]
    assert finding["message_es"]
    assert finding["message_en"] != finding["message_es"]
    assert finding["remedy_es"]
    assert ("aud", "verify", None) in damaged.acts()
    assert client.post("/api/v1/verification", headers={}).json()["code"] == "console.no-csrf-token"
