"""Signing in: by password, once by link, with delays, and out again."""

import hashlib

import msgspec
import pytest
from argon2 import PasswordHasher, extract_parameters
from console_desk import PASSWORD, sign_in

from lindero.kernel.clock import SECOND_NS
from lindero.model.people import Account

TOKEN = "T" * 32
NEW_PASSWORD = "una nueva y larga"


def make_link(desk, name="ana", valid_s=3600):
    account = desk.store.accounts.load(name)
    digest = hashlib.sha256(TOKEN.encode()).digest()
    until = desk.clock.now() + valid_s * SECOND_NS
    desk.store.accounts.save(msgspec.structs.replace(account, link_hash=digest, link_until=until))


def attempt(client, name="ana", password="wrong password", language="en"):
    body = {"name": name, "password": password}
    return client.post("/api/v1/sign-in", json=body, headers={"Accept-Language": language})


def test_before_signing_in_only_the_node_is_known(client):
    answer = client.get("/api/v1/session").json()
    assert answer == {"signed_in": False, "node": "us.cbp", "side": "USA", "simulated": True, "version": "0.1.0"}


def test_the_right_password_opens_a_session(client, desk):
    sign_in(client)
    session = client.get("/api/v1/session").json()
    assert (session["signed_in"], session["desk"], session["roles"]) == (True, "us.cbp/watch-1", ["watch-officer"])
    assert ("ana", "sign-in", None) in desk.acts()


def test_the_name_is_not_case_sensitive(client):
    assert attempt(client, " Ana ", PASSWORD).status_code == 200


def test_the_cookie_is_out_of_reach_of_pages_and_other_sites(client):
    answer = attempt(client, password=PASSWORD)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("lindero-us.cbp=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/" in cookie


@pytest.mark.parametrize("name", ["ana", "nobody-of-that-name", "disabled", "without-password"])
def test_what_was_wrong_is_not_said(client, desk, name):
    hashed = desk.store.accounts.load("ana").password_hash
    desk.store.accounts.save(
        Account(name="disabled", roles=("auditor",), desk="d", password_hash=hashed, disabled=True)
    )
    desk.store.accounts.save(Account(name="without-password", roles=("auditor",), desk="d"))
    answer = attempt(client, name, PASSWORD + "x" if name == "ana" else PASSWORD)
    assert answer.status_code == 401
    assert answer.json()["code"] == "console.wrong-credentials"


def test_an_unknown_name_costs_a_hash_like_a_known_one(desk):
    verified = []

    class Counting(PasswordHasher):
        def verify(self, expected, password):
            verified.append(expected)
            return super().verify(expected, password)

    from dataclasses import replace

    from litestar.testing import TestClient

    from lindero.console.app import make_app

    hasher = Counting.from_parameters(extract_parameters(desk.context.hasher.hash("any")))
    app = make_app(replace(desk.context, hasher=hasher))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        attempt(client, "ana")
        attempt(client, "nobody")
    assert [extract_parameters(one) for one in verified] == [extract_parameters(hasher.hash("any"))] * 2
    assert verified[0] != verified[1]


def test_after_five_failures_each_attempt_waits_longer(client, desk):
    for _ in range(5):
        assert attempt(client).status_code == 401
    refused = attempt(client, password=PASSWORD)
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.json()["code"] == "console.too-many-attempts"
    waits = []
    for _ in range(10):
        desk.clock.advance(int(attempt(client).headers["retry-after"]))
        assert attempt(client).status_code == 401
        waits.append(int(attempt(client).headers["retry-after"]))
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_the_wait_is_told_in_the_readers_language(client):
    for _ in range(5):
        attempt(client)
    assert attempt(client, language="es-MX,en;q=0.5").json()["message"].startswith("Demasiados intentos")
    assert attempt(client, language="en").json()["message"].startswith("Too many failed attempts")


def test_who_fails_does_not_lock_out_another_account(client):
    for _ in range(6):
        attempt(client)
    assert attempt(client, "aud", PASSWORD).status_code == 200


def test_failures_are_forgotten_by_a_success(client, desk):
    for _ in range(4):
        attempt(client)
    assert attempt(client, password=PASSWORD).status_code == 200
    for _ in range(5):
        assert attempt(client).status_code == 401


def test_a_link_signs_in_once(client, desk):
    make_link(desk)
    assert client.post("/api/v1/sign-in", json={"token": TOKEN}).json()["name"] == "ana"
    again = client.post("/api/v1/sign-in", json={"token": TOKEN})
    assert (again.status_code, again.json()["code"]) == (401, "console.link-spent")
    assert desk.store.accounts.load("ana").link_hash is None


def test_a_link_past_its_time_signs_nobody_in(client, desk):
    make_link(desk, valid_s=10)
    desk.clock.advance(11)
    assert client.post("/api/v1/sign-in", json={"token": TOKEN}).status_code == 401


def test_guessing_links_becomes_slow(client):
    codes = [client.post("/api/v1/sign-in", json={"token": f"guess-{i}"}).status_code for i in range(6)]
    assert codes == [401] * 5 + [429]


def test_credentials_that_are_none_are_refused_by_name(client):
    answer = client.post("/api/v1/sign-in", json={"user": "ana"})
    assert (answer.status_code, answer.json()["code"]) == (400, "console.bad-request")
    assert "user" in answer.json()["message"]
    half = client.post("/api/v1/sign-in", json={"name": "ana"})
    assert half.json()["code"] == "console.bad-request"


def test_who_came_by_a_link_chooses_a_password_and_returns_with_it(client, desk):
    desk.store.accounts.save(Account(name="nuevo", roles=("watch-officer",), desk="guardia-2"))
    make_link(desk, "nuevo")
    csrf = client.post("/api/v1/sign-in", json={"token": TOKEN}).json()["csrf"]
    header = {"X-CSRF-Token": csrf}
    weak = client.post("/api/v1/password", json={"password": "short"}, headers=header)
    assert (weak.status_code, weak.json()["code"]) == (400, "console.weak-password")
    assert client.post("/api/v1/password", json={"password": "una nueva y larga"}, headers=header).status_code == 200
    client.post("/api/v1/sign-out", headers=header)
    assert attempt(client, "nuevo", "una nueva y larga").status_code == 200


def change(client, header, password=NEW_PASSWORD, **fields):
    return client.post("/api/v1/password", json={"password": password} | fields, headers=header)


def test_a_password_is_changed_only_with_the_present_one(client, desk):
    header = sign_in(client)
    assert client.get("/api/v1/session").json()["present_needed"] is True
    refused = change(client, header)
    assert (refused.status_code, refused.json()["code"]) == (401, "console.wrong-credentials")
    assert change(client, header, present="wrong password").status_code == 401
    assert change(client, header, present=PASSWORD).status_code == 200
    acts = [act for _, act, _ in desk.acts()]
    assert acts == ["sign-in", "set-password-refused", "set-password-refused", "set-password"]


def test_after_five_wrong_present_passwords_each_attempt_waits(client):
    header = sign_in(client)
    codes = [change(client, header, present="wrong password").status_code for _ in range(6)]
    assert codes == [401] * 5 + [429]


def test_a_forgotten_password_is_replaced_once_after_a_one_time_link(client, desk):
    make_link(desk)
    session = client.post("/api/v1/sign-in", json={"token": TOKEN}).json()
    header = {"X-CSRF-Token": session["csrf"]}
    assert "present_needed" not in session
    weak = change(client, header, "short")
    assert weak.json()["code"] == "console.weak-password"
    changed = change(client, header)
    assert (changed.status_code, changed.json()["present_needed"]) == (200, True)
    assert change(client, header, "y otra que es larga").status_code == 401
    assert attempt(client, password=PASSWORD).status_code == 401
    assert attempt(client, password=NEW_PASSWORD).status_code == 200
    details = [event.detail for event in desk.store.audit.latest() if event.act == "set-password"]
    assert details == ["testclient, one-time link"]


def test_a_new_password_ends_the_other_sessions_of_the_person_only(client, desk):
    other = attempt(client, password=PASSWORD).headers["set-cookie"].partition(";")[0]
    auditor = attempt(client, "aud", PASSWORD).headers["set-cookie"].partition(";")[0]
    client.cookies.clear()
    assert change(client, sign_in(client), present=PASSWORD).status_code == 200
    assert client.get("/api/v1/session").json()["signed_in"] is True
    client.cookies.clear()
    left = [client.get("/api/v1/session", headers={"Cookie": cookie}).json() for cookie in (other, auditor)]
    assert [session["signed_in"] for session in left] == [False, True]


def test_signing_out_ends_the_session_and_its_cookie(client, desk):
    header = sign_in(client)
    cookie = dict(client.cookies)
    assert client.post("/api/v1/sign-out", headers=header).status_code == 200
    client.cookies.update(cookie)
    assert client.get("/api/v1/session").json()["signed_in"] is False
    assert client.get("/api/v1/picture").status_code == 401
    assert ("ana", "sign-out", None) in desk.acts()


@pytest.mark.parametrize(("step_s", "steps"), [(3601, 1), (3000, 15)])
def test_a_session_ends_by_idleness_and_by_age(client, desk, step_s, steps):
    sign_in(client)
    for _ in range(steps):
        desk.clock.advance(step_s)
        last = client.get("/api/v1/session").json()["signed_in"]
    assert last is False


def test_a_disabled_account_is_signed_out_at_once(client, desk):
    sign_in(client)
    account = desk.store.accounts.load("ana")
    desk.store.accounts.save(msgspec.structs.replace(account, disabled=True))
    answer = client.get("/api/v1/picture")
    assert (answer.status_code, answer.json()["code"]) == (401, "console.not-signed-in")


def test_a_ninth_sign_in_ends_the_oldest_session(client):
    cookies = []
    for _ in range(9):
        cookies.append(attempt(client, password=PASSWORD).headers["set-cookie"].partition(";")[0])
        client.cookies.clear()
    sessions = [client.get("/api/v1/session", headers={"Cookie": cookie}).json() for cookie in cookies]
    assert [session["signed_in"] for session in sessions] == [False] + [True] * 8
