"""Units: exact by definition, and angles in the range that they promise."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindero.kernel.units import FOOT_M, FOOT_PER_MINUTE_MPS, KNOT_MPS, wrap_deg, wrap_rad

ANGLES = st.floats(-1e6, 1e6)


def test_foot_and_knot_are_exact():
    assert FOOT_M == 0.3048
    assert math.isclose(KNOT_MPS * 3600, 1852)
    assert math.isclose(FOOT_PER_MINUTE_MPS * 60, FOOT_M)


@given(ANGLES)
def test_degrees_end_up_in_the_full_circle_and_point_the_same_way(angle):
    wrapped = wrap_deg(angle)
    assert 0.0 <= wrapped < 360.0
    assert math.cos(math.radians(wrapped)) == pytest.approx(math.cos(math.radians(angle)), abs=1e-6)
    assert math.sin(math.radians(wrapped)) == pytest.approx(math.sin(math.radians(angle)), abs=1e-6)


@given(ANGLES)
def test_radians_end_up_around_zero_and_point_the_same_way(angle):
    wrapped = wrap_rad(angle)
    assert -math.pi <= wrapped < math.pi
    assert math.cos(wrapped) == pytest.approx(math.cos(angle), abs=1e-6)


def test_an_angle_just_below_zero_is_not_the_full_circle():
    assert wrap_deg(-1e-20) == 0.0
    assert wrap_deg(360.0) == 0.0
    assert wrap_deg(-90.0) == 270.0


def test_an_angle_just_below_minus_pi_is_not_plus_pi():
    assert wrap_rad(math.nextafter(-math.pi, -4.0)) == -math.pi
