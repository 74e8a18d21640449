"""This node as a fusion node towards a parent: it registers, tells, answers tasks, and moves nothing."""

import pytest
from sapient_msg.bsi_flex_335_v2_0.alert_pb2 import Alert as AlertMessage
from sapient_msg.bsi_flex_335_v2_0.registration_pb2 import Registration

from lindero.gateways.intake.limits import Limits
from lindero.gateways.intake.outputs import Close, Refused, Send, Wanted
from lindero.gateways.sapient.decode import decode
from lindero.gateways.sapient.encode import build_message, build_registration_ack, encode
from lindero.gateways.sapient.fusion import ANSWER_WITHIN_S, STATUS_EVERY_S, FusionSession
from lindero.gateways.sapient.told import object_ulid
from lindero.gateways.sapient.validate import check_message
from lindero.kernel.clock import SECOND_NS, parse_instant
from lindero.kernel.ids import ulid
from lindero.model.airspace import ClassProbability, Emitter, Track
from lindero.model.alerts import Alert
from lindero.model.place import Position, Velocity
from lindero.model.record import Pedigree

OWN = "0f6b9f6e-6d3b-5f0e-9a2f-0d1f5f3d8c11"
PARENT = "a8654cdf-4328-47de-81fa-c495589e30c8"
NOW = parse_instant("2026-11-25T09:00:00Z")
TASK = ulid(NOW, bytes(10))
HERE = Position(lat_deg=31.79, lon_deg=-106.45, altitude_hae_m=1210.0, error_95_m=20.0)


def session(**limits):
    return FusionSession(
        node_id=OWN,
        name="us.cbp",
        version="1",
        describe=lambda alert: f"{alert.number}: look",
        new_id=lambda at: ulid(at, bytes(10)),
        now=NOW,
        limits=Limits(**limits),
    )


def accepted(**limits):
    opened = session(**limits)
    opened.begin(NOW)
    opened.receive(encode(build_registration_ack(PARENT, NOW, OWN, [])), NOW)
    return opened


def sent(outputs):
    return [decode(output.data[4:]) for output in outputs if isinstance(output, Send)]


def track(number=1, at=NOW, **fields):
    values = {
        "id": ulid(at, number.to_bytes(10, "big")),
        "origin": "us.cbp",
        "observed_at": at,
        "recorded_at": at,
        "marking": None,
        "pedigree": Pedigree(nodes=("us.cbp",)),
        "track": f"U{number}-2",
        "status": "confirmed",
        "existence": 0.9,
        "position": HERE,
        "velocity": Velocity(speed_mps=15.0, track_deg=90.0, climb_mps=1.0),
        "first_seen_at": at,
        "last_seen_at": at,
    }
    return Track(**{**values, **fields})


def alert(**fields):
    values = {
        "id": ulid(NOW, b"0123456789"),
        "alert": ulid(NOW, b"0123456789"),
        "origin": "us.cbp",
        "observed_at": NOW,
        "recorded_at": NOW,
        "marking": None,
        "pedigree": Pedigree(nodes=("us.cbp",)),
        "number": "A1-9",
        "step": "warning",
        "reason": 1,
        "asks": 20,
        "track": "U1-2",
        "position": HERE,
        "p_cross": 0.75,
    }
    return Alert(**{**values, **fields})


def task(**command):
    message = build_message(PARENT, NOW, OWN)
    message.task.task_id, message.task.control = TASK, "CONTROL_START"
    for name, value in command.items():
        setattr(message.task.command, name, value)
    return message


def test_it_registers_first_as_a_fusion_node_by_the_standard():
    (registration,) = sent(session().begin(NOW))
    assert check_message(registration) == []
    node_type = registration.registration.node_definition[0].node_type
    assert node_type == Registration.NodeType.Value("NODE_TYPE_FUSION_NODE")


def test_it_tells_nothing_before_the_parent_has_accepted():
    opened = session()
    opened.begin(NOW)
    assert opened.tell([track()], NOW) == []


def test_an_accepted_registration_is_followed_by_status_and_the_wish_for_the_picture():
    opened = session()
    outputs = opened.receive(encode(build_registration_ack(PARENT, NOW, OWN, [])), NOW)
    (status,) = sent(outputs)
    assert check_message(status) == []
    assert outputs[-1] == Wanted()


def test_a_refused_registration_closes_and_says_why():
    opened = session()
    outputs = opened.receive(encode(build_registration_ack(PARENT, NOW, OWN, ["unknown node"])), NOW)
    (refused,) = [output.refusal for output in outputs if isinstance(output, Refused)]
    assert (refused.code, "unknown node" in refused.message_en) == ("sapient.registration-refused", True)
    assert outputs[-1] == Close()
    assert sent(outputs) == []


def test_a_parent_that_does_not_answer_is_left():
    opened = session()
    assert opened.tick(NOW + int(ANSWER_WITHIN_S * SECOND_NS) - 1) == []
    assert opened.tick(NOW + int(ANSWER_WITHIN_S * SECOND_NS)) == [Close()]


def test_status_is_said_in_every_interval_and_goodbye_at_the_end():
    opened = accepted()
    later = NOW + int(STATUS_EVERY_S * SECOND_NS)
    assert opened.tick(later - 1) == []
    (status,) = sent(opened.tick(later))
    assert status.status_report.system == 1
    (goodbye,) = sent(opened.end(later))
    assert goodbye.status_report.system == 5
    assert opened.tell([track()], later) == []


def test_a_track_is_a_valid_report_with_place_motion_class_and_its_number():
    classes = (ClassProbability(object_class="multirotor", probability=0.7),)
    (message,) = sent(accepted().tell([track(classes=classes, emitter=Emitter(serial="1588E"))], NOW))
    assert check_message(message) == []
    report = message.detection_report
    assert (report.location.y, report.location.x, report.location.z) == (31.79, -106.45, 1210.0)
    assert (round(report.enu_velocity.east_rate, 6), report.enu_velocity.up_rate) == (15.0, 1.0)
    assert report.classification[0].sub_class[0].type == "UAV Rotary Wing"
    assert (report.id, report.object_id) == ("1588E", object_ulid("us.cbp", "U1-2"))
    assert {info.type: info.value for info in report.track_info}["track"] == "U1-2"


def test_a_position_without_height_has_none_in_the_report():
    (message,) = sent(accepted().tell([track(position=Position(lat_deg=31.79, lon_deg=-106.45))], NOW))
    assert not message.detection_report.location.HasField("z")


def test_an_object_keeps_its_id_and_shares_it_with_no_other():
    ids = [object_ulid(origin, number) for origin in ("us.cbp", "mx.sedena") for number in ("U1-2", "U2-5")]
    assert len(set(ids)) == 4
    assert ids[0] == object_ulid("us.cbp", "U1-2")
    assert ids[0][0] in "01234567"


def test_the_end_of_a_track_is_said():
    (message,) = sent(accepted().tell([track(status="lost")], NOW))
    assert message.detection_report.state == "lost"


@pytest.mark.parametrize(
    ("step", "state", "kind", "status"),
    [
        ("attention", "open", "ALERT_TYPE_INFORMATION", "ALERT_STATUS_ACTIVE"),
        ("warning", "open", "ALERT_TYPE_WARNING", "ALERT_STATUS_ACTIVE"),
        ("incursion", "open", "ALERT_TYPE_CRITICAL", "ALERT_STATUS_ACTIVE"),
        ("warning", "cleared", "ALERT_TYPE_WARNING", "ALERT_STATUS_CLEAR"),
        ("incursion", "closed", "ALERT_TYPE_CRITICAL", "ALERT_STATUS_CLEAR"),
    ],
)
def test_an_alert_says_its_step_its_state_and_which_object(step, state, kind, status):
    (message,) = sent(accepted().tell([alert(step=step, state=state)], NOW))
    assert check_message(message) == []
    told = message.alert
    assert AlertMessage.AlertType.Name(told.alert_type) == kind
    assert AlertMessage.AlertStatus.Name(told.status) == status
    assert told.description == "A1-9: look"
    assert told.associated_detection[0].object_id == object_ulid("us.cbp", "U1-2")


def test_a_low_report_rate_thins_each_object_alone_and_never_an_alert():
    opened = accepted()
    opened.receive(encode(task(detection_report_rate="DISCRETE_THRESHOLD_LOW")), NOW)
    seconds = [NOW + second * SECOND_NS for second in range(6)]
    told = [opened.tell([track(1, at), track(2, at), alert()], at) for at in seconds]
    assert [len(sent(outputs)) for outputs in told] == [3, 1, 1, 1, 1, 3]


def test_a_high_detection_threshold_leaves_out_what_may_not_exist():
    opened = accepted()
    opened.receive(encode(task(detection_threshold="DISCRETE_THRESHOLD_HIGH")), NOW)
    assert sent(opened.tell([track(1, existence=0.9)], NOW)) == []
    assert len(sent(opened.tell([track(2, existence=0.99)], NOW))) == 1


def test_a_classification_threshold_leaves_out_classes():
    opened = accepted()
    opened.receive(encode(task(classification_threshold="DISCRETE_THRESHOLD_MEDIUM")), NOW)
    classes = tuple(
        ClassProbability(object_class=one, probability=p) for one, p in (("multirotor", 0.6), ("bird", 0.3))
    )
    (message,) = sent(opened.tell([track(classes=classes)], NOW))
    assert len(message.detection_report.classification) == 1


@pytest.mark.parametrize(
    ("command", "content"),
    [({"request": "Registration"}, "registration"), ({"request": "status"}, "status_report")],
)
def test_a_request_is_accepted_and_done(command, content):
    ack, done = sent(accepted().receive(encode(task(**command)), NOW))
    assert ack.task_ack.task_status == 1
    assert done.WhichOneof("content") == content


def test_a_request_for_the_picture_makes_it_wanted():
    assert accepted().receive(encode(task(request="Picture")), NOW)[-1] == Wanted()


@pytest.mark.parametrize("command", [{"request": "Fire"}, {"mode_change": "Jam"}])
def test_what_is_not_known_is_refused_with_its_reason(command):
    (ack,) = sent(accepted().receive(encode(task(**command)), NOW))
    assert check_message(ack) == []
    assert ack.task_ack.task_status == 2
    assert ack.task_ack.reason


@pytest.mark.parametrize("command", ["look_at", "move_to", "patrol", "follow"])
def test_nothing_is_pointed_moved_or_followed(command):
    message = task()
    chosen = getattr(message.task.command, command)
    if command == "follow":
        chosen.follow_object_id = TASK
    elif command == "look_at":
        chosen.location_list.locations.add(
            x=-106.0,
            y=31.0,
            coordinate_system="LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M",
            datum="LOCATION_DATUM_WGS84_E",
        )
    else:
        chosen.locations.add(
            x=-106.0,
            y=31.0,
            coordinate_system="LOCATION_COORDINATE_SYSTEM_LAT_LNG_DEG_M",
            datum="LOCATION_DATUM_WGS84_E",
        )
    assert check_message(message) == []
    (ack,) = sent(accepted().receive(encode(message), NOW))
    assert ack.task_ack.task_status == 2
    assert command in ack.task_ack.reason[0]


def test_a_stop_gives_the_parent_everything_again():
    opened = accepted()
    opened.receive(encode(task(detection_threshold="DISCRETE_THRESHOLD_HIGH")), NOW)
    message = task(request="x")
    message.task.control = "CONTROL_STOP"
    opened.receive(encode(message), NOW)
    assert len(sent(opened.tell([track(existence=0.5)], NOW))) == 1


def test_an_invalid_message_is_answered_by_an_error_that_names_the_field_and_the_connection_lives():
    opened = accepted()
    message = task(request="status")
    message.task.task_id = "not-a-ulid"
    outputs = opened.receive(encode(message), NOW)
    (answer,) = sent(outputs)
    assert "task.task_id" in answer.error.error_message[0]
    assert [output.refusal.code for output in outputs if isinstance(output, Refused)] == ["sapient.invalid-field"]
    assert len(sent(opened.receive(encode(task(request="status")), NOW))) == 2


def test_a_registration_from_a_parent_is_not_supported():
    opened = accepted()
    message = sent(session().begin(NOW))[0]
    (answer,) = sent(opened.receive(encode(message), NOW))
    assert "Registration" in answer.error.error_message[0]


def test_a_machines_acknowledgement_is_taken_and_answers_nothing():
    message = build_message(PARENT, NOW, OWN)
    message.alert_ack.alert_id, message.alert_ack.alert_ack_status = TASK, "ALERT_ACK_STATUS_ACCEPTED"
    opened = accepted()
    assert opened.receive(encode(message), NOW) == []
    assert opened.tally().accepted["alert_ack"] == 1


def test_a_flood_of_tasks_is_refused_and_counted():
    opened = accepted(messages_per_s=1.0, message_burst=3)
    for _ in range(9):
        opened.receive(encode(task(request="status")), NOW)
    assert sum(opened.tally().refused.values()) == 7


def test_a_message_beyond_the_limit_ends_the_connection():
    opened = accepted(message_bytes=100)
    assert opened.receive((1 << 20).to_bytes(4, "little"), NOW)[-1] == Close()
