"""Geodesy: earth-centred positions, local axes and geodesics against values known from elsewhere."""

import math

import numpy as np
import pytest

from lindero.kernel.geodesy import destination, distance_bearing, ecef_from_wgs84, enu_axes, wgs84_from_ecef


def test_the_axes_of_the_ellipsoid_are_where_wgs84_says():
    points = ecef_from_wgs84([0.0, 0.0, 90.0], [0.0, 90.0, 0.0], 0.0)
    assert points == pytest.approx(np.array([[6378137.0, 0, 0], [0, 6378137.0, 0], [0, 0, 6356752.314245]]), abs=1e-6)


def test_geodetic_to_cartesian_and_back_is_the_same_place_from_the_sea_floor_to_the_stratosphere():
    generator = np.random.default_rng(1)
    lat, lon = generator.uniform(-89.9, 89.9, 20_000), generator.uniform(-180, 180, 20_000)
    hae = generator.uniform(-500, 40_000, 20_000)
    lat_back, lon_back, hae_back = wgs84_from_ecef(ecef_from_wgs84(lat, lon, hae))
    assert np.abs(lat_back - lat).max() < 1e-9
    assert np.abs(lon_back - lon).max() < 1e-9
    assert np.abs(hae_back - hae).max() < 1e-4


def test_cartesian_agrees_with_the_closed_form_of_the_textbook():
    lat, lon, hae = math.radians(31.74), math.radians(-106.47), 1200.0
    eccentricity_2 = (2 - 1 / 298.257223563) / 298.257223563
    normal = 6378137.0 / math.sqrt(1 - eccentricity_2 * math.sin(lat) ** 2)
    expected = (
        (normal + hae) * math.cos(lat) * math.cos(lon),
        (normal + hae) * math.cos(lat) * math.sin(lon),
        (normal * (1 - eccentricity_2) + hae) * math.sin(lat),
    )
    assert ecef_from_wgs84(31.74, -106.47, 1200.0) == pytest.approx(expected, abs=1e-6)


def test_shapes_broadcast_and_follow_the_input():
    points = ecef_from_wgs84(np.zeros((4, 1)), np.zeros(5), 10.0)
    assert points.shape == (4, 5, 3)
    assert [part.shape for part in wgs84_from_ecef(points)] == [(4, 5)] * 3
    assert ecef_from_wgs84(1.0, 2.0, 3.0).shape == (3,)


def test_inputs_are_left_as_they_were():
    lat, lon = np.array([31.0]), np.array([-106.0])
    point = ecef_from_wgs84(lat, lon, 0.0)
    kept = point.copy()
    wgs84_from_ecef(point)
    distance_bearing(lat, lon, lat + 1, lon)
    assert (lat[0], lon[0]) == (31.0, -106.0)
    assert np.array_equal(point, kept)


def test_no_position_stays_no_position():
    assert np.isnan(ecef_from_wgs84(math.nan, 1.0, 2.0)).all()
    assert math.isnan(distance_bearing(math.nan, 0.0, 1.0, 1.0)[0])
    assert math.isnan(destination(0.0, 0.0, 90.0, math.nan)[0])


def test_a_latitude_beyond_the_pole_is_no_position():
    assert np.isnan(ecef_from_wgs84(90.1, 0.0, 0.0)).all()


def test_axes_are_a_rotation_whose_rows_point_east_north_and_up():
    axes = enu_axes(31.74, -106.47)
    here = ecef_from_wgs84(31.74, -106.47, 0.0)
    assert axes @ axes.T == pytest.approx(np.eye(3), abs=1e-15)
    assert np.linalg.det(axes) == pytest.approx(1.0)
    above = axes @ (ecef_from_wgs84(31.74, -106.47, 100.0) - here)
    north = axes @ (ecef_from_wgs84(31.75, -106.47, 0.0) - here)
    east = axes @ (ecef_from_wgs84(31.74, -106.46, 0.0) - here)
    assert above == pytest.approx([0, 0, 100], abs=1e-6)
    assert (north[1] > 1000, abs(north[0]) < 1e-6, abs(north[2]) < 0.2) == (True, True, True)
    assert (east[0] > 900, abs(east[1]) < 0.1, abs(east[2]) < 0.2) == (True, True, True)


def test_a_geodesic_of_karneys_paper_comes_out():
    """Wellington to Salamanca: the worked example of GeographicLib's documentation."""
    distance_m, azimuth_deg = distance_bearing(-41.32, 174.81, 40.96, -5.50)
    assert distance_m == pytest.approx(19_959_679.267, abs=0.001)
    assert azimuth_deg == pytest.approx(161.06766998616, abs=1e-8)


def test_azimuths_are_compass_directions():
    assert [distance_bearing(0.0, 0.0, *there)[1] for there in ((1, 0), (0, 1), (-1, 0), (0, -1))] == [0, 90, 180, 270]


def test_a_place_and_itself_are_no_distance_apart():
    assert distance_bearing(31.74, -106.47, 31.74, -106.47) == (0.0, 0.0)


def test_destination_undoes_distance_and_bearing():
    lat, lon = destination(31.74, -106.47, [0, 77, 180, 301], [1.0, 150.0, 5e3, 5e5])
    distance_m, azimuth_deg = distance_bearing(31.74, -106.47, lat, lon)
    assert distance_m == pytest.approx([1.0, 150.0, 5e3, 5e5], abs=1e-6)
    assert azimuth_deg == pytest.approx([0, 77, 180, 301], abs=1e-6)


def test_scalars_give_plain_floats():
    assert [type(value) for value in (*distance_bearing(1.0, 2.0, 3.0, 4.0), *destination(1.0, 2.0, 3.0, 4.0))] == [
        float
    ] * 4
