"""The watch: warns in time, holds, clears, and claims an incursion only beyond the error."""

import numpy as np
import pytest

from lindero.analytics.airspace import CLASSES, TrackTable, Watch
from lindero.analytics.airspace.errors import BadLine

LINE = [(-20_000.0, 0.0), (20_000.0, 0.0)]
"""West to east along y = 0: the own side is north (left)."""


def table(*tracks, at=0.0):
    """(track id, x, y, vx, vy) each, with 10 m and 1 m/s of 1-sigma."""
    rows = np.array([[x, y, 100.0, vx, vy, 0.0] for _, x, y, vx, vy in tracks], float).reshape(-1, 6)
    count = len(rows)
    covariance = np.tile(np.diag([100.0, 100.0, 400.0, 1.0, 1.0, 1.0]), (count, 1, 1))
    return TrackTable(
        track_id=np.array([track[0] for track in tracks], np.int64),
        state_enu=rows,
        covariance_enu=covariance,
        existence=np.ones(count),
        status=np.ones(count, np.int8),
        transmitter_id=np.full(count, -1, np.int64),
        first_s=np.zeros(count),
        last_s=np.full(count, at),
        sensors=np.ones((count, 1), np.bool_),
        class_probability=np.full((count, len(CLASSES)), 1.0 / len(CLASSES)),
        height_known=np.ones(count, np.bool_),
        group_size=np.ones(count, np.int64),
        flags=np.zeros(count, np.uint32),
        time_s=at,
    )


def watch(**changes):
    return Watch(**({"line_enu_m": LINE, "line_error_95_m": 100.0} | changes))


def test_distance_is_positive_on_the_own_side_and_its_error_holds_the_lines():
    judged = watch().step(table((1, 0.0, 700.0, 0.0, 0.0), (2, 0.0, -700.0, 0.0, 0.0)))
    assert judged.distance_m == pytest.approx([700.0, -700.0])
    assert (judged.distance_error_95_m > 100.0).all()
    other = watch(own_side="right").step(table((1, 0.0, 700.0, 0.0, 0.0)))
    assert other.distance_m == pytest.approx([-700.0])


def test_a_warning_takes_two_successive_pictures():
    one = watch()
    assert not one.step(table((1, 0.0, -600.0, 0.0, 20.0))).warned[0]
    assert one.step(table((1, 0.0, -580.0, 0.0, 20.0), at=1.0)).warned[0]


def test_the_time_to_the_crossing_is_told_with_its_interval():
    judged = watch().step(table((1, 50.0, -600.0, 0.0, 20.0)))
    early, median, late = judged.time_to_cross_s[0]
    assert early < median < late
    assert median == pytest.approx(30.0, abs=3.0)
    assert judged.crossing_enu_m[0] == pytest.approx([50.0, 0.0], abs=25.0)


def test_what_flies_along_the_line_is_not_warned_of():
    one = watch()
    for t in range(5):
        judged = one.step(table((1, 20.0 * t, -900.0, 20.0, 0.0), at=float(t)))
    assert not judged.warned[0]
    assert judged.p_cross[0] < 0.2


def test_a_warning_clears_when_the_object_turns_away():
    one = watch()
    one.step(table((1, 0.0, -600.0, 0.0, 20.0)))
    assert one.step(table((1, 0.0, -580.0, 0.0, 20.0), at=1.0)).warned[0]
    assert not one.step(table((1, 0.0, -700.0, 0.0, -20.0), at=8.0)).warned[0]


def test_an_incursion_is_claimed_only_beyond_the_combined_error():
    one = watch()
    one.step(table((1, 0.0, -600.0, 0.0, 20.0)))
    assert not one.step(table((1, 0.0, 60.0, 0.0, 20.0), at=33.0)).incursion[0]
    assert one.step(table((1, 0.0, 260.0, 0.0, 20.0), at=43.0)).incursion[0]


def test_what_was_always_on_the_own_side_is_no_incursion():
    one = watch()
    for t in range(3):
        judged = one.step(table((1, 0.0, 3000.0, 5.0, 0.0), at=float(t)))
    assert not judged.incursion[0]


def test_beyond_a_hairpin_the_side_is_the_outer_one():
    hairpin = [(-100.0, 1000.0), (0.0, 0.0), (100.0, 1000.0)]
    judged = watch(line_enu_m=hairpin).step(table(*((k, x, -10.0, 0.0, 0.0) for k, x in enumerate((-50.0, 0.0, 50.0)))))
    assert (judged.distance_m < 0.0).all()
    assert watch(line_enu_m=hairpin).step(table((1, 0.0, 500.0, 0.0, 0.0))).distance_m[0] > 0.0


@pytest.mark.parametrize("line", [[(0.0, 0.0)], [(0.0, 0.0), (np.nan, 1.0)], [0.0, 1.0]])
def test_a_line_without_two_sides_is_refused(line):
    with pytest.raises(BadLine):
        Watch(line_enu_m=line, line_error_95_m=100.0)
