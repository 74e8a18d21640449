"""Records: their header, the objects that they are about, their lanes, and lines that are none."""

import msgspec
import pytest

from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.airspace import Area, Declaration, Detection, Sensor, Track
from lindero.model.alerts import Acknowledgement, Alert, Outcome
from lindero.model.codec import decode_record, encode_record, format_record, parse_tree, public_tree, record_of_tree
from lindero.model.errors import NotARecord, UnknownVocabulary
from lindero.model.incidents import Note
from lindero.model.kinds import KINDS, LANES, answers, lane_of, object_of
from lindero.model.marking import Marking
from lindero.model.place import Position
from lindero.model.record import Pedigree

US = NodeId("us.cbp")
FIRST, SECOND = RecordId("01JDC3N8V0T4W6Y8Z0A2B4C6D8"), RecordId("01JDC3N8V0T4W6Y8Z0A2B4C6D9")
HEADER = {"id": FIRST, "origin": US, "observed_at": 5, "recorded_at": 6, "pedigree": Pedigree(nodes=(US,))}
DESK = DeskId("us.cbp/watch-1")
ALERT = Alert(**HEADER, alert=FIRST, number="AU1-G", step="warning", reason=1, asks=20, track="U1-Q")
TRACK = Track(
    **HEADER,
    track="U1-Q",
    status="confirmed",
    existence=1.0,
    position=Position(lat_deg=31.7, lon_deg=-106.4),
    first_seen_at=1,
    last_seen_at=5,
)
DETECTION = Detection(**HEADER, sensor="radar-1", gateway="radar")
ACKNOWLEDGEMENT = Acknowledgement(**HEADER, alert=SECOND, stage="acknowledged", desk=DESK)
OUTCOME = Outcome(**HEADER, alert=SECOND, verdict="balloon", desk=DESK)
NOTE = Note(**HEADER, desk=DESK, about=SECOND, phrase=20)
DECLARATION = Declaration(
    **HEADER, area=Area(ring=((-106.5, 31.7), (-106.4, 31.7), (-106.4, 31.8))), starts_at=0, ends_at=9
)


def test_an_updated_alert_is_about_the_same_object_as_its_first_record():
    update = msgspec.structs.replace(ALERT, id=SECOND, supersedes=FIRST, state="cleared")
    assert object_of(update) == object_of(ALERT) == f"alert:{FIRST}"


def test_tracks_are_told_apart_by_their_number():
    assert object_of(TRACK) == "track:U1-Q"
    assert object_of(msgspec.structs.replace(TRACK, track="U2-J")) != object_of(TRACK)


def test_a_detection_is_about_itself_and_a_correction_about_what_it_corrects():
    assert object_of(DETECTION) == f"detection:{FIRST}"
    assert object_of(msgspec.structs.replace(DETECTION, id=SECOND, supersedes=FIRST)) == f"detection:{FIRST}"


def test_acknowledgements_and_outcomes_of_one_alert_are_two_objects():
    assert object_of(ACKNOWLEDGEMENT) == f"acknowledgement:{SECOND}"
    assert object_of(OUTCOME) == f"outcome:{SECOND}"


def test_answers_name_what_they_answer():
    assert answers(ACKNOWLEDGEMENT) == answers(OUTCOME) == answers(NOTE) == SECOND
    assert answers(TRACK) is None


def test_alerts_overtake_tracks_and_casework():
    assert LANES == ("alert", "casework", "track")
    assert {lane_of(r) for r in (ALERT, ACKNOWLEDGEMENT, OUTCOME, DECLARATION)} == {"alert"}
    assert lane_of(NOTE) == "casework"
    sensor = Sensor(**HEADER, sensor="radar-1", gateway="radar", sensor_kind="radar")
    assert {lane_of(r) for r in (TRACK, DETECTION, sensor)} == {"track"}


def test_every_kind_is_named_by_its_word():
    assert all(word == kind.__struct_config__.tag for word, kind in KINDS.items())
    assert TRACK.kind == "track"


def test_an_unmarked_record_is_not_taken_for_simulated():
    assert not TRACK.simulated
    assert msgspec.structs.replace(TRACK, marking=Marking(tlp="amber", simulated=True)).simulated


def test_json_has_instants_as_text_and_nothing_that_is_none():
    tree = public_tree(TRACK)
    assert tree["observed_at"] == "1970-01-01T00:00:00.000000005Z"
    assert "marking" not in tree
    assert "altitude_hae_m" not in tree["position"]


def test_a_field_of_another_version_is_not_swallowed():
    body = msgspec.msgpack.encode([*msgspec.to_builtins(TRACK), "red"])
    with pytest.raises(UnknownVocabulary, match="at most length"):
        decode_record(body)


def test_fields_at_the_end_that_an_earlier_version_did_not_have_take_their_defaults():
    fields = msgspec.to_builtins(msgspec.structs.replace(ALERT, corroborated=False, authenticated=False))
    assert decode_record(msgspec.msgpack.encode(fields[:-2])) == decode_record(msgspec.msgpack.encode(fields))


def test_nothing_at_zero_zero_comes_in_over_the_link():
    fields = msgspec.to_builtins(TRACK)
    fields[1 + Track.__struct_fields__.index("position")] = [0.0, 0.0]
    with pytest.raises(UnknownVocabulary, match="0,0"):
        decode_record(msgspec.msgpack.encode(fields))


def test_deeply_nested_bytes_are_refused():
    with pytest.raises(UnknownVocabulary):
        decode_record(b"\x91" * 100_000 + b"\xc0")
    with pytest.raises(NotARecord):
        parse_tree(b"[" * 100_000, 1)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "rumour"}, "rumour"),
        ({"status": "hostile"}, "hostile"),
        ({"existence": "high"}, "existence"),
        ({"position": {"lat_deg": 31.7}}, "lon_deg"),
        ({"name": "Pérez"}, "name"),
    ],
)
def test_a_wrong_line_is_refused_with_its_number_and_the_word_that_is_wrong(change, why):
    tree = public_tree(TRACK) | change
    with pytest.raises(NotARecord, match=why) as refused:
        record_of_tree(parse_tree(msgspec.json.encode(tree), 3), 3)
    assert refused.value.facts["line"] == 3


@pytest.mark.parametrize("line", ["[]", "7", "{", b"\xff\xfe", '{"observed_at": "yesterday"}'])
def test_a_line_that_is_no_object_or_has_no_time_is_refused(line):
    with pytest.raises(NotARecord):
        parse_tree(line, 1)


def test_bytes_and_lines_are_stable_under_a_second_writing():
    assert encode_record(decode_record(encode_record(ALERT))) == encode_record(ALERT)
    assert format_record(record_of_tree(parse_tree(format_record(ALERT), 1), 1)) == format_record(ALERT)
