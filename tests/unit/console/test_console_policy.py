"""Policy over the interface: what reasons say, the rules in force, and a rehearsal beside them."""

import pytest
from console_desk import MX, run_to_its_end, sign_in

from lindero.kernel.ids import NodeId

OPEN = """
@id("all-notes") @reason_en("Notes leave.") @reason_es("Las notas salen.") @drop("text,person")
permit (principal, action, resource);
"""
NOBODY = '@id("nobody") @reason_en("Nothing.") @reason_es("Nada.") forbid (principal, action, resource);'
PATH = "/api/v1/rehearsal"


def test_everybody_reads_what_reasons_and_rules_say(client, desk):
    sign_in(client, "eva")
    reasons = client.get("/api/v1/reasons").json()["reasons"]
    assert reasons["no-permit"] == {"es": "Ninguna regla lo permite.", "en": "No rule permits it."}
    for rule in desk.policy.rules.values():
        assert reasons[rule.id] == {"es": rule.reason_es, "en": rule.reason_en}
    assert not [word for word in reasons.values() if "{" in word["en"] + word["es"]]


def test_the_policy_in_force_is_read_by_who_may_rehearse(client, desk):
    sign_in(client, "root")
    assert client.get("/api/v1/policy").json()["text"] == desk.policy.text
    sign_in(client, "eva")
    assert client.get("/api/v1/policy").status_code == 403
    assert client.get(PATH).status_code == 403


def test_a_rehearsal_says_what_would_change_with_examples_for_a_watch_officer(client, desk):
    note = desk.note()
    header = sign_in(client)
    assert client.get(PATH).json()["run"] is None
    answer = client.post(PATH, json={"text": NOBODY, "since_s": 3600, "partner": MX}, headers=header)
    assert answer.status_code == 202
    done = run_to_its_end(client, PATH)
    (change,) = done["changes"]
    assert (change["partner"], change["kind"], change["count"]) == (MX, "note", 1)
    assert (change["change"], change["reason"], change["examples"]) == ("changed", "nobody", [note.id])
    assert (done["records"], len(done["policy"])) == (1, 64)
    assert (desk.rehearsed[0].since_s, desk.rehearsed[0].partner) == (3600, NodeId(MX))
    assert ("ana", "release-rehearse", None) in desk.acts()


def test_an_administrator_rehearses_and_sees_counts_but_no_content(client, desk):
    desk.note()
    header = sign_in(client, "root")
    client.post(PATH, json={"text": NOBODY}, headers=header)
    (change,) = run_to_its_end(client, PATH)["changes"]
    assert (change["count"], change["examples"]) == (1, [])


def test_a_policy_that_cannot_be_loaded_is_told_with_its_line(client, desk):
    header = sign_in(client, "root")
    client.post(PATH, json={"text": "permit (principal, action, resource)\n"}, headers=header)
    done = run_to_its_end(client, PATH)
    assert done["run"]["refusal"]["code"].startswith("policy.")
    assert done["run"]["refusal"]["remedy_es"]
    assert done["changes"] == []


@pytest.mark.parametrize("wrong", [{"text": ""}, {}, {"text": OPEN, "since_s": 1}, {"text": OPEN, "partner": ""}])
def test_a_rehearsal_of_another_form_is_refused(client, desk, wrong):
    assert client.post(PATH, json=wrong, headers=sign_in(client, "root")).status_code == 400


@pytest.mark.parametrize("name", ["aud", "eva"])
def test_others_do_not_rehearse(client, desk, name):
    answer = client.post(PATH, json={"text": OPEN}, headers=sign_in(client, name))
    assert (answer.status_code, answer.json()["code"]) == (403, "console.role-missing")
