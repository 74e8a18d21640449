"""Border truth: sides and distances against two oracles that share no method with the implementation.

The side comes from a polygon in plain degrees (the line closed over the north), the distance from a tree of earth-
centred points every 5 m along the line. The implementation works with segments on a conformal cone.
"""

import json
from importlib.resources import files

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod
from scipy.spatial import cKDTree

from lindero.kernel.geodesy import ecef_from_wgs84
from lindero.model.border_file import census_border

GEOD = Geod(ellps="WGS84")
OFFSETS_M = (-1000.0, -150.0, -50.0, 50.0, 150.0, 1000.0)
SPACING_M = 5.0

feature = json.loads((files("lindero.model") / "data" / "border.geojson").read_text())
LINE = np.array(feature["geometry"]["coordinates"])
STATED_M = np.concatenate(
    [np.full(s["last"] - s["first"], s["error_95_m"]) for s in feature["properties"]["stretches"]]
)
NORTH_OF_IT = shapely.Polygon([*LINE, (LINE[-1, 0], 60.0), (LINE[0, 0], 60.0)])
shapely.prepare(NORTH_OF_IT)


def fine_line():
    """Longitudes, latitudes and stated errors of points every 5 m along the line."""
    lengths_m = GEOD.inv(*LINE[:-1].T, *LINE[1:].T)[2]
    counts = np.ceil(lengths_m / SPACING_M).astype(int)
    segment = np.repeat(np.arange(len(counts)), counts)
    share = np.concatenate([np.arange(count) / count for count in counts])[:, None]
    places = LINE[segment] * (1 - share) + LINE[segment + 1] * share
    return np.vstack([places, LINE[-1]]).T, np.append(STATED_M[segment], STATED_M[-1])


(FINE_LON, FINE_LAT), FINE_STATED_M = fine_line()
FINE_ECEF = ecef_from_wgs84(FINE_LAT, FINE_LON, 0.0)
TREE = cKDTree(FINE_ECEF)


def true_distance_m(lat, lon):
    """Distance to the line and its largest stated error there: the two pieces of 5 m at the nearest point, in space."""
    here = ecef_from_wgs84(lat, lon, 0.0)
    _, nearest = TREE.query(here)
    nearest = np.clip(nearest, 1, len(FINE_ECEF) - 2)
    distance_m = np.minimum(*(to_piece(here, FINE_ECEF[nearest], FINE_ECEF[nearest + step]) for step in (-1, 1)))
    return distance_m, np.maximum(FINE_STATED_M[nearest - 1], FINE_STATED_M[nearest])


def to_piece(here, start, end):
    along = end - start
    share = np.clip(((here - start) * along).sum(-1) / (along * along).sum(-1), 0.0, 1.0)
    return np.linalg.norm(start + share[..., None] * along - here, axis=-1)


def truly_north(lat, lon):
    return shapely.contains_xy(NORTH_OF_IT, lon, lat)


def offsets_from(lon, lat, azimuth_deg):
    """Places ± 50, ± 150 and ± 1000 m off, to the left (north) where positive."""
    count = len(lon)
    distances = np.repeat(OFFSETS_M, count)
    end_lon, end_lat, _ = GEOD.fwd(*(np.tile(v, len(OFFSETS_M)) for v in (lon, lat, azimuth_deg - 90.0)), distances)
    return end_lat, end_lon, distances


def middles():
    middle = (LINE[:-1] + LINE[1:]) / 2
    return middle[:, 0], middle[:, 1], GEOD.inv(*middle.T, *LINE[1:].T)[0]


def corners():
    """Every inner vertex, square to the direction halfway between its two segments."""
    into = np.radians(GEOD.inv(*LINE[1:-1].T, *LINE[:-2].T)[0] + 180.0)
    out_of = np.radians(GEOD.inv(*LINE[1:-1].T, *LINE[2:].T)[0])
    halfway = np.degrees(np.arctan2(np.sin(into) + np.sin(out_of), np.cos(into) + np.cos(out_of)))
    return LINE[1:-1, 0], LINE[1:-1, 1], halfway


def assert_right_side_beyond_the_error_and_silence_within(lat, lon):
    distance_m, error_95_m = census_border().signed_distance_m(lat, lon)
    truth_m, stated_m = true_distance_m(lat, lon)
    clear, within = truth_m > stated_m + 0.5, truth_m < stated_m - 0.5
    assert ((distance_m > 0) == truly_north(lat, lon))[clear].all()
    assert (np.abs(distance_m) > error_95_m)[clear].all()
    assert (np.abs(distance_m) <= error_95_m)[within].all()
    return clear, within


@pytest.mark.parametrize("places", [middles, corners], ids=["segments", "corners"])
def test_every_part_of_the_line_has_the_right_side_beyond_its_error_and_none_within(places):
    lat, lon, _ = offsets_from(*places())
    clear, within = assert_right_side_beyond_the_error_and_silence_within(lat, lon)
    assert clear.sum() > 10_000, "the test would say nothing"
    assert within.sum() > 10_000, "the test would say nothing"


def test_what_was_set_off_to_the_left_is_the_united_states_where_the_line_does_not_come_back():
    """The polygon is checked by construction: a perpendicular whose foot is the nearest point crosses nothing."""
    lat, lon, offset_m = offsets_from(*middles())
    foot_is_nearest = true_distance_m(lat, lon)[0] > 0.999 * np.abs(offset_m)
    assert foot_is_nearest.sum() > 15_000
    assert np.array_equal(truly_north(lat, lon)[foot_is_nearest], offset_m[foot_is_nearest] > 0)


def test_side_says_the_country_or_nothing():
    border = census_border()
    lat, lon, _ = offsets_from(*(part[::97] for part in middles()))
    truth_m, stated_m = true_distance_m(lat, lon)
    sides = [border.side(*place) for place in zip(lat, lon, strict=True)]
    for side, north, d, stated in zip(sides, truly_north(lat, lon), truth_m, stated_m, strict=True):
        if abs(d - stated) > 0.5:
            assert side == (None if d < stated else "USA" if north else "MEX")


@pytest.mark.parametrize(
    ("lon_range", "lat_range"),
    [((-117.6, -117.0), (32.3, 32.8)), ((-97.4, -96.6), (25.7, 26.2))],
    ids=["Pacific", "Gulf"],
)
def test_both_coasts_and_their_waters_have_the_right_side(lon_range, lat_range):
    lon, lat = (grid.ravel() for grid in np.meshgrid(np.linspace(*lon_range, 150), np.linspace(*lat_range, 150)))
    clear, _ = assert_right_side_beyond_the_error_and_silence_within(lat, lon)
    assert clear.mean() > 0.95


vertex = st.integers(0, len(LINE) - 1)
azimuth = st.floats(0.0, 360.0)


@settings(max_examples=400, deadline=None)
@given(vertex, azimuth, st.floats(1.0, 5_000.0))
def test_within_5_km_the_distance_is_right_to_a_metre(index, azimuth_deg, away_m):
    lon, lat, _ = GEOD.fwd(*LINE[index], azimuth_deg, away_m)
    distance_m, _ = census_border().signed_distance_m(lat, lon)
    truth_m, _ = true_distance_m(lat, lon)
    assert abs(distance_m) == pytest.approx(truth_m, abs=1.0)


@settings(max_examples=400, deadline=None)
@given(vertex, azimuth, st.floats(5_000.0, 500_000.0))
def test_farther_off_the_distance_is_right_to_half_a_percent(index, azimuth_deg, away_m):
    lon, lat, _ = GEOD.fwd(*LINE[index], azimuth_deg, away_m)
    distance_m, _ = census_border().signed_distance_m(lat, lon)
    truth_m, _ = true_distance_m(lat, lon)
    assert abs(distance_m) == pytest.approx(truth_m, abs=1.0, rel=0.005)
