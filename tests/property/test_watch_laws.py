"""Laws of the watch: distance to a line, the forecast of the crossing, habits, launches, quality."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from made_pictures import SPREAD, picture
from shapely import LineString, Point, Polygon

from lindero.analytics.airspace import Watch
from lindero.analytics.airspace.warning.crossing import TURN_BACK_RATE, chance_within, instants, time_quantiles
from lindero.analytics.airspace.warning.habit import begun_habits, follow_habits
from lindero.analytics.airspace.warning.launch import LAUNCH, UNSEEN_S, begin_launches, lead_back
from lindero.analytics.airspace.warning.line import index_line, nearest_on_line

COORDINATE = st.floats(-14_000.0, 14_000.0, allow_nan=False)
LINE = np.array([(-20_000.0, 0.0), (20_000.0, 0.0)])


def measure(line, x, y):
    found = np.empty((1, 5))
    nearest_on_line(*index_line(line), np.array([(x, y)]), found)
    return found[0]


@settings(max_examples=100, deadline=None)
@given(
    steps=st.lists(st.tuples(st.floats(50.0, 900.0), st.floats(-400.0, 400.0)), min_size=1, max_size=12),
    along=st.floats(-0.3, 1.3),
    y=COORDINATE,
)
def test_the_distance_to_a_bending_line_is_that_of_shapely_and_its_sign_that_of_the_side(steps, along, y):
    line = np.cumsum(np.array([(-2000.0, 0.0), *steps]), axis=0)
    x = line[0, 0] + along * (line[-1, 0] - line[0, 0])  # beyond its ends, too
    distance, nx, ny, px, py = measure(line, x, y)
    assert math.isclose(abs(distance), LineString(line).distance(Point(x, y)), abs_tol=1e-6)
    assert math.isclose(math.hypot(x - px, y - py), abs(distance), abs_tol=1e-6)
    assert math.isclose(math.hypot(nx, ny), 1.0, abs_tol=1e-6)
    if line[0, 0] < x < line[-1, 0] and abs(distance) > 1e-6:  # it runs from west to east: left is north
        assert (distance > 0.0) == (y > np.interp(x, line[:, 0], line[:, 1]))


@settings(max_examples=100, deadline=None)
@given(
    radii=st.lists(st.floats(100.0, 900.0), min_size=3, max_size=9),
    start=st.integers(0, 8),
    x=st.floats(-1500.0, 1500.0),
    y=st.floats(-1500.0, 1500.0),
)
def test_of_a_closed_line_the_inside_is_left_wherever_it_begins(radii, start, x, y):
    angles = 2.0 * np.pi * np.arange(len(radii)) / len(radii)
    corners = np.roll(np.array(radii)[:, None] * np.stack([np.cos(angles), np.sin(angles)], 1), start, axis=0)
    distance = measure(np.concatenate([corners, corners[:1]]), x, y)[0]
    assume(abs(distance) > 1e-6)
    assert (distance > 0.0) == Polygon(corners).contains(Point(x, y))


def turned(angle, xy):
    c, s = math.cos(angle), math.sin(angle)
    return np.asarray(xy, float) @ np.array([[c, s], [-s, c]])


STATE = st.tuples(
    st.floats(-3000.0, 3000.0), st.floats(-3000.0, 3000.0), st.floats(-30.0, 30.0), st.floats(-30.0, 30.0)
)


@settings(max_examples=40, deadline=None)
@given(
    state=STATE,
    angle=st.floats(-3.0, 3.0),
    east=st.floats(-1e5, 1e5),
    bends=st.lists(st.floats(-300.0, 300.0), min_size=9, max_size=9),
)
def test_a_turned_and_shifted_frame_changes_nothing(state, angle, east, bends):
    line = np.stack([np.arange(-8000.0, 8001.0, 2000.0), bends], axis=1)
    away = np.array((east, -2.0 * east))
    here, there = Watch(line, 50.0), Watch(turned(angle, line) + away, 50.0)
    x, y, vx, vy = state
    for t in range(3):
        place, velocity = np.array((x + vx * t, y + vy * t)), np.array((vx, vy))
        moved = turned(angle, place) + away
        one = here.step(picture((1, *place, *velocity), at=float(t)))
        other = there.step(picture((1, *moved, *turned(angle, velocity)), at=float(t)))
        assert one.distance_m == pytest.approx(other.distance_m, abs=1e-4)
        assert one.p_cross == pytest.approx(other.p_cross, abs=1e-6)
        assert one.time_to_cross_s == pytest.approx(other.time_to_cross_s, abs=1e-3, nan_ok=True)
        assert one.warned == other.warned


@settings(max_examples=60, deadline=None)
@given(state=STATE)
def test_a_chance_is_one_and_the_quantiles_are_in_order(state):
    judged = Watch(LINE, 50.0).step(picture((1, *state)))
    early, median, late = judged.time_to_cross_s[0]
    assert 0.0 <= judged.p_cross[0] <= 1.0
    assert math.isnan(median) or 0.0 <= early <= median <= late <= 120.0
    assert math.isnan(median) == bool(np.isnan(judged.crossing_enu_m[0]).all())


@settings(max_examples=40, deadline=None)
@given(near=st.floats(200.0, 2000.0), farther=st.floats(50.0, 1000.0), speed=st.floats(5.0, 30.0))
def test_the_farther_from_the_line_the_less_likely_and_the_later(near, farther, speed):
    judged = Watch(LINE, 50.0).step(picture((1, 0.0, -near, 0.0, speed), (2, 0.0, -near - farther, 0.0, speed)))
    assert judged.p_cross[0] >= judged.p_cross[1] - 1e-12
    assert not judged.time_to_cross_s[0, 1] > judged.time_to_cross_s[1, 1] + 1e-9


def test_what_surely_gets_there_crosses_unless_it_thinks_better_of_it():
    sure = np.diag([1.0, 1.0, 1.0, 0.01, 0.01, 0.01])
    judged = Watch(LINE, 2.0).step(picture((1, 0.0, -200.0, 0.0, 20.0), covariance=sure))
    assert judged.p_cross[0] == pytest.approx(math.exp(-10.0 * TURN_BACK_RATE), abs=0.02)


def test_quantiles_are_those_of_the_distribution():
    ahead = instants(120.0)
    chance = np.clip(ahead / 60.0, 0.0, 1.0)[None] * 0.8
    assert chance_within(ahead, chance, 30.0)[0] == pytest.approx(0.4, abs=1e-9)
    early, median, late = time_quantiles(ahead, chance)[0]
    assert median == pytest.approx(30.0, abs=0.5)
    assert early + late == pytest.approx(60.0, abs=0.5)
    assert early < 10.0
    assert np.isnan(time_quantiles(ahead, 0.0 * chance)).all()


@settings(max_examples=40, deadline=None)
@given(vx=st.floats(-30.0, 30.0), vy=st.floats(-30.0, 30.0), wx=st.floats(-20.0, 20.0), wy=st.floats(-20.0, 20.0))
def test_a_habit_becomes_the_velocity_that_is_kept(vx, vy, wx, wy):
    habits = begun_habits(np.array([(wx, wy)]), np.ones(1), np.zeros(1))
    for t in range(1, 90):
        follow_habits(habits, np.array([(vx, vy)]), np.ones(1), np.full(1, float(t)))
    assert np.allclose(habits["mean"][0], (vx, vy), atol=1.5)
    assert abs(habits["turn"][0]) < 1e-3


@settings(max_examples=40, deadline=None)
@given(rate=st.floats(0.03, 0.2), side=st.sampled_from((-1.0, 1.0)), speed=st.floats(5.0, 20.0))
def test_the_rate_of_a_turn_is_found_and_its_mean_velocity_is_small(rate, side, speed):
    habits = begun_habits(np.array([(speed, 0.0)]), np.full(1, 0.1), np.zeros(1))
    for t in range(1, 300):
        angle = side * rate * t
        now = np.array([(speed * math.cos(angle), speed * math.sin(angle))])
        follow_habits(habits, now, np.full(1, 0.1), np.full(1, float(t)))
    assert habits["turn"][0] == pytest.approx(side * rate, rel=0.05)
    assert np.hypot(*habits["mean"][0]) < speed


def test_a_picture_without_a_new_report_teaches_no_habit():
    habits = begun_habits(np.array([(10.0, 0.0)]), np.ones(1), np.full(1, 5.0))
    before = habits.copy()
    follow_habits(habits, np.array([(0.0, 30.0)]), np.ones(1), np.full(1, 5.0))
    assert habits.tobytes() == before.tobytes()


def test_the_launch_of_a_straight_flight_lies_in_its_ellipse():
    noise, inside = np.random.default_rng(5), 0
    for _ in range(300):
        launches = np.zeros(1, LAUNCH)
        begin_launches(launches)
        velocity = noise.normal(0.0, 10.0, 2)
        unseen_s = max(noise.normal(UNSEEN_S, 1.0), 0.0)
        for tau in (3.0, 4.0, 5.0, 6.0):
            true = np.array([*velocity * (unseen_s + tau), 100.0, *velocity, 0.0])
            state = noise.multivariate_normal(true, SPREAD)[None]
            lead_back(launches, state, SPREAD[None], np.array([tau]), np.zeros(1, bool))
        gap = launches["place"][0]
        inside += gap @ np.linalg.solve(launches["covariance"][0], gap) < 5.991
    assert inside >= 0.9 * 300


def test_no_launch_is_led_back_through_a_manoeuvre():
    launches = np.zeros(1, LAUNCH)
    begin_launches(launches)
    state = np.array([[100.0, 0.0, 50.0, 10.0, 0.0, 0.0]])
    lead_back(launches, state, SPREAD[None], np.array([10.0]), np.array([False]))
    kept = launches.copy()
    lead_back(launches, -state, 1e-3 * SPREAD[None], np.array([1.0]), np.array([True]))
    lead_back(launches, -state, 1e-3 * SPREAD[None], np.array([1.0]), np.array([False]))
    assert launches["place"].tobytes() == kept["place"].tobytes()
