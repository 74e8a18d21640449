"""Declarations and notices over the console's interface: checked, compared, entered, imported, amended, withdrawn."""

import msgspec
import pytest
from console_desk import MX, US, Desk, sign_in
from litestar.testing import TestClient

from lindero.model.airspace import Area, Declaration

DRAWN = [[-106.5, 31.75], [-106.4, 31.75], [-106.4, 31.8]]


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def client(desk):
    with TestClient(desk.app()) as opened:
        opened.headers.update(sign_in(opened))
        yield opened


def form(desk, **changes):
    fields = {
        "what": "declaration",
        "starts_at": "2026-11-18T12:00:00Z",
        "ends_at": "2026-11-18T13:00:00Z",
        "highest_m": 120,
        "height_reference": "agl",
        "contact_desk": "patrulla-1",
        "serials": ["1581F4AB"],
    }
    return {"fields": {**fields, **changes}, "ring": DRAWN}


def test_what_is_entered_is_a_record_with_an_author_and_is_told(desk, client):
    answer = client.post("/api/v1/declarations/", json=form(desk)).json()
    (view,) = answer["declarations"]
    assert view["number"].startswith("DU1-")
    assert view["area"] == {"ring": DRAWN, "highest_m": 120.0, "height_reference": "agl"}
    (record,) = desk.entered
    assert isinstance(record, Declaration)
    assert desk.store.authors.of(record.id) == "ana"
    assert ("ana", "declare", record.id) in desk.acts()
    listed = client.get("/api/v1/declarations/").json()
    assert [one["id"] for one in listed["declarations"]] == [record.id]
    assert [one["id"] for one in client.get("/api/v1/picture").json()["declarations"]] == [record.id]


def test_a_wrong_form_enters_nothing_and_names_its_fields(desk, client):
    answer = client.post("/api/v1/declarations/", json=form(desk, starts_at="soon", height_reference="")).json()
    assert answer["declarations"] == []
    assert [one["field"] for one in answer["findings"]] == ["starts_at", "height_reference"]
    spanish = client.post("/api/v1/declarations/check", json=form(desk, ends_at=""), headers={"Accept-Language": "es"})
    assert spanish.json()["findings"][0]["where"] == "El formulario"
    assert desk.entered == []


def test_an_overlap_is_told_before_and_must_be_known(desk, client):
    theirs = msgspec.structs.replace(
        desk.declaration(), origin=MX, area=Area(ring=tuple(map(tuple, DRAWN))), number="DM1-X"
    )
    desk.receive(msgspec.structs.replace(theirs, ends_at=theirs.ends_at + 10**15))
    checked = client.post("/api/v1/declarations/check", json=form(desk)).json()
    assert [(one["number"], one["own"]) for one in checked["overlaps"]] == [("DM1-X", False)]
    refused = client.post("/api/v1/declarations/", json=form(desk))
    assert (refused.status_code, refused.json()["code"]) == (409, "declaration.overlaps")
    assert client.post("/api/v1/declarations/", json={**form(desk), "despite": True}).status_code == 201


def test_it_is_amended_and_withdrawn_under_its_number(desk, client):
    number = client.post("/api/v1/declarations/", json=form(desk)).json()["declarations"][0]["number"]
    amended = client.post("/api/v1/declarations/", json={**form(desk, contact_desk="patrulla-2"), "replaces": number})
    assert amended.json()["declarations"][0]["contact_desk"] == "patrulla-2"
    client.post(f"/api/v1/declarations/{number}/withdraw")
    assert client.get("/api/v1/declarations/").json() == {"declarations": [], "notices": []}
    past = client.get("/api/v1/declarations/?state=past").json()["declarations"]
    assert [(one["number"], one["withdrawn"]) for one in past] == [(number, True)]
    again = client.post(f"/api/v1/declarations/{number}/withdraw")
    assert (again.status_code, again.json()["code"]) == (404, "declaration.unknown")


def test_a_file_is_entered_whole_or_not_at_all(desk, client):
    head = "what,name,starts_at,ends_at,center_lat_deg,center_lon_deg,radius_m"
    good = "site,Puente,2026-11-18T12:00:00Z,2026-11-18T13:00:00Z,31.75,-106.45,500"
    bad = good.replace("Puente", "")
    file = {"name": "sitios.csv", "content": f"{head}\n{good}\n{bad}\n"}
    checked = client.post("/api/v1/declarations/check-file", json=file).json()
    assert (len(checked["drafts"]), [one["where"] for one in checked["findings"]]) == (1, ["Line 3"])
    assert client.post("/api/v1/declarations/import", json=file).json()["notices"] == []
    assert desk.entered == []
    entered = client.post("/api/v1/declarations/import", json={**file, "content": f"{head}\n{good}\n"}).json()
    assert entered["notices"][0]["name"] == "Puente"
    unknown = client.post("/api/v1/declarations/check-file", json={"name": "a.txt", "content": "?"})
    assert (unknown.status_code, unknown.json()["code"]) == (400, "declaration.unknown-format")


@pytest.mark.parametrize("person", ["aud", "root"])
def test_only_a_watch_officer_declares(desk, person):
    with TestClient(desk.app()) as client:
        client.headers.update(sign_in(client, person))
        assert client.post("/api/v1/declarations/", json=form(desk)).status_code == 403


def test_a_declaration_of_this_node_is_not_the_partners_to_withdraw(desk, client):
    desk.receive(msgspec.structs.replace(desk.declaration(), origin=MX, number="DM1-X"))
    assert client.post("/api/v1/declarations/DM1-X/withdraw").status_code == 404
    assert desk.context.node == US
