"""An aircraft that both sides see, before a person's eyes: one row, one number, and who sees it."""

import pytest
from console_desk import MX, US
from playwright.sync_api import expect

from lindero.model.airspace import ClassProbability
from lindero.model.place import Ellipse, Position, Velocity
from lindero.operations.picture.objects import SystemTrack

pytestmark = pytest.mark.browser

WORDS = {"es": ("vista por ambos lados", "sensores propios"), "en": ("seen by both sides", "own sensors")}
OURS, THEIRS = (US, "U104-K"), (MX, "M104-8")


def seen_together(desk, number):
    return SystemTrack(
        number=number,
        at=desk.clock.now(),
        members=(OURS, THEIRS),
        position=Position(lat_deg=31.76, lon_deg=-106.46, error_95_m=11.0),
        ellipse_95=Ellipse(semi_major_m=11.0, semi_minor_m=8.0, azimuth_deg=30.0),
        velocity=Velocity(speed_mps=14.0, track_deg=350.0),
        classes=(ClassProbability(object_class="multirotor", probability=0.9),),
    )


@pytest.fixture
def joined(reader):
    """A signed-in reader; both sides' tracks are one object under the partner's, older number."""

    def join():
        desk = reader.console.desk
        desk.board.show([seen_together(desk, "M104-8")])
        desk.changes.moved()

    reader.sign_in()
    expect(reader.page.get_by_text("AM17").first).to_be_visible()
    reader.console.do(join)
    return reader


def test_map_and_tables_have_it_once(joined):
    expect(joined.page.locator(".map-count")).to_contain_text("2")
    joined.show("table")
    both = joined.page.get_by_role("row").filter(has_text=f"{MX} · {US}")
    expect(both).to_have_count(1)
    expect(both.get_by_role("button", name="M104-8")).to_be_visible()
    assert joined.errors == []


def test_any_of_its_numbers_opens_it_and_shows_who_sees_it(joined, language, axe):
    joined.page.get_by_test_id("alert-card").filter(has_text="M104-8").first.get_by_text("M104-8", exact=True).click()
    panel = joined.page.get_by_test_id("track-panel")
    expect(panel.get_by_role("heading", level=2)).to_have_text("M104-8")
    expect(panel.get_by_test_id("contribution")).to_have_count(2)
    for word in (*WORDS[language], "U104-K", US, MX):
        expect(panel.get_by_text(word).first).to_be_visible()
    joined.page.evaluate(axe)
    found = joined.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [v["id"] for v in found["violations"]] == []


def test_a_reader_of_one_track_goes_on_with_the_object(reader):
    reader.sign_in()
    reader.show("table")
    reader.page.get_by_test_id("tables").get_by_role("button", name="U104-K").first.click()
    panel = reader.page.get_by_test_id("track-panel")
    expect(panel.get_by_role("heading", level=2)).to_have_text("U104-K")
    desk = reader.console.desk

    def join():
        desk.board.show([seen_together(desk, "M104-8")])
        desk.changes.moved()

    reader.console.do(join)
    expect(panel.get_by_role("heading", level=2)).to_have_text("M104-8")
    reader.console.do(lambda: (desk.board.show([]), desk.changes.moved()))
    expect(panel.get_by_role("heading", level=2)).to_have_text("M104-8")
