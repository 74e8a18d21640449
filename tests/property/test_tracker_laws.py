"""Laws of the tracker: order of arrival, looking, turning the plane and nonsense change nothing they should not."""

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from lindero.analytics.airspace import Scan, SensorModel, Tracker

SIGMA = {
    "radar": (8.0, math.radians(0.4), math.radians(0.8)),
    "bearing": (math.radians(3.0),),
    "position": (8.0, 8.0, 15.0),
}
RADAR, SECOND_RADAR, FINDER, RECEIVER = 1, 2, 3, 4
PLACES = {RADAR: (0.0, 0.0, 5.0), SECOND_RADAR: (6000.0, 500.0, 5.0), FINDER: (3000.0, -800.0, 5.0), RECEIVER: (0,) * 3}


def turned(angle):
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def model(sensor_id, kind, angle=0.0, **changes):
    fields = {
        "sensor_id": sensor_id,
        "kind": kind,
        "position_enu_m": turned(angle) @ np.array(PLACES[sensor_id], float),
        "sigma": SIGMA[kind],
        "max_range_m": 9000.0,
        "detection_probability": 0.9,
        "clutter_per_scan": 0.0 if kind == "position" else 4.0,
        "period_s": 1.0,
        "axes_enu": turned(angle).T,
        "cooperative": kind == "position",
    }
    return SensorModel(**(fields | changes))


def sensors(angle=0.0):
    return [
        model(RADAR, "radar", angle),
        model(SECOND_RADAR, "radar", angle),
        model(FINDER, "bearing", angle),
        model(RECEIVER, "position", angle),
    ]


def drones(t):
    return np.array(
        [
            [1000.0 + 18.0 * t, 2000.0 + 4.0 * t, 120.0],
            [3500.0 - 15.0 * t, 1800.0 + 9.0 * t, 200.0],
            [3000.0, 2600.0 - 12.0 * t, 90.0],
        ]
    )


def scans(seed, seconds, angle=0.0):
    """Two radars with clutter and misses, bearings, and one drone that says who it is; (time, fields) in time order."""
    chance, made = np.random.default_rng(seed), []
    for t in range(seconds):
        for sensor_id, offset in ((RADAR, 0.0), (SECOND_RADAR, 0.06), (FINDER, 0.12), (RECEIVER, 0.5)):
            time_s = t + offset
            away = drones(time_s) - PLACES[sensor_id]
            level, kind = np.hypot(away[:, 0], away[:, 1]), "position"
            exact, clutter = drones(time_s)[:1], np.zeros((0, 3))
            if sensor_id in (RADAR, SECOND_RADAR):
                kind = "radar"
                seen = chance.random(3) < 0.9
                exact = np.stack(
                    [np.hypot(level, away[:, 2]), np.arctan2(away[:, 1], away[:, 0]), away[:, 2] / level], 1
                )
                exact = exact[seen]
                clutter = chance.uniform((500.0, -math.pi, 0.0), (9000.0, math.pi, 0.14), (chance.poisson(4), 3))
            elif sensor_id == FINDER:
                kind = "bearing"
                exact, clutter = np.arctan2(away[:, 1:2], away[:, 0:1]), np.zeros((0, 1))
            z = np.concatenate([exact + chance.normal(size=exact.shape) * SIGMA[kind], clutter])
            fields = {"sensor_id": sensor_id, "time_s": time_s, "z": z}
            if sensor_id == RECEIVER:
                fields |= {"z": z @ turned(angle).T, "transmitter_id": [77], "looked_rad": None}
            made.append(fields)
    return made


def same(a, b):
    """Whether two tables agree bit for bit."""
    names = ("track_id", "state_enu", "covariance_enu", "existence", "status", "transmitter_id", "last_s", "sensors")
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in names)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), delays=st.lists(st.floats(0.0, 4.5), min_size=48, max_size=48))
def test_the_result_does_not_depend_on_the_order_of_arrival_within_the_rewind(seed, delays):
    made = scans(seed, 12)
    punctual, mixed = Tracker(sensors()), Tracker(sensors())
    for fields in made:
        punctual.ingest(Scan(**fields, arrival_s=fields["time_s"]))
    late = [Scan(**fields, arrival_s=fields["time_s"] + delay) for fields, delay in zip(made, delays, strict=True)]
    for scan in sorted(late, key=lambda scan: scan.arrival_s):
        mixed.ingest(scan)
    assert mixed.sensors().too_late.sum() == 0
    assert same(punctual.tracks(12.0), mixed.tracks(12.0))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), looks=st.lists(st.floats(-20.0, 60.0), max_size=30))
def test_looking_at_any_time_changes_no_later_bit(seed, looks):
    quiet, watched = Tracker(sensors()), Tracker(sensors())
    for number, fields in enumerate(scans(seed, 10)):
        for tracker in (quiet, watched):
            tracker.ingest(Scan(**fields, arrival_s=fields["time_s"]))
        if number < len(looks):
            watched.tracks(looks[number])
    assert same(quiet.tracks(10.0), watched.tracks(10.0))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), angle=st.floats(-math.pi, math.pi))
def test_turning_the_plane_turns_the_result(seed, angle):
    straight, rotated = Tracker(sensors()), Tracker(sensors(angle))
    for plain, other in zip(scans(seed, 10), scans(seed, 10, angle), strict=True):
        straight.ingest(Scan(**plain, arrival_s=plain["time_s"]))
        rotated.ingest(Scan(**other, arrival_s=other["time_s"]))
    a, b = straight.tracks(10.0), rotated.tracks(10.0)
    both = np.kron(np.eye(2), turned(angle))
    assert np.array_equal(a.track_id, b.track_id)
    assert np.allclose(a.state_enu @ both.T, b.state_enu, rtol=1e-6, atol=1e-3)
    assert np.allclose(both @ a.covariance_enu @ both.T, b.covariance_enu, rtol=1e-4, atol=1e-2)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32), ahead_s=st.floats(-5.0, 120.0))
def test_every_covariance_is_symmetric_and_positive_and_every_probability_is_one(seed, ahead_s):
    tracker = Tracker(sensors())
    for fields in scans(seed, 8):
        tracker.ingest(Scan(**fields, arrival_s=fields["time_s"]))
    table = tracker.tracks(8.0 + ahead_s)
    assert len(table) > 0
    assert np.array_equal(table.covariance_enu, table.covariance_enu.transpose(0, 2, 1))
    assert np.linalg.eigvalsh(table.covariance_enu).min() > 0.0
    assert ((table.existence > 0.0) & (table.existence < 1.0)).all()
    assert np.allclose(table.class_probability.sum(axis=1), 1.0)
    assert len(set(table.track_id.tolist())) == len(table)


@settings(max_examples=60, deadline=None)
@given(
    reports=st.lists(
        hnp.arrays(np.float64, st.tuples(st.integers(0, 5), st.sampled_from([3, 3, 3, 2, 1]))), min_size=1, max_size=6
    )
)
def test_nonsense_is_used_or_refused_and_counted_and_the_tracker_goes_on(reports):
    tracker = Tracker([model(RADAR, "radar"), model(RECEIVER, "position")])
    for step, z in enumerate(reports):
        for sensor_id in (RADAR, RECEIVER):
            tracker.ingest(Scan(sensor_id=sensor_id, time_s=float(step), arrival_s=float(step), z=z))
    counts = tracker.sensors()
    wrong_shape = sum(1 for z in reports if z.shape[1] != 3 and len(z) == 0)
    expected = sum(len(z) for z in reports) + wrong_shape
    assert (counts.used + counts.refused).tolist() == [expected, expected]
    table = tracker.tracks(float(len(reports)))
    assert np.isfinite(table.state_enu).all()
    assert np.isfinite(table.covariance_enu).all()
