"""Positions and motion: what was not said is None, and what cannot be is refused."""

import math

import msgspec
import pytest

from lindero.model.named import struct_of
from lindero.model.place import Bearing, Ellipse, Position, Velocity


def read(kind, **fields):
    """A struct as it comes from outside: constraints of its annotations are checked."""
    return struct_of(fields, kind)


def test_no_fix_is_none_not_the_gulf_of_guinea():
    with pytest.raises(ValueError, match="0,0"):
        Position(lat_deg=0.0, lon_deg=0.0)
    with pytest.raises(msgspec.ValidationError, match="0,0"):
        read(Position, lat_deg=0.0, lon_deg=-0.0)


@pytest.mark.parametrize(("lat_deg", "lon_deg"), [(0.0, -106.4), (31.7, 0.0)])
def test_the_equator_and_the_meridian_of_greenwich_are_places(lat_deg, lon_deg):
    assert Position(lat_deg=lat_deg, lon_deg=lon_deg).lat_deg == lat_deg


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_coordinate_is_a_finite_number(value):
    with pytest.raises(ValueError, match="finite"):
        Position(lat_deg=value, lon_deg=-106.4)
    with pytest.raises(ValueError, match="finite"):
        Position(lat_deg=31.7, lon_deg=value)


@pytest.mark.parametrize(("lat_deg", "lon_deg"), [(90.1, 0.5), (-91.0, 0.5), (31.7, 180.5), (31.7, -181.0)])
def test_a_place_beyond_the_poles_or_the_date_line_is_refused(lat_deg, lon_deg):
    with pytest.raises(msgspec.ValidationError):
        read(Position, lat_deg=lat_deg, lon_deg=lon_deg)


def test_a_position_without_height_has_no_height():
    position = Position(lat_deg=31.7, lon_deg=-106.4)
    heights = (position.altitude_hae_m, position.altitude_msl_m, position.altitude_baro_m, position.height_agl_m)
    assert heights == (None, None, None, None)


@pytest.mark.parametrize("field", ["height_m", "altitude_m", "elevation"])
def test_a_height_without_its_reference_is_refused(field):
    with pytest.raises(msgspec.ValidationError, match=field):
        read(Position, lat_deg=31.7, lon_deg=-106.4, **{field: 10.0})


def test_a_negative_error_is_refused():
    with pytest.raises(msgspec.ValidationError, match="error_95_m"):
        read(Position, lat_deg=31.7, lon_deg=-106.4, error_95_m=-1.0)


def test_a_direction_of_travel_is_below_360_and_may_be_unknown():
    assert read(Velocity, speed_mps=0.0).track_deg is None
    with pytest.raises(msgspec.ValidationError, match="track_deg"):
        read(Velocity, speed_mps=1.0, track_deg=360.0)


def test_a_negative_speed_is_refused():
    with pytest.raises(msgspec.ValidationError, match="speed_mps"):
        read(Velocity, speed_mps=-1.0)


def test_an_ellipse_needs_all_three_of_its_figures():
    with pytest.raises(msgspec.ValidationError, match="semi_minor_m"):
        read(Ellipse, semi_major_m=1.0, azimuth_deg=0.0)


def test_a_bearing_without_range_has_no_range():
    assert Bearing(azimuth_deg=90.0).range_m is None
