"""Noise is decoded or refused, nothing else, and the session that met it takes the next good message."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from lindero.gateways.intake.capture import MAGIC, decode_capture, encode_captured
from lindero.gateways.intake.errors import NotACapture
from lindero.gateways.intake.framing import encode_frame
from lindero.gateways.intake.limits import Limits
from lindero.gateways.intake.outputs import Close, Deliver, Refused, Send
from lindero.gateways.intake.session import Caller
from lindero.gateways.sapient.decode import decode, decode_json
from lindero.gateways.sapient.describe import SensorDescription, build_registration
from lindero.gateways.sapient.encode import build_detection, build_status, encode
from lindero.gateways.sapient.errors import InvalidMessage, NotSapient
from lindero.gateways.sapient.session import Feed, Session
from lindero.gateways.sapient.validate import check_message
from lindero.kernel.clock import Instant, parse_instant
from lindero.kernel.errors import every_error
from lindero.kernel.ids import parse_node_id, ulid
from lindero.model.airspace import ClassProbability, Detection
from lindero.model.place import Bearing, Position, Velocity

PARENT = "a8654cdf-4328-47de-81fa-c495589e30c8"
RADAR = "6f582b41-6c88-481c-bb0f-6021a1739f57"
NOW = parse_instant("2026-11-23T09:00:00Z")
ID = ulid(NOW, bytes(10))
STAND = Position(lat_deg=31.75, lon_deg=-106.47, altitude_hae_m=1150.0, error_95_m=3.0)
SENSOR = SensorDescription(name="Radar 1", manufacturer="Acme", model="R", range_sigma_m=10.0, max_range_m=8000.0)
FULL = {
    "velocity": Velocity(speed_mps=15.0, track_deg=200.0, climb_mps=-1.0),
    "classes": (ClassProbability(object_class="bird", probability=0.5),),
    "confidence": 0.9,
}
DETECTION = build_detection(
    RADAR, NOW, report_id=ID, object_id=ID, seen=Bearing(azimuth_deg=90.0, elevation_deg=5.0, range_m=1000.0), **FULL
)
MESSAGES = [
    build_registration(RADAR, NOW, SENSOR),
    build_status(RADAR, NOW, ID, position=STAND),
    DETECTION,
    build_detection(RADAR, NOW, report_id=ID, object_id=ID, seen=STAND, **FULL),
]
CODES = {error.code for error in every_error()}


class Fixed:
    """Entropy that is not needed to be any."""

    def token(self, size):
        return bytes(size)


def registered():
    feed = Feed(
        node_id=PARENT,
        origin=parse_node_id("us.cbp"),
        limits=Limits(message_bytes=1 << 16, message_burst=10_000, refusal_burst=10_000),
    )
    session = Session(feed, entropy=Fixed(), caller=Caller(peer="fuzz"), now=NOW)
    session.receive(encode(MESSAGES[0]) + encode(MESSAGES[1]), NOW)
    return session


def detections(outputs):
    found = [record for output in outputs if isinstance(output, Deliver) for record in output.records]
    return [record for record in found if isinstance(record, Detection)]


@st.composite
def damaged(draw):
    """A good message with some bytes changed, cut out or put in."""
    data = bytearray(draw(st.sampled_from(MESSAGES)).SerializeToString())
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data) - 1))
        data[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=3))
        data = data or bytearray(b"\0")
    return bytes(data)


@settings(max_examples=400)
@given(st.one_of(st.binary(max_size=200), damaged()))
def test_a_damaged_message_is_taken_in_or_refused_and_the_next_one_is_read(payload):
    session = registered()
    outputs = session.receive(encode_frame(payload), NOW)
    before = session.tally()
    refused = [output.refusal for output in outputs if isinstance(output, Refused)]
    assert sum(before.accepted.values()) + len(refused) == 3
    for refusal in refused:
        assert refusal.code in CODES
        assert refusal.message_en
        assert refusal.message_es
        assert refusal.raw == payload[:4096]
    for output in outputs:
        if isinstance(output, Send):
            assert check_message(decode(output.data[4:])) == []
    if session.sensor == RADAR:
        assert detections(session.receive(encode(DETECTION), NOW))


@settings(max_examples=200)
@given(st.lists(st.binary(max_size=300), max_size=5))
def test_a_stream_of_noise_ends_in_a_close_or_in_refusals_and_never_otherwise(chunks):
    session = registered()
    outputs = [output for chunk in chunks for output in session.receive(chunk, NOW)] + session.end(NOW)
    assert not detections(outputs)
    assert sum(isinstance(output, Close) for output in outputs) <= 1
    assert session.receive(encode(DETECTION), NOW) == []
    assert session.tally().received_bytes >= sum(len(chunk) for chunk in chunks[:1])


@st.composite
def json_trees(draw):
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    names = st.sampled_from(
        ["nodeId", "timestamp", "registration", "statusReport", "nodeLocation", "x", "capabilities"]
    )
    return draw(
        st.recursive(leaves, lambda below: st.lists(below, max_size=3) | st.dictionaries(names, below), max_leaves=12)
    )


@settings(max_examples=200)
@given(st.one_of(st.binary(max_size=60), json_trees().map(lambda tree: json.dumps(tree).encode())))
def test_any_json_is_a_message_or_refused(text):
    try:
        message = decode_json(text)
    except (NotSapient, InvalidMessage):
        return
    assert check_message(message) == []


@given(st.binary(max_size=80), st.booleans())
def test_any_bytes_are_a_capture_or_refused(noise, begins_well):
    try:
        entries = list(decode_capture(MAGIC * begins_well + noise))
    except NotACapture:
        return
    assert MAGIC + b"".join(encode_captured(entry) for entry in entries) == MAGIC * begins_well + noise


@given(st.integers(0, 2**62))
def test_no_time_of_reception_breaks_a_session(now):
    session = registered()
    outputs = session.receive(encode(DETECTION), Instant(now))
    assert detections(outputs)
