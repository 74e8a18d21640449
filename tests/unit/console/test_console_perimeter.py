"""What meets every request: Host, Origin, CSRF, roles, headers, refusals."""

from dataclasses import replace

import pytest
from console_desk import Desk, sign_in
from litestar.testing import TestClient

from lindero.console.app import make_app
from lindero.console.language import preferred_language
from lindero.console.refusals import status_of
from lindero.kernel.errors import LocalError


@pytest.mark.parametrize("host", ["localhost", "localhost:8400", "127.0.0.1:8400", "[::1]:8400", "LOCALHOST"])
def test_local_names_are_answered_for(client, host):
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8400", "", "localhost.evil.example", "[", "10.0.0.7"])
def test_another_sites_name_that_resolves_here_is_refused(client, host):
    answer = client.get("/healthz", headers={"Host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "console.unknown-host")


def test_a_configured_name_is_answered_for(desk):
    with TestClient(make_app(replace(desk.context, hosts=("Guardia.example",))), base_url="http://127.0.0.1") as client:
        assert client.get("/healthz", headers={"Host": "guardia.example:8400"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9"},
        {"Origin": "https://127.0.0.1"},
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/sign-in", "/api/v1/sign-out", "/api/v1/alerts/X/acknowledge"])
def test_another_sites_page_cannot_post(client, path, headers):
    answer = client.post(path, json={}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "console.foreign-page")


def test_the_own_page_can_post(client):
    answer = client.post("/api/v1/sign-in", json={"name": "x", "password": "y"}, headers={"Origin": "http://127.0.0.1"})
    assert answer.json()["code"] == "console.wrong-credentials"


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_sites_page_cannot_listen(client, headers):
    sign_in(client)
    assert client.get("/api/v1/live/sse", headers=headers).status_code == 403


@pytest.mark.parametrize("token", [None, "", "of-another-session", "ñ".encode()])
def test_what_changes_something_needs_the_sessions_token(client, desk, token):
    sign_in(client)
    headers = {} if token is None else {"X-CSRF-Token": token}
    for path in ("/api/v1/sign-out", "/api/v1/alerts/X/acknowledge", "/api/v1/alerts/X/outcome"):
        answer = client.post(path, headers=headers, json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "console.no-csrf-token")


CONTENT = ["/api/v1/picture", "/api/v1/coverage", "/api/v1/tracks/U104-K", "/api/v1/alerts", "/api/v1/live/sse"]


@pytest.mark.parametrize("path", [*CONTENT, "/api/v1/links", "/api/v1/feeds", "/api/v1/phrases"])
def test_nothing_is_shown_to_nobody(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (401, "console.not-signed-in")


@pytest.mark.parametrize("path", CONTENT)
def test_administrators_see_no_content(client, desk, path):
    desk.receive(desk.track())
    sign_in(client, "root")
    answer = client.get(path, headers={"Accept-Language": "es"})
    assert (answer.status_code, answer.json()["code"]) == (403, "console.no-content")
    assert "administradores" in answer.json()["message"]


def test_administrators_see_how_links_and_feeds_are(client):
    sign_in(client, "root")
    assert client.get("/api/v1/links").json()["links"][0]["partner"] == "mx.sedena"
    assert client.get("/api/v1/feeds").json()["feeds"][0]["refused"] == 1


def test_auditors_read_and_take_nothing(client, desk):
    desk.receive(alert := desk.alert())
    header = sign_in(client, "aud")
    assert len(client.get("/api/v1/alerts").json()["alerts"]) == 1
    answer = client.post(f"/api/v1/alerts/{alert.alert}/acknowledge", headers=header)
    assert (answer.status_code, answer.json()["code"]) == (403, "console.role-missing")


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/session", "/nothing/here", "/assets/none.js"])
def test_every_answer_carries_the_policy_of_its_content(client, path):
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_answers_of_the_interface_are_not_kept(client):
    assert client.get("/api/v1/session").headers["cache-control"] == "no-store"


def test_over_tls_the_cookie_is_bound_to_the_host():
    desk = Desk(secure=True)
    with TestClient(desk.app(), base_url="https://127.0.0.1") as client:
        answer = client.post("/api/v1/sign-in", json={"name": "ana", "password": "cuatro palabras sin relacion"})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-lindero-us.cbp=")
    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "console.no-such-page"),
        ("GET", "/../../etc/passwd", 404, "console.no-such-page"),
        ("GET", "/%2e%2e/app.py", 404, "console.no-such-page"),
        ("DELETE", "/api/v1/picture", 405, "console.wrong-method"),
        ("GET", "/api/v1/sign-in", 405, "console.wrong-method"),
    ],
)
def test_what_does_not_exist_is_refused_in_our_form(client, method, path, status, code):
    answer = client.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["remedy"]


def test_a_fault_of_ours_is_logged_and_says_nothing_of_itself(desk):
    def broken():
        raise RuntimeError("a secret detail")

    context = replace(desk.context, kernels_ready=broken)
    with TestClient(make_app(context), base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        answer = client.get("/healthz", headers={"Accept-Language": "es"})
    assert (answer.status_code, answer.json()["code"]) == (500, "console.internal")
    assert "secret" not in answer.text


def test_a_body_beyond_the_bound_is_refused(client):
    body = {"name": "a" * 70_000, "password": "b"}
    answer = client.post("/api/v1/sign-in", json=body)
    assert (answer.status_code, answer.json()["code"]) == (413, "console.body-too-large")


def test_an_error_of_another_room_is_a_bad_request():
    assert status_of(LocalError()) == 400


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("en;q=0.4, es;q=0.6", "es"),
        ("de,fr", "en"),
        ("", "en"),
        ("es;q=zero, en;q=0.1", "en"),
        ("ES", "es"),
    ],
)
def test_the_readers_language_is_the_one_ranked_higher(accept, language):
    assert preferred_language(accept, "en") == language


def test_the_interface_describes_itself(client):
    described = client.get("/openapi.json").json()
    assert "/api/v1/alerts/{alert}/acknowledge" in described["paths"]
    assert described["info"]["version"] == "0.1.0"


def test_the_sign_of_life_needs_no_sign_in(client):
    assert client.get("/healthz").json() == {"status": "ok", "node": "us.cbp", "version": "0.1.0", "kernels": "ready"}
