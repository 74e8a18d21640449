"""The watch over time: what it remembers of a track, and what it says of one it lost."""

import math
from dataclasses import replace

import numpy as np
import pytest

from lindero.analytics.airspace import CLASSES, TrackTable, Watch
from lindero.analytics.airspace.errors import BadLine

ACROSS, AT_THE_LINE, ORIGIN_UNKNOWN, WILL_CROSS = 2, 3, 4, 1


def picture(time_s, y_m, speed_mps, status=1, track_id=1, sigma_m=10.0):
    """One object at (0, y) flying north; the line runs along y = 0, the own side is north."""
    return TrackTable(
        track_id=np.array([track_id]),
        state_enu=np.array([[0.0, y_m, 100.0, 0.0, speed_mps, 0.0]]),
        covariance_enu=np.diag([sigma_m**2, sigma_m**2, 400.0, 1.0, 1.0, 1.0])[None],
        existence=np.array([0.99]),
        status=np.array([status], np.int8),
        transmitter_id=np.array([-1]),
        first_s=np.zeros(1),
        last_s=np.array([time_s]),
        sensors=np.ones((1, 1), np.bool_),
        class_probability=np.full((1, len(CLASSES)), 1.0 / len(CLASSES)),
        height_known=np.ones(1, np.bool_),
        group_size=np.ones(1, np.int64),
        flags=np.zeros(1, np.uint32),
        time_s=time_s,
    )


def watch(**changes):
    return Watch([(-20_000.0, 0.0), (20_000.0, 0.0)], **({"line_error_95_m": 100.0} | changes))


def test_a_lost_track_keeps_its_warning_until_a_minute_after_the_predicted_crossing():
    one = watch()
    for t in range(3):
        judged = one.step(picture(float(t), -600.0 + 20.0 * t, 20.0))
    expected_s = 2.0 + judged.time_to_cross_s[0, 1]
    turned_away = {"y_m": -2500.0, "speed_mps": 0.0, "status": 2}
    assert one.step(picture(expected_s + 55.0, **turned_away)).warned[0]
    assert not one.step(picture(expected_s + 65.0, **turned_away)).warned[0]


def test_an_object_first_seen_near_the_line_on_the_own_side_has_no_known_origin():
    one = watch()
    judged = one.step(picture(0.0, 300.0, 0.0))
    assert (judged.reason[0], bool(judged.incursion[0])) == (ORIGIN_UNKNOWN, False)
    far = one.step(picture(60.0, 900.0, 0.0))
    assert (far.reason[0], bool(far.incursion[0])) == (0, False)


def test_reasons_follow_a_crossing():
    one = watch()
    reasons = [int(one.step(picture(float(t), -700.0 + 20.0 * t, 20.0)).reason[0]) for t in range(50)]
    assert reasons[0] == 0
    assert sorted(set(reasons[1:]), key=reasons.index) == [WILL_CROSS, AT_THE_LINE, ACROSS]


def test_leaving_the_own_side_is_a_crossing_too():
    one = watch()
    for t in range(3):
        judged = one.step(picture(float(t), 900.0 - 25.0 * t, -25.0))
    assert judged.warned[0]
    assert judged.distance_m[0] > 0.0
    assert one.step(picture(45.0, -225.0, -25.0)).incursion[0]


def test_the_error_of_the_track_delays_the_claim():
    sharp, blurred = watch(), watch()
    for one, sigma_m in ((sharp, 10.0), (blurred, 100.0)):
        one.step(picture(0.0, -600.0, 20.0, sigma_m=sigma_m))
    assert sharp.step(picture(40.0, 150.0, 20.0)).incursion[0]
    assert not blurred.step(picture(40.0, 150.0, 20.0, sigma_m=100.0)).incursion[0]


def test_between_the_two_thresholds_nothing_changes():
    one, p = watch(), []
    one.step(picture(0.0, -600.0, 20.0))
    for t, speed in ((1.0, 20.0), (2.0, 10.0)):
        judged = one.step(picture(t, -580.0, speed))
        p.append(float(judged.p_cross[0]))
        assert judged.warned[0]
    assert 0.2 < p[1] < 0.5 < p[0]


def nothing(time_s):
    """The same picture without its object."""
    full = picture(time_s, 0.0, 0.0)
    rows = [name for name in full.__dataclass_fields__ if getattr(getattr(full, name), "shape", ()) != ()]
    return replace(full, **{name: getattr(full, name)[:0] for name in rows})


def gone_for(seconds):
    """Whether a track is warned of that left the table after two pictures and is back so much later."""
    one = watch()
    for t in range(2):
        one.step(picture(float(t), -600.0, 20.0))
    empty = one.step(nothing(2.0))
    assert empty.warned.shape == (0,)
    assert empty.time_to_cross_s.shape == (0, 3)
    one.step(nothing(1.0 + seconds))
    return bool(one.step(picture(2.0 + seconds, -560.0, 20.0)).warned[0])


def test_a_track_that_left_the_table_keeps_its_warning_for_a_while_and_then_starts_anew():
    assert gone_for(2.0)
    assert not gone_for(300.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"line_error_95_m": -1.0},
        {"own_side": "north"},
        {"horizon_s": 0.0},
        {"raise_at": 0.1, "clear_at": 0.2},
        {"hold": 0},
        {"line_error_95_m": math.inf},
    ],
)
def test_settings_that_contradict_each_other_are_refused(wrong):
    with pytest.raises(BadLine):
        watch(**wrong)
