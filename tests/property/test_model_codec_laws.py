"""Records as bytes and as lines: what is written is what is read, and noise is refused as noise."""

import math

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lindero.kernel.ids import DeskId, NodeId, RecordId, ulid
from lindero.model.about_tracks import Answer, HandOver, Label, Query
from lindero.model.airspace import (
    AirspaceNotice,
    Area,
    ClassProbability,
    Declaration,
    Detection,
    Emitter,
    Flight,
    Moved,
    Sensor,
    Track,
    Wind,
)
from lindero.model.alerts import Acknowledgement, Alert, Handling, Outcome
from lindero.model.codec import decode_record, encode_record, format_record, parse_tree, record_of_tree
from lindero.model.desks import Contact, DeskCall, Presence
from lindero.model.errors import NotARecord, UnknownVocabulary
from lindero.model.incidents import Incident, Note
from lindero.model.kinds import KINDS
from lindero.model.marking import Grade, Marking
from lindero.model.place import Bearing, Ellipse, Position, Velocity
from lindero.model.record import Pedigree

IDS = st.builds(
    lambda ms, chance: RecordId(ulid(ms * 1_000_000, chance)),
    st.integers(0, 2**48 - 1),
    st.binary(min_size=10, max_size=10),
)
INSTANTS = st.integers(0, 4_102_444_800_000_000_000)
TEXTS = st.text(max_size=40)
NODES = st.sampled_from([NodeId("us.cbp"), NodeId("mx.sedena")])
DESKS = st.sampled_from([DeskId("us.cbp/watch-1"), DeskId("mx.sedena/guardia-2")])
METRES = st.floats(-500, 9000)
LENGTHS = st.floats(0, 1e5)
DIRECTIONS = st.floats(0, 360, exclude_max=True)
PROBABILITIES = st.floats(0, 1)
POSITIONS = st.builds(
    Position,
    lat_deg=st.floats(-90, 90),
    lon_deg=st.floats(-180, 180).filter(lambda lon: lon != 0.0),
    altitude_hae_m=st.none() | METRES,
    height_agl_m=st.none() | METRES,
    error_95_m=st.none() | LENGTHS,
)
MARKINGS = st.builds(
    Marking,
    tlp=st.sampled_from(["clear", "amber", "red"]),
    releasable_to=st.sampled_from([(), ("MEX",), ("USA", "mx.sedena")]),
    retain_until=st.none() | INSTANTS,
    grade=st.none() | st.builds(Grade, source=st.sampled_from("ABF"), information=st.integers(1, 6)),
    simulated=st.booleans(),
)
HEADER = {
    "id": IDS,
    "origin": NODES,
    "observed_at": INSTANTS,
    "recorded_at": INSTANTS,
    "marking": st.none() | MARKINGS,
    "pedigree": st.builds(Pedigree, nodes=st.tuples(NODES), sensors=st.lists(TEXTS, max_size=2).map(tuple)),
    "derived_from": st.lists(IDS, max_size=2).map(tuple),
    "supersedes": st.none() | IDS,
}
VELOCITIES = st.builds(Velocity, speed_mps=st.floats(0, 200), track_deg=st.none() | DIRECTIONS)
CLASSES = st.lists(
    st.builds(ClassProbability, object_class=st.sampled_from(["bird", "multirotor"]), probability=PROBABILITIES),
    max_size=2,
).map(tuple)
EMITTERS = st.builds(Emitter, serial=st.none() | TEXTS, operator_position=st.none() | POSITIONS, description=TEXTS)
AREAS = st.builds(
    Area,
    ring=st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=3, max_size=5).map(tuple),
    highest_hae_m=st.none() | METRES,
)
DETECTIONS = st.builds(
    Detection,
    **HEADER,
    sensor=TEXTS,
    gateway=TEXTS,
    position=st.none() | POSITIONS,
    bearing=st.none() | st.builds(Bearing, azimuth_deg=DIRECTIONS, range_m=st.none() | LENGTHS),
    velocity=st.none() | VELOCITIES,
    emitter=st.none() | EMITTERS,
    classification=CLASSES,
    moved=st.none() | st.builds(Moved, original_at=INSTANTS, shifted_s=st.floats(-1e6, 1e6)),
)
TRACKS = st.builds(
    Track,
    **HEADER,
    track=TEXTS,
    status=st.sampled_from(["confirmed", "coasting", "lost"]),
    existence=PROBABILITIES,
    position=POSITIONS,
    ellipse_95=st.none() | st.builds(Ellipse, semi_major_m=LENGTHS, semi_minor_m=LENGTHS, azimuth_deg=DIRECTIONS),
    velocity=st.none() | VELOCITIES,
    classes=CLASSES,
    first_seen_at=INSTANTS,
    last_seen_at=INSTANTS,
)
ALERTS = st.builds(
    Alert,
    **HEADER,
    alert=IDS,
    number=TEXTS,
    step=st.sampled_from(["attention", "warning", "incursion"]),
    reason=st.integers(1, 60),
    asks=st.integers(1, 60),
    track=TEXTS,
    time_to_cross_s=st.none() | st.tuples(LENGTHS, LENGTHS, LENGTHS),
    launch_position=st.none() | POSITIONS,
)
RECORDS_BY_KIND = {
    "sensor": st.builds(Sensor, **HEADER, sensor=TEXTS, gateway=TEXTS, sensor_kind=st.sampled_from(["radar", "other"])),
    "detection": DETECTIONS,
    "track": TRACKS,
    "flight": st.builds(Flight, **HEADER, track=TEXTS, started_at=INSTANTS, last_position=st.none() | POSITIONS),
    "declaration": st.builds(
        Declaration, **HEADER, area=AREAS, starts_at=INSTANTS, ends_at=INSTANTS, serials=st.tuples(TEXTS)
    ),
    "airspace-notice": st.builds(AirspaceNotice, **HEADER, area=AREAS, starts_at=INSTANTS, ends_at=INSTANTS),
    "alert": ALERTS,
    "acknowledgement": st.builds(
        Acknowledgement, **HEADER, alert=IDS, stage=st.sampled_from(["shown", "acknowledged"]), desk=DESKS
    ),
    "outcome": st.builds(Outcome, **HEADER, alert=IDS, verdict=st.sampled_from(["balloon", "attack"]), desk=DESKS),
    "incident": st.builds(Incident, **HEADER, alerts=st.tuples(IDS), position=st.none() | POSITIONS),
    "handling": st.builds(
        Handling,
        **HEADER,
        alert=IDS,
        act=st.sampled_from(["assigned", "shelved", "resumed", "escalated", "telephoned"]),
        desk=DESKS,
        to=st.none() | DESKS,
        shelved_until=st.none() | INSTANTS,
    ),
    "presence": st.builds(Presence, **HEADER, desk=DESKS, attended=st.booleans()),
    "contact": st.builds(Contact, **HEADER, node=NODES, phone=st.sampled_from(["+52 656 555 0100", "915-555-0100"])),
    "test-call": st.builds(
        DeskCall, **HEADER, call=IDS, stage=st.sampled_from(["called", "shown", "answered"]), desk=DESKS
    ),
    "wind": st.builds(Wind, **HEADER, speed_mps=LENGTHS, source=st.sampled_from(["entered", "metar"])),
    "label": st.builds(
        Label, **HEADER, track_origin=NODES, track=TEXTS, label=st.sampled_from(["bird", "own"]), desk=DESKS
    ),
    "query": st.builds(
        Query, **HEADER, track_origin=NODES, track=TEXTS, desk=DESKS, answer_until=INSTANTS, serial=st.none() | TEXTS
    ),
    "answer": st.builds(
        Answer, **HEADER, query=IDS, whose=st.sampled_from(["ours", "unknown"]), desk=st.none() | DESKS
    ),
    "hand-over": st.builds(
        HandOver,
        **HEADER,
        handover=IDS,
        track_origin=NODES,
        track=TEXTS,
        step=st.sampled_from(["offered", "lost"]),
        to=NODES,
        offered_until=st.none() | INSTANTS,
        position=st.none() | POSITIONS,
        time_to_cross_s=st.none() | st.tuples(LENGTHS, LENGTHS, LENGTHS),
    ),
    "note": st.builds(Note, **HEADER, desk=DESKS, phrase=st.none() | st.integers(1, 60), text=st.none() | TEXTS),
}
RECORDS = st.one_of(*RECORDS_BY_KIND.values())


def test_the_laws_are_tried_on_every_kind():
    assert set(RECORDS_BY_KIND) == set(KINDS)


@given(RECORDS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_record_survives_its_bytes(record):
    assert decode_record(encode_record(record)) == record


@given(RECORDS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_record_survives_its_json_line(record):
    assert record_of_tree(parse_tree(format_record(record), 1), 1) == record


@given(RECORDS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_one_more_field_makes_a_body_unreadable(record):
    fields = [*msgspec.to_builtins(record), "cue"]
    with pytest.raises(UnknownVocabulary):
        decode_record(msgspec.msgpack.encode(fields))


@given(st.binary(max_size=300))
def test_noise_is_a_record_or_refused_and_nothing_else(noise):
    try:
        record = decode_record(noise)
    except UnknownVocabulary:
        return
    assert decode_record(encode_record(record)) == record


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_a_line_of_noise_is_refused_with_its_number(noise):
    with pytest.raises(NotARecord) as refused:
        record_of_tree(parse_tree(noise, 7), 7)
    assert refused.value.facts["line"] == 7


@given(st.sampled_from([math.nan, math.inf, -math.inf]), st.booleans())
def test_a_coordinate_that_is_no_number_makes_no_position(value, is_latitude):
    place = [value, -106.0] if is_latitude else [31.0, value]
    with pytest.raises((msgspec.ValidationError, ValueError)):
        msgspec.msgpack.decode(msgspec.msgpack.encode(place), type=Position)
