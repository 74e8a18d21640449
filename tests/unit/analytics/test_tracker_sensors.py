"""What the tracker makes of each kind of sensor, and of sensors that are not what they claim."""

import math

import numpy as np
import pytest

from lindero.analytics.airspace import CLASSES, Scan, SensorModel, Tracker
from lindero.analytics.airspace.errors import BadSensorModel

RADAR_SIGMA = (8.0, math.radians(0.4), math.radians(0.8))
BALLOON = CLASSES.index("balloon")


def sensor(sensor_id, kind, sigma, **changes):
    fields = {
        "sensor_id": sensor_id,
        "kind": kind,
        "position_enu_m": (0.0, 0.0, 0.0),
        "sigma": sigma,
        "max_range_m": 9000.0,
        "detection_probability": 0.9,
        "clutter_per_scan": 1.0,
        "period_s": 1.0,
    }
    return SensorModel(**(fields | changes))


def polar(places, origin=(0.0, 0.0, 0.0)):
    x, y, z = (np.asarray(places, float) - origin).T
    level = np.hypot(x, y)
    return np.stack([np.hypot(level, z), np.arctan2(y, x), np.arctan2(z, level)], axis=1)


def fly(tracker, path, seconds, noise=None, columns=3, **fields):
    """Radar reports of one object, each second; `noise` scales the claimed sigma."""
    chance = np.random.default_rng(8)
    for t in range(seconds):
        z = polar([path(float(t))]) + chance.normal(size=(1, 3)) * RADAR_SIGMA * (1.0 if noise is None else noise)
        tracker.ingest(Scan(sensor_id=1, time_s=float(t), arrival_s=float(t), z=z[:, :columns], **fields))
    return tracker.tracks(float(seconds - 1))


def straight(t):
    return 2000.0 + 10.0 * t, 1500.0 - 6.0 * t, 140.0


def test_a_radar_without_elevation_gives_a_place_and_no_height():
    table = fly(Tracker([sensor(1, "radar", RADAR_SIGMA[:2])]), straight, 12, columns=2)
    assert not table.height_known[0]
    assert np.linalg.norm(table.state_enu[0, :2] - straight(11.0)[:2]) < 60.0
    assert math.sqrt(table.covariance_enu[0, 2, 2]) > 50.0


def test_a_missing_elevation_in_single_reports_leaves_the_place_alone():
    tracker, chance = Tracker([sensor(1, "radar", RADAR_SIGMA)]), np.random.default_rng(2)
    for t in range(14):
        z = polar([straight(float(t))]) + chance.normal(size=(1, 3)) * RADAR_SIGMA
        z[0, 2] = math.nan if t % 2 else z[0, 2]
        tracker.ingest(Scan(sensor_id=1, time_s=float(t), arrival_s=float(t), z=z))
    table = tracker.tracks(13.0)
    assert table.height_known.tolist() == [True]
    assert np.linalg.norm(table.state_enu[0, :3] - straight(13.0)) < 60.0


def test_doppler_tells_the_speed_sooner():
    def speed_error(columns):
        sigma = (*RADAR_SIGMA, 0.5)[:columns]
        tracker, chance = Tracker([sensor(1, "radar", sigma)]), np.random.default_rng(6)
        for t in range(4):
            place = np.array([1000.0 + 25.0 * t, 0.0, 80.0])
            rate = 25.0 * place[0] / np.linalg.norm(place)
            z = np.append(polar([place])[0], rate) + chance.normal(size=4) * (*RADAR_SIGMA, 0.5)
            tracker.ingest(Scan(sensor_id=1, time_s=float(t), arrival_s=float(t), z=z[None, :columns]))
        (state,) = tracker.tracks(3.0).state_enu
        return abs(state[3] - 25.0)

    assert speed_error(4) < 1.0
    assert speed_error(4) < speed_error(3)


def test_a_rotating_radar_reports_each_object_at_its_own_time():
    tracker, chance = Tracker([sensor(1, "radar", RADAR_SIGMA)]), np.random.default_rng(9)
    for t in range(0, 40, 4):
        seen_s = t - 3.0
        z = polar([straight(seen_s)]) + chance.normal(size=(1, 3)) * RADAR_SIGMA
        tracker.ingest(Scan(sensor_id=1, time_s=float(t), arrival_s=t + 0.1, z=z, report_time_s=[seen_s]))
    table = tracker.tracks(36.0)
    assert np.linalg.norm(table.state_enu[0, :2] - straight(36.0)[:2]) < 40.0
    assert table.last_s[0] == 33.0


def test_a_moving_sensor_is_where_its_scan_says():
    tracker, chance = Tracker([sensor(1, "radar", RADAR_SIGMA)]), np.random.default_rng(10)
    axes = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    for t in range(10):
        origin = np.array([300.0 * t, 100.0, 20.0])
        z = polar([axes @ (np.array(straight(float(t))) - origin)]) + chance.normal(size=(1, 3)) * RADAR_SIGMA
        scan = Scan(sensor_id=1, time_s=float(t), arrival_s=float(t), z=z, position_enu_m=origin, axes_enu=axes)
        tracker.ingest(scan)
    assert np.linalg.norm(tracker.tracks(9.0).state_enu[0, :3] - straight(9.0)) < 60.0


def test_single_messages_are_never_a_miss():
    silent = np.zeros((0, 3))
    tracks = {}
    for sector in ((-math.pi, math.pi), None):
        tracker = Tracker([sensor(1, "radar", RADAR_SIGMA)])
        fly(tracker, straight, 8)
        for t in range(8, 12):
            tracker.ingest(Scan(sensor_id=1, time_s=float(t), arrival_s=float(t), z=silent, looked_rad=sector))
        tracks[sector] = tracker.tracks(11.0)
    assert tracks[None].existence[0] > 0.9
    assert tracks[None].status[0] == 2
    assert len(tracks[-math.pi, math.pi]) == 0 or tracks[-math.pi, math.pi].existence[0] < tracks[None].existence[0]


def test_where_the_radar_did_not_look_nothing_was_missed():
    away, there = Tracker([sensor(1, "radar", RADAR_SIGMA)]), Tracker([sensor(1, "radar", RADAR_SIGMA)])
    for tracker, sector in ((away, (2.0, 3.0)), (there, (0.0, 1.0))):
        fly(tracker, straight, 8)
        for t in range(8, 11):
            tracker.ingest(
                Scan(sensor_id=1, time_s=float(t), arrival_s=float(t), z=np.zeros((0, 3)), looked_rad=sector)
            )
    assert away.tracks(10.0).existence[0] > 0.9
    assert len(there.tracks(10.0)) == 0 or there.tracks(10.0).existence[0] < away.tracks(10.0).existence[0]


def test_behind_the_horizon_nothing_was_missed():
    hill = [(-math.pi, 0.2), (math.pi, 0.2)]
    open_, hidden = (Tracker([sensor(1, "radar", RADAR_SIGMA, horizon_rad=mask)]) for mask in (None, hill))
    for tracker in (open_, hidden):
        fly(tracker, straight, 8)
        for t in range(8, 11):
            tracker.ingest(Scan(sensor_id=1, time_s=float(t), arrival_s=float(t), z=np.zeros((0, 3))))
    assert hidden.tracks(10.0).existence[0] > 0.9
    assert len(open_.tracks(10.0)) == 0 or open_.tracks(10.0).existence[0] < hidden.tracks(10.0).existence[0]


def test_bearings_alone_start_no_track():
    tracker = Tracker([sensor(1, "bearing", (math.radians(3.0),))])
    for t in range(20):
        given = tracker.ingest(Scan(sensor_id=1, time_s=float(t), arrival_s=float(t), z=[[0.5]]))
        assert given.tolist() == [-1]
    assert len(tracker.tracks(19.0)) == 0


def with_finder(paths):
    """A tracker with a radar and a direction finder, after 10 s of radar reports of these paths."""
    finder = sensor(2, "bearing", (math.radians(3.0),), bias_sigma=(0.0,))
    tracker, chance = Tracker([sensor(1, "radar", RADAR_SIGMA), finder]), np.random.default_rng(12)
    for t in range(10):
        z = polar([path(float(t)) for path in paths])
        z += chance.normal(size=z.shape) * RADAR_SIGMA
        tracker.ingest(Scan(sensor_id=1, time_s=float(t), arrival_s=float(t), z=z))
    return tracker


def test_a_bearing_that_two_tracks_share_moves_neither():
    tracker = with_finder([lambda t: (3000.0, 3000.0 + t, 100.0), lambda t: (5000.0, 5000.0 + t, 100.0)])
    before = tracker.tracks(9.5)
    given = tracker.ingest(Scan(sensor_id=2, time_s=9.5, arrival_s=9.5, z=[[math.pi / 4]]))
    after = tracker.tracks(9.5)
    assert given.tolist() == [-1]
    assert np.allclose(before.state_enu, after.state_enu, atol=1e-6)


def test_a_bearing_that_only_one_track_can_have_is_used():
    tracker = with_finder([lambda t: (3000.0, 3000.0 + t, 100.0), lambda t: (-5000.0, 2000.0, 100.0)])
    given = tracker.ingest(Scan(sensor_id=2, time_s=9.5, arrival_s=9.5, z=[[math.pi / 4]]))
    table = tracker.tracks(9.5)
    east = int(np.argmax(table.state_enu[:, 0]))
    assert given.tolist() == [table.track_id[east]]
    assert table.sensors[east].tolist() == [True, True]
    assert table.sensors[1 - east].tolist() == [True, False]


def test_a_sensor_noisier_than_it_claims_is_found_out_and_an_honest_one_is_not():
    def factor(noise):
        chance = np.random.default_rng(13)
        tracker = Tracker([sensor(1, "radar", RADAR_SIGMA)])
        starts = chance.uniform((-4000.0, -4000.0, 60.0), (4000.0, 4000.0, 300.0), (12, 3))
        speeds = chance.uniform((-20.0, -20.0, 0.0), (20.0, 20.0, 0.0), (12, 3))
        for t in range(60):
            z = polar(starts + speeds * t)
            z = (z + chance.normal(size=z.shape) * RADAR_SIGMA * noise)[chance.random(12) < 0.9]
            tracker.ingest(Scan(sensor_id=1, time_s=float(t), arrival_s=float(t), z=z))
        return float(tracker.sensors().noise_factor[0])

    assert factor(1.0) < 1.1
    assert factor(2.0) > 1.5


def test_residual_bias_of_the_installation_is_part_of_the_error():
    exact, crooked = (
        fly(Tracker([sensor(1, "radar", RADAR_SIGMA, bias_sigma=bias)]), straight, 15)
        for bias in ((0.0, 0.0, 0.0), (30.0, 0.0, 0.0))
    )
    along = np.array(straight(14.0)) / np.linalg.norm(straight(14.0))
    more = crooked.covariance_enu[0, :3, :3] - exact.covariance_enu[0, :3, :3]
    assert along @ more @ along == pytest.approx(900.0, rel=0.02)
    assert np.array_equal(exact.state_enu, crooked.state_enu)


def test_without_wind_no_balloon_is_claimed_and_with_it_only_what_drifts():
    drifting, tracker = (lambda t: (2000.0 + 5.0 * t, 1500.0, 140.0)), Tracker([sensor(1, "radar", RADAR_SIGMA)])
    still_air = fly(tracker, drifting, 40, rcs_dbsm=[-8.0]).class_probability[0, BALLOON]

    def in_wind(east_mps):
        told = Tracker([sensor(1, "radar", RADAR_SIGMA)])
        told.set_wind(east_mps, 0.0, 0.5)
        return fly(told, drifting, 40, rcs_dbsm=[-8.0]).class_probability[0, BALLOON]

    assert in_wind(-5.0) < 0.02
    assert still_air < 0.8 < in_wind(3.5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "sonar"},
        {"sigma": (8.0,)},
        {"sigma": (8.0, -0.1)},
        {"position_enu_m": (0.0, math.nan, 0.0)},
        {"max_range_m": 0.0},
        {"detection_probability": 0.0},
        {"clutter_per_scan": -1.0},
        {"period_s": 0.0},
        {"axes_enu": np.ones((3, 3))},
        {"elevation_rad": (0.5, 0.1)},
        {"bias_sigma": (1.0,)},
        {"horizon_rad": [1.0, 2.0]},
    ],
)
def test_a_sensor_that_contradicts_itself_is_refused(wrong):
    with pytest.raises(BadSensorModel):
        sensor(1, **({"kind": "radar", "sigma": RADAR_SIGMA} | wrong))


def test_axes_given_column_by_column_are_the_same_axes():
    turn = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    model = sensor(1, "radar", RADAR_SIGMA, axes_enu=np.asfortranarray(turn))
    assert np.array_equal(model.pose[1], turn)
    assert model.pose[1].flags.c_contiguous
