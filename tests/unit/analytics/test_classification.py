"""What is said of an object's class, and by which evidence."""

import math

import numpy as np
import pytest

from lindero.analytics.airspace import CLASSES, EVIDENCE, Scan, SensorModel, Tracker
from lindero.analytics.airspace.classification.wind import UNKNOWN, WindLog

SIGMA = (8.0, math.radians(0.4), math.radians(0.8))
DRONE = [CLASSES.index("multirotor"), CLASSES.index("fixed-wing")]
BIRD, BALLOON, GROUND = CLASSES.index("bird"), CLASSES.index("balloon"), CLASSES.index("ground")
SECONDS = 40
LISTENERS = ((0.0, -800.0, 0.0), (4000.0, -500.0, 0.0))


def models():
    shared = {"max_range_m": 9000.0, "period_s": 1.0}
    radar = SensorModel(
        sensor_id=1,
        kind="radar",
        position_enu_m=(0.0, 0.0, 0.0),
        sigma=SIGMA,
        detection_probability=0.9,
        clutter_per_scan=1.0,
        **shared,
    )
    finders = [
        SensorModel(
            sensor_id=2 + k,
            kind="bearing",
            position_enu_m=place,
            sigma=(0.05,),
            bias_sigma=(0.0,),
            detection_probability=0.75,
            clutter_per_scan=0.5,
            **shared,
        )
        for k, place in enumerate(LISTENERS)
    ]
    return [radar, *finders]


def scans(path, echo_dbsm=None, heard=None, seconds=SECONDS):
    """Radar reports of one object each second, and what direction finders hear: it, nothing; None: there are none."""
    chance, made = np.random.default_rng(5), []
    for t in range(seconds):
        x, y, z = path(float(t))
        level = math.hypot(x, y)
        report = np.array([[math.hypot(level, z), math.atan2(y, x), math.atan2(z, level)]])
        report += chance.normal(size=(1, 3)) * SIGMA
        rcs = None if echo_dbsm is None else [echo_dbsm + 10 * math.log10(chance.exponential() + 0.05)]
        made.append(Scan(sensor_id=1, time_s=float(t), arrival_s=float(t), z=report, rcs_dbsm=rcs))
        for k, (east, north, _) in enumerate(LISTENERS if heard is not None else ()):
            z = np.array([[math.atan2(y - north, x - east) + 0.05 * chance.normal()]]) if heard else np.zeros((0, 1))
            made.append(Scan(sensor_id=2 + k, time_s=t + 0.3, arrival_s=t + 0.3, z=z))
    return made


def picture(made, wind=(4.0, 0.0, 0.8), at=SECONDS - 1.0):
    tracker = Tracker(models())
    if wind is not None:
        tracker.set_wind(*wind)
    for scan in made:
        tracker.ingest(scan)
    return tracker.tracks(at)


def carried(t):
    return 1500.0 + 5.8 * t, 2000.0 + 0.3 * t, 130.0


def patrol(t):
    return 3000.0 - 14.0 * t, 1500.0 + 250.0 * math.sin(t / 12.0), 120.0


def test_what_drifts_with_the_wind_and_echoes_like_foil_is_a_balloon():
    assert picture(scans(carried, -8.0)).class_probability[0, BALLOON] > 0.8


def test_the_same_drift_without_a_wind_is_never_claimed_above_four_fifths():
    assert picture(scans(carried, -8.0), wind=None).class_probability[0, BALLOON] < 0.8


def test_a_drone_is_a_drone_though_it_is_silent():
    assert picture(scans(patrol, -18.0, heard=False)).class_probability[0, DRONE].sum() > 0.5


def test_silence_says_nothing_against_a_drone():
    unheard, unlistened = picture(scans(patrol, -18.0, heard=False)), picture(scans(patrol, -18.0))
    radio = unheard.class_evidence[0, EVIDENCE.index("radio")]
    assert np.ptp(radio) == pytest.approx(0.0, abs=1e-12)
    assert np.allclose(unheard.class_probability, unlistened.class_probability, atol=1e-3)


def test_what_is_heard_on_the_radio_is_hardly_a_bird():
    heard, unheard = picture(scans(patrol, -18.0, heard=True)), picture(scans(patrol, -18.0, heard=False))
    assert heard.class_probability[0, DRONE].sum() > 0.97
    assert heard.class_probability[0, BIRD] < 0.1 * unheard.class_probability[0, BIRD]
    radio = heard.class_evidence[0, EVIDENCE.index("radio")]
    assert radio[DRONE[0]] > radio[BIRD] + 2.0


def test_a_flight_that_lets_the_wind_carry_it_for_half_a_minute_stays_a_drone():
    def path(t):
        flown = min(t, 20.0)
        return patrol(flown)[0] + 5.8 * (t - flown), patrol(flown)[1], 120.0

    probability = picture(scans(path, -18.0, seconds=50), at=49.0).class_probability[0]
    assert probability[BALLOON] < 0.2


def test_a_large_echo_on_a_straight_way_at_the_ground_is_a_vehicle():
    assert picture(scans(lambda t: (1500.0 + 20.0 * t, 900.0, -8.0), 10.0)).class_probability[0, GROUND] > 0.8


def test_reports_without_a_cross_section_are_no_evidence_of_one():
    told = picture([*scans(patrol)])
    unsaid = [Scan(**(vars(scan) | {"rcs_dbsm": [math.nan]})) for scan in scans(patrol)]
    assert np.array_equal(told.class_probability, picture(unsaid).class_probability)
    assert not told.class_evidence[0, EVIDENCE.index("echo")].any()


def test_evidence_sums_to_the_probabilities():
    table = picture(scans(patrol, -18.0, heard=True))
    from_sum = np.exp(table.class_evidence[0].sum(axis=0))
    prior = table.class_probability[0] / from_sum
    again = picture(scans(carried, -8.0))
    assert again.class_probability[0] / np.exp(again.class_evidence[0].sum(axis=0)) / prior == pytest.approx(
        np.full(7, (again.class_probability[0] / np.exp(again.class_evidence[0].sum(axis=0)) / prior)[0]), rel=1e-6
    )


@pytest.mark.parametrize("seed", range(4))
def test_late_reports_give_the_class_of_time_order(seed):
    made = scans(patrol, -18.0, heard=True)
    late = np.random.default_rng(seed).uniform(0.0, 3.0, len(made))
    order = sorted(range(len(made)), key=lambda k: made[k].time_s + late[k])
    shuffled = [Scan(**(vars(made[k]) | {"arrival_s": made[k].time_s + late[k]})) for k in order]
    assert np.array_equal(picture(made).class_probability, picture(shuffled).class_probability)


def test_a_late_report_is_weighed_with_the_wind_of_its_own_time():
    log, north = WindLog(), np.array([0.0, 3.0, 0.5])
    log.tell(10.0, north)
    assert log.at(9.9) is UNKNOWN
    assert log.at(10.0) is north
    log.forget(12.0)
    assert log.at(12.0) is north


def test_a_wind_that_is_no_number_is_unknown():
    tracker = Tracker(models())
    tracker.set_wind(math.nan, 1.0, 0.5)
    for scan in scans(carried, -8.0):
        tracker.ingest(scan)
    assert np.array_equal(
        tracker.tracks(39.0).class_probability, picture(scans(carried, -8.0), wind=None).class_probability
    )
