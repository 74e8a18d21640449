"""The story says what the demo promises: who crosses the line, who does not, and where the operator stands."""

import itertools
import math

import numpy as np
import pytest

from lindero.demo.story import LOOP_S, OPERATOR_OFFSET_M, PATROL_SERIAL, cast, place_of, state_of
from lindero.model.border_file import census_border

ACTORS = {actor.name: actor for actor in cast(1)}
TIMES = np.arange(0.0, LOOP_S, 0.5)


def path_of(name):
    states = [(t, state_of(ACTORS[name], float(t))) for t in TIMES]
    return [(t, state) for t, state in states if state is not None]


def signed_distance_m(state):
    return float(census_border().signed_distance_m(*place_of(state.east_m, state.north_m))[0])


def test_the_visitor_starts_in_the_south_and_crosses_northward_once_between_75_and_95_seconds():
    sides = [(t, signed_distance_m(state) > 0) for t, state in path_of("visitor-1")]
    turns = [t for (_, before), (t, after) in itertools.pairwise(sides) if before != after]
    assert sides[0][1] is False
    assert len(turns) == 1
    assert 75.0 <= turns[0] <= 95.0


def test_the_patrol_never_comes_within_the_lines_error():
    assert max(signed_distance_m(state) for _, state in path_of("patrol")) < -150.0


def test_the_balloon_drifts_across_and_never_faster_than_a_breeze():
    states = path_of("balloon-1")
    assert signed_distance_m(states[0][1]) < 0 < signed_distance_m(states[-1][1])
    assert all(math.hypot(s.east_mps, s.north_mps) < 6.0 for _, s in states)


@pytest.mark.parametrize("name", list(ACTORS))
def test_the_stated_velocity_is_that_of_the_path(name):
    states = path_of(name)
    for (t0, a), (t1, b) in itertools.pairwise(states):
        if (a.north_mps == 0.0) != (b.north_mps == 0.0):
            continue  # the instant at which it stops
        dt = t1 - t0
        assert (b.east_m - a.east_m) / dt == pytest.approx((a.east_mps + b.east_mps) / 2, abs=0.3)
        assert (b.north_m - a.north_m) / dt == pytest.approx((a.north_mps + b.north_mps) / 2, abs=0.3)


def test_each_round_brings_another_undeclared_aircraft_and_the_same_patrol():
    first, second = cast(1), cast(2)
    serials = [{actor.serial for actor in round_ if actor.serial} for round_ in (first, second)]
    assert serials[0] & serials[1] == {PATROL_SERIAL}


def test_the_operator_stands_away_from_everything_that_flies():
    for name in ACTORS:
        for _, state in path_of(name):
            away = math.hypot(state.east_m - OPERATOR_OFFSET_M[0], state.north_m - OPERATOR_OFFSET_M[1])
            assert away > 150.0
