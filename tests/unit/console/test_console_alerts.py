"""Alerts over the interface: seen, taken, closed, refused, and written down."""

import msgspec
import pytest
from console_desk import MX, US, sign_in

from lindero.kernel.clock import SECOND_NS
from lindero.model.airspace import SensorHealth
from lindero.model.alerts import Acknowledgement, Outcome
from lindero.operations.picture.coverage_view import CoverageCell, CoverageMap


def post(client, header, alert, act, body=None, language="en"):
    return client.post(
        f"/api/v1/alerts/{alert.alert}/{act}", json=body, headers={**header, "Accept-Language": language}
    )


@pytest.fixture
def received(desk):
    alert = desk.alert()
    desk.receive(alert)
    return alert


def test_a_received_alert_is_told_as_the_contract_says(client, desk, received):
    sign_in(client)
    answer = client.get("/api/v1/alerts").json()
    (alert,) = answer["alerts"]
    assert answer["cursor"] > 0
    assert (alert["own"], alert["state"], alert["step"]) == (False, "open", "warning")
    assert alert["position"]["lat_deg"] == 31.74
    assert alert["time_to_cross_s"] == [20.0, 31.0, 45.0]
    assert alert["place"] == {"es": "2 km al norte de Ciudad Juárez", "en": "2 km north of Ciudad Juárez"}
    assert alert["times"] == {
        "observed_ms": received.observed_at // 1_000_000,
        "raised_ms": received.recorded_at // 1_000_000,
        "released_ms": None,
        "delivered_ms": None,
        "shown_ms": None,
        "acknowledged_ms": None,
        "outcome_ms": None,
    }


def test_a_person_acknowledges_and_the_node_is_told(client, desk, received):
    header = sign_in(client)
    desk.clock.advance(4)
    answer = post(client, header, received, "acknowledge").json()
    assert answer["acknowledged_by"] == "us.cbp/watch-1"
    assert answer["times"]["acknowledged_ms"] == answer["times"]["raised_ms"] + 4000
    (told,) = desk.entered
    assert isinstance(told, Acknowledgement)
    assert told.stage == "acknowledged"
    assert ("ana", "acknowledge", received.alert) in desk.acts()


def test_the_persons_name_is_in_no_record(client, desk, received):
    header = sign_in(client)
    post(client, header, received, "acknowledge")
    post(client, header, received, "outcome", {"verdict": "bird"})
    assert len(desk.entered) == 2
    assert not any("ana" in str(record) for record in desk.entered)


@pytest.mark.parametrize(
    ("language", "words"),
    [("es", "ya tiene acuse de us.cbp/watch-1"), ("en", "already acknowledged by us.cbp/watch-1")],
)
def test_a_second_acknowledgement_says_which_desk_was_first(client, received, language, words):
    header = sign_in(client)
    post(client, header, received, "acknowledge")
    again = post(client, header, received, "acknowledge", language=language)
    assert (again.status_code, again.json()["code"]) == (409, "alert.already-acknowledged")
    assert words in again.json()["message"]
    assert again.json()["remedy"]


def test_an_outcome_closes_the_alert(client, desk, received):
    header = sign_in(client)
    post(client, header, received, "acknowledge")
    answer = post(client, header, received, "outcome", {"verdict": "balloon", "remarks": "blanco, sin carga"}).json()
    assert (answer["state"], answer["verdict"], answer["outcome_by"]) == ("closed", "balloon", "us.cbp/watch-1")
    assert client.get("/api/v1/alerts").json()["alerts"] == []
    assert len(client.get("/api/v1/alerts?state=all").json()["alerts"]) == 1
    assert desk.store.records.of_kind("outcome")[0].remarks == "blanco, sin carga"


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("before", "code"), [([], "alert.not-acknowledged"), (["acknowledge", "outcome"], "alert.already-closed")]
)
def test_an_outcome_out_of_turn_is_a_conflict(client, received, before, code, language):
    header = sign_in(client)
    for act in before:
        assert post(client, header, received, act, {"verdict": "bird"}).status_code == 200
    answer = post(client, header, received, "outcome", {"verdict": "attack"}, language)
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert ("alerta" in answer.json()["message"]) == (language == "es")


def test_an_own_alert_is_acknowledged_by_the_other_side_only(client, desk):
    own = desk.alert(origin=US)
    desk.receive(own)
    answer = post(client, sign_in(client), own, "acknowledge")
    assert (answer.status_code, answer.json()["code"]) == (409, "alert.own")


@pytest.mark.parametrize("act", ["acknowledge", "shown"])
def test_an_alert_that_is_not_there_is_not_found(client, desk, act):
    unknown = desk.alert()
    answer = post(client, sign_in(client), unknown, act)
    assert (answer.status_code, answer.json()["code"]) == (404, "alert.unknown")


@pytest.mark.parametrize("body", [{"verdict": "ufo"}, {}, {"verdict": "bird", "remarks": "x" * 2001}])
def test_a_verdict_that_is_none_is_refused(client, received, body):
    header = sign_in(client)
    post(client, header, received, "acknowledge")
    answer = post(client, header, received, "outcome", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "console.bad-request")


def test_shown_is_written_once_and_only_by_who_keeps_watch(client, desk, received):
    header = sign_in(client, "aud")
    assert post(client, header, received, "shown").status_code == 200
    assert desk.entered == []
    header = sign_in(client, "ana")
    post(client, header, received, "shown")
    post(client, header, received, "shown")
    (told,) = desk.entered
    assert told.stage == "shown"


def test_an_answer_of_the_other_side_shows_on_the_own_alert(client, desk):
    own = desk.alert(origin=US)
    desk.receive(own)
    sign_in(client)
    desk.clock.advance(7)
    for stage in ("shown", "acknowledged"):
        desk.receive(
            Acknowledgement(
                id=desk.record_id(),
                origin=MX,
                observed_at=desk.clock.now(),
                recorded_at=desk.clock.now(),
                pedigree=own.pedigree,
                alert=own.alert,
                stage=stage,
                desk="mx.sedena/guardia-2",
            )
        )
    (alert,) = client.get("/api/v1/alerts").json()["alerts"]
    assert alert["acknowledged_by"] == "mx.sedena/guardia-2"
    assert alert["times"]["shown_ms"] == alert["times"]["raised_ms"] + 7000


def test_what_does_something_worse_after_its_outcome_is_open_again(client, desk, received):
    desk.receive(
        Outcome(
            id=desk.record_id(),
            origin=US,
            observed_at=desk.clock.now(),
            recorded_at=desk.clock.now(),
            pedigree=received.pedigree,
            alert=received.alert,
            verdict="lost",
            desk="us.cbp/watch-1",
        )
    )
    sign_in(client)
    assert client.get("/api/v1/alerts").json()["alerts"] == []
    desk.clock.advance(9)
    worse = desk.alert(alert=received.alert, supersedes=received.id, step="incursion", id=desk.record_id())
    desk.receive(worse)
    (alert,) = client.get("/api/v1/alerts").json()["alerts"]
    assert (alert["state"], alert["step"], alert["verdict"]) == ("open", "incursion", "lost")


def test_what_was_seen_is_written_once_per_session_and_record(client, desk, received):
    sign_in(client)
    for _ in range(3):
        client.get("/api/v1/alerts")
        client.get("/api/v1/picture")
    acts = [act for _, act, _ in desk.acts()]
    assert (acts.count("view-alert"), acts.count("view-picture")) == (1, 1)
    client.cookies.clear()
    sign_in(client)
    client.get("/api/v1/alerts")
    assert [act for _, act, _ in desk.acts()].count("view-alert") == 2


def test_the_picture_is_told_as_the_contract_says(client, desk):
    desk.receive(track := desk.track(), alert := desk.alert(origin=US), desk.declaration())
    desk.board.put_sensor(desk.sensor())
    sign_in(client)
    picture = client.get("/api/v1/picture").json()
    (seen,) = picture["tracks"]
    assert picture["at_ms"] == desk.clock.now() // 1_000_000
    assert (seen["track"], seen["own"], seen["alert"]) == (track.track, True, alert.alert)
    assert seen["sensors"] == ["radar-1"]
    assert seen["ellipse_95"] == {"semi_major_m": 30.0, "semi_minor_m": 12.0, "azimuth_deg": 40.0}
    assert "launch_position" not in seen
    (sensor,) = picture["sensors"]
    assert (sensor["kind"], sensor["status"], sensor["max_range_m"]) == ("radar", "ok", 8000.0)
    (declaration,) = picture["declarations"]
    assert declaration["area"]["ring"][0] == [-106.5, 31.75]


def test_the_health_of_a_sensor_and_where_it_looks_are_told(client, desk):
    well = SensorHealth(findings=("registered",), noise_factor=1.2, azimuth_bias_deg=-0.4)
    desk.board.put_sensor(msgspec.structs.replace(desk.sensor(), health=well))
    desk.board.put_sensor(desk.sensor())
    sign_in(client)
    (sensor,) = client.get("/api/v1/picture").json()["sensors"]
    assert sensor["health"]["findings"] == ["registered"]
    assert (sensor["health"]["noise_factor"], sensor["health"]["azimuth_bias_deg"]) == (1.2, -0.4)
    assert client.get("/api/v1/coverage").json() == {"cell_m": 0.0, "cells": [], "line_lost_m": 0.0}
    cells = (CoverageCell(lat_deg=31.8, lon_deg=-106.4, lowest_m=None),)
    desk.board.coverage = CoverageMap(cell_m=1000.0, cells=cells, line_lost_m=500.0)
    assert client.get("/api/v1/coverage").json() == {
        "cell_m": 1000.0,
        "cells": [[31.8, -106.4, None]],
        "line_lost_m": 500.0,
    }


def test_a_declaration_leaves_when_it_is_over(client, desk):
    desk.receive(desk.declaration())
    sign_in(client)
    desk.clock.advance(3500)
    assert len(client.get("/api/v1/picture").json()["declarations"]) == 1
    desk.clock.advance(200)
    assert client.get("/api/v1/picture").json()["declarations"] == []


def test_one_track_comes_with_its_tail(client, desk):
    for _ in range(3):
        desk.receive(desk.track())
        desk.clock.advance(1)
    sign_in(client)
    track = client.get("/api/v1/tracks/U104-K").json()
    assert [point[2] for point in track["tail"]] == [(desk.clock.now() - s * SECOND_NS) // 1_000_000 for s in (3, 2, 1)]
    assert "tail" not in client.get("/api/v1/picture").json()["tracks"][0]
    assert ("ana", "view-track", "U104-K") in desk.acts()
    missing = client.get("/api/v1/tracks/U9-X")
    assert (missing.status_code, missing.json()["code"]) == (404, "console.no-such-track")


def test_phrases_come_in_both_languages(client):
    sign_in(client)
    phrases = client.get("/api/v1/phrases").json()
    assert phrases["44"] == {"es": "Dron confirmado", "en": "Confirmed drone"}
