"""The Exchange page and the Release desk as a person meets them, in both languages: what is there, and no barriers."""

import msgspec
import pytest
from console_desk import MX, PASSWORD, US
from playwright.sync_api import expect

from lindero.console.link_view import LinkProblem
from lindero.exchange.envelope.control import Erased
from lindero.exchange.log.ports import Decision
from lindero.exchange.log.recall_ports import Erasure, Withdrawn
from lindero.kernel.clock import SECOND_NS

pytestmark = pytest.mark.browser

DAY_NS = 86_400 * SECOND_NS
SECTIONS = {
    "ana": ["links", "recalls", "meter", "policy"],
    "aud": ["links", "recalls", "holds", "meter", "decisions", "verify"],
    "root": ["links", "meter", "policy"],
    "eva": ["links", "meter"],
}
WORDS = {
    "es": {
        "approve": "Autorizar…",
        "refuse": "Rechazar…",
        "half": "Espera a una segunda persona",
        "mistyped": "no es mx.sedena",
        "skewed": "más de 2 s",
        "empty": "Nada espera",
        "verify": "Verificar todas las bitácoras",
        "findings": "hallazgos: 1",
        "recall": "Retirar…",
        "receipted": "acuse de borrado dado",
        "rehearse": "Ensayar",
        "withheld": "Ninguna regla lo permite.",
        "changed": "se decidiría de otra forma",
        "waits": "espera el enlace",
        "keys": "Confirmar llaves nuevas",
    },
    "en": {
        "approve": "Approve…",
        "refuse": "Refuse…",
        "half": "It waits for a second person",
        "mistyped": "is not mx.sedena",
        "skewed": "more than 2 s",
        "empty": "Nothing waits",
        "verify": "Verify all logs",
        "findings": "findings: 1",
        "recall": "Recall…",
        "receipted": "erasure receipt given",
        "rehearse": "Rehearse",
        "withheld": "No rule permits it.",
        "changed": "decided otherwise",
        "waits": "waits for the link",
        "keys": "Confirm new keys",
    },
}


@pytest.fixture
def words(language):
    return WORDS[language]


def decided(desk, record, *reasons, released=False):
    return Decision(desk.clock.now(), MX, record, "track:U104-K", released, ("near-line",), reasons, "v1", 12)


def busy_exchange(desk):
    """A paired node with logs, decisions, recalls both ways, and a partner whose clock is wrong."""
    now = desk.clock.now()
    desk.pair()
    for record in desk.store.records.of_kind("track"):
        if record.origin == US:
            desk.share(record)
    desk.store.outbox.save_receipt(MX, 1, b"note", now - 2 * SECOND_NS)
    desk.store.decisions.append([decided(desk, "R1", "no-permit"), decided(desk, "R2", released=True)])
    said = Erased(erased=(3, 4), held=(7,), withdrawn=1, onward=("mx.pf",), unreachable=("screens", "backups"))
    desk.store.erasures.save(
        Erasure(
            partner=MX, recall=9, asked_at=now - DAY_NS, reason="recalled", receipt=Erased(), owed=False, said=(said,)
        )
    )
    desk.store.withdrawn.save([Withdrawn(record="R3", kind="track", origin=MX, at=now - DAY_NS, reason="recalled")])
    (link,) = desk.links.all
    desk.links.all = [
        msgspec.structs.replace(
            link,
            since_ms=now // 1_000_000 - 5_000_000,
            round_trip_ms=31.4,
            clock_offset_ms=-3100.0,
            clock_skewed=True,
            last_heartbeat_ms=now // 1_000_000 - 900_000,
            last_receipt_ms=now // 1_000_000 - 2_000,
            behind=1,
            held=2,
            certificate_ends_ms=(now + 20 * DAY_NS) // 1_000_000,
        ),
        msgspec.structs.replace(
            link,
            partner="mx.pf",
            state="stopped",
            pairing="suspended",
            keys_offered=True,
            problem=LinkProblem(
                code="link.fork", message_es="Las bitácoras se contradicen.", message_en="Logs differ."
            ),
        ),
    ]
    return desk.note()


@pytest.fixture
def busy(console):
    return console.do(lambda: busy_exchange(console.desk))


def violations(page, axe):
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(v["id"], [node["target"] for node in v["nodes"]]) for v in found["violations"]]


def go(reader, place):
    reader.page.evaluate("place => { location.hash = place }", place)


def dialog_of(page):
    return page.locator("[data-testid=act-dialog]")


def confirm(page, *, typed=None, reason=None, password=True):
    dialog = dialog_of(page)
    if reason:
        dialog.locator("[name=reason]").fill(reason)
    if typed:
        dialog.locator("input[name=typed]").fill(typed)
    if password:
        dialog.locator("input[name=again]").fill(PASSWORD)
    dialog.locator("button[type=submit]").click()


@pytest.mark.parametrize("name", list(SECTIONS))
def test_each_role_sees_its_sections_and_none_has_barriers(reader, busy, axe, name, tmp_path):
    reader.sign_in(name)
    go(reader, "exchange")
    shown = reader.page.locator(".sections a")
    expect(shown).to_have_count(len(SECTIONS[name]))
    assert [link.get_attribute("href") for link in shown.all()] == [f"#exchange/{one}" for one in SECTIONS[name]]
    for section in SECTIONS[name]:
        go(reader, f"exchange/{section}")
        expect(reader.page.locator(f".sections a[href='#exchange/{section}']")).to_have_attribute(
            "aria-current", "page"
        )
        expect(reader.page.locator("[data-testid=exchange] h2, [data-testid=exchange] .hint").first).to_be_visible()
        assert violations(reader.page, axe) == []
    assert reader.errors == []


def test_the_links_say_what_is_wrong_in_words(reader, busy, words):
    reader.sign_in()
    go(reader, "exchange/links")
    page = reader.page.locator("[data-testid=exchange]")
    expect(page.get_by_text(words["skewed"])).to_be_visible()
    expect(page.get_by_text("−3")).to_be_visible()
    expect(reader.page.get_by_test_id("count-exchange")).to_contain_text("2")


def test_an_administrator_types_the_digits_of_a_partners_new_keys(reader, busy, words, axe):
    reader.sign_in("root")
    go(reader, "exchange/links")
    reader.page.get_by_role("button", name=f"{words['keys']} mx.pf").click()
    assert violations(reader.page, axe) == []
    dialog_of(reader.page).locator("input[name=digits]").fill("00000 11111")
    confirm(reader.page)
    expect(dialog_of(reader.page).get_by_text("mx.pf").last).to_be_visible()
    expect(dialog_of(reader.page).locator(".refusal")).to_be_visible()  # nothing waits at this desk
    assert all("404" in error for error in reader.errors)


def test_a_recall_is_asked_for_and_listed(reader, busy, words, axe):
    reader.sign_in()
    go(reader, "exchange/recalls")
    reader.page.get_by_role("button", name=words["recall"], exact=True).click()
    dialog = dialog_of(reader.page)
    dialog.locator("input[value=object]").check()
    dialog.locator("input[name=id]").fill("track:U104-K")
    assert violations(reader.page, axe) == []
    confirm(reader.page)
    expect(dialog.locator(".act-done")).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(reader.page.get_by_text(words["waits"])).to_be_visible()
    expect(reader.page.get_by_text(words["receipted"])).to_be_visible()
    (demand,) = reader.console.do(lambda: reader.console.desk.store.demands.all())
    assert (demand.about, demand.person) == ("object:track:U104-K", "ana")


def test_decisions_are_found_by_reason(reader, busy, words):
    reader.sign_in("aud")
    go(reader, "exchange/decisions")
    table = reader.page.locator("[data-testid=exchange] tbody tr")
    expect(table).to_have_count(2)
    reader.page.locator(".filters select").first.select_option("no-permit")
    expect(table).to_have_count(1)
    expect(table).to_contain_text(words["withheld"])


def test_a_verification_tells_what_it_found(reader, busy, words, axe):
    reader.sign_in("aud")
    go(reader, "exchange/verify")
    reader.page.get_by_role("button", name=words["verify"]).click()
    expect(reader.page.locator(".findings li").first).to_be_visible()
    expect(reader.page.locator(".note")).to_be_visible()
    assert violations(reader.page, axe) == []


def test_an_administrator_rehearses_a_policy_and_sees_counts_only(reader, busy, words):
    reader.sign_in("root")
    go(reader, "exchange/policy")
    text = '@id("nobody") @reason_en("Nothing.") @reason_es("Nada.") forbid (principal, action, resource);'
    reader.page.locator("textarea[name=text]").fill(text)
    reader.page.get_by_role("button", name=words["rehearse"], exact=True).click()
    row = reader.page.locator("[data-testid=exchange] tbody tr")
    expect(row).to_contain_text(words["changed"])
    expect(row).not_to_contain_text(busy.id)


def test_the_release_desk_shows_all_that_would_leave_and_takes_a_yes(reader, busy, words, axe):
    reader.sign_in("eva")
    detail = reader.page.locator("[data-testid=desk-detail]")
    expect(detail.get_by_text("The pilot is known.")).to_be_visible()
    expect(reader.page.get_by_test_id("count-release")).to_contain_text("1")
    waiting = reader.console.do(lambda: reader.console.desk.store.reviews.load(MX, busy.id))
    shown = reader.page.get_by_test_id("sha256").inner_text()
    assert "".join(shown.split()) == waiting.sha256.hex()
    assert violations(reader.page, axe) == []
    detail.get_by_role("button", name=words["approve"]).click()
    assert violations(reader.page, axe) == []
    confirm(reader.page)
    expect(dialog_of(reader.page).get_by_text(words["half"])).to_be_visible()
    assert reader.errors == []


def test_the_second_yes_takes_the_partners_id(reader, busy, words):
    reader.sign_in("eva")
    reader.page.get_by_role("button", name=words["approve"]).click()
    confirm(reader.page)
    expect(dialog_of(reader.page).locator(".act-done")).to_be_visible()
    reader.page.context.clear_cookies()
    reader.page.reload()
    reader.sign_in("luis")
    reader.page.get_by_role("button", name=words["approve"]).click()
    confirm(reader.page, typed="mx.sedna")
    expect(dialog_of(reader.page).get_by_text(words["mistyped"])).to_be_visible()
    confirm(reader.page, typed=MX)
    expect(dialog_of(reader.page).locator(".act-done")).to_be_visible()
    reader.page.keyboard.press("Escape")
    expect(reader.page.get_by_text(words["empty"])).to_be_visible()
    assert reader.console.do(lambda: reader.console.desk.store.reviews.load(MX, busy.id)).approved


def test_a_refusal_by_keyboard_alone(reader, busy, words):
    reader.sign_in("eva")
    button = reader.page.get_by_role("button", name=words["refuse"])
    expect(button).to_be_visible()
    for _ in range(60):
        reader.page.keyboard.press("Tab")
        if button.evaluate("element => element === document.activeElement"):
            break
    expect(button).to_be_focused()
    reader.page.keyboard.press("Enter")
    reader.page.keyboard.type("not proportionate")
    reader.page.keyboard.press("Tab")
    reader.page.keyboard.type(PASSWORD)
    reader.page.keyboard.press("Enter")
    expect(dialog_of(reader.page).locator(".act-done")).to_be_visible()
    reader.page.keyboard.press("Enter")
    expect(reader.page.get_by_text(words["empty"])).to_be_visible()
    assert reader.console.do(lambda: reader.console.desk.store.reviews.load(MX, busy.id)) is None


def test_a_releaser_who_loses_the_role_sees_nothing_of_it_any_more(reader, busy):
    reader.sign_in("eva")
    text = reader.page.get_by_text("The pilot is known.")
    expect(text).to_be_visible()

    def take_away():
        accounts = reader.console.desk.store.accounts
        accounts.save(msgspec.structs.replace(accounts.load("eva"), roles=("administrator",)))

    reader.console.do(take_away)
    expect(text).to_have_count(0)
    expect(reader.page.locator("[data-testid=exchange]")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 1280, 1024])
def test_the_header_of_a_person_with_every_role_covers_nothing(reader, busy, width):
    def give_roles():
        accounts = reader.console.desk.store.accounts
        roles = ("watch-officer", "auditor", "releaser", "administrator")
        accounts.save(msgspec.structs.replace(accounts.load("ana"), roles=roles))

    reader.console.do(give_roles)
    reader.page.set_viewport_size({"width": width, "height": 800})
    reader.sign_in()
    expect(reader.page.locator(".pages a")).to_have_count(4)
    expect(reader.page.locator("[data-testid=links] li")).to_have_count(2)
    boxes = reader.page.evaluate(
        "[...document.querySelectorAll('.header > *, .pages a, .links li')].map(one => one.getBoundingClientRect())"
        ".map(box => [box.left, box.top, box.right, box.bottom])"
    )
    overlapping = [
        (a, b)
        for i, a in enumerate(boxes)
        for b in boxes[i + 1 :]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3] and not _holds(a, b) and not _holds(b, a)
    ]
    assert overlapping == []
    assert max(box[2] for box in boxes) <= width


def _holds(outer, inner):
    """Whether one box lies inside another."""
    return all(outer[i] <= inner[i] for i in (0, 1)) and all(outer[i] >= inner[i] for i in (2, 3))


def test_a_deep_link_opens_its_place_and_a_foreign_one_the_own_first_page(reader, busy):
    reader.sign_in("aud")
    reader.page.goto(f"{reader.console.address}/#exchange/decisions")
    expect(reader.page.locator(".sections a[aria-current=page]")).to_have_attribute("href", "#exchange/decisions")
    go(reader, "release")
    expect(reader.page.locator(".pages a[aria-current=page]")).to_have_attribute("href", "#picture")
