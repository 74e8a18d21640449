"""The built front-end's files, and what is said when they are not there."""

import os
from dataclasses import replace

import pytest
from litestar.testing import TestClient

from lindero.console.app import make_app
from lindero.console.front_end import FrontEnd


@pytest.fixture
def built(tmp_path):
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Lindero</title>")
    (folder / "assets" / "main-4f1c.js").write_text("export {}")
    (folder / "notes.bak").write_text("not for browsers")
    (tmp_path / "secret.json").write_text("{}")
    return folder


def client_of(desk, folder):
    return TestClient(make_app(replace(desk.context, static=folder)), base_url="http://127.0.0.1")


def test_the_page_is_asked_for_again_and_its_assets_are_kept(desk, built):
    with client_of(desk, built) as client:
        page, asset = client.get("/"), client.get("/assets/main-4f1c.js")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["cache-control"] == "no-cache"
    assert asset.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in asset.headers["cache-control"]


def test_an_unchanged_page_is_not_sent_again(desk, built):
    with client_of(desk, built) as client:
        etag = client.get("/").headers["etag"]
        assert client.get("/", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    "path",
    ["/../secret.json", "/%2e%2e/secret.json", "/assets/..%2f..%2fsecret.json", "/notes.bak", "/assets", "/%00.js"],
)
def test_only_the_front_ends_own_files_are_found(desk, built, path):
    with client_of(desk, built) as client:
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(("language", "words"), [("es", "falta construir"), ("en", "has not been built")])
def test_a_console_that_was_not_built_says_how(desk, tmp_path, language, words):
    with client_of(desk, tmp_path) as client:
        answer = client.get("/", headers={"Accept-Language": language})
    assert answer.status_code == 503
    assert words in answer.text
    assert "npm --prefix web run build" in answer.text


@pytest.mark.parametrize("name", ["a\0.js", "a" * 5000 + ".js", "assets.js/..", "link.json"])
def test_names_of_no_file_and_ways_out_find_nothing(built, name):
    (built / "link.json").symlink_to(built.parent / "secret.json")
    assert FrontEnd(built).find(name) is None


def test_a_front_end_built_anew_is_served_at_once(built):
    front_end = FrontEnd(built)
    assert front_end.find("index.html").body.startswith(b"<!doctype")
    (built / "index.html").write_text("anew")
    os.utime(built / "index.html", ns=(1, 1))
    assert front_end.find("index.html").body == b"anew"


def test_a_console_built_later_is_found_without_a_restart(desk, tmp_path):
    with client_of(desk, tmp_path) as client:
        assert client.get("/").status_code == 503
        (tmp_path / "index.html").write_text("built")
        assert client.get("/").text == "built"
