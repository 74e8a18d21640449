"""The border line: known places, bends, ends, the local plane, and files that may replace it."""

import dataclasses
import json
import math
from importlib.resources import files

import numpy as np
import pytest

from lindero.kernel.geodesy import destination, distance_bearing
from lindero.model.border_file import census_border, load_border, parse_border
from lindero.model.errors import NotABorderLine

# Town centres, from west to east.
UNITED_STATES = {
    "San Diego": (32.716, -117.165),
    "Calexico": (32.679, -115.499),
    "Yuma": (32.693, -114.628),
    "Nogales, Arizona": (31.340, -110.934),
    "Douglas": (31.345, -109.545),
    "Columbus": (31.828, -107.640),
    "El Paso": (31.759, -106.487),
    "Presidio": (29.561, -104.372),
    "Del Rio": (29.363, -100.897),
    "Eagle Pass": (28.709, -100.500),
    "Laredo": (27.506, -99.507),
    "McAllen": (26.203, -98.230),
    "Brownsville": (25.902, -97.497),
}
MEXICO = {
    "Tijuana": (32.533, -117.019),
    "Mexicali": (32.625, -115.452),
    "San Luis Río Colorado": (32.456, -114.772),
    "Nogales, Sonora": (31.318, -110.946),
    "Agua Prieta": (31.327, -109.549),
    "Palomas": (31.756, -107.623),
    "Ciudad Juárez": (31.739, -106.486),
    "Ojinaga": (29.545, -104.417),
    "Ciudad Acuña": (29.324, -100.952),
    "Piedras Negras": (28.700, -100.523),
    "Nuevo Laredo": (27.476, -99.516),
    "Reynosa": (26.081, -98.288),
    "Matamoros": (25.880, -97.504),
}


def feature(coordinates=((-107.0, 31.0), (-106.0, 31.0)), **properties):
    return {
        "type": "Feature",
        "properties": {"source": "a survey", "error_95_m": 5.0} | properties,
        "geometry": {"type": "LineString", "coordinates": [list(place) for place in coordinates]},
    }


def line(*coordinates, **properties):
    return parse_border(json.dumps(feature(coordinates, **properties)).encode())


@pytest.mark.parametrize("place", UNITED_STATES.values(), ids=UNITED_STATES)
def test_towns_of_the_united_states_lie_there(place):
    assert census_border().side(*place) == "USA"


@pytest.mark.parametrize("place", MEXICO.values(), ids=MEXICO)
def test_towns_of_mexico_lie_there(place):
    assert census_border().side(*place) == "MEX"


def test_monument_258_and_the_mouth_of_the_river_are_on_the_line():
    distance_m, _ = census_border().signed_distance_m([32.53436, 25.95667], [-117.12309, -97.14639])
    assert np.abs(distance_m) == pytest.approx([0, 0], abs=100)


@pytest.mark.parametrize(
    ("place", "error_95_m"),
    [
        ((31.7838, -107.5), 100),
        ((31.3333, -109.8), 100),
        ((32.62, -114.79), 150),
        ((31.7600, -106.45), 150),
        ((27.50, -99.51), 150),
        ((32.53, -117.2), 100),
        ((25.96, -97.05), 100),
    ],
    ids=["parallel 31°47'", "Sonora", "Colorado", "Juárez", "Laredo", "Pacific", "Gulf"],
)
def test_rivers_are_less_sure_than_monuments_and_the_sea(place, error_95_m):
    assert census_border().signed_distance_m(*place)[1] == error_95_m


def test_on_the_line_and_within_its_error_no_side_is_claimed():
    border = line((-107.0, 31.0), (-106.0, 31.0), error_95_m=100.0)
    assert border.side(31.0, -106.5) is None
    assert [border.side(*destination(31.0, -106.5, azimuth, 99.0)) for azimuth in (0, 180)] == [None, None]
    assert [border.side(*destination(31.0, -106.5, azimuth, 101.0)) for azimuth in (0, 180)] == ["USA", "MEX"]


def test_no_position_has_no_side_and_no_distance():
    border = census_border()
    assert border.side(math.nan, -106.0) is None
    distance_m, error_95_m = border.signed_distance_m([31.0, math.nan, 95.0], [-106.0, -106.0, math.inf])
    assert np.isnan(distance_m).tolist() == np.isnan(error_95_m).tolist() == [False, True, True]


def test_shapes_follow_the_input():
    border = census_border()
    assert border.signed_distance_m(np.zeros((3, 1)) + 31.0, np.zeros(4) - 106.0)[0].shape == (3, 4)
    assert border.signed_distance_m(31.0, -106.0)[0].shape == ()
    assert border.signed_distance_m([], [])[0].shape == (0,)


def test_the_outside_of_a_hairpin_is_on_the_outer_side():
    """At a bend of 170° the nearest segment alone gives either answer; the mean direction gives the right one."""
    spike = line((-107.0, 31.0), (-106.5, 31.02), (-106.5, 31.1), (-106.49, 31.02), (-106.0, 31.0))
    tip_lat, tip_lon = 31.1, -106.5
    for azimuth_deg in np.arange(-75.0, 76.0, 5.0):
        assert spike.side(*destination(tip_lat, tip_lon, azimuth_deg, 500.0)) == "USA"
    assert spike.side(31.09, -106.499) == "MEX"


def test_beyond_the_ends_the_first_and_last_segments_go_on():
    border = line((-107.0, 31.0), (-106.0, 31.0))
    assert [border.side(30.9, -108.0), border.side(31.1, -108.0)] == ["MEX", "USA"]
    assert [border.side(30.9, -105.0), border.side(31.1, -105.0)] == ["MEX", "USA"]


def test_off_both_coasts_the_maritime_boundary_decides():
    border = census_border()
    imperial_beach_waters, rosarito_waters = (32.57, -117.30), (32.40, -117.30)
    south_padre_waters, bagdad_waters = (26.05, -97.00), (25.85, -97.00)
    assert [border.side(*place) for place in (imperial_beach_waters, south_padre_waters)] == ["USA", "USA"]
    assert [border.side(*place) for place in (rosarito_waters, bagdad_waters)] == ["MEX", "MEX"]


def test_straight_in_degrees_is_what_a_segment_is():
    """RFC 7946: a parallel stays a parallel, it does not bulge as a geodesic would (6.5 km here)."""
    distance_m, _ = line((-110.0, 31.0), (-105.0, 31.0)).signed_distance_m(31.0, np.linspace(-110, -105, 51))
    assert np.abs(distance_m).max() < 0.1


def test_the_local_line_runs_west_to_east_with_the_united_states_on_its_left():
    (piece,) = census_border().line_enu_m(31.74, -106.47, 10_000.0, hae_m=1115.0)
    start, end = piece[0], piece[-1]
    assert start[0] < end[0]
    nearest = np.hypot(*piece.T).argmin()
    along, to_juarez = piece[nearest + 1] - piece[nearest], -piece[nearest]
    assert along[0] * to_juarez[1] - along[1] * to_juarez[0] < 0, "the origin lies in Juárez: right of the line"


def test_the_local_line_is_as_far_away_as_the_line():
    border = census_border()
    (piece,) = border.line_enu_m(31.74, -106.47, 10_000.0)
    start, along = piece[:-1], np.diff(piece, axis=0)
    share = np.clip(-(start * along).sum(1) / (along**2).sum(1), 0, 1)
    distance_m = np.hypot(*(start + share[:, None] * along).T).min()
    assert distance_m == pytest.approx(abs(border.signed_distance_m(31.74, -106.47)[0]), abs=0.1)


def test_the_local_line_reaches_just_past_the_radius():
    (piece,) = census_border().line_enu_m(31.74, -106.47, 10_000.0)
    ends_m = np.hypot(*piece[[0, -1]].T)
    assert (ends_m >= 10_000.0 - 20).all()
    assert (np.hypot(*piece.T) < 12_100.0).all()


def test_far_from_the_line_there_is_none_around():
    border = census_border()
    assert border.line_enu_m(40.0, -100.0, 10_000.0) == []
    assert math.isnan(border.line_error_95_m(40.0, -100.0, 10_000.0))


def test_a_line_that_leaves_the_radius_and_comes_back_comes_in_pieces():
    bow = line((-107.0, 31.0), (-106.6, 31.0), (-106.6, 31.5), (-106.4, 31.5), (-106.4, 31.0), (-106.0, 31.0))
    pieces = bow.line_enu_m(31.0, -106.5, 20_000.0)
    assert len(pieces) == 2
    assert pieces[0][:, 0].max() < 0 < pieces[1][:, 0].min()


def test_the_error_around_a_place_is_the_largest_near_it():
    border = census_border()
    assert border.line_error_95_m(31.7838, -107.5, 10_000.0) == 100.0
    assert border.line_error_95_m(31.7838, -106.6, 40_000.0) == 150.0


def test_a_border_line_cannot_be_changed():
    border = census_border()
    with pytest.raises(dataclasses.FrozenInstanceError):
        border.source = "another"
    with pytest.raises(ValueError, match="read-only"):
        border.lat_deg[0] = 0.0


def test_the_committed_line_states_what_it_is():
    border = census_border()
    assert "Census" in border.source
    assert [stretch.kind for stretch in border.stretches] == ["sea", "land", "river", "land", "river", "sea"]
    land_km = sum(
        distance_bearing(*(a[s.first + k : s.last + k] for k in (0, 1) for a in (border.lat_deg, border.lon_deg)))[
            0
        ].sum()
        for s in border.stretches
        if s.kind != "sea"
    )
    assert land_km / 1000 == pytest.approx(3145, rel=0.01), "3,145 km: International Boundary and Water Commission"


def test_an_official_file_replaces_the_line(tmp_path):
    path = tmp_path / "línea oficial.geojson"
    path.write_text(json.dumps(feature()))
    border = load_border(path)
    assert (border.source, border.signed_distance_m(31.5, -106.5)[1]) == ("a survey", 5.0)


def test_the_committed_file_is_of_the_form_that_is_asked_of_others(tmp_path):
    path = tmp_path / "copy.geojson"
    path.write_bytes((files("lindero.model") / "data" / "border.geojson").read_bytes())
    assert load_border(path).stretches == census_border().stretches


LAND = {"kind": "land", "first": 0, "last": 1, "error_95_m": 5.0}


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (feature(error_95_m=0), "error_95_m"),
        (feature(error_95_m=None), "error_95_m"),
        (feature(source=""), "source"),
        (feature([(-107.0, 31.0)]), "coordinates"),
        (feature([(-107.0, 31.0), ("west", 31.0)]), r"coordinates\[1\]\[0\]"),
        (feature() | {"type": "FeatureCollection"}, "type"),
        (feature([(-107.0, 31.0), (-106.0, 91.0)]), "vertex 1 is not on earth"),
        (feature([(-107.0, 31.0), (-107.0, 31.0), (-106.0, 31.0)]), "vertices 0 and 1 are one place"),
        (feature([(-106.0, 31.0), (-107.0, 31.0)]), "west to east"),
        (feature([(-107.0, 31.0), (-106.0, 31.0), (-106.0, 32.0), (-106.5, 30.0), (-105.0, 30.0)]), "crosses itself"),
        (feature(stretches=[LAND | {"first": 1}]), "stretch 0 does not go on from vertex 0"),
        (feature(stretches=[LAND | {"last": 0}]), "stretch 0 does not go on from vertex 0"),
        (feature(stretches=[LAND | {"last": 2}]), "end at vertex 2 of 1"),
        (feature(stretches=[LAND | {"error_95_m": -1.0}]), "stretch 0 has no error above zero"),
        (feature(stretches=[LAND | {"kind": "wall"}]), "stretches"),
    ],
)
def test_a_malformed_file_is_refused_with_the_place_of_the_fault(broken, why):
    with pytest.raises(NotABorderLine, match=why) as refusal:
        parse_border(json.dumps(broken).encode())
    assert refusal.value.text("es").startswith("El archivo de la línea fronteriza no sirve: ")


def test_noise_and_a_missing_file_are_refused_too(tmp_path):
    with pytest.raises(NotABorderLine, match="structure"):
        parse_border(b"\x00\xff")
    with pytest.raises(NotABorderLine, match="cannot be read"):
        load_border(tmp_path / "missing.geojson")
