"""Which contradictions in what a transmitter says of itself are noticed, and which differences are none."""

import numpy as np
import pytest

from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import Detection, Emitter
from lindero.model.place import Position, Velocity
from lindero.model.record import Pedigree
from lindero.operations.phrases import CLAIMED_PLACE, CLAIMED_SPEED, NAME_CHANGED, PHRASES, TWO_PLACES
from lindero.operations.picture.conflicts import HELD_NS, Conflicts

START = 1_800_000_000 * SECOND_NS
SMALL = 0.25 * np.eye(2)


def heard(second, north_deg=0.0, velocity=None, **emitter):
    node = NodeId("zz.test")
    at = START + int(second * SECOND_NS)
    return Detection(
        id=RecordId("0" * 26),
        origin=node,
        observed_at=at,
        recorded_at=at,
        pedigree=Pedigree(nodes=(node,)),
        sensor="s",
        gateway="g",
        position=Position(lat_deg=31.7 + north_deg, lon_deg=-106.4, error_95_m=20.0),
        velocity=velocity,
        emitter=Emitter(serial="1581F0000000001", **emitter),
        airframe_ref="serial:1581F0000000001",
    )


def after(*detections):
    conflicts = Conflicts()
    for detection in detections:
        conflicts.take(detection)
    return conflicts.now(detections[-1].observed_at, 0)


def test_one_serial_number_in_two_places_at_once_is_a_conflict():
    assert after(heard(0), heard(1, 0.02)) == (TWO_PLACES,)


def test_reports_in_another_order_tell_the_same():
    assert after(heard(1), heard(0, 0.02)) == (TWO_PLACES,)


@pytest.mark.parametrize("second", [1.0, 10.0])
def test_a_fast_flight_is_one_place(second):
    assert after(heard(0), heard(second, 90.0 * second / 111_000.0)) == ()


def test_the_next_flight_elsewhere_is_no_conflict():
    assert after(heard(0), heard(900, 0.5)) == ()


def test_another_network_name_under_one_serial_number_is_a_conflict():
    named = [heard(s, address=a, radio="wifi-beacon") for s, a in ((0, "aa:00"), (1, "aa:00"), (2, "bb:11"))]
    assert after(*named[:2]) == ()
    assert after(*named) == (NAME_CHANGED,)


def test_a_rotating_bluetooth_address_is_none():
    assert after(*(heard(s, address=f"aa:{s}", radio="bluetooth-4") for s in range(5))) == ()


def claims(speed_mps, times):
    conflicts = Conflicts()
    for second in range(times):
        told = heard(second, velocity=Velocity(speed_mps=speed_mps, track_deg=90.0))
        conflicts.take_motion(told, np.array([12.0, 0.0]), SMALL)
    return conflicts.now(START + times * SECOND_NS, 0)


def test_a_claimed_speed_that_is_not_the_track_s_is_a_conflict_when_it_is_claimed_again():
    assert claims(30.0, 5) == (CLAIMED_SPEED,)
    assert claims(30.0, 2) == ()
    assert claims(14.0, 20) == ()


def test_a_contradicted_place_is_told_by_the_tracker_and_fades():
    conflicts = Conflicts()
    assert conflicts.now(START, 1) == (CLAIMED_PLACE,)
    assert conflicts.now(START + HELD_NS, 0) == (CLAIMED_PLACE,)
    assert conflicts.now(START + HELD_NS + 1, 0) == ()


def test_every_conflict_has_its_phrase():
    assert {TWO_PLACES, CLAIMED_SPEED, CLAIMED_PLACE, NAME_CHANGED} <= PHRASES.keys()
