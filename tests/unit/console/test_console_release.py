"""The release desk over the interface: who may look, exactly what would leave, two persons, and a no."""

import hashlib

import msgspec
import pytest
from console_desk import MX, PASSWORD, again, sign_in

from lindero.kernel.clock import SECOND_NS


def waiting(client):
    return client.get("/api/v1/release").json()["waiting"]


def yes(client, header, item, **changed):
    body = {
        "partner": item["partner"],
        "record": item["record"],
        "sha256": item["sha256"],
        "purpose": "criminal-investigation",
        "authority": "treaty-1",
    }
    return client.post("/api/v1/release/approve", json=body | changed, headers=header)


def no(client, header, item, reason="not proportionate"):
    body = {"partner": item["partner"], "record": item["record"], "reason": reason}
    return client.post("/api/v1/release/refuse", json=body, headers=header)


def test_a_releaser_reads_every_value_that_would_leave_and_its_hash(client, desk):
    record = desk.note()
    sign_in(client, "eva")
    (item,) = waiting(client)
    fields = {field["name"]: (field["value"], field["release_class"]) for field in item["fields"]}
    assert fields["text"] == ("The pilot is known.", "text")
    assert fields["kind"] == ("note", "public")
    assert fields["marking.tlp"][0] == "amber"
    assert fields["recorded_at"][0].endswith("Z")
    stored = desk.store.reviews.load(MX, record.id)
    assert (item["sha256"], item["size"]) == (stored.sha256.hex(), len(stored.body))
    assert item["purposes"] == ["criminal-investigation"]
    assert item["authorities"] == ["treaty-1", "treaty-2"]
    assert ("eva", "view-waiting", f"{MX} {record.id} {item['sha256']}") in desk.acts()


@pytest.mark.parametrize("name", ["ana", "root", "aud"])
def test_nobody_but_releasers_sees_or_decides_what_waits(client, desk, name):
    record = desk.note()
    item = {"partner": MX, "record": record.id, "sha256": "0" * 64}
    header = again(client, sign_in(client, name))
    for answer in (client.get("/api/v1/release"), yes(client, header, item), no(client, header, item)):
        assert (answer.status_code, answer.json()["code"]) == (403, "console.role-missing")
        assert "pilot" not in answer.text


def test_two_persons_approve_the_same_and_the_record_may_leave(client, desk):
    record = desk.note()
    eva = again(client, sign_in(client, "eva"))
    (item,) = waiting(client)
    answer = yes(client, eva, item).json()
    assert (answer["approved"], len(answer["waiting"][0]["voices"])) == (False, 1)
    assert desk.ordered == []
    luis = again(client, sign_in(client, "luis"))
    assert yes(client, luis, item).json() == {"approved": True, "waiting": []}
    assert len(desk.ordered) == 1
    assert desk.store.reviews.load(MX, record.id).approved
    assert [act for act in desk.acts() if act[1] == "release-approve"] == [
        ("eva", "release-approve", record.id),
        ("luis", "release-approve", record.id),
    ]


def test_a_refusal_says_why_and_ends_the_waiting(client, desk):
    record = desk.note()
    header = again(client, sign_in(client, "luis"))
    (item,) = waiting(client)
    assert no(client, header, item, reason="   ").status_code == 400
    assert no(client, header, item).json() == {"waiting": []}
    assert desk.store.audit.latest(1)[0].detail == f"{MX}: not proportionate"
    assert no(client, header, item).json()["code"] == "release.nothing-waits"
    assert desk.store.decisions.about(record.id)[0].reasons == ("refused-by-person",)


def test_each_decision_takes_signing_in_again_within_five_minutes(client, desk):
    desk.note()
    header = sign_in(client, "eva")
    (item,) = waiting(client)
    assert yes(client, header, item).json()["code"] == "release.sign-in-again"
    again(client, header)
    assert client.get("/api/v1/session").json()["again_until_ms"] == (desk.clock.at + 300 * SECOND_NS) // 1_000_000
    desk.clock.advance(301)
    assert "again_until_ms" not in client.get("/api/v1/session").json()
    for answer in (yes(client, header, item), no(client, header, item)):
        assert (answer.status_code, answer.json()["code"]) == (403, "release.sign-in-again")
    assert yes(client, again(client, header), item).status_code == 200


def test_what_changed_meanwhile_is_not_approved(client, desk):
    desk.note()
    header = again(client, sign_in(client, "eva"))
    (item,) = waiting(client)
    answer = yes(client, header, item, sha256="0" * 64)
    assert (answer.status_code, answer.json()["code"]) == (409, "release.changed")
    assert yes(client, header, item).status_code == 200
    answer = yes(client, header, item)
    assert (answer.status_code, answer.json()["code"]) == (409, "release.same-person")


@pytest.mark.parametrize(
    "wrong", [{"purpose": "curiosity"}, {"sha256": "ABC"}, {"authority": "treaty-9"}, {"partner": ""}, {"more": 1}]
)
def test_an_approval_of_another_form_or_basis_is_refused(client, desk, wrong):
    desk.note()
    header = again(client, sign_in(client, "eva"))
    (item,) = waiting(client)
    assert yes(client, header, item, **wrong).status_code == 400
    assert waiting(client)[0]["voices"] == []


def test_the_author_is_told_beforehand_and_refused(client, desk):
    desk.note(person="eva")
    header = again(client, sign_in(client, "eva"))
    (item,) = waiting(client)
    assert item["written_by_reader"]
    answer = yes(client, header, item)
    assert (answer.status_code, answer.json()["code"]) == (403, "release.may-not-approve")


def test_a_page_of_another_site_cannot_approve(client, desk):
    desk.note()
    header = again(client, sign_in(client, "eva"))
    (item,) = waiting(client)
    assert yes(client, {}, item).json()["code"] == "console.no-csrf-token"
    assert yes(client, header | {"Origin": "http://evil.example"}, item).json()["code"] == "console.foreign-page"


def test_signing_in_again_takes_the_own_password(client, desk):
    header = sign_in(client, "eva")
    answer = client.post("/api/v1/session/again", json={"password": "not this one"}, headers=header)
    assert (answer.status_code, answer.json()["code"]) == (401, "console.wrong-credentials")
    assert client.post("/api/v1/session/again", json={}, headers=header).status_code == 400
    assert client.post("/api/v1/session/again", json={"password": PASSWORD}).status_code == 403
    assert ("eva", "sign-in-again-refused", None) in desk.acts()
    assert "again_until_ms" not in client.get("/api/v1/session").json()
    again(client, header)
    assert ("eva", "sign-in-again", None) in desk.acts()


def test_signing_in_again_is_of_one_session_only(client, desk):
    again(client, sign_in(client, "eva"))
    sign_in(client, "eva")
    assert "again_until_ms" not in client.get("/api/v1/session").json()


def test_an_own_one_time_link_stands_for_the_password_and_nobody_elses_is_spent(client, desk):
    accounts, until = desk.store.accounts, desk.clock.now() + 60 * SECOND_NS
    for name in ("eva", "luis"):
        digest = hashlib.sha256(name.encode()).digest()
        accounts.save(msgspec.structs.replace(accounts.load(name), link_hash=digest, link_until=until))
    header = sign_in(client, "eva")
    answer = client.post("/api/v1/session/again", json={"token": "luis"}, headers=header)
    assert (answer.status_code, answer.json()["code"]) == (401, "console.link-spent")
    assert accounts.load("luis").link_hash is not None
    answer = client.post("/api/v1/session/again", json={"token": "eva"}, headers=header)
    assert answer.json()["again_until_ms"] > desk.clock.at // 1_000_000
    assert ("eva", "sign-in-again", None) in desk.acts()
    assert client.post("/api/v1/session/again", json={"token": "eva"}, headers=header).status_code == 401
