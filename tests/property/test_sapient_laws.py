import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindero.gateways.intake.framing import FrameReader, encode_frame
from lindero.gateways.sapient.bearing import decode_range_bearing, encode_range_bearing, position_seen
from lindero.gateways.sapient.bindings import DetectionReport, ENUVelocity, Location, RangeBearing
from lindero.gateways.sapient.decode import decode
from lindero.gateways.sapient.describe import SensorDescription, build_registration
from lindero.gateways.sapient.encode import build_detection
from lindero.gateways.sapient.location import decode_location, encode_location
from lindero.gateways.sapient.registration import ModeTerms, decode_registration
from lindero.gateways.sapient.taxonomy import decode_classification, encode_classification
from lindero.gateways.sapient.utm import Zone, utm_from_wgs84, wgs84_from_utm
from lindero.gateways.sapient.validate import check_message
from lindero.gateways.sapient.velocity import decode_velocity, encode_velocity
from lindero.kernel.geodesy import ecef_from_wgs84
from lindero.kernel.ids import ulid
from lindero.model.airspace import ClassProbability
from lindero.model.place import Bearing, Position, Velocity

NODE = "6f582b41-6c88-481c-bb0f-6021a1739f57"


def maybe(strategy):
    return st.none() | strategy


heights = maybe(st.floats(-400.0, 12_000.0))
positions = st.builds(
    lambda lat, lon, height, above_sea, error: Position(
        lat_deg=lat,
        lon_deg=lon,
        altitude_hae_m=None if above_sea else height,
        altitude_msl_m=height if above_sea else None,
        error_95_m=error,
    ),
    st.floats(-80.0, 80.0).filter(lambda v: abs(v) > 1e-6),
    st.floats(-179.0, 179.0),
    heights,
    st.booleans(),
    maybe(st.floats(0.1, 5_000.0)),
)
bearings = st.builds(
    Bearing,
    azimuth_deg=st.floats(0.0, 359.9999),
    elevation_deg=maybe(st.floats(-90.0, 90.0)),
    range_m=maybe(st.floats(1.0, 100_000.0)),
    azimuth_sigma_deg=maybe(st.floats(0.0, 180.0)),
    elevation_sigma_deg=maybe(st.floats(0.0, 90.0)),
    range_sigma_m=maybe(st.floats(0.0, 10_000.0)),
)
instants = st.integers(1, 2**62)


@given(positions)
def test_a_position_survives_its_location(position):
    message = Location()
    encode_location(position, message)
    found = decode_location(message, "here")
    assert (found.lat_deg, found.lon_deg) == (position.lat_deg, position.lon_deg)
    assert (found.altitude_hae_m, found.altitude_msl_m) == (position.altitude_hae_m, position.altitude_msl_m)
    assert found.error_95_m == (None if position.error_95_m is None else pytest.approx(position.error_95_m, rel=1e-3))


@given(bearings)
def test_a_bearing_survives_its_message(bearing):
    message = RangeBearing()
    encode_range_bearing(bearing, message)
    assert decode_range_bearing(message, "here", stand=None) == bearing


@given(st.floats(0.1, 300.0), st.floats(0.0, 359.99), maybe(st.floats(-50.0, 50.0)))
def test_a_velocity_survives_its_message(speed_mps, track_deg, climb_mps):
    message = ENUVelocity()
    encode_velocity(Velocity(speed_mps=speed_mps, track_deg=track_deg, climb_mps=climb_mps), message)
    found = decode_velocity(message, "v", ModeTerms(horizontal_mps=1.0, vertical_mps=1.0))
    assert found.speed_mps == pytest.approx(speed_mps)
    assert math.remainder(found.track_deg - track_deg, 360.0) == pytest.approx(0.0, abs=1e-9)
    assert found.climb_mps == climb_mps


@given(st.lists(st.integers(0, 100), min_size=7, max_size=7).filter(any))
def test_class_probabilities_survive_and_always_sum_to_one(weights):
    names = ("multirotor", "fixed-wing", "crewed", "bird", "balloon", "ground", "other")
    classes = [
        ClassProbability(object_class=name, probability=weight / sum(weights))
        for name, weight in zip(names, weights, strict=True)
    ]
    report = DetectionReport()
    encode_classification(classes, report)
    found = {item.object_class: item.probability for item in decode_classification(report.classification)}
    if not any(weights[:6]):
        assert found == {}
        return
    assert sum(found.values()) == pytest.approx(1.0)
    for item in classes:
        assert found.get(item.object_class, 0.0) == pytest.approx(item.probability, abs=1e-6)


@given(st.floats(-79.0, 83.0), st.integers(1, 60), st.floats(-2.9, 2.9))
def test_a_place_survives_utm_and_lies_in_its_band(lat_deg, number, off_deg):
    bands = "CDEFGHJKLMNPQRSTUVWX"
    zone = Zone(number=number, band=bands[min(int((lat_deg + 80.0) // 8.0), 19)])
    lon_deg = -183.0 + 6.0 * number + off_deg
    easting_m, northing_m = utm_from_wgs84(lat_deg, lon_deg, zone)
    found = wgs84_from_utm(easting_m, northing_m, zone)
    assert 100_000.0 <= easting_m <= 900_000.0
    assert -1e-6 <= northing_m <= 10_000_000.0
    assert found == pytest.approx((lat_deg, lon_deg), abs=1e-8)
    assert zone.holds(lat_deg)


@given(positions, st.floats(0.0, 359.99), st.floats(-80.0, 80.0), st.floats(1.0, 50_000.0))
def test_what_is_seen_is_exactly_a_range_away(stand, azimuth_deg, elevation_deg, range_m):
    stand = Position(lat_deg=stand.lat_deg, lon_deg=stand.lon_deg, altitude_hae_m=100.0)
    seen = position_seen(Bearing(azimuth_deg=azimuth_deg, elevation_deg=elevation_deg, range_m=range_m), stand)
    here = ecef_from_wgs84(stand.lat_deg, stand.lon_deg, 100.0)
    there = ecef_from_wgs84(seen.lat_deg, seen.lon_deg, seen.altitude_hae_m)
    assert math.dist(here, there) == pytest.approx(range_m, abs=1e-3)


@given(instants, st.one_of(positions, bearings), maybe(st.floats(0.0, 1.0)))
def test_every_detection_that_is_built_is_valid_and_survives_the_wire(at, seen, confidence):
    identity = ulid(at, bytes(10))
    message = build_detection(NODE, at, report_id=identity, object_id=identity, seen=seen, confidence=confidence)
    again = decode(message.SerializeToString())
    assert again == message
    assert check_message(again) == []
    assert again.timestamp.ToNanoseconds() == at


@given(
    st.text(min_size=1, max_size=40).filter(str.strip),
    maybe(st.floats(0.1, 500.0)),
    maybe(st.floats(0.01, 10.0)),
    maybe(st.floats(0.01, 1.0)),
    st.booleans(),
)
def test_a_described_sensor_is_read_back_as_described(name, range_sigma_m, azimuth_sigma_deg, probability, tracks):
    sensor = SensorDescription(
        name=name,
        manufacturer="a",
        model="b",
        range_sigma_m=range_sigma_m,
        azimuth_sigma_deg=azimuth_sigma_deg,
        detection_probability=probability,
        tracks=tracks,
    )
    message = build_registration(NODE, 1, sensor)
    assert check_message(message) == []
    profile = decode_registration(decode(message.SerializeToString()))
    assert profile.character.name == name
    assert (profile.character.range_sigma_m, profile.character.azimuth_sigma_deg) == (range_sigma_m, azimuth_sigma_deg)
    assert profile.character.detection_probability == probability
    assert profile.terms(None).tracks is tracks


@given(st.lists(st.binary(max_size=64), max_size=8), st.lists(st.integers(1, 40), min_size=1))
def test_frames_survive_any_cutting_of_the_stream(payloads, sizes):
    stream = b"".join(encode_frame(payload) for payload in payloads)
    reader, found, at, turn = FrameReader(limit_bytes=64), [], 0, 0
    while at < len(stream):
        size = sizes[turn % len(sizes)]
        reader.receive(stream[at : at + size])
        at, turn = at + size, turn + 1
        while (frame := reader.next_frame()) is not None:
            found.append(frame.payload)
    assert found == payloads
    reader.require_end()
