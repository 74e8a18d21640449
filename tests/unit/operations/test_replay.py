"""Replay: a recording carried elsewhere keeps its shape, says how it was moved, and says that it is simulated."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindero.kernel.geodesy import destination, distance_bearing
from lindero.kernel.ids import NodeId, RecordId, ulid
from lindero.model.airspace import Detection, Emitter
from lindero.model.marking import Marking
from lindero.model.place import Bearing, Position, Velocity
from lindero.model.record import Pedigree
from lindero.operations.replay import moved, plan_move

SECOND = 1_000_000_000
NOW = 1_800_000_000 * SECOND
HERE = (48.137, 11.575)
THERE = (31.75, -106.47)
NODE = NodeId("mx.sedena")
MARKING = Marking(tlp="amber", releasable_to=("USA",))


class Standing:
    """A clock that stands still and chance that counts."""

    def __init__(self):
        self.count = 0

    def now(self):
        return NOW

    def monotonic_s(self):
        return 0.0

    def token(self, size):
        self.count += 1
        return self.count.to_bytes(size, "big")


def report(at_s, metres_north=0.0, **changes):
    lat, lon = destination(*HERE, 0.0, metres_north)
    fields = {
        "id": RecordId(ulid(at_s * SECOND, bytes(10))),
        "origin": NodeId("zz.decode"),
        "observed_at": at_s * SECOND,
        "recorded_at": at_s * SECOND,
        "pedigree": Pedigree(nodes=(NodeId("zz.decode"),)),
        "sensor": "remote-id",
        "gateway": "remoteid",
        "position": Position(lat_deg=float(lat), lon_deg=float(lon), height_agl_m=20.0),
    }
    return Detection(**(fields | changes))


def carry(detections, **changes):
    plan = plan_move(detections, **({"now": NOW, "to": THERE, "turn_deg": 0.0, "keep_time": False} | changes))
    world = Standing()
    return [moved(d, plan, node=NODE, marking=MARKING, clock=world, entropy=world) for d in detections]


def test_the_last_report_is_now_and_the_pace_is_kept():
    first, last = carry([report(100), report(130)])
    assert last.observed_at == NOW
    assert last.observed_at - first.observed_at == 30 * SECOND


def test_times_stay_when_they_shall_stay():
    assert carry([report(100)], keep_time=True)[0].observed_at == 100 * SECOND


def test_the_first_position_goes_where_it_was_asked_to_whatever_the_order():
    late, early = carry([report(130, 500.0), report(100)])
    assert (early.position.lat_deg, early.position.lon_deg) == pytest.approx(THERE, abs=1e-9)
    assert late.position.lat_deg > early.position.lat_deg


@given(st.floats(0.0, 359.9), st.floats(1.0, 5000.0))
def test_distances_are_kept_and_directions_turn(turn_deg, metres_north):
    first, second = carry([report(100), report(101, metres_north)], turn_deg=turn_deg)
    distance_m, azimuth_deg = distance_bearing(
        first.position.lat_deg, first.position.lon_deg, second.position.lat_deg, second.position.lon_deg
    )
    assert float(distance_m) == pytest.approx(metres_north, abs=0.01)
    assert (float(azimuth_deg) - turn_deg + 180.0) % 360.0 == pytest.approx(180.0, abs=0.1)


def test_motion_bearings_and_operators_turn_with_the_positions():
    operator = Position(lat_deg=HERE[0], lon_deg=HERE[1])
    there = carry(
        [
            report(
                100,
                velocity=Velocity(speed_mps=10.0, track_deg=350.0),
                bearing=Bearing(azimuth_deg=10.0),
                emitter=Emitter(serial="A", operator_position=operator),
            )
        ],
        turn_deg=20.0,
    )[0]
    assert there.velocity.track_deg == pytest.approx(10.0)
    assert there.velocity.speed_mps == 10.0
    assert there.bearing.azimuth_deg == pytest.approx(30.0)
    assert there.emitter.operator_position.lat_deg == pytest.approx(THERE[0], abs=1e-9)


def test_what_stands_still_has_no_direction_afterwards_either():
    assert carry([report(100, velocity=Velocity(speed_mps=0.0))], turn_deg=20.0)[0].velocity.track_deg is None


def test_without_a_place_to_go_to_positions_stay():
    there = carry([report(100)], to=None)[0]
    assert (there.position.lat_deg, there.position.lon_deg) == pytest.approx(HERE, abs=1e-9)


def test_heights_are_not_touched():
    assert carry([report(100)])[0].position.height_agl_m == 20.0


def test_every_record_says_that_it_is_simulated_and_how_it_was_moved():
    there = carry([report(100)], turn_deg=20.0)[0]
    assert there.marking == msgspec.structs.replace(MARKING, simulated=True)
    assert there.moved.original_at == 100 * SECOND
    assert there.moved.turned_deg == 20.0
    assert (there.moved.to_lat_deg, there.moved.to_lon_deg) == THERE


def test_every_record_is_the_nodes_own_and_new():
    first, second = carry([report(100), report(101)])
    assert first.origin == NODE
    assert first.id != second.id
    assert first.sensor == "replay-remote-id"
    assert first.pedigree == Pedigree(nodes=(NODE,), sensors=("replay-remote-id",))


def test_a_recording_without_any_position_is_moved_in_time_only():
    there = carry([report(100, position=None)])[0]
    assert there.position is None
    assert there.observed_at == NOW
