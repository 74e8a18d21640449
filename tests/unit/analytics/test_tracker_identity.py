"""Transmitters: bound to one track, believed while they agree with the other sensors, flagged when they do not."""

import math

import numpy as np
import pytest

from lindero.analytics.airspace import Scan, SensorModel, Tracker

RADAR, RECEIVER = 1, 2
SIGMA = {"radar": (8.0, math.radians(0.4), math.radians(0.8)), "position": (8.0, 8.0, 15.0)}


def tracker():
    return Tracker(
        [
            SensorModel(
                sensor_id=number,
                kind=kind,
                position_enu_m=(0.0, 0.0, 0.0),
                sigma=SIGMA[kind],
                max_range_m=9000.0,
                detection_probability=0.9,
                clutter_per_scan=clutter,
                period_s=1.0,
                cooperative=kind == "position",
            )
            for number, kind, clutter in ((RADAR, "radar", 1.0), (RECEIVER, "position", 0.0))
        ]
    )


def truth(t):
    return np.array([2000.0, 1000.0 + 12.0 * t, 120.0])


def look(one, t):
    x, y, z = truth(t)
    exact = np.array([[math.hypot(x, y, z), math.atan2(y, x), math.atan2(z, math.hypot(x, y))]])
    noise = np.random.default_rng(int(t)).normal(size=(1, 3)) * SIGMA["radar"]
    return one.ingest(Scan(sensor_id=RADAR, time_s=float(t), arrival_s=float(t), z=exact + noise))


def say(one, t, place, identity=42):
    return one.ingest(
        Scan(sensor_id=RECEIVER, time_s=t, arrival_s=t, z=[place], transmitter_id=[identity], looked_rad=None)
    )


def test_a_transmitter_that_flies_off_is_flagged_and_moves_nothing():
    honest, spoofed = tracker(), tracker()
    for t in range(17):
        for one in (honest, spoofed):
            look(one, t)
            if t < 8:
                say(one, t + 0.4, truth(t + 0.4))
        if t >= 8:
            assert say(spoofed, t + 0.4, truth(t) + np.array([900.0, 0.0, 0.0])).tolist() == [-1]
    a, b = honest.tracks(17.0), spoofed.tracks(17.0)
    assert (a.flags.tolist(), b.flags.tolist()) == ([0], [1])
    assert np.allclose(a.state_enu, b.state_enu, atol=0.5)


def test_a_name_that_contradicts_its_track_for_long_gets_a_track_of_its_own():
    one = tracker()
    for t in range(30):
        look(one, t)
        say(one, t + 0.4, truth(t + 0.4) if t < 8 else truth(t + 0.4) + np.array([900.0, 0.0, 0.0]))
    table = one.tracks(30.0)
    assert sorted(table.transmitter_id.tolist()) == [-1, 42]
    assert table.state_enu[table.transmitter_id == 42, 0] > 2800.0


def test_two_messages_of_one_scan_begin_one_track():
    one = tracker()
    for t in range(3):
        place = truth(t)
        given = one.ingest(
            Scan(
                sensor_id=RECEIVER,
                time_s=t + 0.9,
                arrival_s=t + 1.0,
                report_time_s=[t + 0.1, t + 0.9],
                z=place + np.array([[0.0, 1.2, 0.0], [0.0, 10.8, 0.0]]),
                transmitter_id=[7, 7],
                looked_rad=None,
            )
        )
        assert given[0] == given[1]
    table = one.tracks(3.0)
    assert table.transmitter_id.tolist() == [7]
    assert table.first_s[0] == pytest.approx(0.1)


def test_two_identities_are_two_tracks_however_near():
    one = tracker()
    for t in range(10):
        say(one, float(t), truth(t), identity=1)
        say(one, t + 0.01, truth(t) + np.array([4.0, 0.0, 0.0]), identity=2)
    assert sorted(one.tracks(9.0).transmitter_id.tolist()) == [1, 2]


def test_a_name_joins_the_track_that_the_radar_already_has():
    one = tracker()
    for t in range(8):
        radar_track = look(one, t)[0]
    assert say(one, 7.5, truth(7.5)).tolist() == [radar_track]
    table = one.tracks(7.5)
    assert (table.track_id.tolist(), table.transmitter_id.tolist()) == ([radar_track], [42])
