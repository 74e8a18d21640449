import pytest

from lindero.gateways.sapient.bindings import DetectionReport, ENUVelocity, Registration
from lindero.gateways.sapient.decode import decode, decode_json
from lindero.gateways.sapient.describe import SensorDescription, build_registration
from lindero.gateways.sapient.errors import InvalidMessage, NotSapient
from lindero.gateways.sapient.figures import registered_figures
from lindero.gateways.sapient.registration import ModeTerms, decode_registration
from lindero.gateways.sapient.taxonomy import decode_classification
from lindero.gateways.sapient.validate import MOST_FINDINGS, check_message
from lindero.gateways.sapient.velocity import decode_velocity

RADAR = "6f582b41-6c88-481c-bb0f-6021a1739f57"
DESCRIPTION = SensorDescription(name="Norte 1", manufacturer="Acme", model="R", max_range_m=8000.0)


def test_a_described_sensor_is_a_valid_registration():
    for node_type in ("RADAR", "LIDAR", "CAMERA", "ACOUSTIC", "PASSIVE_RF"):
        for reports in ("range-bearing", "location"):
            sensor = SensorDescription(name="n", manufacturer="a", model="b", node_type=node_type, reports=reports)
            assert check_message(build_registration(RADAR, 1, sensor)) == []


@pytest.mark.parametrize(
    ("node_type", "reports", "kind"),
    [
        ("RADAR", "range-bearing", "radar"),
        ("LIDAR", "range-bearing", "radar"),
        ("PASSIVE_RF", "range-bearing", "bearing"),
        ("RADAR", "location", "position"),
    ],
)
def test_the_kind_of_sensor_follows_from_what_it_is_and_what_it_reports(node_type, reports, kind):
    sensor = SensorDescription(name="n", manufacturer="a", model="b", node_type=node_type, reports=reports)
    assert decode_registration(build_registration(RADAR, 1, sensor)).character.kind == kind


@pytest.mark.parametrize(
    ("words", "value", "units", "figure", "amount"),
    [
        ("Range", "15", "metres", "range_sigma_m", 15.0),
        ("Azimuth error", "8.7266463", "mrad", "azimuth_sigma_deg", 0.5),
        ("BEARING", "2", "deg", "azimuth_sigma_deg", 2.0),
        ("Maximum range", "5.5", "km", "max_range_m", 5500.0),
        ("Rotation speed", "180", "Degrees per second", "period_s", 2.0),
        ("Rotation speed", "30", "rpm", "period_s", 2.0),
        ("Update rate", "4", "Hz", "period_s", 0.25),
        ("Scan period", "800", "ms", "period_s", 0.8),
        ("PD", "90", "%", "detection_probability", 0.9),
    ],
)
def test_known_words_and_units_become_figures(words, value, units, figure, amount):
    registration = Registration()
    registration.capabilities.add(category="Radar", type=words, value=value, units=units)
    assert registered_figures(registration) == {figure: pytest.approx(amount)}


@pytest.mark.parametrize(
    ("words", "value", "units"),
    [
        ("Range", "15", "furlongs"),
        ("Range", "about 15", "metres"),
        ("Range", "nan", "metres"),
        ("Range", "-1", "metres"),
        ("Azimuth", "1", "metres"),
        ("Gain", "15", "metres"),
        ("PD", "90", "probability"),
        ("PD", "0.9", "metres"),
    ],
)
def test_an_unknown_word_unit_or_value_is_passed_over(words, value, units):
    registration = Registration()
    registration.capabilities.add(category="Radar", type=words, value=value, units=units)
    assert registered_figures(registration) == {}


def test_velocities_count_in_registered_units_only():
    message = build_registration(RADAR, 1, DESCRIPTION)
    rates = ENUVelocity(east_rate=36.0, north_rate=0.0, up_rate=2.0)
    units = message.registration.mode_definition[0].detection_definition[0].velocity_type.enu_velocity_units
    units.east_north_rate_units = "SPEED_UNITS_KPH"
    found = decode_velocity(rates, "v", decode_registration(message).terms(None))
    assert (found.speed_mps, found.track_deg, found.climb_mps) == (pytest.approx(10.0), pytest.approx(90.0), 2.0)
    message.registration.mode_definition[0].detection_definition[0].ClearField("velocity_type")
    assert decode_velocity(rates, "v", decode_registration(message).terms(None)) is None


def test_what_stands_has_no_direction():
    terms = ModeTerms(horizontal_mps=1.0)
    assert decode_velocity(ENUVelocity(east_rate=0.0, north_rate=0.01), "v", terms).track_deg is None


def test_an_impossible_speed_is_refused_by_its_field():
    with pytest.raises(InvalidMessage) as refused:
        decode_velocity(ENUVelocity(east_rate=0.0, north_rate=1e300), "v", ModeTerms(horizontal_mps=1.0))
    assert refused.value.findings[0].path == "v.north_rate"


def test_each_mode_has_its_terms_and_an_unknown_mode_those_of_the_first():
    message = build_registration(RADAR, 1, DESCRIPTION)
    second = message.registration.mode_definition.add()
    second.CopyFrom(message.registration.mode_definition[0])
    second.mode_name, second.tracking_type = "Staring", "TRACKING_TYPE_NONE"
    profile = decode_registration(message)
    assert [profile.terms(mode).tracks for mode in (None, "Default", "Staring", "?")] == [True, True, False, True]


def classified(*branches):
    report = DetectionReport()
    for words, confidences in branches:
        entry = report.classification.add(type=words[0])
        if confidences[0] is not None:
            entry.confidence = confidences[0]
        below = entry
        for level, (word, confidence) in enumerate(zip(words[1:], confidences[1:], strict=True), start=1):
            below = below.sub_class.add(type=word, level=level)
            if confidence is not None:
                below.confidence = confidence
    found = decode_classification(report.classification)
    return {item.object_class: round(item.probability, 3) for item in found}


@pytest.mark.parametrize(
    ("words", "known"),
    [
        (("Air Vehicle", "UAV Rotary Wing"), "multirotor"),
        (("Air vehicle", "UAV rotary wing", "Commercial"), "multirotor"),
        (("Air Vehicle", "UAV Fixed Wing"), "fixed-wing"),
        (("Air Vehicle", "Manned Rotary Wing"), "crewed"),
        (("Air Vehicle", "Balloon"), "balloon"),
        (("Animal", "Bird"), "bird"),
        (("Human", "Male"), "ground"),
        (("Land Vehicle", "2 wheels"), "ground"),
        (("sapient_core:UAV rotary wing",), "multirotor"),
    ],
)
def test_words_of_the_taxonomy_become_classes(words, known):
    assert classified((words, [0.75, *[None] * (len(words) - 1)])) == {known: 0.75, "other": 0.25}


def test_unknown_words_and_words_without_confidence_say_nothing():
    assert classified((("Air Vehicle",), (0.9,))) == {}
    assert classified((("Air Vehicle", "Zeppelin"), (0.9, 0.9))) == {}
    assert classified((("Animal", "Bird"), (None, None))) == {}
    assert classified((("Unknown",), (0.9,)), (("Animal", "Bird"), (0.1, None))) == {"bird": 0.1, "other": 0.9}


def test_confidences_are_capped_by_the_word_above_and_scaled_when_they_sum_to_more_than_one():
    assert classified((("Animal", "Bird"), (0.4, 0.9))) == {"bird": 0.4, "other": 0.6}
    both = classified((("Animal", "Bird"), (0.9, 0.9)), (("Air Vehicle", "UAV Rotary Wing"), (0.9, 0.9)))
    assert both == {"bird": 0.5, "multirotor": 0.5}


def test_json_with_a_misspelt_field_names_it_beside_everything_else_that_is_wrong():
    text = b'\xef\xbb\xbf{"nodeId": "x", "timestamp": "2026-11-23T09:00:00Z", "statusReport": {"sytem": "SYSTEM_OK"}}'
    with pytest.raises(InvalidMessage) as refused:
        decode_json(text)
    paths = [finding.path for finding in refused.value.findings]
    assert paths == [
        "status_report.sytem",
        "node_id",
        "status_report.report_id",
        "status_report.system",
        "status_report.info",
        "status_report.mode",
    ]


def test_json_with_a_value_of_the_wrong_type_names_its_field():
    text = b'{"statusReport": {"nodeLocation": {"x": "east"}}}'
    with pytest.raises(InvalidMessage) as refused:
        decode_json(text)
    assert [(f.path, f.rule) for f in refused.value.findings] == [("status_report.node_location.x", "unreadable")]


@pytest.mark.parametrize("text", [b"", b"[]", b"{", b"\xff\xfe", b'"' * 3, b'{"a":' * 5000])
def test_text_that_is_no_json_object_is_no_sapient(text):
    with pytest.raises(NotSapient):
        decode_json(text)


def test_unknown_numbers_of_an_enumeration_and_numbers_that_are_none_are_findings():
    message = build_registration(RADAR, 1, DESCRIPTION)
    message.registration.node_definition[0].node_type = 99
    message.registration.status_definition.status_interval.value = float("nan")
    assert [(f.path, f.rule) for f in check_message(message)] == [
        ("registration.node_definition[0].node_type", "unknown-value"),
        ("registration.status_definition.status_interval.value", "not-finite"),
    ]


def test_times_that_no_instant_holds_are_findings():
    message = build_registration(RADAR, 1, DESCRIPTION)
    for seconds, nanos in ((-1, 0), (1, 1_000_000_000), (1, -1), (2**40, 0)):
        message.timestamp.seconds, message.timestamp.nanos = seconds, nanos
        assert [(f.path, f.rule) for f in check_message(message)] == [("timestamp", "not-a-time")]


def test_a_message_that_is_wrong_everywhere_is_told_so_in_part():
    message = build_registration(RADAR, 1, DESCRIPTION)
    message.registration.dependent_nodes.extend(["x"] * 1000)
    assert len(check_message(message)) == MOST_FINDINGS


def test_bytes_that_are_no_protobuf_are_no_sapient():
    with pytest.raises(NotSapient) as refused:
        decode(b"\xff\xff")
    assert "2 bytes are not protobuf" in refused.value.text("en")
