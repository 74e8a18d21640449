"""The console's map agrees with the line that is measured against, and names its sources."""

import json
from pathlib import Path

import numpy as np
import pytest

from lindero.model.border_file import census_border

ROOT = Path(__file__).resolve().parents[3]
MAP = ROOT / "web/public/map"


def features(name):
    return json.loads((MAP / f"{name}.geojson").read_text())["features"]


def test_the_drawn_border_is_the_measured_one_stretch_by_stretch():
    border = census_border()
    drawn = features("border")
    assert [feature["properties"]["kind"] for feature in drawn] == [stretch.kind for stretch in border.stretches]
    for feature, stretch in zip(drawn, border.stretches, strict=True):
        lon, lat = np.array(feature["geometry"]["coordinates"]).T
        assert np.nanmax(np.abs(border.signed_distance_m(lat, lon)[0])) < 1.0
        assert abs(len(lon) - (stretch.last - stretch.first + 1)) <= 2


@pytest.mark.parametrize("name", ["state-labels", "cities", "neighbours"])
def test_every_name_is_there_in_both_languages(name):
    assert all(feature["properties"]["en"] and feature["properties"]["es"] for feature in features(name))


def test_the_cities_lie_in_their_countries():
    """GeoNames knows nothing of the line: an independent look at both."""
    border = census_border()
    wrong = []
    for feature in features("cities"):
        lon, lat = feature["geometry"]["coordinates"]
        claimed = {"USA": "US", "MEX": "MX"}.get(border.side(lat, lon))
        if claimed not in {None, feature["properties"]["country"]}:
            wrong.append(feature["properties"]["en"])
    assert wrong == []


def test_the_map_stays_small():
    assert sum(path.stat().st_size for path in MAP.iterdir()) < 2_500_000


def test_the_attribution_is_the_documented_one_in_both_languages():
    documented = (ROOT / "docs/reference/map-data.md").read_text()
    attribution = json.loads((MAP / "attribution.json").read_text())
    assert set(attribution) == {"en", "es"}
    assert all(f"> {text}\n" in documented for text in attribution.values())


def test_every_file_of_the_map_is_documented():
    documented = (ROOT / "docs/reference/map-data.md").read_text()
    assert [path.name for path in MAP.iterdir() if f"`{path.name}`" not in documented] == []
