"""ADS-B spares an alert only where radar or bearings alone put the same object at the same place, as fast."""

import math

import msgspec
import numpy as np
import pytest
from hand_clock import CountingEntropy, HandClock

from lindero.analytics.airspace import Frame
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import Detection, Emitter, Sensor
from lindero.model.border_file import census_border
from lindero.model.place import Bearing, Position, Velocity
from lindero.model.record import Pedigree
from lindero.operations.phrases import CONFIRMED_BROADCAST, TWO_PLACES
from lindero.operations.picture.picture import Picture
from lindero.operations.picture.vouching import HELD_NS, Rays, Vouching

US = NodeId("us.cbp")
START = 1_800_000_000 * SECOND_NS
FRAME = Frame(latitude_deg=31.9, longitude_deg=-106.45, height_hae_m=0.0)
SPEED = 80.0
HEADER = {"id": RecordId("0" * 26), "origin": US, "pedigree": Pedigree(nodes=(US,))}


def place(east, north, error_95_m=60.0):
    lat, lon, _ = FRAME.wgs84_from_enu([east, north, 0.0])
    return Position(lat_deg=float(lat), lon_deg=float(lon), error_95_m=error_95_m)


def made(second, sensor, gateway="sapient", **fields):
    at = START + int(second * SECOND_NS)
    return Detection(**HEADER, observed_at=at, recorded_at=at, sensor=sensor, gateway=gateway, **fields)


def claim(second, east=None, north=2000.0, speed=SPEED, track_deg=90.0, **emitter):
    """It flies east along y = 2000 m, at x = 0 when the time is 0."""
    east = SPEED * second if east is None else east
    said = {"address": "0d0a01", "radio": "adsb-1090", "ua_type": "small-aircraft"} | emitter
    return made(
        second,
        "receiver",
        "adsb",
        position=place(east, north, 30.0),
        velocity=Velocity(speed_mps=speed, track_deg=track_deg),
        emitter=Emitter(**said),
        airframe_ref=f"icao:{said['address']}",
    )


def plot(second, east=None, north=2000.0):
    """What a radar at the origin measures of it."""
    east = SPEED * second if east is None else east
    seen = math.hypot(east, north)
    bearing = Bearing(azimuth_deg=math.degrees(math.atan2(east, north)) % 360, range_m=seen, range_sigma_m=20.0)
    return made(second, "radar", position=place(east, north), bearing=bearing)


def finder(name, east, north):
    station = Sensor(
        **HEADER,
        observed_at=0,
        recorded_at=0,
        sensor=name,
        gateway="g",
        sensor_kind="bearing",
        position=place(east, north),
    )

    def ray(second, x=None, y=2000.0):
        x = SPEED * second if x is None else x
        azimuth = math.degrees(math.atan2(x - east, y - north)) % 360
        return made(second, name, bearing=Bearing(azimuth_deg=azimuth, azimuth_sigma_deg=0.5))

    return station, ray


def watching():
    """A picture with a radar at the origin."""
    picture = Picture(US, "USA", census_border(), HandClock(START), CountingEntropy())
    here = place(0.0, 0.0)
    radar = Sensor(
        **HEADER, observed_at=0, recorded_at=0, sensor="radar", gateway="g", sensor_kind="radar", position=here
    )
    picture.register(radar)
    return picture


def holds(*detections, rays=None, at=None):
    vouching = Vouching()
    for detection in detections:
        vouching.take(detection, FRAME)
    return vouching.holds(detections[-1].observed_at if at is None else at, rays or Rays(), FRAME)


PLOTS = [plot(second) for second in (-8.0, -6.0, -4.0, -2.0, 0.0)]


def test_a_claim_that_radar_confirms_in_place_and_speed_holds_for_ten_seconds():
    vouching = Vouching()
    for detection in [*PLOTS, claim(0.0)]:
        vouching.take(detection, FRAME)
    assert vouching.holds(START, Rays(), FRAME)
    assert vouching.holds(START + HELD_NS, Rays(), FRAME)
    assert not vouching.holds(START + HELD_NS + 1, Rays(), FRAME)


@pytest.mark.parametrize(
    "changes",
    [
        {"north": 2400.0},
        {"speed": 140.0},
        {"track_deg": 180.0},
        {"radio": "tisb"},
        {"radio": "mlat"},
        {"ua_type": "unmanned"},
        {"address": "~0d0a01"},
    ],
)
def test_a_claim_that_radar_does_not_confirm_or_that_is_none_holds_nothing(changes):
    detection = claim(0.0, **changes)
    if changes.get("address"):
        detection = msgspec.structs.replace(detection, airframe_ref="address:~0d0a01")
    assert not holds(*PLOTS, detection)


def test_a_claim_alone_one_plot_and_old_plots_confirm_nothing():
    assert not holds(claim(-1.0), claim(0.0))
    assert not holds(plot(0.0), claim(0.0))
    assert not holds(*PLOTS, claim(20.0))


def test_two_direction_finders_that_see_it_from_apart_confirm_it_and_one_does_not():
    one, two = finder("df1", -3000.0, 0.0), finder("df2", 3000.0, 0.0)

    def rays_of(*finders):
        rays = Rays()
        for station, ray in finders:
            rays.take([ray(second) for second in np.arange(-9.0, 1.0)], station, FRAME)
        return rays

    assert holds(claim(0.0), rays=rays_of(one, two))
    assert not holds(claim(0.0), rays=rays_of(one))
    assert not holds(claim(0.0, north=2900.0), rays=rays_of(one, two))


def test_bearings_from_a_place_that_nobody_stated_count_for_nothing():
    _, ray = finder("df1", -3000.0, 0.0)
    rays = Rays()
    rays.take([ray(0.0)], None, FRAME)
    assert rays.near(START) == []


def test_the_picture_tells_it_of_the_track_and_never_drops_the_track():
    picture = watching()
    told = []
    for second in range(25):
        picture.observe([plot(second - 12.0), claim(second - 12.0)], START + (second - 12) * SECOND_NS)
        told += picture.update(START + (second - 12) * SECOND_NS).tracks
    last = told[-1]
    assert last.vouched
    assert last.track.evidence[0] == CONFIRMED_BROADCAST
    assert (last.track.status, last.track.airframe_ref) == ("confirmed", "icao:0d0a01")
    assert last.track.emitter.ua_type == "small-aircraft"
    assert {one.track.track for one in told} == {last.track.track}


def test_a_broadcast_that_radar_does_not_follow_vouches_for_no_track():
    picture = watching()
    told = []
    for second in range(25):
        at = START + second * SECOND_NS
        picture.observe([plot(second, north=2600.0), claim(second)], at)
        told += picture.update(at).tracks
    assert {"radar", "receiver"} == {name for one in told for name in one.track.pedigree.sensors}
    assert not any(one.vouched for one in told)


def test_an_aircraft_is_faster_than_a_drone_and_no_contradiction():
    picture = watching()
    conflicts = set()
    for second in range(20):
        at = START + second * SECOND_NS
        picture.observe([claim(second, east=240.0 * second, speed=240.0)], at)
        conflicts.update(*(one.track.conflicts for one in picture.update(at).tracks))
    assert TWO_PLACES not in conflicts


def test_an_aircraft_far_from_the_line_opens_no_sector():
    picture = watching()
    far = msgspec.structs.replace(claim(0.0), position=Position(lat_deg=33.0, lon_deg=-106.45))
    assert picture.observe([far], START) == 1
    assert picture.observe([msgspec.structs.replace(far, gateway="remoteid")], START) == 0
