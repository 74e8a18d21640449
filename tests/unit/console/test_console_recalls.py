"""Recalls over the interface: asked by a person who signs in again, shown with what became of them."""

import pytest
from console_desk import MX, US, again, sign_in
from peers_in_process import track

from lindero.exchange.envelope.control import Erased
from lindero.exchange.log.recall_ports import Erasure, Withdrawn


@pytest.fixture
def shared(desk):
    """An own track that the partner holds."""
    record = track(1, origin=US)
    desk.pair()
    desk.store.records.save([record], own=True)
    desk.share(record)
    return record


def ask(client, header, **body):
    return client.post("/api/v1/recalls", json=body, headers=again(client, header))


def test_a_watch_officer_recalls_and_sees_where_it_stands(client, desk, shared):
    header = sign_in(client)
    answer = ask(client, header, record=shared.id, reason="authority-withdrawn")
    assert answer.status_code == 201
    (asked,) = answer.json()["asked"]
    assert (asked["partner"], asked["state"], asked["entries"]) == (MX, "waiting", 1)
    assert len(desk.ordered) == 1
    (listed,) = client.get("/api/v1/recalls").json()["asked"]
    assert (listed["about"], listed["person"]) == (f"record:{shared.id}", "ana")
    assert ("ana", "recall", f"record:{shared.id}") in desk.acts()
    assert ("ana", "view-recalls", "recalls") in desk.acts()


def test_all_about_an_object_can_be_recalled(client, desk, shared):
    (asked,) = ask(client, sign_in(client), object="track:T1", to=MX).json()["asked"]
    assert asked["about"] == "object:track:T1"


def test_a_recall_takes_signing_in_again(client, desk, shared):
    header = sign_in(client)
    answer = client.post("/api/v1/recalls", json={"record": shared.id}, headers=header)
    assert (answer.status_code, answer.json()["code"]) == (403, "release.sign-in-again")
    assert desk.store.demands.all() == []


def test_everything_that_a_partner_holds_is_recalled_by_typing_its_id(client, desk, shared):
    header = sign_in(client)
    for typed in (None, "mx.sedna"):
        answer = ask(client, header, everything=True, to=MX, typed=typed)
        assert (answer.status_code, answer.json()["code"]) == (409, "console.not-confirmed")
    assert ask(client, header, everything=True, typed=MX).status_code == 409
    assert desk.store.demands.all() == []
    (asked,) = ask(client, header, everything=True, to=MX, typed=MX).json()["asked"]
    assert (asked["about"], asked["entries"]) == ("everything", 1)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"record": "01JDC3N8V0T4W6Y8Z0A2B4C6D8"}, 404),
        ({"record": "R0000000000000000000000001", "to": "mx.pf"}, 404),
        ({}, 400),
        ({"everything": True, "object": "track:T1"}, 400),
        ({"record": "R", "object": "track:T1"}, 400),
        ({"record": "R", "reason": "because"}, 400),
    ],
)
def test_what_cannot_be_recalled_is_refused(client, desk, shared, body, status):
    assert ask(client, sign_in(client), **body).status_code == status
    assert desk.store.demands.all() == []


def test_another_nodes_record_is_not_recalled_here(client, desk, shared):
    theirs = track(2, origin=MX)
    desk.store.records.save([theirs], own=False)
    answer = ask(client, sign_in(client), record=theirs.id)
    assert (answer.status_code, answer.json()["code"]) == (409, "recall.not-originator")


def test_auditors_look_and_do_not_recall_administrators_do_neither(client, desk, shared):
    header = sign_in(client, "aud")
    assert client.get("/api/v1/recalls").status_code == 200
    assert ask(client, header, record=shared.id).status_code == 403
    header = sign_in(client, "root")
    assert client.get("/api/v1/recalls").status_code == 403
    assert ask(client, header, record=shared.id).status_code == 403


def test_what_a_partner_recalled_is_shown_without_its_content(client, desk):
    said = (Erased(erased=(3,), held=(4,), withdrawn=1, onward=("mx.pf",), unreachable=("screens",)),)
    receipt = Erased(erased=(4,), confirmed=("mx.pf",))
    erasure = Erasure(partner=MX, recall=9, asked_at=5_000_000, reason="recalled", receipt=receipt, said=said)
    desk.store.erasures.save(erasure)
    gone = Withdrawn(record="R3", kind="track", origin=MX, at=7_000_000, reason="recalled")
    desk.store.withdrawn.save([gone])
    sign_in(client)
    answer = client.get("/api/v1/recalls").json()
    (received,) = answer["received"]
    assert (received["state"], received["recall"], received["asked_ms"]) == ("erasing", 9, 5)
    assert (received["erased"], received["held"], received["withdrawn"]) == ([3, 4], [], 1)
    assert (received["onward"], received["confirmed"]) == (["mx.pf"], ["mx.pf"])
    assert received["unreachable"] == ["screens"]
    assert answer["withdrawn"] == [{"record": "R3", "kind": "track", "origin": MX, "at_ms": 7, "reason": "recalled"}]


def test_a_withdrawn_alert_is_on_no_list_any_more_and_streams_are_told(client, desk):
    kept, gone = desk.alert(17), desk.alert(18, track="M105-6")
    desk.receive(kept, gone)
    sign_in(client)
    cursor = client.get("/api/v1/alerts").json()["cursor"]
    desk.withdraw(gone)
    answer = client.get("/api/v1/alerts").json()
    assert [alert["alert"] for alert in answer["alerts"]] == [kept.alert]
    assert answer["cursor"] > cursor
    book = client.app.state.console.alerts
    assert book.gone_after(cursor) == [(answer["cursor"], gone.alert)]
    assert book.open_alert_on(MX, "M105-6") is None
