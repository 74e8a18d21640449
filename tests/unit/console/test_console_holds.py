"""Legal holds, consent and explanations over the interface: by role, by signing in again, and audited."""

import pytest
from console_desk import MX, US, again, sign_in
from peers_in_process import track

from lindero.exchange.envelope.control import Consent, decode_control


@pytest.fixture
def theirs(desk):
    """A record of the partner."""
    record = track(2, origin=MX)
    desk.pair()
    desk.store.records.save([record], own=False)
    return record


@pytest.fixture
def ours(desk, theirs):
    """An own track that the partner holds."""
    record = track(1, origin=US)
    desk.store.records.save([record], own=True)
    desk.share(record)
    return record


ORDER = {"reason": "trial", "authority": "order 12/2026"}


def place(client, header, record, **body):
    return client.post("/api/v1/holds", json={"record": record, **ORDER, **body}, headers=again(client, header))


def test_an_auditor_holds_a_record_and_lets_it_go(client, desk, theirs):
    header = sign_in(client, "aud")
    answer = place(client, header, theirs.id)
    assert answer.status_code == 201
    (hold,) = answer.json()["holds"]
    assert (hold["record"], hold["authority"], hold["person"], hold["ended_ms"]) == (
        theirs.id,
        "order 12/2026",
        "aud",
        None,
    )
    assert desk.store.holds.on([theirs.id]) == {theirs.id}
    assert place(client, header, theirs.id).status_code == 409
    desk.store.records.hide([theirs.id])  # its originator has recalled it meanwhile
    ended = client.post("/api/v1/holds/release", json={"record": theirs.id}, headers=again(client, header))
    assert (ended.status_code, ended.json()["holds"][0]["ended_by"]) == (200, "aud")
    assert desk.store.holds.on([theirs.id]) == frozenset()
    assert [one.id for one in desk.gone] == [theirs.id][: ended.json()["erased"]]
    assert client.get("/api/v1/holds").json()["holds"][0]["record"] == theirs.id
    assert {"hold-add", "hold-end", "view-holds"} <= {act for _, act, _ in desk.acts()}


@pytest.mark.parametrize(
    ("record", "body", "status"),
    [("R0000000000000000000000009", {}, 404), (None, {"reason": " "}, 400), (None, {"authority": "x"}, 400)],
)
def test_what_cannot_be_held_is_refused(client, desk, theirs, record, body, status):
    header = sign_in(client, "aud")
    assert place(client, header, record or theirs.id, **body).status_code == status
    assert desk.store.holds.all() == []


def test_holds_are_an_auditors_and_take_signing_in_again(client, desk, theirs):
    header = sign_in(client, "aud")
    plain = client.post("/api/v1/holds", json={"record": theirs.id, **ORDER}, headers=header)
    assert (plain.status_code, plain.json()["code"]) == (403, "release.sign-in-again")
    assert (
        client.post("/api/v1/holds/release", json={"record": theirs.id}, headers=again(client, header)).status_code
        == 404
    )


def test_a_watch_officer_sees_no_holds_and_places_none(client, desk, theirs):
    header = sign_in(client)
    assert client.get("/api/v1/holds").status_code == 403
    assert place(client, header, theirs.id).status_code == 403


def test_a_watch_officer_consents_to_passing_on(client, desk, ours):
    header = again(client, sign_in(client))
    until = desk.clock.now() // 1_000_000 + 86_400_000
    body = {"record": ours.id, "to": "us.faa", "until_ms": until}
    answer = client.post("/api/v1/consents", json=body, headers=header)
    assert (answer.status_code, answer.json()) == (201, {"given": [MX]})
    (order,) = desk.store.orders.waiting(MX)
    assert decode_control(order.body) == Consent(entry=0, recipient="us.faa", until=until * 1_000_000)
    assert len(desk.ordered) == 1
    assert ("ana", "consent", f"record:{ours.id}") in desk.acts()


@pytest.mark.parametrize(
    "change",
    [
        {"topic": "track"},
        {"record": None},
        {"record": None, "topic": "gossip"},
        {"until_ms": 1},
        {"to": "nobody at all"},
    ],
)
def test_a_consent_that_says_too_much_or_too_little_is_refused(client, desk, ours, change):
    header = again(client, sign_in(client))
    until = desk.clock.now() // 1_000_000 + 86_400_000
    body = {"record": ours.id, "to": "us.faa", "until_ms": until} | change
    assert client.post("/api/v1/consents", json=body, headers=header).status_code == 400
    assert desk.store.orders.waiting(MX) == []


def test_an_auditor_reads_why_a_record_goes_or_stays(client, desk, ours):
    sign_in(client, "aud")
    told = client.get(f"/api/v1/decisions/explained?record={ours.id}&partner={MX}").json()
    assert told["decision"] in ("release", "withhold")
    assert told["policy"][0]
    assert set(told) == {"decision", "reasons", "rules", "demands", "values", "policy"}
    assert ("aud", "explain", f"{ours.id} {MX}") in desk.acts()
    assert client.get(f"/api/v1/decisions/explained?record={ours.id}&partner=us.faa").status_code == 404
