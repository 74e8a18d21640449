"""Noise on a TAK stream is an event or refused, nothing else, and the next good event is read."""

from hypothesis import given, settings
from hypothesis import strategies as st

from lindero.gateways.intake.limits import Limits
from lindero.gateways.intake.outputs import Close, Refused
from lindero.gateways.tak.cot import decode_xml, encode_xml
from lindero.gateways.tak.errors import InvalidEvent, NotAnEvent
from lindero.gateways.tak.event import Event, Point, element
from lindero.gateways.tak.proto import decode_proto, encode_proto
from lindero.gateways.tak.session import TakSession
from lindero.kernel.clock import parse_instant

NOW = parse_instant("2026-11-25T09:00:00Z")
GOOD = Event(
    uid="x",
    type="a-u-A",
    how="m-g",
    time=NOW,
    start=NOW,
    stale=NOW,
    point=Point(lat_deg=31.7, lon_deg=-106.4, hae_m=1200.0),
    details=(element("track", speed="1.0", course="2.0"), element("contact", callsign="c"), element("other", "t")),
)


def session():
    limits = Limits(message_bytes=1 << 16, message_burst=10_000, refusal_burst=10_000)
    return TakSession(uid="u", describe=lambda alert: "", now=NOW, limits=limits)


@st.composite
def damaged(draw, good):
    """A good message with some bytes changed, cut out or put in."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data) - 1))
        data[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=3))
        data = data or bytearray(b"\0")
    return bytes(data)


@settings(max_examples=300)
@given(st.one_of(st.binary(max_size=200), damaged(encode_xml(GOOD))))
def test_any_bytes_are_an_event_as_xml_or_refused(text):
    try:
        event = decode_xml(text)
    except (NotAnEvent, InvalidEvent):
        return
    assert event.uid
    assert event.point is None or -90.0 <= event.point.lat_deg <= 90.0


@settings(max_examples=300)
@given(st.one_of(st.binary(max_size=200), damaged(encode_proto(GOOD)[3:])))
def test_any_bytes_are_an_event_as_protobuf_or_refused(body):
    try:
        event = decode_proto(body)
    except (NotAnEvent, InvalidEvent):
        return
    assert event.uid
    assert event.point is None or -180.0 <= event.point.lon_deg <= 180.0


@settings(max_examples=300)
@given(st.one_of(st.binary(max_size=300), damaged(encode_xml(GOOD)), damaged(encode_proto(GOOD))))
def test_a_stream_of_noise_is_refused_or_closed_and_nothing_else(noise):
    opened = session()
    outputs = opened.receive(noise + b"</event>", NOW)
    assert all(isinstance(output, Refused) or output == Close() for output in outputs if hasattr(output, "refusal"))
    for output in outputs:
        if isinstance(output, Refused):
            assert output.refusal.code.startswith(("tak.", "intake."))
