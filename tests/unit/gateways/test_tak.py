"""Cursor on Target towards a TAK server: what is told, how it is written, and what is refused of what comes back."""

import pytest
import takproto
from defusedxml.ElementTree import fromstring

from lindero.gateways.intake.errors import FrameTooLong
from lindero.gateways.intake.limits import Limits
from lindero.gateways.intake.outputs import Close, Refused, Send
from lindero.gateways.tak.cot import decode_xml, encode_xml, format_time
from lindero.gateways.tak.errors import InvalidEvent, NotAnEvent
from lindero.gateways.tak.event import Event, Point, element
from lindero.gateways.tak.proto import decode_proto, encode_proto
from lindero.gateways.tak.session import PING_EVERY_S, TakSession
from lindero.gateways.tak.stream import EventReader
from lindero.gateways.tak.told import build_ends, build_events, is_own, track_uid
from lindero.kernel.clock import SECOND_NS, parse_instant
from lindero.kernel.ids import ulid
from lindero.model.airspace import Area, ClassProbability, Declaration, Track
from lindero.model.alerts import Alert
from lindero.model.place import Position, Velocity
from lindero.model.record import Pedigree

NOW = parse_instant("2026-11-25T09:00:00.123Z")
HERE = Position(lat_deg=31.79, lon_deg=-106.45, altitude_hae_m=1210.0, error_95_m=24.477468)
HEADER = {"origin": "us.cbp", "observed_at": NOW, "recorded_at": NOW, "marking": None, "pedigree": Pedigree(nodes=())}


def track(**fields):
    values = {
        "id": ulid(NOW, bytes(10)),
        **HEADER,
        "track": "U1-2",
        "status": "confirmed",
        "existence": 0.9,
        "position": HERE,
        "velocity": Velocity(speed_mps=15.0, track_deg=90.0),
        "first_seen_at": NOW,
        "last_seen_at": NOW,
    }
    return Track(**{**values, **fields})


def alert(**fields):
    record = ulid(NOW, b"0123456789")
    values = {"id": record, "alert": record, **HEADER, "number": "AU1-9", "step": "warning", "reason": 1, "asks": 20}
    return Alert(**{**values, "track": "U1-2", "position": HERE, **fields})


def declaration():
    ring = ((-106.5, 31.7), (-106.4, 31.7), (-106.4, 31.8), (-106.5, 31.8))
    window = {"starts_at": NOW, "ends_at": NOW + 3600 * SECOND_NS}
    return Declaration(id=ulid(NOW, bytes(10)), **HEADER, area=Area(ring=ring), contact_desk="us.cbp/watch-1", **window)


def events(record):
    return build_events(record, NOW, lambda alert: f"{alert.number}: look")


def likely(word):
    return (ClassProbability(object_class=word, probability=0.8),)


def test_a_track_says_place_error_motion_and_how_long_it_holds():
    (event,) = events(track())
    assert (event.uid, event.how) == (track_uid("us.cbp", "U1-2"), "m-f")
    assert event.point == Point(lat_deg=31.79, lon_deg=-106.45, hae_m=1210.0, ce_m=pytest.approx(10.0, rel=1e-6))
    assert event.detail("track").attrib == {"speed": "15.0", "course": "90.0"}
    assert event.detail("contact").get("callsign") == "U1-2"
    assert event.stale > event.start


def test_a_height_above_the_sea_becomes_one_above_the_ellipsoid_and_others_become_none():
    (sea,) = events(track(position=Position(lat_deg=31.74, lon_deg=-106.47, altitude_msl_m=1000.0)))
    assert sea.point.hae_m == pytest.approx(1000.0 - 24.9, abs=0.5)
    (ground,) = events(track(position=Position(lat_deg=31.74, lon_deg=-106.47, height_agl_m=80.0)))
    assert (ground.point.hae_m, ground.point.ce_m) == (None, None)


@pytest.mark.parametrize(
    ("identity", "word", "kind"),
    [
        ("unknown", "multirotor", "a-u-A-M-H-Q"),
        ("own", "fixed-wing", "a-f-A-M-F-Q"),
        ("declared", "crewed", "a-a-A-C"),
        ("suspect", "other", "a-s-A"),
        ("unknown", "balloon", "a-u-A-C-L"),
        ("unknown", "ground", "a-u-G"),
    ],
)
def test_the_type_says_affiliation_and_class(identity, word, kind):
    (event,) = events(track(identity=identity, classes=likely(word)))
    assert event.type == kind


@pytest.mark.parametrize("identity", ["own", "declared", "unknown", "suspect"])
@pytest.mark.parametrize("word", ["multirotor", "fixed-wing", "crewed", "bird", "balloon", "ground", "other"])
def test_nothing_is_ever_hostile(identity, word):
    (event,) = events(track(identity=identity, classes=likely(word)))
    assert event.type[:4] in ("a-f-", "a-a-", "a-u-", "a-s-")


def test_a_class_that_is_only_a_guess_decides_no_symbol():
    (event,) = events(track(classes=(ClassProbability(object_class="multirotor", probability=0.49),)))
    assert event.type == "a-u-A"


def test_a_lost_track_is_taken_from_the_maps():
    (event,) = events(track(status="lost"))
    assert event.type == "t-x-d-d"
    assert event.detail("link").get("uid") == track_uid("us.cbp", "U1-2")
    assert event.detail("__forcedelete") is not None


def test_an_alert_is_an_alarm_with_a_note_and_ends_with_its_cancel():
    alarm, note = events(alert())
    assert (alarm.type, note.type) == ("b-a-g", "b-t-f")
    assert note.detail("remarks").text == "AU1-9: look"
    (ended,) = events(alert(state="cleared"))
    assert (ended.uid, ended.type, ended.detail("emergency").get("cancel")) == (alarm.uid, "b-a-o-can", "true")


def test_a_declared_area_is_a_closed_shape_for_its_window():
    (event,) = events(declaration())
    corners = [one.get("point") for one in event.details if one.tag == "link"]
    assert corners[0] == corners[-1]
    assert len(corners) == 5
    assert event.stale - event.start == 3600 * SECOND_NS


def test_what_is_gone_is_taken_back_once_for_each_thing():
    ends = build_ends([track(), track(status="coasting"), alert(), declaration()], NOW)
    assert len({event.uid for event in ends}) == len(ends) == 3
    assert {event.type for event in ends} == {"t-x-d-d"}


def all_events():
    return [
        *events(track(classes=likely("multirotor"))),
        *events(alert()),
        *events(declaration()),
        *events(track(status="lost")),
    ]


def same(one, other):
    """Equal but for the order of details, times to the millisecond."""
    words = lambda event: sorted((d.tag, d.text or "", sorted(d.attrib.items()), len(d)) for d in event.details)  # noqa: E731
    head = lambda e: (e.uid, e.type, e.how, *(at // 1_000_000 for at in (e.time, e.start, e.stale)))  # noqa: E731
    return head(one) == head(other) and words(one) == words(other) and near(one.point, other.point)


def near(one, other):
    if one is None or other is None:
        return one is other
    return all(
        a is b or (a is not None and b is not None and a == pytest.approx(b, abs=0.051))
        for a, b in ((getattr(one, name), getattr(other, name)) for name in one.__struct_fields__)
    )


@pytest.mark.parametrize("event", all_events(), ids=lambda event: event.type)
def test_what_is_written_is_read_again_in_both_forms(event):
    assert same(decode_xml(encode_xml(event)), event)
    (message,) = cut(encode_proto(event))
    assert same(decode_proto(message.body), event)


@pytest.mark.parametrize("event", all_events(), ids=lambda event: event.type)
def test_takproto_reads_what_is_written(event):
    by_proto = takproto.parse_proto(bytearray(encode_proto(event))).cotEvent
    by_xml = takproto.parse_proto(takproto.xml2proto(encode_xml(event).decode())).cotEvent
    for read in (by_proto, by_xml):
        assert (read.uid, read.type, read.how) == (event.uid, event.type, event.how)
        assert read.staleTime == event.stale // 1_000_000
        expected = event.point or Point(lat_deg=0.0, lon_deg=0.0)
        assert (read.lat, read.lon) == (pytest.approx(expected.lat_deg), pytest.approx(expected.lon_deg))
        assert read.ce == pytest.approx(9999999.0 if expected.ce_m is None else expected.ce_m, abs=0.051)


def test_unknown_details_are_kept():
    strange = element("strange", "<&>", of="elsewhere")
    event = Event(uid="X", type="a-u-G", how="m-g", time=NOW, start=NOW, stale=NOW, details=(strange,))
    for read in (decode_xml(encode_xml(event)), decode_proto(cut(encode_proto(event))[0].body)):
        assert (read.detail("strange").text, read.detail("strange").get("of")) == ("<&>", "elsewhere")


def test_times_have_three_digits_and_are_rounded_down():
    assert format_time(NOW + 999_999) == "2026-11-25T09:00:00.123Z"


def xml(**changes):
    event = fromstring(encode_xml(events(track())[0]))
    point = event.find("point")
    for name, value in changes.items():
        target = point if name in ("lat", "lon", "hae", "ce", "le") else event
        target.attrib.pop(name) if value is None else target.set(name, value)
    from xml.etree.ElementTree import tostring

    return tostring(event)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"uid": None}, "event.uid"),
        ({"type": ""}, "event.type"),
        ({"stale": "tomorrow"}, "event.stale"),
        ({"lat": "91"}, "point.lat"),
        ({"lon": "-181"}, "point.lon"),
        ({"hae": "nan"}, "point.hae"),
        ({"ce": None}, "point.ce"),
        ({"le": "high"}, "point.le"),
    ],
)
def test_an_impossible_event_is_refused_and_the_field_named(changes, field):
    with pytest.raises(InvalidEvent) as refused:
        decode_xml(xml(**changes))
    assert field in refused.value.text("en")
    assert field in refused.value.text("es")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<event",
        b"<other/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><event/>',
        b"\xff\xfe\x00",
        b'<?xml version="1.0" encoding="of-nowhere"?><event/>',
    ],
)
def test_what_is_no_event_is_refused(text):
    with pytest.raises(NotAnEvent):
        decode_xml(text)


def test_no_place_is_ever_at_0_0_and_the_unknown_is_none():
    event = decode_xml(xml(lat="0", lon="0"))
    assert event.point is None
    unknown = decode_xml(xml(hae="9999999.0", ce="9999999", le="9999999.0")).point
    assert (unknown.hae_m, unknown.ce_m, unknown.le_m) == (None, None, None)


def cut(data, size=1 << 20, step=None):
    reader, found = EventReader(size), []
    for at in range(0, len(data), step or len(data) or 1):
        reader.receive(data[at : at + (step or len(data))])
        while (message := reader.next_message()) is not None:
            found.append(message)
    return found


@pytest.mark.parametrize("step", [1, 7, 4096])
def test_a_mixed_stream_is_cut_whole_wherever_it_is_torn(step):
    parts = [
        encode_xml(events(track())[0]),
        encode_proto(events(track())[0]),
        b"\n",
        encode_xml(events(declaration())[0]),
    ]
    found = cut(b"".join(parts), step=step)
    assert [message.form for message in found] == ["xml", "proto", "xml"]
    assert found[0].offset == 0


@pytest.mark.parametrize("data", [b"<event " + b"a" * 5000, bytes([0xBF, 0xFF, 0xFF, 0x7F])])
def test_a_message_beyond_the_limit_ends_the_stream(data):
    with pytest.raises(FrameTooLong):
        cut(data, size=1000)


def session(**limits):
    return TakSession(uid="lindero.us.cbp", describe=lambda alert: alert.number, now=NOW, limits=Limits(**limits))


def server_says(kind, *details):
    return Event(uid="server", type=kind, how="m-g", time=NOW, start=NOW, stale=NOW, details=details)


def control(tag, **attributes):
    made = element("TakControl")
    made.append(element(tag, **attributes))
    return made


def test_version_1_is_asked_for_when_offered_and_spoken_after_the_yes():
    opened = session()
    (asked,) = opened.receive(encode_xml(server_says("t-x-takp-v", control("TakProtocolSupport", version="1"))), NOW)
    assert decode_xml(asked.data).type == "t-x-takp-q"
    assert opened.form == "xml"
    opened.receive(encode_xml(server_says("t-x-takp-r", control("TakResponse", status="true"))), NOW)
    (told,) = opened.tell([track()], NOW)
    assert decode_proto(cut(told.data)[0].body).uid == track_uid("us.cbp", "U1-2")


@pytest.mark.parametrize(
    "said", [server_says("t-x-takp-v", control("TakProtocolSupport", version="7")), server_says("t-x-takp-v")]
)
def test_another_version_is_not_asked_for(said):
    assert session().receive(encode_xml(said), NOW) == []


def test_a_server_that_says_no_is_told_in_xml():
    opened = session()
    opened.receive(encode_xml(server_says("t-x-takp-r", control("TakResponse", status="false"))), NOW)
    assert opened.form == "xml"


def test_it_pings_when_due_and_answers_a_ping():
    opened = session()
    assert opened.tick(NOW + int(PING_EVERY_S * SECOND_NS) - 1) == []
    (ping,) = opened.tick(NOW + int(PING_EVERY_S * SECOND_NS))
    assert decode_xml(ping.data).type == "t-x-c-t"
    (pong,) = opened.receive(encode_xml(server_says("t-x-c-t")), NOW)
    assert decode_xml(pong.data).type == "t-x-c-t-r"


def test_what_others_say_and_what_comes_back_of_ours_is_counted_and_followed_by_nothing():
    opened = session()
    assert opened.receive(encode_xml(events(track())[0]), NOW) == []
    assert opened.receive(encode_xml(server_says("a-f-G-U-C")), NOW) == []
    assert opened.tally().accepted == {"echo": 1, "a-f-G-U-C": 1}
    assert is_own(track_uid("mx.sedena", "M1-4"))


def test_a_refused_message_is_reported_and_the_connection_lives():
    opened = session()
    (refused,) = opened.receive(b"<event></event>", NOW)
    assert isinstance(refused, Refused)
    assert refused.refusal.code == "tak.invalid-field"
    assert isinstance(opened.tell([track()], NOW)[0], Send)


def test_a_message_beyond_the_limit_closes_the_connection():
    assert session(message_bytes=100).receive(b"<event " + b"a" * 200, NOW)[-1] == Close()
