"""The published conformance messages of BSI Flex 335 v2, half of them: accepted, or refused by field."""

import re

import pytest

from lindero.gateways.sapient.decode import decode, decode_json
from lindero.gateways.sapient.errors import InvalidMessage
from lindero.gateways.sapient.validate import check_message

pytestmark = pytest.mark.data

CLASSES = "registration.mode_definition[0].detection_definition[0].detection_class_definition[0]"

# File number -> the path that the refusal must name, where the file's title does not say it in the standard's words.
NAMED = {
    "0001": "timestamp",
    "0003": "node_id",
    "0006": "destination_id",
    "0035": "registration.status_definition.location_definition.datum_oneof",
    "0037": "registration.status_definition.obscuration_definition.datum_oneof",
    "0071": "registration.mode_definition[0].detection_definition[0].velocity_type.velocity_units_oneof",
    "0103": "status_report.field_of_view.location_list.locations[0].datum",
    "0105": "status_report.obscuration[0].location_list.locations[0].coordinate_system",
    "0109": "detection_report.location_oneof",
    "0111": "detection_report.detectionLocation",
    "0117": "detection_report.track_info[0].value",  # whatever its title says, it is the value that is missing
    "0119": "detection_report.object_info[0].type",
    "0124": "detection_report.classification[0].sub_class[0].sub_class[0].type",
    "0129": "detection_report.derived_detection[0].timestamp",
    "0172": f"{CLASSES}.class_definition[0].sub_class[0].level",
    "0174": "node_id",
    "0186": "detection_report.derived_detection[0].object_id",
    "0190": "task_ack.task_id",
    "0194": "alert.associated_detection[0].node_id",
}  # fmt: skip


def folded(text):
    return re.sub(r"[^a-z]", "", text.lower())


def last_field(name):
    """The field that a file's title names: the last word that is no verdict."""
    words = [
        w for w in name.split(".")[1:] if w not in ("json", "Missing", "Error", "Empty", "Invalid", "FullMessage", "2")
    ]
    return folded(words[-1].removesuffix("2").replace("LevelMissing", "Level"))


def test_every_valid_message_is_accepted_and_survives_the_wire(recordings):
    files = sorted((recordings / "sapient/valid").glob("*.json"))
    assert len(files) == 19
    for file in files:
        message = decode_json(file.read_bytes())
        again = decode(message.SerializeToString())
        assert again == message, file.name
        assert check_message(again) == [], file.name


def test_every_invalid_message_is_refused_by_the_field_it_breaks(recordings):
    files = sorted((recordings / "sapient/invalid").glob("*.json"))
    assert len(files) == 97
    for file in files:
        with pytest.raises(InvalidMessage) as refused:
            decode_json(file.read_bytes())
        paths = [finding.path for finding in refused.value.findings]
        wanted = NAMED.get(file.name[:4])
        if wanted is not None:
            assert wanted in paths, (file.name, paths)
        else:
            assert any(last_field(file.name) in folded(path) for path in paths), (file.name, paths)


def test_a_refusal_names_nothing_but_the_broken_field(recordings):
    """Beside it only the field of an older version that this half of the files carries by mistake."""
    for file in sorted((recordings / "sapient/invalid").glob("*.json")):
        with pytest.raises(InvalidMessage) as refused:
            decode_json(file.read_bytes())
        paths = {finding.path for finding in refused.value.findings} - {"detection_report.detectionLocation"}
        expected = 0 if file.name.startswith("0111") else 1
        assert len(paths) == expected, (file.name, paths)
