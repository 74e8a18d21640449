import math

import pytest

from lindero.gateways.sapient.bearing import decode_range_bearing, position_seen
from lindero.gateways.sapient.bindings import Location, RangeBearing
from lindero.gateways.sapient.errors import InvalidMessage
from lindero.gateways.sapient.location import decode_location, hae_m_of
from lindero.gateways.sapient.utm import Zone, parse_zone, utm_from_wgs84
from lindero.kernel.geodesy import destination
from lindero.model.place import Bearing, Position

EL_PASO = Position(lat_deg=31.74, lon_deg=-106.47, altitude_hae_m=1120.0)


def location(system="LAT_LNG_DEG_M", datum="E", **fields):
    return Location(
        coordinate_system=f"LOCATION_COORDINATE_SYSTEM_{system}", datum=f"LOCATION_DATUM_WGS84_{datum}", **fields
    )


def range_bearing(system="DEGREES_M", north="TRUE", **fields):
    return RangeBearing(
        coordinate_system=f"RANGE_BEARING_COORDINATE_SYSTEM_{system}", datum=f"RANGE_BEARING_DATUM_{north}", **fields
    )


def refusal(message, **options):
    with pytest.raises(InvalidMessage) as refused:
        decode_location(message, "here", **options)
    (finding,) = refused.value.findings
    return finding.path, finding.rule


def test_heights_keep_the_reference_that_the_datum_names():
    on_ellipsoid = decode_location(location(x=-106.47, y=31.74, z=1120.0), "here")
    assert (on_ellipsoid.altitude_hae_m, on_ellipsoid.altitude_msl_m) == (1120.0, None)
    above_sea = decode_location(location(x=-106.47, y=31.74, z=1120.0, datum="G"), "here")
    assert (above_sea.altitude_hae_m, above_sea.altitude_msl_m) == (None, 1120.0)
    assert hae_m_of(above_sea) == pytest.approx(1120.0 - 24.9, abs=0.5)
    assert hae_m_of(decode_location(location(x=-106.47, y=31.74), "here")) is None


def test_radians_are_radians():
    found = decode_location(location("LAT_LNG_RAD_M", x=math.radians(-106.47), y=math.radians(31.74)), "here")
    assert (found.lat_deg, found.lon_deg) == (pytest.approx(31.74), pytest.approx(-106.47))


@pytest.mark.parametrize("zone", ["13R", "13r", " 13N "])
def test_utm_zones_with_a_band_or_the_northern_hemisphere_give_the_same_place(zone):
    easting, northing = utm_from_wgs84(31.74, -106.47, Zone(number=13, band="R"))
    found = decode_location(location("UTM_M", x=easting, y=northing, utm_zone=zone, x_error=10.0, y_error=4.0), "here")
    assert (found.lat_deg, found.lon_deg) == (pytest.approx(31.74), pytest.approx(-106.47))
    assert found.error_95_m == pytest.approx(24.477, abs=1e-3)


def test_the_registered_zone_serves_locations_that_name_none():
    easting, northing = utm_from_wgs84(31.74, -106.47, Zone(number=13, band="R"))
    found = decode_location(location("UTM_M", x=easting, y=northing), "here", zone="13R")
    assert found.lat_deg == pytest.approx(31.74)
    assert refusal(location("UTM_M", x=easting, y=northing)) == ("here.utm_zone", "no-zone")


def test_band_s_is_never_read_as_the_southern_hemisphere():
    easting, northing = utm_from_wgs84(-31.74, -106.47, Zone(number=13, band="J"))
    message = location("UTM_M", x=easting, y=northing, utm_zone="13S")
    assert refusal(message) == ("here.utm_zone", "wrong-zone")
    easting, northing = utm_from_wgs84(32.6, -114.7, Zone(number=11, band="S"))
    found = decode_location(location("UTM_M", x=easting, y=northing, utm_zone="11S"), "here")
    assert found.lat_deg == pytest.approx(32.6)


@pytest.mark.parametrize("text", ["", "13", "61R", "0R", "13I", "R13", "13RS"])
def test_a_text_that_is_no_zone_is_none(text):
    assert parse_zone(text) is None


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"y": 90.1, "x": 0.1}, ("here.y", "out-of-range")),
        ({"y": 1.0, "x": -180.1}, ("here.x", "out-of-range")),
        ({"y": 0.0, "x": 0.0}, ("here", "no-place")),
        ({"y": 1.0, "x": 1.0, "z": 1e9}, ("here.z", "out-of-range")),
        ({"y": 1.0, "x": 1.0, "x_error": 5.0}, ("here.x_error", "out-of-range")),
        ({"y": 1.0, "x": 1.0, "y_error": -0.1}, ("here.y_error", "out-of-range")),
        ({"system": "UTM_M", "y": 1.0, "x": 51.2, "utm_zone": "30U"}, ("here.x", "out-of-range")),
        ({"system": "UTM_M", "y": 1.0, "x": 5e5, "utm_zone": "13?"}, ("here.utm_zone", "unknown-value")),
    ],
)
def test_a_location_that_cannot_be_is_refused_by_its_field(fields, expected):
    assert refusal(location(**fields)) == expected


def test_errors_in_degrees_become_metres_on_the_ground():
    found = decode_location(location(x=-106.47, y=31.74, x_error=0.0001, y_error=0.0001), "here")
    assert found.error_95_m == pytest.approx(2.44775 * 11.088, rel=1e-3)
    assert decode_location(location(x=-106.47, y=31.74, x_error=0.0001), "here").error_95_m is None


@pytest.mark.parametrize(
    ("system", "angle", "length"),
    [
        ("DEGREES_M", 1.0, 1.0),
        ("RADIANS_M", math.radians(1.0), 1.0),
        ("DEGREES_KM", 1.0, 0.001),
        ("RADIANS_KM", math.radians(1.0), 0.001),
    ],
)
def test_every_unit_of_a_range_and_bearing_is_honoured(system, angle, length):
    message = range_bearing(
        system,
        azimuth=-30.0 * angle,
        elevation=4.0 * angle,
        range=2500.0 * length,
        azimuth_error=0.5 * angle,
        elevation_error=1.0 * angle,
        range_error=12.0 * length,
    )
    found = decode_range_bearing(message, "here", stand=None)
    assert found.azimuth_deg == pytest.approx(330.0)
    assert (found.elevation_deg, found.range_m) == (pytest.approx(4.0), pytest.approx(2500.0))
    assert found.azimuth_sigma_deg == pytest.approx(0.5)
    assert found.elevation_sigma_deg == pytest.approx(1.0)
    assert found.range_sigma_m == pytest.approx(12.0)


def test_grid_north_is_turned_to_true_north_at_the_sensor():
    zone = Zone(number=13, band="R")
    easting, northing = utm_from_wgs84(31.74, -106.47, zone)
    due_grid_east = decode_location(location("UTM_M", x=easting + 1000.0, y=northing, utm_zone="13R"), "here")
    found = decode_range_bearing(range_bearing(north="GRID", azimuth=90.0, range=1000.4), "here", stand=EL_PASO)
    assert found.azimuth_deg == pytest.approx(90.0 - 0.773, abs=0.001)
    seen = destination(31.74, -106.47, found.azimuth_deg, 1000.3)
    assert seen == pytest.approx((due_grid_east.lat_deg, due_grid_east.lon_deg), abs=1e-5)


@pytest.mark.parametrize(("north", "stand"), [("MAGNETIC", EL_PASO), ("PLATFORM", EL_PASO), ("GRID", None)])
def test_a_north_that_cannot_be_converted_is_refused_not_guessed(north, stand):
    with pytest.raises(InvalidMessage) as refused:
        decode_range_bearing(range_bearing(north=north, azimuth=1.0), "here", stand=stand)
    assert (refused.value.findings[0].path, refused.value.findings[0].rule) == ("here.datum", "north-unknown")


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"range": 100.0}, "here.azimuth"),
        ({"azimuth": 361.0}, "here.azimuth"),
        ({"azimuth": 1.0, "elevation": 91.0}, "here.elevation"),
        ({"azimuth": 1.0, "range": -1.0}, "here.range"),
        ({"azimuth": 1.0, "range": 1e7}, "here.range"),
        ({"azimuth": 1.0, "range_error": -1.0}, "here.range_error"),
    ],
)
def test_a_bearing_that_cannot_be_is_refused_by_its_field(fields, path):
    with pytest.raises(InvalidMessage) as refused:
        decode_range_bearing(range_bearing(**fields), "here", stand=EL_PASO)
    assert refused.value.findings[0].path == path


def test_what_is_seen_straight_up_is_above_the_sensor():
    seen = position_seen(Bearing(azimuth_deg=77.0, elevation_deg=90.0, range_m=500.0), EL_PASO)
    assert (seen.lat_deg, seen.lon_deg) == (pytest.approx(31.74), pytest.approx(-106.47))
    assert seen.altitude_hae_m == pytest.approx(1620.0)


def test_without_elevation_or_own_height_there_is_no_height():
    flat = position_seen(Bearing(azimuth_deg=0.0, range_m=500.0), EL_PASO)
    assert flat.altitude_hae_m is None
    unknown = Position(lat_deg=31.74, lon_deg=-106.47)
    assert position_seen(Bearing(azimuth_deg=0.0, elevation_deg=10.0, range_m=500.0), unknown).altitude_hae_m is None


def test_a_sensor_above_sea_level_sees_heights_above_the_ellipsoid():
    above_sea = Position(lat_deg=31.74, lon_deg=-106.47, altitude_msl_m=1144.9)
    seen = position_seen(Bearing(azimuth_deg=0.0, elevation_deg=0.0, range_m=100.0), above_sea)
    assert seen.altitude_hae_m == pytest.approx(1120.0, abs=0.5)
    assert seen.altitude_msl_m is None


def test_the_wider_of_both_errors_makes_the_circle():
    bearing = Bearing(azimuth_deg=0.0, range_m=10_000.0, range_sigma_m=10.0, azimuth_sigma_deg=1.0)
    assert position_seen(bearing, EL_PASO).error_95_m == pytest.approx(2.44775 * 174.53, rel=1e-4)
