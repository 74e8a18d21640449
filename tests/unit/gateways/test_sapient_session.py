import pytest

from lindero.gateways.intake.framing import encode_frame
from lindero.gateways.intake.limits import Limits
from lindero.gateways.intake.outputs import Close, Deliver, Refused, Send
from lindero.gateways.intake.session import Caller
from lindero.gateways.sapient.decode import decode
from lindero.gateways.sapient.describe import SensorDescription, build_registration
from lindero.gateways.sapient.encode import build_detection, build_message, build_status, encode
from lindero.gateways.sapient.session import Feed, Session
from lindero.kernel.clock import SECOND_NS, parse_instant
from lindero.kernel.ids import parse_node_id, ulid
from lindero.model.airspace import ClassProbability, Sensor
from lindero.model.marking import Marking
from lindero.model.place import Bearing, Position, Velocity

PARENT = "a8654cdf-4328-47de-81fa-c495589e30c8"
RADAR = "6f582b41-6c88-481c-bb0f-6021a1739f57"
OTHER = "6acd78c1-fcc2-4368-b7ae-ff1aa318911c"
NOW = parse_instant("2026-11-23T09:00:00Z")
MEASURED = NOW - SECOND_NS // 4
STAND = Position(lat_deg=31.75, lon_deg=-106.47, altitude_hae_m=1150.0)
AWAY = Bearing(azimuth_deg=90.0, elevation_deg=5.0, range_m=1000.0)
ID = ulid(NOW, bytes(10))
DESCRIPTION = SensorDescription(
    name="Radar 1",
    manufacturer="Acme",
    model="R",
    range_sigma_m=10.0,
    azimuth_sigma_deg=0.5,
    elevation_sigma_deg=1.0,
    max_range_m=8000.0,
    period_s=1.0,
    detection_probability=0.9,
)


class Counting:
    """Entropy that never repeats."""

    def __init__(self):
        self.count = 0

    def token(self, size):
        self.count += 1
        return self.count.to_bytes(size, "big")


def make_session(names=frozenset(), **limits):
    marking = Marking(tlp="amber", simulated=True)
    feed = Feed(node_id=PARENT, origin=parse_node_id("us.cbp"), marking=marking, limits=Limits(**limits))
    caller = Caller(peer="192.0.2.7:4000", names=names)
    return Session(feed, entropy=Counting(), caller=caller, now=NOW)


def registered(**options):
    session = make_session(**options)
    session.receive(encode(build_registration(RADAR, MEASURED, DESCRIPTION)), NOW)
    session.receive(encode(build_status(RADAR, MEASURED, ID, position=STAND)), NOW)
    return session


def detection(seen=AWAY, node=RADAR, **fields):
    return build_detection(node, MEASURED, report_id=ID, object_id=ID, seen=seen, **fields)


def send(session, message, now=NOW):
    return session.receive(encode(message), now)


def sent(outputs):
    return [decode(output.data[4:]) for output in outputs if isinstance(output, Send)]


def refusals(outputs):
    return [output.refusal for output in outputs if isinstance(output, Refused)]


def records(outputs):
    return [record for output in outputs if isinstance(output, Deliver) for record in output.records]


def delivered(outputs):
    return [record for record in records(outputs) if not isinstance(record, Sensor)]


def states(outputs):
    return [record for record in records(outputs) if isinstance(record, Sensor)]


def test_a_registration_is_accepted_and_tells_what_the_sensor_is():
    session = make_session()
    outputs = send(session, build_registration(RADAR.upper(), MEASURED, DESCRIPTION))
    (answer,) = sent(outputs)
    assert answer.registration_ack.acceptance is True
    assert (answer.node_id, answer.destination_id) == (PARENT, RADAR.upper())
    (state,) = states(outputs)
    assert (state.sensor, state.sensor_kind, state.status) == (RADAR, "radar", "ok")
    assert (state.name, state.max_range_m, state.position) == ("Radar 1", 8000.0, None)
    assert state.marking.simulated
    assert session.sensor == RADAR


def test_a_report_before_registration_is_refused_answered_and_counted_and_the_connection_lives():
    session = make_session()
    outputs = send(session, detection())
    (error,) = sent(outputs)
    assert error.error.packet == detection().SerializeToString()
    assert list(error.error.error_message) == [
        "A DetectionReport came before this connection's registration was accepted."
    ]
    (refusal,) = refusals(outputs)
    assert (refusal.code, refusal.offset, refusal.peer) == ("sapient.not-registered", 0, "192.0.2.7:4000")
    assert delivered(outputs) == []
    assert session.tally().refused == {"sapient.not-registered": 1}
    send(session, build_registration(RADAR, MEASURED, DESCRIPTION))
    assert len(delivered(send(session, detection()))) == 1


def test_a_detection_has_the_place_that_follows_from_the_registered_position():
    (found,) = delivered(
        send(
            registered(),
            detection(
                velocity=Velocity(speed_mps=15.0, track_deg=200.0, climb_mps=-1.0),
                classes=(ClassProbability(object_class="bird", probability=0.5),),
                confidence=0.9,
            ),
        )
    )
    assert (found.sensor, found.gateway, found.observed_at, found.recorded_at) == (RADAR, "sapient", MEASURED, NOW)
    assert found.position.lat_deg == pytest.approx(31.75, abs=1e-5)
    assert found.position.lon_deg == pytest.approx(-106.4594880, abs=1e-6)
    assert found.position.altitude_hae_m == pytest.approx(1150.0 + 87.16 + 0.08, abs=0.02)
    assert found.position.altitude_msl_m is None
    assert (found.bearing.azimuth_sigma_deg, found.bearing.range_sigma_m) == (0.5, 10.0)
    assert found.velocity.speed_mps == pytest.approx(15.0)
    assert found.velocity.track_deg == pytest.approx(200.0)
    assert found.velocity.climb_mps == -1.0
    assert [(c.object_class, c.probability) for c in found.classification] == [("bird", 0.5), ("other", 0.5)]
    assert found.source_track == ID
    assert found.pedigree.sensors == (RADAR,)
    assert found.authenticated is False


def test_a_bearing_without_range_or_from_an_unknown_place_has_no_position():
    (found,) = delivered(send(registered(), detection(Bearing(azimuth_deg=10.0))))
    assert found.position is None
    assert found.bearing.azimuth_deg == 10.0
    assert found.bearing.range_sigma_m is None
    session = make_session()
    send(session, build_registration(RADAR, MEASURED, DESCRIPTION))
    (found,) = delivered(send(session, detection()))
    assert found.position is None
    assert found.bearing.range_m == 1000.0


def test_a_sensor_that_does_not_track_has_no_track_number():
    session = make_session()
    untracked = SensorDescription(name="Eye", manufacturer="Acme", model="E", node_type="CAMERA", tracks=False)
    (state,) = states(send(session, build_registration(RADAR, MEASURED, untracked)))
    assert state.sensor_kind == "bearing"
    assert delivered(send(session, detection()))[0].source_track is None


def test_an_impossible_latitude_is_refused_by_field_and_the_good_messages_around_it_are_kept():
    session = registered()
    good = detection(Position(lat_deg=31.7, lon_deg=-106.4, altitude_hae_m=1200.0))
    bad = detection(Position(lat_deg=31.7, lon_deg=-106.4))
    bad.detection_report.location.y = 131.7
    outputs = session.receive(encode(good) + encode(bad) + encode(good), NOW)
    assert len(delivered(outputs)) == 2
    (refusal,) = refusals(outputs)
    assert refusal.code == "sapient.invalid-field"
    assert "detection_report.location.y is out of range: 131.7 ∉ [-90, 90]" in refusal.message_en
    assert "detection_report.location.y está fuera de rango" in refusal.message_es
    assert refusal.peer == RADAR
    (error,) = sent(outputs)
    assert list(error.error.error_message) == ["detection_report.location.y is out of range: 131.7 ∉ [-90, 90]"]


def test_zero_zero_is_refused_as_a_missing_position():
    bad = detection(Position(lat_deg=31.7, lon_deg=-106.4))
    bad.detection_report.location.x = bad.detection_report.location.y = 0.0
    outputs = send(registered(), bad)
    assert delivered(outputs) == []
    assert "0,0" in refusals(outputs)[0].message_en


def test_a_registration_against_the_standard_is_answered_by_its_fields():
    message = build_registration(RADAR, MEASURED, DESCRIPTION)
    message.registration.icd_version = "BSI Flex 335 v1.0"
    message.registration.mode_definition[0].ClearField("mode_name")
    session = make_session()
    outputs = send(session, message)
    (answer,) = sent(outputs)
    assert answer.registration_ack.acceptance is False
    assert list(answer.registration_ack.ack_response_reason) == [
        "registration.icd_version must be 'BSI Flex 335 v2.0'",
        "registration.mode_definition[0].mode_name is mandatory and missing",
    ]
    assert session.sensor is None
    assert states(outputs) == []


@pytest.mark.parametrize("effector", ["KINETIC", "JAMMER", "LDEW", "RFDEW"])
def test_an_effector_is_never_taken_in(effector):
    message = build_registration(RADAR, MEASURED, DESCRIPTION)
    message.registration.node_definition.add(node_type=f"NODE_TYPE_{effector}")
    session = make_session()
    outputs = send(session, message)
    assert sent(outputs)[0].registration_ack.acceptance is False
    assert "node_definition[1].node_type" in refusals(outputs)[0].message_en
    assert session.sensor is None


@pytest.mark.parametrize("kind", ["Task", "TaskAck", "Alert", "AlertAck", "RegistrationAck"])
def test_kinds_that_this_node_does_not_take_are_refused_as_such(kind):
    message = build_message(RADAR, MEASURED)
    match kind:
        case "Task":
            message.task.task_id, message.task.control = ID, "CONTROL_START"
        case "TaskAck":
            message.task_ack.task_id, message.task_ack.task_status = ID, "TASK_STATUS_ACCEPTED"
        case "Alert":
            message.alert.alert_id = ID
        case "AlertAck":
            message.alert_ack.alert_id, message.alert_ack.alert_ack_status = ID, "ALERT_ACK_STATUS_ACCEPTED"
        case "RegistrationAck":
            message.registration_ack.acceptance = True
    session = registered()
    outputs = send(session, message)
    assert refusals(outputs)[0].code == "sapient.not-supported"
    assert list(sent(outputs)[0].error.error_message) == [f"A {kind} is not supported by this node."]
    assert session.tally().refused == {"sapient.not-supported": 1}


def test_an_unsupported_kind_that_breaks_the_standard_is_told_which_field():
    message = build_message(RADAR, MEASURED)
    message.task.task_id = "not-a-ulid"
    assert "task.task_id" in refusals(send(registered(), message))[0].message_en


def test_an_error_from_the_sensor_is_reported_and_never_answered():
    message = build_message(RADAR, MEASURED)
    message.error.packet = b"x"
    message.error.error_message.append("what was that?")
    outputs = send(registered(), message)
    assert sent(outputs) == []
    (refusal,) = refusals(outputs)
    assert refusal.code == "sapient.sensor-error"
    assert "what was that?" in refusal.message_en


def test_a_connection_speaks_for_one_sensor_only():
    session = registered()
    outputs = send(session, detection(node=OTHER))
    assert delivered(outputs) == []
    assert "node_id is not the node that registered on this connection" in refusals(outputs)[0].message_en
    assert sent(send(session, build_registration(OTHER, MEASURED, DESCRIPTION)))[0].registration_ack.acceptance is False
    assert session.sensor == RADAR


def test_a_sensor_whose_certificate_names_it_is_authenticated():
    assert delivered(send(registered(names=frozenset({RADAR})), detection()))[0].authenticated is True
    assert delivered(send(registered(names=frozenset({OTHER})), detection()))[0].authenticated is False


def test_status_reports_become_records_only_when_they_tell_something_new():
    session = make_session()
    send(session, build_registration(RADAR, MEASURED, DESCRIPTION))
    (first,) = states(send(session, build_status(RADAR, MEASURED, ID, position=STAND)))
    assert (first.status, first.position) == ("ok", STAND)
    assert states(send(session, build_status(RADAR, MEASURED, ID, position=STAND, new=False))) == []
    (worse,) = states(send(session, build_status(RADAR, MEASURED, ID, system="ERROR")))
    assert (worse.status, worse.position) == ("degraded", STAND)


def test_goodbye_ends_the_registration():
    session = registered()
    (state,) = states(send(session, build_status(RADAR, MEASURED, ID, system="GOODBYE")))
    assert state.status == "down"
    assert refusals(send(session, detection()))[0].code == "sapient.not-registered"
    assert states(session.end(NOW)) == []


def test_a_sensor_is_silent_after_three_of_its_intervals_and_back_with_its_next_word():
    session = registered()
    assert session.tick(NOW + 15 * SECOND_NS) == []
    (silent,) = states(session.tick(NOW + 15 * SECOND_NS + 1))
    assert silent.status == "silent"
    assert session.tick(NOW + 20 * SECOND_NS) == []
    outputs = send(session, detection(), NOW + 21 * SECOND_NS)
    assert [state.status for state in states(outputs)] == ["ok"]
    assert len(delivered(outputs)) == 1


def test_a_connection_that_never_registers_is_closed():
    session = make_session()
    assert session.tick(NOW + 30 * SECOND_NS) == []
    assert session.tick(NOW + 31 * SECOND_NS) == [Close()]


def test_the_end_of_a_connection_reports_the_cut_message_and_the_sensor_as_down():
    session = registered()
    offset = session.tally().received_bytes
    session.receive(encode(detection())[:-1], NOW)
    outputs = session.end(NOW)
    (refusal,) = refusals(outputs)
    assert (refusal.code, refusal.offset) == ("intake.frame-cut-short", offset)
    assert sent(outputs) == []
    assert [state.status for state in states(outputs)] == ["down"]
    assert session.end(NOW) == []


def test_a_length_beyond_the_limit_is_answered_and_ends_the_connection():
    session = registered()
    outputs = session.receive(encode(detection()) + b"\xff\xff\xff\xff" + bytes(100), NOW)
    assert len(delivered(outputs)) == 1
    assert outputs[-1] == Close()
    assert "4294967295 bytes; the limit is 1048576" in sent(outputs)[0].error.error_message[0]
    assert refusals(outputs)[0].raw == b"\xff\xff\xff\xff" + bytes(100)
    assert session.receive(encode(detection()), NOW) == []
    assert session.tally().refused == {"intake.frame-too-long": 1}


def test_a_megabyte_of_noise_is_one_precise_refusal():
    noise = bytes((i * 197 + i // 251) % 256 for i in range(1 << 20))
    session = make_session()
    outputs = session.receive(noise, NOW)
    assert [refusal.code for refusal in refusals(outputs)] == ["intake.frame-too-long"]
    assert outputs[-1] == Close()


def test_bytes_that_are_no_protobuf_are_refused_and_the_next_message_is_read():
    session = registered()
    outputs = session.receive(encode_frame(b"\xff" * 20) + encode(detection()), NOW)
    assert refusals(outputs)[0].code == "sapient.unreadable"
    assert len(delivered(outputs)) == 1


def test_an_empty_message_lacks_everything():
    (refusal,) = refusals(make_session().receive(encode_frame(b""), NOW))
    for field in ("content", "timestamp", "node_id"):
        assert f"{field} " in refusal.message_en


def test_a_sensor_that_sends_too_fast_is_counted_and_the_others_messages_of_its_second_are_kept():
    session = make_session(message_burst=3, messages_per_s=1.0)
    send(session, build_registration(RADAR, MEASURED, DESCRIPTION))
    outputs = session.receive(encode(detection()) * 4, NOW)
    assert len(delivered(outputs)) == 2
    assert [refusal.code for refusal in refusals(outputs)] == ["intake.too-many-messages"] * 2
    assert len(delivered(send(session, detection(), NOW + SECOND_NS))) == 1


def test_a_flood_of_refusals_is_counted_in_full_and_reported_in_part():
    session = make_session(refusal_burst=3, refusals_per_s=1.0)
    outputs = session.receive(encode_frame(b"\xff") * 10, NOW)
    assert len(refusals(outputs)) == len(sent(outputs)) == 3
    tally = session.tally()
    assert (tally.refused, tally.unreported) == ({"sapient.unreadable": 10}, 7)


def test_record_ids_never_repeat():
    session = registered()
    found = delivered(session.receive(encode(detection()) * 20, NOW))
    assert len({record.id for record in found}) == 20


def test_a_burst_is_delivered_at_once_and_a_refusal_within_it_keeps_its_place():
    outputs = registered().receive(encode(detection()) * 3 + encode_frame(b"\xff") + encode(detection()) * 2, NOW)
    assert [type(output) for output in outputs] == [Deliver, Send, Refused, Deliver]
    assert [len(output.records) for output in outputs if isinstance(output, Deliver)] == [3, 2]


@pytest.mark.parametrize("field", ["associated_detection", "derived_detection"])
def test_an_own_object_that_comes_back_through_another_system_is_no_new_evidence(field):
    session, message = registered(), detection()
    source = getattr(message.detection_report, field).add(node_id=PARENT.upper(), object_id=ID)
    if field == "derived_detection":
        source.timestamp.FromNanoseconds(MEASURED)
    assert delivered(send(session, message)) == []
    assert session.tally().accepted["echo"] == 1
    other = detection()
    getattr(other.detection_report, field).add(node_id=OTHER, object_id=ID).timestamp.FromNanoseconds(MEASURED)
    assert len(delivered(send(session, other))) == 1
