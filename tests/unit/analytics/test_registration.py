"""What the tracker finds out about its sensors, and what it lets nobody make it believe."""

import math

import numpy as np

from lindero.analytics.airspace import Scan, SensorModel, Tracker
from lindero.analytics.airspace.registration.layout import (
    AGREED,
    BEYOND,
    CLOCK_OUT,
    DISPUTED,
    INTERFERENCE,
    NOISY,
)

DEG = math.radians(1.0)
RADAR_SIGMA = np.array([8.0, 0.4 * DEG, 0.8 * DEG])
RID_SIGMA = np.array([8.0, 8.0, 15.0])
RADAR, OTHER, RID = 1, 2, 3
PLACES = {RADAR: np.array([0.0, 0.0, 10.0]), OTHER: np.array([7000.0, 0.0, 10.0])}
CONTRADICTED = 1
SPREAD_DEG = (0.0, 75.0, 150.0, 220.0, 290.0, 330.0)


def radar(number, **changes):
    fields = {
        "sensor_id": number,
        "kind": "radar",
        "position_enu_m": PLACES[number],
        "sigma": RADAR_SIGMA,
        "max_range_m": 9000.0,
        "detection_probability": 0.9,
        "clutter_per_scan": 1.0,
        "period_s": 1.0,
    }
    return SensorModel(**(fields | changes))


def receiver():
    return SensorModel(
        sensor_id=RID,
        kind="position",
        position_enu_m=(0.0, 0.0, 10.0),
        sigma=RID_SIGMA,
        max_range_m=9000.0,
        detection_probability=0.9,
        clutter_per_scan=0.0,
        period_s=1.0,
        cooperative=True,
    )


class Field:
    """Objects that circle the first radar, every other one the other way, and what sensors make of them."""

    def __init__(self, directions_deg=SPREAD_DEG, radius_m=3500.0, seed=1):
        self._angle = np.radians(directions_deg)
        self._radius_m = radius_m + 250.0 * np.arange(len(directions_deg))
        self._chance = np.random.default_rng(seed)

    def truth(self, t):
        way = np.where(np.arange(len(self._angle)) % 2, -1.0, 1.0)
        turn = self._angle + way * 18.0 / self._radius_m * t
        x, y = self._radius_m * np.cos(turn), self._radius_m * np.sin(turn)
        return np.stack([x, y, np.full(len(turn), 150.0)], axis=1)

    def look(self, number, t, bias=(0.0, 0.0, 0.0), clock_s=0.0, noise=1.0):
        x, y, z = (self.truth(t) - PLACES[number]).T
        level = np.hypot(x, y)
        polar = np.stack([np.hypot(level, z), np.arctan2(y, x), np.arctan2(z, level)], axis=1)
        polar += bias + noise * self._chance.normal(size=polar.shape) * RADAR_SIGMA
        return Scan(sensor_id=number, time_s=t + clock_s, arrival_s=max(t, t + clock_s) + 0.2, z=polar)

    def say(self, t, who=None, offset=None):
        told = self.truth(t) + self._chance.normal(size=(len(self._angle), 3)) * RID_SIGMA
        who = np.arange(len(told)) if who is None else np.asarray(who)
        if offset is not None:
            told = told + offset
        return Scan(sensor_id=RID, time_s=t, arrival_s=t + 0.2, z=told[who], transmitter_id=who + 100)


def watch(field, seconds, *, models=None, offset=None, who=None, other=None, **radar_errors):
    """A tracker after so many seconds of the radar and the receiver."""
    tracker = Tracker([radar(RADAR), receiver()] if models is None else models)
    for k in range(seconds):
        t = float(k)
        tracker.ingest(field.look(RADAR, t, **radar_errors))
        if other is not None:
            tracker.ingest(field.look(OTHER, t + 0.3, **other))
        if who is None or len(who):
            tracker.ingest(field.say(t + 0.5, who, offset(t) if callable(offset) else offset))
    return tracker


def flags(tracker, row=0):
    return int(tracker.sensors().flags[row])


def test_a_turned_radar_is_set_right_by_transmitters_that_agree():
    bias = np.array([40.0, 1.0 * DEG, -0.5 * DEG])
    field = Field()
    tracker = watch(field, 40, bias=bias)
    table = tracker.sensors()
    assert np.all(np.abs(table.bias[0, :3] - bias) < 3.0 * table.bias_sigma[0, :3])
    assert np.all(table.bias_sigma[0, :3] < 0.3 * np.array([30.0, 0.5 * DEG, 0.5 * DEG]))
    assert flags(tracker) & AGREED
    assert len(tracker.tracks(39.5)) == len(SPREAD_DEG)


def test_two_transmitters_are_too_few():
    tracker = watch(Field(SPREAD_DEG[:2]), 40, bias=(40.0, 1.0 * DEG, 0.0))
    assert not flags(tracker) & AGREED
    assert tracker.sensors().bias[0, :3].tolist() == [0.0, 0.0, 0.0]


def test_transmitters_in_one_direction_are_too_few():
    tracker = watch(Field((0.0, 8.0, 16.0, 24.0)), 40, bias=(40.0, 1.0 * DEG, 0.0))
    assert not flags(tracker) & AGREED
    assert tracker.sensors().bias[0, 1] == 0.0


def test_transmitters_that_do_not_move_have_shown_nothing():
    class Still(Field):
        def truth(self, t):
            return super().truth(0.0)

    tracker = watch(Still(), 40, bias=(40.0, 1.0 * DEG, 0.0))
    assert not flags(tracker) & AGREED
    assert tracker.sensors().bias[0, 1] == 0.0


def test_one_transmitter_heard_under_one_name_by_two_receivers_is_one_witness():
    twin = SensorModel(
        **{name: getattr(receiver(), name) for name in receiver().__dataclass_fields__} | {"sensor_id": 4}
    )
    field = Field(SPREAD_DEG[:2])
    tracker = Tracker([radar(RADAR), receiver(), twin])
    for k in range(40):
        tracker.ingest(field.look(RADAR, float(k), bias=(40.0, 1.0 * DEG, 0.0)))
        for number in (RID, 4):
            said = field.say(k + 0.5)
            tracker.ingest(
                Scan(sensor_id=number, time_s=k + 0.5, arrival_s=k + 0.6, z=said.z, transmitter_id=said.transmitter_id)
            )
    assert not flags(tracker) & AGREED


def test_what_lies_beyond_three_sigma_is_left_to_a_person():
    tracker = watch(Field(), 40, bias=(0.0, 1.9 * DEG, 0.0))
    assert flags(tracker) & BEYOND
    assert abs(tracker.sensors().bias[0, 1]) < 3.0 * 0.5 * DEG


def test_a_radar_that_sees_nothing_where_transmitters_say_to_be_is_disputed():
    tracker = watch(Field(), 40, bias=(0.0, 9.0 * DEG, 0.0))
    assert flags(tracker) & DISPUTED
    assert tracker.sensors().bias[0, 1] == 0.0


def test_three_liars_turn_no_radar_and_leave_the_objects_alone():
    angle = np.radians([10.0, 130.0, 250.0, 0.0, 0.0, 0.0])
    lie = 250.0 * np.stack([np.cos(angle), np.sin(angle), np.zeros(6)], axis=1)
    field = Field()
    tracker = watch(field, 40, who=(0, 1, 2), offset=lie)
    assert np.all(np.abs(tracker.sensors().bias[0, :3]) < 1e-9)
    gap = np.linalg.norm(field.truth(39.5)[:, None, :2] - tracker.tracks(39.5).state_enu[None, :, :2], axis=2)
    assert np.all(gap.min(axis=1) < 90.0)


def test_one_liar_among_honest_transmitters_moves_nothing_and_is_told_beside_its_object():
    lie = np.zeros((6, 3))
    lie[2] = (250.0, 0.0, 0.0)
    field = Field()
    tracker = watch(field, 40, offset=lie)
    table = tracker.sensors()
    assert np.all(np.abs(table.bias[0, :3]) < 3.0 * table.bias_sigma[0, :3])
    tracks = tracker.tracks(39.5)
    assert len(tracks) == len(SPREAD_DEG)
    gap = np.linalg.norm(tracks.state_enu[:, :2] - field.truth(39.5)[2, :2], axis=1)
    assert gap.min() < 90.0
    assert tracks.flags[gap.argmin()] & CONTRADICTED


def test_a_transmitter_that_no_radar_sees_and_that_follows_nobody_stays_on_the_picture():
    class Behind(Field):
        def look(self, number, t, **errors):
            scan = super().look(number, t, **errors)
            return Scan(sensor_id=number, time_s=scan.time_s, arrival_s=scan.arrival_s, z=scan.z[:-1])

    field = Behind()
    tracks = watch(field, 40).tracks(39.5)
    assert 105 in tracks.transmitter_id.tolist()


def test_two_radars_without_any_transmitter_set_each_other_right():
    here, there = np.array([30.0, 0.8 * DEG, 0.3 * DEG]), np.array([-30.0, -0.6 * DEG, -0.2 * DEG])
    field = Field((-60.0, -40.0, -20.0, 10.0, 30.0, 60.0))
    tracker = watch(field, 60, models=[radar(RADAR), radar(OTHER)], who=(), bias=here, other={"bias": there})
    bias = tracker.sensors().bias
    assert abs(bias[0, 1] - here[1]) < 0.3 * abs(here[1])
    assert abs(bias[1, 1] - there[1]) < 0.3 * abs(there[1])


def test_clocks_are_set_against_each_other():
    tracker = watch(Field(), 60, models=[radar(RADAR), radar(OTHER), receiver()], clock_s=0.6, other={})
    offset = tracker.sensors().clock_offset_s
    assert abs(offset[0] - offset[1] - 0.6) < 0.15
    assert abs(offset[0] - offset[2] - 0.6) < 0.15


def test_a_sensor_more_than_a_second_off_is_taken_out_visibly():
    tracker = watch(Field(), 60, models=[radar(RADAR), radar(OTHER), receiver()], clock_s=-2.5, other={})
    table = tracker.sensors()
    assert int(table.flags[0]) & CLOCK_OUT
    assert not int(table.flags[1] | table.flags[2]) & CLOCK_OUT
    assert table.refused[0] > 0 == table.refused[2]
    assert abs(table.clock_offset_s[0] + 2.5) < 0.4


def test_positions_that_jump_together_get_the_jump_as_error_and_register_nothing():
    def spoofed(t):
        return np.array([0.0, 0.0, 0.0]) if t < 30.0 else np.array([180.0, 0.0, 0.0])

    field = Field()
    tracker = watch(field, 50, offset=spoofed)
    table = tracker.sensors()
    assert int(table.flags[1]) & INTERFERENCE
    assert np.all(np.abs(table.bias[0, :3]) < 3.0 * table.bias_sigma[0, :3] + (3.0, 0.1 * DEG, 0.1 * DEG))
    gap = np.linalg.norm(field.truth(49.5)[:, None, :2] - tracker.tracks(49.5).state_enu[None, :, :2], axis=2)
    assert np.all(gap.min(axis=1) < 90.0)


def test_one_transmitter_that_jumps_is_no_interference():
    def one(t):
        lie = np.zeros((6, 3))
        lie[1, 0] = 0.0 if t < 30.0 else 180.0
        return lie

    assert not flags(watch(Field(), 50, offset=one), row=1) & INTERFERENCE


def test_a_radar_noisier_than_claimed_is_known_for_it():
    tracker = watch(Field(), 60, noise=2.0)
    assert flags(tracker) & NOISY
    assert 1.5 <= tracker.sensors().noise_factor[0] <= 2.3
    assert not flags(watch(Field(), 60)) & NOISY


def test_an_installed_bias_is_followed_no_faster_than_the_rate():
    field, tracker, angles = Field(), Tracker([radar(RADAR), receiver()]), []
    for k in range(100):
        turned = 0.0 if k < 50 else 1.0 * DEG
        tracker.ingest(field.look(RADAR, float(k), bias=(0.0, turned, 0.0)))
        tracker.ingest(field.say(k + 0.5))
        angles.append(tracker.sensors().bias[0, 1])
    assert abs(angles[49]) < 0.15 * DEG
    assert max(abs(np.diff(angles[60:]))) < 0.05 * DEG
    assert angles[-1] < 0.6 * DEG


def test_late_scans_leave_the_same_estimate_bit_for_bit():
    field = Field()
    scans = []
    for k in range(40):
        scans += [field.look(RADAR, float(k), bias=(20.0, 0.5 * DEG, 0.0)), field.say(k + 0.5)]
    chance = np.random.default_rng(3)
    order = sorted(range(len(scans)), key=lambda n: scans[n].time_s + chance.uniform(0.2, 3.0))
    in_time, late = (Tracker([radar(RADAR), receiver()]) for _ in range(2))
    for n in range(len(scans)):
        in_time.ingest(scans[n])
        late.ingest(scans[order[n]])
    one, other = in_time.sensors(), late.sensors()
    for name in ("bias", "bias_sigma", "noise_factor", "clock_offset_s", "flags"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
