"""Positions in words."""

import pytest

from lindero.model.place import Position
from lindero.operations.places import PlaceName, Places, load_places

JUAREZ = (31.7202, -106.4608, "Ciudad Juárez", "Ciudad Juárez")


@pytest.mark.parametrize(
    ("north_deg", "east_deg", "es", "en"),
    [
        (0.1, 0.0, "11 km al norte de Ciudad Juárez", "11 km north of Ciudad Juárez"),
        (-0.1, 0.0, "11 km al sur de Ciudad Juárez", "11 km south of Ciudad Juárez"),
        (0.0, 0.1, "9 km al este de Ciudad Juárez", "9 km east of Ciudad Juárez"),
        (0.0, -0.1, "9 km al oeste de Ciudad Juárez", "9 km west of Ciudad Juárez"),
        (-0.1, -0.12, "16 km al suroeste de Ciudad Juárez", "16 km southwest of Ciudad Juárez"),
        (0.0, 0.01, "en Ciudad Juárez", "at Ciudad Juárez"),
    ],
)
def test_a_position_is_named_from_the_nearest_town(north_deg, east_deg, es, en):
    place = Position(lat_deg=JUAREZ[0] + north_deg, lon_deg=JUAREZ[1] + east_deg)
    assert Places((JUAREZ,)).name(place) == PlaceName(es, en)


def test_far_from_every_town_there_is_no_name():
    assert load_places().name(Position(lat_deg=20.0, lon_deg=-130.0)) is None


def test_the_committed_towns_know_both_sides():
    places = load_places()
    assert "Laredo" in places.name(Position(lat_deg=27.60, lon_deg=-99.50)).en
    assert places.name(Position(lat_deg=32.53, lon_deg=-117.04)).es.endswith("de Tijuana")
