"""Two real nodes with their consoles: what people do at one is done, and seen at the other."""

import re

import pytest
from console_desk import HASH, MX, PASSWORD, US
from playwright.sync_api import expect
from two_nodes import track, two_nodes, wait_until

from lindero.model.people import Account
from lindero.store.sqlite.store import open_store

pytestmark = pytest.mark.browser

PEOPLE = {
    "ana": ("watch-officer",),
    "root": ("administrator",),
    "aud": ("auditor",),
    "eva": ("releaser",),
    "luis": ("releaser",),
}
NOTE = {
    "kind": "note",
    "desk": "us.cbp/watch-1",
    "text": "The pilot is known.",
    "marking": {
        "tlp": "amber",
        "releasable_to": ["MEX"],
        "purposes": ["criminal-investigation"],
        "personal": True,
        "simulated": True,
    },
}
WORDS = {
    "es": {
        "approve": "Autorizar…",
        "recall": "Retirar…",
        "receipted": "acuse de borrado dado",
        "gone": "Registros retirados",
        "suspend": "Suspender mx.sedena",
        "resume": "Reanudar mx.sedena",
        "suspended": "suspendido: nada sale",
        "they": "el socio dice: suspendido",
        "leaves": "sale ahora hacia mx.sedena",
        "hold": "Poner bajo retención legal…",
        "held": "bajo retención legal",
        "explain": "Explicar {}",
        "policy": "según la política de este momento",
        "way": "enlace",
        "theirs": "us.cbp retiró lo que había compartido",
        "ours": "mx.sedena firmó que lo retirado está borrado",
    },
    "en": {
        "approve": "Approve…",
        "recall": "Recall…",
        "receipted": "erasure receipt given",
        "gone": "Records that are gone",
        "suspend": "Suspend mx.sedena",
        "resume": "Resume mx.sedena",
        "suspended": "suspended: nothing leaves",
        "they": "the partner says: suspended",
        "leaves": "it leaves to mx.sedena now",
        "hold": "Hold a record…",
        "held": "held",
        "explain": "Explain {}",
        "policy": "by the policy of this moment",
        "way": "link",
        "theirs": "us.cbp has recalled what it had shared",
        "ours": "mx.sedena has signed that what we recalled is erased",
    },
}


@pytest.fixture(scope="module")
def nodes(tmp_path_factory):
    """Both nodes run with their consoles; the same people are at each."""
    with two_nodes(tmp_path_factory.mktemp("nodes")) as both:
        for node in (both.us, both.mx):
            node.settings.write_text('authorities = ["treaty-1"]\n' + node.settings.read_text())
            with open_store(node.folder / "node.db") as store:
                for name, roles in PEOPLE.items():
                    store.accounts.save(Account(name=name, roles=roles, desk="watch-1", password_hash=HASH))
            node.start(console=True)
        yield both.connected()


class Seat:
    """One person at one console."""

    def __init__(self, browser, node, name, language):
        self.context = browser.new_context(
            locale={"es": "es-MX", "en": "en-US"}[language], viewport={"width": 1440, "height": 900}
        )
        self.page, self.errors = self.context.new_page(), []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"http://127.0.0.1:{node.console_port}")
        self.page.locator("input[name=name]").fill(name)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.locator("[data-testid=sign-in-form] button[type=submit]").click()
        self.page.locator("header.header").wait_for()

    def go(self, place):
        self.page.evaluate("place => { location.hash = place }", place)

    def confirm(self, *, typed=None, again=True):
        dialog = self.page.locator("[data-testid=act-dialog]")
        if typed:
            dialog.locator("input[name=typed]").fill(typed)
        if again:
            dialog.locator("input[name=again]").fill(PASSWORD)
        dialog.locator("button[type=submit]").click()
        said = dialog.locator(".act-done")
        expect(said).to_be_visible()
        text = said.inner_text()
        self.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        return text


@pytest.fixture
def seat(chromium, nodes, language):
    seats = []

    def sit(node, name):
        seats.append(Seat(chromium, node, name, language))
        return seats[-1]

    yield sit
    for one in seats:
        assert one.errors == []
        one.context.close()


@pytest.fixture
def words(language):
    return WORDS[language]


def test_what_two_persons_approve_leaves(nodes, seat, words):
    (record,) = nodes.us.inject([NOTE])
    eva, luis = seat(nodes.us, "eva"), seat(nodes.us, "luis")
    for person in (eva, luis):
        person.go(f"release/{MX}/{record}")
        expect(person.page.get_by_text("The pilot is known.")).to_be_visible()
    eva.page.get_by_role("button", name=words["approve"]).click()
    eva.confirm()
    assert nodes.mx.has([record]) == []
    expect(luis.page.locator("[data-testid=desk-detail]").get_by_text("eva", exact=True)).to_be_visible()
    luis.page.get_by_role("button", name=words["approve"]).click()
    assert words["leaves"] in luis.confirm(typed=MX)
    wait_until(lambda: nodes.mx.has([record]) == [record], "the record is at the partner")
    expect(eva.page.get_by_test_id("count-release")).to_have_count(0)


def test_a_recall_and_its_receipt_are_seen_on_both_consoles(nodes, seat, words, language):
    (record,) = nodes.us.inject([track(81 if language == "es" else 82)])
    wait_until(lambda: nodes.mx.has([record]) == [record], "the record is at the partner")
    ours, theirs = seat(nodes.us, "ana"), seat(nodes.mx, "ana")
    for one in (ours, theirs):
        one.go("exchange/recalls")
    ours.page.get_by_role("button", name=words["recall"], exact=True).click()
    ours.page.locator("[data-testid=act-dialog] input[name=id]").fill(record)
    ours.confirm()
    row = ours.page.locator("tr", has_text=record).first
    expect(row).to_contain_text(words["receipted"])
    gone = theirs.page.get_by_role("region", name=words["gone"])
    expect(gone.locator("tr", has_text=record)).to_be_visible()
    received = theirs.page.locator("tr", has_text=words["receipted"]).last
    expect(received).to_contain_text(US)
    assert nodes.mx.has([record]) == []


def test_a_recall_is_a_notice_on_the_screens_of_both_sides_until_it_is_read(nodes, seat, words, language):
    """Whatever page people have open: those who hold it must stop using it, those who asked see that it is gone."""
    (record,) = nodes.us.inject([track(83 if language == "es" else 84)])
    wait_until(lambda: nodes.mx.has([record]) == [record], "the record is at the partner")
    nodes.us.ask("recall", record=record)
    wait_until(lambda: receipted(nodes.us, record), "the partner has signed that it is erased")
    ours, theirs = seat(nodes.us, "ana"), seat(nodes.mx, "ana")  # an earlier recall would be the notice until now
    for one, said in ((ours, words["ours"]), (theirs, words["theirs"])):
        notice = one.page.get_by_test_id("recall-notice")
        expect(notice).to_contain_text(said)
        notice.get_by_role("button").click()
        expect(notice).to_have_count(0)


def test_an_auditor_holds_a_record_that_a_recall_then_does_not_erase(nodes, seat, words, language):
    (record,) = nodes.us.inject([track(85 if language == "es" else 86)])
    wait_until(lambda: nodes.mx.has([record]) == [record], "the record is at the partner")
    auditor = seat(nodes.mx, "aud")
    auditor.go("exchange/holds")
    auditor.page.get_by_role("button", name=words["hold"]).click()
    for name, text in (("record", record), ("reason", "juicio"), ("authority", "orden 12/2026")):
        auditor.page.locator(f"[data-testid=act-dialog] input[name={name}]").fill(text)
    auditor.confirm()
    expect(auditor.page.locator("tr", has_text=record)).to_contain_text(words["held"])
    nodes.us.ask("recall", record=record)
    wait_until(lambda: nodes.mx.has([record]) == [], "it is shown to nobody")
    with nodes.us.store() as store:
        (demand,) = [one for one in store.demands.all() if one.about == f"record:{record}"]
    wait_until(lambda: held_of(nodes.us, demand) != (), "the originator is told")


def receipted(node, record):
    with node.store() as store:
        return any(one.receipts for one in store.demands.all() if one.about == f"record:{record}")


def held_of(node, demand):
    with node.store() as store:
        found = next(one for one in store.demands.all() if one.about == demand.about)
    return tuple(at for receipt in found.receipts for at in receipt.held)


def test_a_row_of_the_decision_log_says_its_way_and_is_explained(nodes, seat, words, language):
    (record,) = nodes.us.inject([{**NOTE, "desk": f"us.cbp/watch-{7 if language == 'es' else 8}"}])
    auditor = seat(nodes.us, "aud")
    auditor.go("exchange/decisions")
    row = auditor.page.locator("tr", has_text=record).first
    expect(row).to_contain_text(words["way"])
    row.get_by_role("button", name=words["explain"].format(record)).click()
    dialog = auditor.page.locator("[data-testid=act-dialog]")
    expect(dialog).to_contain_text(words["policy"])
    expect(dialog.get_by_test_id("explanation")).to_contain_text("@")


def test_a_link_is_suspended_and_resumed_and_the_partner_sees_it(nodes, seat, words, language):
    ours, theirs = seat(nodes.us, "root"), seat(nodes.mx, "root")
    for one in (ours, theirs):
        one.go("exchange/links")
    ours.page.get_by_role("button", name=words["suspend"]).click()
    ours.confirm(again=False)
    expect(ours.page.get_by_text(words["suspended"])).to_be_visible()
    expect(theirs.page.get_by_text(words["they"])).to_be_visible()
    (record,) = nodes.us.inject([track(91 if language == "es" else 92)])
    ours.page.get_by_role("button", name=words["resume"]).click()
    ours.confirm(again=False)
    wait_until(lambda: nodes.mx.has([record]) == [record], "it leaves once resumed")
    expect(theirs.page.get_by_text(re.compile(words["they"]))).to_have_count(0)
