"""The watch at the console: acts on alerts, both told, floods, presence by open streams, cards, test calls."""

import asyncio

import msgspec
import pytest
from console_desk import MX, US, Desk, sign_in
from litestar.testing import TestClient

from lindero.console.alert_book import AlertBook
from lindero.model.desks import DeskCall, Presence
from lindero.model.people import Account
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.operations.phrases import RAISED_IN_ERROR, SHELF_WATCHED

FIRST = f"{US}/watch-1"


@pytest.fixture
def desk():
    made = Desk()
    made.pair()
    ana = made.store.accounts.load("ana")
    made.store.accounts.save(Account(name="bea", roles=ana.roles, desk="watch-2", password_hash=ana.password_hash))
    return made


@pytest.fixture
def client(desk):
    with TestClient(desk.app(), base_url="http://127.0.0.1") as client:
        yield client


def post(client, path, header, body=None):
    client.app.state.console.context.clock.advance(0.01)
    return client.post(f"/api/v1/{path}", json=body or {}, headers=header)


def view_of(client, alert):
    alerts = client.get("/api/v1/alerts?state=all").json()["alerts"]
    return next(view for view in alerts if view["alert"] == alert.alert)


def test_every_step_between_acknowledgement_and_outcome_is_a_record_and_in_the_view(client, desk):
    desk.receive(alert := desk.alert())
    header = sign_in(client)
    base = f"alerts/{alert.alert}"
    assert post(client, f"{base}/assign", header, {"to": FIRST}).json()["assigned_to"] == FIRST
    shelf = post(client, f"{base}/shelve", header, {"reason": SHELF_WATCHED, "minutes": 10}).json()["shelf_here"]
    assert (shelf["desk"], shelf["reason"]) == (FIRST, SHELF_WATCHED)
    assert post(client, f"{base}/resume", header).json()["shelf_here"] is None
    said = post(client, f"{base}/message", header, {"phrase": 140, "text": "por el puente"}).json()["messages"]
    assert [(one["own"], one["phrase"], one["text"]) for one in said] == [(True, 140, "por el puente")]
    assert post(client, f"{base}/telephoned", header).json()["telephoned_ms"] is not None
    assert [record.kind for record in desk.entered] == ["handling", "handling", "handling", "note", "handling"]
    acts = [act for _, act, about in desk.acts() if about == alert.alert]
    assert acts[-5:] == ["assign", "shelve", "resume", "message", "telephone"]


def test_an_own_alert_is_withdrawn(client, desk):
    desk.receive(alert := desk.alert(origin=US))
    answer = post(client, f"alerts/{alert.alert}/withdraw", sign_in(client), {"reason": RAISED_IN_ERROR})
    assert (answer.json()["state"], answer.json()["reason"]) == ("withdrawn", RAISED_IN_ERROR)


def test_two_operators_at_once_one_wins_and_both_are_told(client, desk):
    desk.receive(alert := desk.alert())
    first = sign_in(client)
    assert post(client, f"alerts/{alert.alert}/acknowledge", first).json()["acknowledged_by"] == FIRST
    second = sign_in(client, "bea")
    refused = post(client, f"alerts/{alert.alert}/acknowledge", second)
    assert (refused.status_code, refused.json()["code"]) == (409, "alert.already-acknowledged")
    assert view_of(client, alert)["seconds"] == [{"desk": f"{US}/watch-2", "act": "acknowledge", "verdict": None}]


def test_an_alert_to_a_desk_where_nobody_is_says_so(client, desk):
    desk.receive(alert := desk.alert(origin=US))
    sign_in(client)
    assert view_of(client, alert)["unattended"] == []
    desk.receive(unattended(desk, desk.clock.now()))
    assert view_of(client, alert)["unattended"] == [MX]
    desk.ways[0] = msgspec.structs.replace(desk.ways[0], connected=False)
    desk.changes.reached()
    assert view_of(client, alert)["unreachable"] == [MX]


def unattended(desk, at):
    header = {"origin": MX, "observed_at": at, "recorded_at": at, "pedigree": Pedigree(nodes=(MX,))}
    return Presence(id=desk.record_id(), **header, desk=f"{MX}/guardia-1", attended=False)


def test_a_flood_is_one_group_until_it_is_none_and_is_closed_at_once(client, desk):
    alerts = [desk.alert(count, track=f"M{count}-X") for count in range(1, 6)]
    far = desk.alert(9, track="M9-X", position=Position(lat_deg=29.56, lon_deg=-104.4))
    across = desk.alert(10, track="M10-X", step="incursion")
    desk.receive(*alerts, far, across)
    header = sign_in(client)
    groups = {view["alert"]: view["group"] for view in client.get("/api/v1/alerts").json()["alerts"]}
    assert len({groups[alert.alert] for alert in alerts}) == 1
    assert groups[alerts[0].alert] is not None
    assert groups[far.alert] is None
    assert groups[across.alert] is None
    seen = [{"alert": alert.alert, "step": "warning"} for alert in alerts]
    worse = msgspec.structs.replace(alerts[4], id=desk.record_id(), step="incursion", supersedes=alerts[4].id)
    desk.receive(worse)
    answer = post(client, "alerts/close", header, {"seen": seen, "verdict": "balloon"}).json()
    assert answer["closed"] == 4
    assert answer["refused"][alerts[4].alert]["code"] == "alert.worse-now"
    assert view_of(client, alerts[0])["verdict"] == "balloon"
    assert [view["group"] for view in client.get("/api/v1/alerts").json()["alerts"]] == [None] * 3


def test_a_group_that_grows_and_shrinks_is_followed(desk):
    book = AlertBook(desk.context)
    alerts = [desk.alert(count, track=f"M{count}-X") for count in range(1, 6)]
    desk.receive(*alerts)
    asyncio.run(book.refresh())
    assert all(view.group for _, view in book.after(0))
    cursor = book.cursor
    desk.receive(desk.alerts.acknowledge(alerts[0].alert, FIRST))
    asyncio.run(book.refresh())
    assert [view.group for _, view in book.after(cursor)] == [None] * 5
    revisions = [view.revision for _, view in book.after(0)]
    assert revisions == sorted(set(revisions))


def test_a_watch_officers_open_stream_makes_a_desk_attended(client, desk):
    sign_in(client)
    with client.websocket_connect("/api/v1/live", headers={"Origin": "http://127.0.0.1"}):
        said = [record for record in desk.watch.look() if record.kind == "presence"]
        assert [(one.desk, one.attended) for one in said] == [(FIRST, True)]


def test_a_card_is_written_down_for_a_partner_and_for_nobody_else(client, desk):
    header = sign_in(client)
    card = {"phone": "+52 656 555 0100", "languages": ["es"]}
    contacts = post(client, f"watch/contacts/{MX}", header, card).json()["contacts"]
    assert [(one["node"], one["phone"], one["written_here"]) for one in contacts] == [(MX, card["phone"], True)]
    assert post(client, "watch/contacts/us.other", header, card).json()["code"] == "pairing.unknown-partner"
    assert post(client, f"watch/contacts/{MX}", header, {"phone": "<b>"}).status_code == 400


def test_a_test_call_goes_out_by_one_key_and_is_answered_by_another(client, desk):
    header = sign_in(client)
    (call,) = post(client, "watch/test-call", header).json()["calls"]
    assert (call["own"], call["answered_ms"]) == (True, None)
    sent = desk.entered[-1]
    assert isinstance(sent, DeskCall)
    theirs = msgspec.structs.replace(sent, id=(name := desk.record_id()), call=name, origin=MX)
    desk.receive(theirs)
    assert post(client, f"watch/test-call/{name}/shown", header).status_code == 200
    answered = post(client, f"watch/test-call/{name}/answer", header).json()["calls"]
    assert [one["answered_by"] for one in answered if not one["own"]] == [FIRST]
    assert client.get("/api/v1/alerts?state=all").json()["alerts"] == []
    again = post(client, f"watch/test-call/{name}/answer", header)
    assert again.json()["code"] == "call.answered"
