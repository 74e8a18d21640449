"""Fitting a straight line through everything that leaves of a coarsened drone tells no more than one cell does."""

import math
import random
import statistics

import msgspec
import numpy as np
import pytest

from lindero.exchange.release.attributes import Situation
from lindero.exchange.release.decide import decide
from lindero.exchange.release.decision import Hold, Release
from lindero.exchange.release.destination import Destination
from lindero.exchange.release.grid import cell_centre
from lindero.exchange.release.partner import Partner, Sender
from lindero.exchange.release.policy import load_policy
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.geodesy import destination, distance_bearing
from lindero.kernel.ids import NodeId, new_record_id
from lindero.model.airspace import Emitter, Track
from lindero.model.codec import encode_record
from lindero.model.marking import Marking
from lindero.model.place import Ellipse, Position, Velocity
from lindero.model.record import Pedigree

US, MX = NodeId("us.cbp"), NodeId("mx.sedena")
START = 1_796_000_000 * SECOND_NS
CELL_M = 500
COARSE = '@id("c") @reason_en("x") @reason_es("x") @drop("person,text,source-and-method,identity,operator-position")'
RULE = f'{COARSE} @coarsen_m("{CELL_M}") permit (principal, action, resource);'
SECRETS = ("juan", "radar-secret-7", "OP-4711", "1588E04SERIAL")


class Drone:
    """A drone on a straight line, and what leaves of it at 1 Hz."""

    def __init__(self, chance, number):
        self.number = number
        self.speed_mps, self.azimuth_deg = chance.uniform(12, 22), chance.uniform(0, 360)
        self.start = (chance.uniform(31.6, 31.9), chance.uniform(-106.7, -106.3))

    def true_at(self, seconds):
        return destination(*self.start, self.azimuth_deg, self.speed_mps * seconds)

    def track(self, second):
        at = START + self.number * 10**12 + second * SECOND_NS
        lat, lon = self.true_at(second)
        return Track(
            id=new_record_id(at, self.number.to_bytes(10, "big")),
            origin=US,
            observed_at=at,
            recorded_at=at,
            marking=Marking(tlp="amber", releasable_to=("MEX",)),
            pedigree=Pedigree(nodes=(US,), sensors=("radar-secret-7",)),
            track=f"T{self.number}",
            status="confirmed",
            existence=1.0,
            position=Position(lat_deg=lat, lon_deg=lon, altitude_hae_m=1234.5678, error_95_m=20.0),
            ellipse_95=Ellipse(semi_major_m=20.0, semi_minor_m=10.0, azimuth_deg=33.25),
            velocity=Velocity(speed_mps=self.speed_mps, track_deg=self.azimuth_deg, climb_mps=1.625),
            emitter=Emitter(serial="1588E04SERIAL", operator_id="OP-4711", description="juan"),
            distance_to_line_m=4321.125,
            first_seen_at=START,
            last_seen_at=at,
        )

    def leaves(self, to, seconds):
        """What leaves, each with the instant that it says of itself. [s]"""
        last, held, waiting, left = None, None, None, []
        for second in range(seconds):
            record = self.track(second)
            now = Instant(record.recorded_at)
            if held is not None and held.until <= now:
                tick = decide(waiting, to=to, situation=Situation(), now=held.until, last_released_at=last)
                assert isinstance(tick, Release)
                last = held.until
                left.append(((tick.record.observed_at - self.track(0).observed_at) / SECOND_NS, tick.record))
            decision = decide(record, to=to, situation=Situation(), now=now, last_released_at=last)
            assert isinstance(decision, Hold)
            held, waiting = decision, record
        return left


def partner():
    return Destination(
        partner=Partner(node=MX, country="MEX"),
        sender=Sender(node=US),
        policy=load_policy(RULE, "coarse.cedar"),
        token=lambda sensor: f"secret of the origin {sensor}",
    )


def fit_errors_m(drone, left):
    """Errors of a straight line through all that left, and of the cell that holds the drone, at each instant. [m]"""
    lat0, lon0 = drone.start
    metres = np.array([111_200.0, 111_200.0 * math.cos(math.radians(lat0))])
    times = np.array([seconds for seconds, _ in left])
    told = np.array([(r.position.lat_deg - lat0, r.position.lon_deg - lon0) for _, r in left]) * metres
    shape = np.column_stack([np.ones_like(times), times])
    line = shape @ np.linalg.lstsq(shape, told, rcond=None)[0]
    fitted, cells = [], []
    for (north, east), (seconds, _) in zip(line, left, strict=True):
        truth = drone.true_at(seconds)
        fitted.append(distance_bearing(*truth, lat0 + north / metres[0], lon0 + east / metres[1])[0])
        cells.append(distance_bearing(*truth, *cell_centre(*truth, CELL_M)[:2])[0])
    return fitted, cells


@pytest.mark.parametrize("minutes", [2, 5, 20])
def test_a_straight_line_through_all_that_leaves_gains_nothing_over_one_cell(minutes):
    chance, fits, cells = random.Random(minutes), [], []
    for number in range(60):
        drone, to = Drone(chance, number), partner()
        fitted, known = fit_errors_m(drone, drone.leaves(to, minutes * 60))
        fits.append(statistics.fmean(fitted))
        cells += known
    assert statistics.fmean(fits) >= 0.95 * statistics.fmean(cells)


def test_the_stated_error_holds_the_drone():
    drone, to = Drone(random.Random(7), 3), partner()
    for seconds, record in drone.leaves(to, 1200):
        place = record.position
        assert distance_bearing(*drone.true_at(seconds), place.lat_deg, place.lon_deg)[0] <= place.error_95_m


def test_no_motion_source_text_or_person_is_in_the_bytes():
    drone, to = Drone(random.Random(11), 5), partner()
    left = drone.leaves(to, 300)
    assert len(left) >= 8
    numbers = [drone.speed_mps, drone.azimuth_deg, 1.625, 33.25, 1234.5678, 4321.125, 20.0, 10.0]
    for seconds, record in left:
        body = encode_record(record)
        assert not any(secret.encode() in body for secret in SECRETS)
        assert not any(msgspec.msgpack.encode(number) in body for number in (*numbers, *drone.true_at(seconds)))
