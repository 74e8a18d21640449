"""The Sensors page as a person meets it, in both languages: health, coverage, and what nobody looks at."""

import msgspec
import pytest
from playwright.sync_api import expect

from lindero.model.airspace import SensorHealth
from lindero.operations.picture.coverage_view import CoverageCell, CoverageMap

pytestmark = pytest.mark.browser

WORDS = {
    "es": {"page": "Sensores", "clock": "reloj con más de 1 s de error", "lost": "Cobertura perdida en la línea"},
    "en": {"page": "Sensors", "clock": "clock more than 1 s off", "lost": "Coverage lost at the line"},
}


@pytest.fixture
def unwell(reader):
    """A console whose radar has a clock that is out, and half of whose cells nobody looks at."""

    def put():
        desk = reader.console.desk
        health = SensorHealth(
            findings=("registered", "clock-out"),
            noise_factor=1.4,
            clock_offset_s=1.52,
            range_bias_m=12.0,
            azimuth_bias_deg=-0.41,
            azimuth_left_deg=0.04,
        )
        desk.board.put_sensor(msgspec.structs.replace(desk.sensor(), health=health, status="degraded"))
        cells = tuple(
            CoverageCell(lat_deg=31.8, lon_deg=-106.45 + 0.01 * k, lowest_m=None if k % 2 else 20.0 * k)
            for k in range(6)
        )
        desk.board.coverage = CoverageMap(cell_m=1000.0, cells=cells, line_lost_m=2500.0)

    reader.console.do(put)
    return reader


def violations(page, axe):
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [(v["id"], [node["target"] for node in v["nodes"]]) for v in found["violations"]]


def test_the_sensors_page_tells_health_and_lost_coverage_without_barriers(unwell, axe, language):
    words, page = WORDS[language], unwell.page
    unwell.sign_in()
    page.locator(".pages a", has_text=words["page"]).click()
    shown = page.locator("[data-testid=sensors]")
    expect(shown.get_by_text(words["clock"])).to_be_visible()
    expect(shown.get_by_text("-0.41°")).to_be_visible()
    expect(shown.get_by_text("+1.52 s")).to_be_visible()
    expect(shown.get_by_role("alert")).to_contain_text(words["lost"])
    expect(page.locator("[data-testid=count-sensors]")).to_contain_text("1")
    assert violations(page, axe) == []
    assert unwell.errors == []


def test_an_administrator_is_not_offered_the_sensors_page(reader, language):
    reader.sign_in("root")
    expect(reader.page.locator(".pages a").first).to_be_visible()
    expect(reader.page.locator(".pages a", has_text=WORDS[language]["page"])).to_have_count(0)
