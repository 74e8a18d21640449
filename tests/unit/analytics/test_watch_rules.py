"""The watch: warns in time, holds, clears, and claims an incursion only beyond the error."""

import numpy as np
import pytest
from made_pictures import SPREAD, picture

from lindero.analytics.airspace import Watch
from lindero.analytics.airspace.errors import BadLine

LINE = [(-20_000.0, 0.0), (20_000.0, 0.0)]
"""West to east along y = 0: the own side is north (left)."""


def watch(**changes):
    return Watch(**({"line_enu_m": LINE, "line_error_95_m": 100.0} | changes))


def test_distance_is_positive_on_the_own_side_and_its_error_holds_the_lines():
    judged = watch().step(picture((1, 0.0, 700.0, 0.0, 0.0), (2, 0.0, -700.0, 0.0, 0.0)))
    assert judged.distance_m == pytest.approx([700.0, -700.0])
    assert (judged.distance_error_95_m > 100.0).all()
    other = watch(own_side="right").step(picture((1, 0.0, 700.0, 0.0, 0.0)))
    assert other.distance_m == pytest.approx([-700.0])


def test_a_warning_takes_two_successive_pictures():
    one = watch()
    assert not one.step(picture((1, 0.0, -600.0, 0.0, 20.0))).warned[0]
    assert one.step(picture((1, 0.0, -580.0, 0.0, 20.0), at=1.0)).warned[0]


def test_the_time_to_the_crossing_is_told_with_its_interval():
    judged = watch().step(picture((1, 50.0, -600.0, 0.0, 20.0)))
    early, median, late = judged.time_to_cross_s[0]
    assert early < median < late
    assert median == pytest.approx(30.0, abs=3.0)
    assert judged.crossing_enu_m[0] == pytest.approx([50.0, 0.0], abs=25.0)


def test_what_flies_along_the_line_is_not_warned_of():
    one = watch()
    for t in range(5):
        judged = one.step(picture((1, 20.0 * t, -900.0, 20.0, 0.0), at=float(t)))
    assert not judged.warned[0]
    assert judged.p_cross[0] < 0.2


def test_a_warning_clears_when_the_object_turns_away():
    one = watch()
    one.step(picture((1, 0.0, -600.0, 0.0, 20.0)))
    assert one.step(picture((1, 0.0, -580.0, 0.0, 20.0), at=1.0)).warned[0]
    assert not one.step(picture((1, 0.0, -700.0, 0.0, -20.0), at=8.0)).warned[0]


def test_an_incursion_is_claimed_only_beyond_the_combined_error():
    one = watch()
    one.step(picture((1, 0.0, -600.0, 0.0, 20.0)))
    assert not one.step(picture((1, 0.0, 60.0, 0.0, 20.0), at=33.0)).incursion[0]
    assert one.step(picture((1, 0.0, 260.0, 0.0, 20.0), at=43.0)).incursion[0]


def test_what_was_always_on_the_own_side_is_no_incursion():
    one = watch()
    for t in range(3):
        judged = one.step(picture((1, 0.0, 3000.0, 5.0, 0.0), at=float(t)))
    assert not judged.incursion[0]


def test_beyond_a_hairpin_the_side_is_the_outer_one():
    hairpin = [(-100.0, 1000.0), (0.0, 0.0), (100.0, 1000.0)]
    judged = watch(line_enu_m=hairpin).step(
        picture(*((k, x, -10.0, 0.0, 0.0) for k, x in enumerate((-50.0, 0.0, 50.0))))
    )
    assert (judged.distance_m < 0.0).all()
    assert watch(line_enu_m=hairpin).step(picture((1, 0.0, 500.0, 0.0, 0.0))).distance_m[0] > 0.0


@pytest.mark.parametrize("line", [[(0.0, 0.0)], [(0.0, 0.0), (np.nan, 1.0)], [0.0, 1.0]])
def test_a_line_without_two_sides_is_refused(line):
    with pytest.raises(BadLine):
        Watch(line_enu_m=line, line_error_95_m=100.0)


def approaching(one, seconds, number=1, start=0.0, **changes):
    """The last judgement of an object that flies north at 20 m/s from 900 m south of the line."""
    for t in np.arange(start, start + seconds):
        judged = one.step(picture((number, 0.0, -900.0 + 20.0 * t, 0.0, 20.0), at=float(t), **changes))
    return judged


def test_a_lost_track_keeps_its_warning_until_a_minute_after_the_predicted_crossing():
    one = watch()
    assert approaching(one, 6).warned[0]
    away = (1, 0.0, -3000.0, 0.0, -20.0)
    assert one.step(picture(away, at=60.0, last=5.0, status=2)).warned[0]
    assert one.step(picture(away, at=104.0, last=5.0, status=2)).warned[0]
    assert not one.step(picture(away, at=130.0, last=5.0, status=2)).warned[0]


def test_a_track_that_goes_on_under_a_new_number_keeps_warning_and_home():
    one = watch()
    assert approaching(one, 42).warned[0]
    one.step(picture(at=42.0))
    assert one.step(picture((9, 0.0, 20.0, 0.0, 20.0), at=45.0, first=44.0)).warned[0]
    judged = one.step(picture((9, 0.0, 220.0, 0.0, 20.0), at=55.0, first=44.0))
    assert judged.incursion[0]
    assert judged.reason[0] == 2


def test_a_new_track_elsewhere_inherits_nothing():
    one = watch()
    assert approaching(one, 6).warned[0]
    one.step(picture(at=6.0))
    assert not one.step(picture((9, 2000.0, -700.0, 0.0, 20.0), at=7.0)).warned[0]


def test_a_lost_number_is_taken_up_once():
    one = watch()
    assert approaching(one, 6).warned[0]
    one.step(picture(at=6.0))
    judged = one.step(picture((8, 5.0, -760.0, 0.0, 20.0), (9, 30.0, -760.0, 0.0, 20.0), at=7.0))
    assert judged.warned.tolist() == [True, False]


def test_quality_is_the_worst_of_error_silence_doubt_and_loneliness():
    near = (1, 0.0, -900.0, 0.0, 20.0)
    assert watch().step(picture(near)).quality[0] == 0
    assert watch().step(picture(near, sensors=1)).quality[0] == 1
    assert watch().step(picture(near, at=10.0, last=4.0)).quality[0] == 2
    assert watch().step(picture(near, covariance=1000.0 * SPREAD)).quality[0] == 3


def test_entering_an_area_is_crossing_its_closed_line():
    ring = [(-500.0, -500.0), (500.0, -500.0), (500.0, 500.0), (-500.0, 500.0), (-500.0, -500.0)]
    one = watch(line_enu_m=ring, line_error_95_m=5.0, horizon_s=30.0)
    for t in range(100):
        judged = one.step(picture((1, -1200.0 + 15.0 * t, 0.0, 15.0, 0.0), at=float(t)))
        if t == 20:
            assert judged.warned[0]
            assert judged.crossing_enu_m[0] == pytest.approx((-500.0, 0.0), abs=30.0)
        if t == 60:
            assert judged.incursion[0]
    assert judged.distance_m[0] > 0.0


def test_the_same_pictures_give_the_same_bits():
    first, second = approaching(watch(), 20), approaching(watch(), 20)
    for name in ("p_cross", "time_to_cross_s", "crossing_enu_m", "launch_covariance_m2"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()


def test_the_launch_point_is_behind_the_first_report():
    judged = approaching(watch(), 10)
    east, north = judged.launch_enu_m[0]
    assert abs(east) < 1.0
    assert -1000.0 < north < -900.0
