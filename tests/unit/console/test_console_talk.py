"""What a desk says of a track over the console's interface: labels, questions, answers, hand-overs."""

import pytest
from console_desk import MX, US, Desk, sign_in
from litestar.testing import TestClient

from lindero.kernel.clock import SECOND_NS
from lindero.model.about_tracks import Answer, HandOver, Query
from lindero.model.record import Pedigree

OURS, THEIRS = "U104-K", "M104-8"


@pytest.fixture
def desk():
    made = Desk()
    made.receive(made.track(OURS), made.track(THEIRS, MX))
    return made


@pytest.fixture
def client(desk):
    with TestClient(desk.app()) as opened:
        opened.headers.update(sign_in(opened))
        yield opened


def theirs(made_at, kind, **fields):
    now = made_at.clock.now()
    header = {"id": made_at.record_id(), "origin": MX, "observed_at": now, "recorded_at": now}
    return kind(**header, pedigree=Pedigree(nodes=(MX,)), **fields)


def question(desk, **fields):
    facts = {
        "track_origin": MX,
        "track": THEIRS,
        "desk": "mx.sedena/guardia-2",
        "answer_until": desk.clock.now() + 30 * SECOND_NS,
    }
    return theirs(desk, Query, **(facts | fields))


def offer(desk):
    made = theirs(
        desk,
        HandOver,
        handover="",
        track_origin=MX,
        track=THEIRS,
        step="offered",
        to=US,
        offered_until=desk.clock.now() + 60 * SECOND_NS,
    )
    return HandOver(**{name: getattr(made, name) for name in made.__struct_fields__} | {"handover": made.id})


def test_a_label_leads_the_machines_class_stays_and_it_is_taken_back(desk, client):
    view = client.post(f"/api/v1/tracks/{OURS}/label", json={"label": "bird"}).json()
    assert [(one["label"], one["desk"], one["own"]) for one in view["labels"]] == [("bird", "us.cbp/watch-1", True)]
    assert view["classes"]
    assert ("ana", "label", desk.entered[0].id) in desk.acts()
    assert desk.store.authors.of(desk.entered[0].id) == "ana"
    desk.clock.advance(1)
    client.post(f"/api/v1/tracks/{OURS}/label/withdraw")
    assert "labels" not in client.get(f"/api/v1/tracks/{OURS}").json()
    none = client.post(f"/api/v1/tracks/{OURS}/label/withdraw")
    assert (none.status_code, none.json()["code"]) == (404, "label.none")


def test_a_question_is_asked_once_and_its_answer_is_seen(desk, client):
    asked = client.post(f"/api/v1/tracks/{OURS}/query").json()["record"]
    assert client.post(f"/api/v1/tracks/{OURS}/query").json()["code"] == "query.open"
    desk.receive(theirs(desk, Answer, query=asked, whose="ours", automatic=True, declaration=desk.record_id()))
    (query,) = client.get("/api/v1/talk").json()["queries"]
    assert (query["state"], query["own"]) == ("answered", True)
    assert [(one["whose"], one["automatic"], one["late"]) for one in query["answers"]] == [("ours", True, False)]


def test_a_question_without_an_answer_is_overdue_when_its_time_is_over(desk, client):
    client.post(f"/api/v1/tracks/{OURS}/query")
    assert client.get("/api/v1/talk").json()["queries"][0]["state"] == "open"
    desk.clock.advance(31)
    assert client.get("/api/v1/talk").json()["queries"][0]["state"] == "overdue"


def test_a_partners_question_is_answered_by_desk(desk, client):
    asked = question(desk)
    desk.receive(asked)
    assert client.post(f"/api/v1/queries/{asked.id}/answer", json={"whose": "not-ours"}).status_code == 201
    (said,) = client.get("/api/v1/talk").json()["queries"][0]["answers"]
    assert (said["whose"], said["desk"], said["own"]) == ("not-ours", "us.cbp/watch-1", True)
    assert client.post("/api/v1/queries/none/answer", json={"whose": "ours"}).status_code == 404


def test_an_own_question_is_not_answered_here(desk, client):
    asked = client.post(f"/api/v1/tracks/{OURS}/query").json()["record"]
    assert client.post(f"/api/v1/queries/{asked}/answer", json={"whose": "ours"}).json()["code"] == "query.own"


def test_an_offer_is_accepted_and_both_would_see_who_holds_it(desk, client):
    offered = offer(desk)
    desk.receive(offered)
    assert client.get("/api/v1/talk").json()["handovers"][0]["state"] == "offered"
    client.post(f"/api/v1/hand-overs/{offered.id}/accept")
    (held,) = client.get("/api/v1/talk").json()["handovers"]
    assert (held["holder"], held["held_here"], held["holder_desk"]) == (US, True, "us.cbp/watch-1")
    settled = client.post(f"/api/v1/hand-overs/{offered.id}/decline")
    assert (settled.status_code, settled.json()["code"]) == (409, "handover.settled")


def test_an_own_offer_is_withdrawn_and_a_partners_declined(desk, client):
    own = client.post(f"/api/v1/tracks/{OURS}/offer", json={}).json()["record"]
    assert client.post(f"/api/v1/tracks/{OURS}/offer", json={}).json()["code"] == "handover.open"
    assert client.post(f"/api/v1/hand-overs/{own}/accept").status_code == 403
    assert client.post(f"/api/v1/hand-overs/{own}/withdraw").status_code == 201
    offered = offer(desk)
    desk.receive(offered)
    assert client.post(f"/api/v1/hand-overs/{offered.id}/decline").status_code == 201
    assert {one["state"] for one in client.get("/api/v1/talk").json()["handovers"]} == {"withdrawn", "declined"}


@pytest.mark.parametrize("path", [f"tracks/{OURS}/label", f"tracks/{OURS}/query", f"tracks/{OURS}/offer"])
def test_only_a_watch_officer_speaks_for_the_desk(desk, path):
    with TestClient(desk.app()) as client:
        client.headers.update(sign_in(client, "aud"))
        assert client.post(f"/api/v1/{path}", json={"label": "bird"}).status_code == 403
        assert client.get("/api/v1/talk").status_code == 200


def test_what_is_not_on_the_board_cannot_be_spoken_of(client):
    assert client.post("/api/v1/tracks/U9-X/query").json()["code"] == "console.no-such-track"
