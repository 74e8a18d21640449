"""The console as a person meets it, in Spanish and English, with map and tables, by mouse and by keyboard."""

import hashlib
from urllib.parse import urlsplit

import msgspec
import pytest
from console_desk import US
from playwright.sync_api import expect

from lindero.kernel.clock import SECOND_NS

pytestmark = pytest.mark.browser

WORDS = {
    "es": {
        "acknowledge": "Acusar recibo de la alerta",
        "by": "Acuse de us.cbp/watch-1",
        "outcome": "Informar el resultado de la alerta",
        "verdict": "Globo",
        "send": "Enviar resultado",
        "first": "ya tiene acuse de us.cbp/watch-2",
    },
    "en": {
        "acknowledge": "Acknowledge alert",
        "by": "Acknowledged by us.cbp/watch-1",
        "outcome": "Report the outcome of alert",
        "verdict": "Balloon",
        "send": "Send outcome",
        "first": "was already acknowledged by us.cbp/watch-2",
    },
}


@pytest.fixture
def words(language):
    return WORDS[language]


def number_of(console, count):
    alerts = console.desk.store.records.of_kind("alert")
    return next(alert for alert in alerts if alert.number.startswith(f"AM{count}-"))


def button(page, label, number):
    return page.get_by_role("button", name=f"{label} {number}")


def records(console, kind):
    return console.do(lambda: console.desk.store.records.of_kind(kind))


def violations(page, axe):
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(v["id"], [node["target"] for node in v["nodes"]]) for v in found["violations"]]


def test_the_sign_in_page_has_no_barriers(reader, axe, language):
    reader.page.goto(reader.console.address)
    reader.page.locator("[data-testid=sign-in-form]").wait_for()
    expect(reader.page.locator("html")).to_have_attribute("lang", language)
    assert violations(reader.page, axe) == []


@pytest.mark.parametrize("view", ["map", "table"])
def test_both_views_have_no_barriers_and_ask_nobody_else(reader, axe, view):
    reader.sign_in()
    reader.show(view)
    expect(reader.page.get_by_text("AM17").first).to_be_visible()
    assert violations(reader.page, axe) == []
    own = urlsplit(reader.console.address).netloc
    hosts = {urlsplit(url).netloc for url in reader.requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {own}
    assert reader.errors == []


def test_the_tables_hold_what_the_map_shows(reader):
    reader.sign_in()
    reader.show("table")
    tables = reader.page.locator("[data-testid=tables]")
    for words in ("U104-K", "U105-H", "M104-8", "radar-1", "mx.sedena"):
        expect(tables.get_by_text(words).first).to_be_visible()


def test_an_alert_is_acknowledged_and_closed_by_mouse(reader, words):
    alert = number_of(reader.console, 17)
    reader.sign_in()
    button(reader.page, words["acknowledge"], alert.number).click()
    card = reader.page.locator(f"#alert-{alert.alert}")
    expect(card.get_by_text(words["by"])).to_be_visible()
    button(reader.page, words["outcome"], alert.number).click()
    dialog = reader.page.locator("[data-testid=outcome-dialog]")
    dialog.get_by_label(words["verdict"]).check()
    dialog.get_by_role("button", name=words["send"]).click()
    expect(dialog).to_have_count(0)
    (outcome,) = records(reader.console, "outcome")
    assert (outcome.alert, outcome.verdict, outcome.desk) == (alert.alert, "balloon", f"{US}/watch-1")


@pytest.mark.parametrize("view", ["map", "table"])
def test_an_alert_is_acknowledged_by_keyboard_alone(reader, words, view):
    alert = number_of(reader.console, 17)
    reader.sign_in()
    reader.show(view)
    target = button(reader.page, words["acknowledge"], alert.number)
    expect(target).to_be_visible()
    for _ in range(80):
        reader.page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            break
    expect(target).to_be_focused()
    reader.page.keyboard.press("Enter")
    expect(target).to_have_count(0)
    acknowledged = [a for a in records(reader.console, "acknowledgement") if a.stage == "acknowledged"]
    assert [a.alert for a in acknowledged] == [alert.alert]


def test_who_comes_second_is_told_who_was_first(reader, words):
    alert = number_of(reader.console, 17)

    def another_desk_is_quicker(route):
        reader.console.do(lambda: reader.console.desk.alerts.acknowledge(alert.alert, f"{US}/watch-2"))
        route.continue_()

    reader.sign_in()
    reader.page.route("**/acknowledge", another_desk_is_quicker)
    button(reader.page, words["acknowledge"], alert.number).click()
    expect(reader.page.get_by_text(words["first"])).to_be_visible()


def test_an_alert_that_arrives_is_drawn_and_only_then_counts_as_shown(reader):
    reader.sign_in()
    reader.console.receive(lambda desk: [desk.alert(18, step="incursion", reason=2)])
    alert = number_of(reader.console, 18)
    assert alert.alert not in {a.alert for a in records(reader.console, "acknowledgement")}
    card = reader.page.locator(f"#alert-{alert.alert}")
    expect(card).to_be_attached()
    card.scroll_into_view_if_needed()
    reader.page.wait_for_function(
        "id => fetch('/api/v1/alerts').then(a => a.json())"
        ".then(a => a.alerts.find(one => one.alert === id).times.shown_ms !== null)",
        arg=alert.alert,
    )
    (shown,) = [a for a in records(reader.console, "acknowledgement") if a.alert == alert.alert]
    assert (shown.stage, shown.desk) == ("shown", f"{US}/watch-1")


def test_a_one_time_link_signs_in_and_leaves_no_trace_in_the_address(reader):
    def make_link():
        accounts, clock = reader.console.desk.store.accounts, reader.console.desk.clock
        digest = hashlib.sha256(b"the-token").digest()
        until = clock.now() + 60 * SECOND_NS
        accounts.save(msgspec.structs.replace(accounts.load("ana"), link_hash=digest, link_until=until))

    reader.console.do(make_link)
    reader.page.goto(f"{reader.console.address}/#link=the-token")
    reader.page.locator("header.header").wait_for()
    assert "token" not in reader.page.url
    assert reader.errors == []


def test_an_administrator_is_shown_no_content(reader, axe):
    reader.sign_in("root")
    expect(reader.page.locator("[data-testid=exchange]")).to_be_visible()
    expect(reader.page.get_by_text("AM17")).to_have_count(0)
    assert violations(reader.page, axe) == []


def test_signing_out_elsewhere_empties_the_page(reader):
    reader.sign_in()
    expect(reader.page.locator("[data-testid=alert-card]").first).to_be_visible()
    reader.page.evaluate(
        "fetch('/api/v1/session').then(a => a.json()).then(session => fetch('/api/v1/sign-out',"
        " {method: 'POST', headers: {'X-CSRF-Token': session.csrf}}))"
    )
    expect(reader.page.locator("[data-testid=sign-in-form]")).to_be_visible()
    expect(reader.page.get_by_text("AM17")).to_have_count(0)


def test_simulated_data_say_so_on_every_page(reader):
    reader.page.goto(reader.console.address)
    expect(reader.page.locator("[data-testid=simulated-banner]")).to_be_visible()
    reader.sign_in()
    expect(reader.page.locator("[data-testid=simulated-banner]")).to_be_visible()
