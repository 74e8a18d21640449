"""The tracker as its interface promises: tracks, ids, counters, any order of arrival, nothing moved by looking."""

import math

import numpy as np
import pytest

from lindero.analytics.airspace import CLASSES, Frame, Scan, SensorModel, Tracker
from lindero.analytics.airspace.errors import BadSensorModel, DuplicateSensor, UnknownSensor

RADAR = 7
SIGMA = (8.0, math.radians(0.4), math.radians(0.8))


def radar(**changes):
    fields = {
        "sensor_id": RADAR,
        "kind": "radar",
        "position_enu_m": (0.0, 0.0, 0.0),
        "sigma": SIGMA,
        "max_range_m": 9000.0,
        "detection_probability": 0.9,
        "clutter_per_scan": 5.0,
        "period_s": 1.0,
    }
    return SensorModel(**(fields | changes))


def seen_from_origin(positions, noise):
    """Radar reports of positions (m, 3), with noise."""
    x, y, z = np.asarray(positions, float).T
    level = np.hypot(x, y)
    exact = np.stack([np.sqrt(x**2 + y**2 + z**2), np.arctan2(y, x), np.arctan2(z, level)], axis=1)
    return exact + noise.normal(size=exact.shape) * np.array(SIGMA)


def two_that_cross(t):
    """Two drones whose paths cross at t = 30 s, 40 m apart in height."""
    return [
        (1500.0 + 20.0 * (t - 30.0), 2500.0 + 6.0 * (t - 30.0), 120.0),
        (1500.0 - 20.0 * (t - 30.0), 2500.0 + 6.0 * (t - 30.0), 160.0),
    ]


def scans_of(path, seconds, seed=3):
    noise = np.random.default_rng(seed)
    return [
        Scan(sensor_id=RADAR, time_s=float(t), arrival_s=t + 0.2, z=seen_from_origin(path(float(t)), noise))
        for t in range(seconds)
    ]


def told(tracker, scans, at):
    for scan in scans:
        tracker.ingest(scan)
    return tracker.tracks(at)


@pytest.fixture(scope="module")
def crossing():
    return told(Tracker([radar()]), scans_of(two_that_cross, 60), 59.0)


def test_two_objects_become_two_tracks_near_the_truth(crossing):
    truth = np.array(two_that_cross(59.0))
    assert len(crossing) == 2
    for place in truth:
        assert np.min(np.linalg.norm(crossing.state_enu[:, :3] - place, axis=1)) < 60.0


def test_crossing_targets_keep_their_ids(crossing):
    early = told(Tracker([radar()]), scans_of(two_that_cross, 25), 24.0)
    going_east = early.track_id[np.argmax(early.state_enu[:, 3])]
    assert crossing.track_id[np.argmax(crossing.state_enu[:, 3])] == going_east


def test_covariances_are_symmetric_and_positive(crossing):
    for covariance in crossing.covariance_enu:
        assert np.array_equal(covariance, covariance.T)
        assert np.linalg.eigvalsh(covariance).min() > 0.0


def test_class_probabilities_sum_to_one_and_nothing_is_claimed_after_a_few_reports(crossing):
    assert crossing.class_probability.shape == (2, len(CLASSES))
    assert np.allclose(crossing.class_probability.sum(axis=1), 1.0)
    early = told(Tracker([radar()]), scans_of(two_that_cross, 4), 3.0)
    assert early.class_probability.max() < 0.8


def test_evidence_on_the_class_counts():
    noise = np.random.default_rng(4)
    tracker = Tracker([radar()])
    bird = np.full((1, len(CLASSES)), 0.02)
    bird[0, CLASSES.index("bird")] = 0.9
    for t in range(10):
        z = seen_from_origin([(1000.0 + 10.0 * t, 900.0, 80.0)], noise)
        tracker.ingest(Scan(sensor_id=RADAR, time_s=float(t), arrival_s=float(t), z=z, class_likelihood=bird))
    (probability,) = tracker.tracks(9.0).class_probability
    assert probability[CLASSES.index("bird")] > 0.9


def test_looking_changes_no_bit():
    scans = scans_of(two_that_cross, 40)
    quiet, watched = Tracker([radar()]), Tracker([radar()])
    for scan in scans:
        quiet.ingest(scan)
        watched.ingest(scan)
        watched.tracks(scan.time_s + 0.3)
    a, b = quiet.tracks(40.0), watched.tracks(40.0)
    assert np.array_equal(a.track_id, b.track_id)
    assert np.array_equal(a.state_enu, b.state_enu)
    assert np.array_equal(a.covariance_enu, b.covariance_enu)


def test_a_scan_three_seconds_late_gives_the_result_of_time_order():
    scans = scans_of(two_that_cross, 30)
    late = [*scans[:20], *scans[21:24], Scan(sensor_id=RADAR, time_s=20.0, arrival_s=23.3, z=scans[20].z), *scans[24:]]
    a, b = told(Tracker([radar()]), scans, 29.0), told(Tracker([radar()]), late, 29.0)
    assert np.array_equal(a.track_id, b.track_id)
    assert np.array_equal(a.state_enu, b.state_enu)


def test_late_future_and_impossible_reports_are_counted_and_not_used():
    tracker = Tracker([radar()])
    scans = scans_of(two_that_cross, 20)
    before = told(tracker, scans, 19.0)
    tracker.ingest(Scan(sensor_id=RADAR, time_s=1.0, arrival_s=20.0, z=scans[1].z))
    tracker.ingest(Scan(sensor_id=RADAR, time_s=30.0, arrival_s=20.0, z=scans[1].z))
    tracker.ingest(
        Scan(sensor_id=RADAR, time_s=19.1, arrival_s=20.0, looked_rad=None, z=[[math.nan, 0.0, 0.0], [-5.0, 0.0, 0.0]])
    )
    counts = tracker.sensors()
    assert (counts.too_late[0], counts.future[0], counts.refused[0]) == (2, 2, 2)
    assert np.allclose(before.state_enu, tracker.tracks(19.0).state_enu, atol=0.05)


def test_an_id_is_never_given_again():
    tracker, ids = Tracker([radar()]), set()
    for appearance in range(3):
        begin = 60 * appearance
        for t in range(8):
            z = seen_from_origin([(900.0, 1200.0 + 8.0 * t, 60.0)], np.random.default_rng(begin + t))
            tracker.ingest(Scan(sensor_id=RADAR, time_s=float(begin + t), arrival_s=float(begin + t), z=z))
        for t in range(8, 60):
            tracker.ingest(
                Scan(sensor_id=RADAR, time_s=float(begin + t), arrival_s=float(begin + t), z=np.zeros((0, 3)))
            )
        new = set(tracker.tracks(float(begin + 8)).track_id.tolist())
        assert not new & ids
        ids |= new


def test_a_transmitter_names_its_track():
    tracker = Tracker(
        [radar(), radar(sensor_id=9, kind="position", sigma=(8.0, 8.0, 15.0), cooperative=True, clutter_per_scan=0.0)]
    )
    noise = np.random.default_rng(5)
    for t in range(12):
        place = np.array([[1000.0, 800.0 + 12.0 * t, 100.0]])
        tracker.ingest(Scan(sensor_id=RADAR, time_s=float(t), arrival_s=float(t), z=seen_from_origin(place, noise)))
        said = place + noise.normal(size=(1, 3)) * (8.0, 8.0, 15.0)
        tracker.ingest(
            Scan(sensor_id=9, time_s=t + 0.5, arrival_s=t + 0.5, z=said, transmitter_id=[42], looked_rad=None)
        )
    table = tracker.tracks(11.5)
    assert table.transmitter_id.tolist() == [42]
    assert table.sensors.all()


def test_strange_and_repeated_sensors_are_refused():
    with pytest.raises(DuplicateSensor):
        Tracker([radar(), radar()])
    with pytest.raises(UnknownSensor):
        Tracker([radar()]).ingest(Scan(sensor_id=1, time_s=0.0, arrival_s=0.0, z=np.zeros((0, 3))))


def test_a_frame_takes_positions_there_and_back_and_turns_axes_with_the_earth():
    frame = Frame(latitude_deg=31.75, longitude_deg=-106.47, height_hae_m=1100.0)
    lat, lon, hae = np.array([31.8, 31.5]), np.array([-106.4, -106.9]), np.array([1300.0, 900.0])
    back = frame.wgs84_from_enu(frame.enu_from_wgs84(lat, lon, hae))
    assert np.allclose(back[0], lat, atol=1e-9)
    assert np.allclose(back[1], lon, atol=1e-9)
    assert np.allclose(back[2], hae, atol=1e-4)
    axes = frame.axes_at(31.75, -105.47)
    assert np.allclose(axes @ axes.T, np.eye(3))
    assert math.degrees(math.acos(axes[2, 2])) == pytest.approx(0.85, abs=0.02)


def test_moving_an_estimate_to_another_frame_keeps_distances_and_spread():
    a = Frame(latitude_deg=31.75, longitude_deg=-106.47, height_hae_m=1100.0)
    b = Frame(latitude_deg=31.65, longitude_deg=-106.20, height_hae_m=1100.0)
    state, covariance = np.array([500.0, -300.0, 80.0, 10.0, 3.0, 0.0]), np.diag([100.0, 50.0, 400.0, 4.0, 4.0, 1.0])
    moved, spread = a.move(state, covariance, b)
    assert np.allclose(b.wgs84_from_enu(moved[:3]), a.wgs84_from_enu(state[:3]))
    assert np.linalg.norm(moved[3:]) == pytest.approx(np.linalg.norm(state[3:]))
    assert np.allclose(np.linalg.eigvalsh(spread), np.linalg.eigvalsh(covariance))


@pytest.mark.parametrize(
    "wrong",
    [
        {"sigma": (8.0,)},
        {"max_range_m": -1.0},
        {"detection_probability": 0.0},
        {"position_enu_m": (0.0, math.nan, 0.0)},
    ],
)
def test_a_sensor_model_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(BadSensorModel):
        radar(**wrong)
