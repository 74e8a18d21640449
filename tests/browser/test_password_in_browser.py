"""From a one-time link to a password of one's own, in Spanish and English."""

import hashlib

import msgspec
import pytest
from playwright.sync_api import expect

from lindero.kernel.clock import SECOND_NS

pytestmark = pytest.mark.browser

CHOSEN = "burro lluvia farol siete"
TOKEN = "the-token"
WORDS = {
    "es": {
        "set": "Definir contraseña",
        "present": "Contraseña actual",
        "new": "Contraseña nueva",
        "again": "Contraseña nueva otra vez",
        "short": "tiene 5 caracteres; necesita al menos 12",
        "differ": "no coinciden",
        "wrong": "Si la olvidó",
        "done": "La contraseña quedó definida",
        "close": "Cerrar",
        "dismiss": "Descartar este aviso",
        "out": "Salir",
    },
    "en": {
        "set": "Set password",
        "present": "Present password",
        "new": "New password",
        "again": "New password again",
        "short": "has 5 characters; it needs at least 12",
        "differ": "differ",
        "wrong": "If it is forgotten",
        "done": "The password is set",
        "close": "Close",
        "dismiss": "Dismiss this hint",
        "out": "Sign out",
    },
}


@pytest.fixture
def words(language):
    return WORDS[language]


def follow_link(reader, **account):
    """Come in by a one-time link."""

    def make_link():
        accounts, clock = reader.console.desk.store.accounts, reader.console.desk.clock
        link = {"link_hash": hashlib.sha256(TOKEN.encode()).digest(), "link_until": clock.now() + 60 * SECOND_NS}
        accounts.save(msgspec.structs.replace(accounts.load("ana"), **link, **account))

    reader.console.do(make_link)
    reader.page.goto(f"{reader.console.address}/#link={TOKEN}")
    reader.page.locator("header.header").wait_for()
    return reader


@pytest.fixture
def newcomer(reader):
    """A reader who followed a one-time link and has no password yet."""
    return follow_link(reader, password_hash=None)


@pytest.fixture
def forgetful(reader):
    """A reader who followed a one-time link because the password is forgotten."""
    return follow_link(reader)


def hint(page):
    return page.locator("[data-testid=password-hint]")


def dialog(page):
    return page.locator("[data-testid=password-dialog]")


def submit(page, words, password, again):
    """Type a new password twice and confirm it by keyboard."""
    dialog(page).get_by_label(words["new"], exact=True).fill(password)
    dialog(page).get_by_label(words["again"]).fill(again)
    page.keyboard.press("Enter")


def violations(page, axe):
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(v["id"], [node["target"] for node in v["nodes"]]) for v in found["violations"]]


def test_who_came_by_a_link_sets_a_password_and_signs_in_with_it(newcomer, words):
    page = newcomer.page
    hint(page).get_by_role("button", name=words["set"]).click()
    submit(page, words, CHOSEN, CHOSEN)
    expect(dialog(page).get_by_role("status")).to_contain_text(words["done"])
    expect(dialog(page).get_by_role("button", name=words["close"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog(page)).to_have_count(0)
    expect(hint(page)).to_have_count(0)
    expect(page.get_by_role("button", name=f"ana: {words['set']}")).to_be_focused()
    page.get_by_role("button", name=words["out"]).click()
    page.locator("input[name=name]").fill("ana")
    page.locator("input[name=password]").fill(CHOSEN)
    page.keyboard.press("Enter")
    expect(page.locator("header.header")).to_be_visible()
    expect(hint(page)).to_have_count(0)
    assert newcomer.errors == []


def test_a_link_replaces_a_forgotten_password_once(forgetful, words):
    page = forgetful.page
    account = page.get_by_role("button", name=f"ana: {words['set']}")
    account.click()
    expect(dialog(page).get_by_label(words["present"])).to_have_count(0)
    submit(page, words, CHOSEN, CHOSEN)
    expect(dialog(page).get_by_role("status")).to_contain_text(words["done"])
    dialog(page).get_by_role("button", name=words["close"]).press("Enter")
    account.click()
    expect(dialog(page).get_by_label(words["present"])).to_be_visible()
    assert forgetful.errors == []


def test_the_dialog_has_no_barriers_with_and_without_a_mistake(newcomer, axe, words):
    page = newcomer.page
    assert violations(page, axe) == []
    page.get_by_role("button", name=f"ana: {words['set']}").press("Enter")
    assert violations(page, axe) == []
    submit(page, words, "corta", "corta")
    expect(dialog(page).get_by_role("alert")).to_contain_text(words["short"])
    expect(dialog(page).get_by_label(words["new"], exact=True)).to_be_focused()
    assert violations(page, axe) == []
    submit(page, words, CHOSEN, CHOSEN.upper())
    expect(dialog(page).get_by_role("alert")).to_contain_text(words["differ"])
    expect(dialog(page).get_by_label(words["again"])).to_be_focused()
    submit(page, words, CHOSEN, CHOSEN)
    expect(dialog(page).get_by_role("status")).to_contain_text(words["done"])
    assert violations(page, axe) == []


def test_another_password_takes_the_present_one(reader, words):
    reader.sign_in()
    account = reader.page.get_by_role("button", name=f"ana: {words['set']}")
    account.click()
    submit(reader.page, words, CHOSEN, CHOSEN)
    expect(dialog(reader.page).get_by_role("alert")).to_contain_text(words["wrong"])
    expect(dialog(reader.page).get_by_label(words["present"])).to_be_focused()
    reader.page.keyboard.press("Escape")
    expect(account).to_be_focused()


def test_the_hint_can_be_dismissed_and_the_way_to_a_password_stays(newcomer, words):
    hint(newcomer.page).get_by_role("button", name=words["dismiss"]).press("Enter")
    expect(hint(newcomer.page)).to_have_count(0)
    expect(newcomer.page.get_by_role("button", name=f"ana: {words['set']}")).to_be_focused()
