"""The rules of every field, read from the standard's own proto files, and the few that those do not carry.

BSI Flex 335 v2.0 marks fields in its proto files: `is_mandatory`, `is_uuid`, `is_ulid`. What its text and its published
conformance messages ask beyond that stands in the tables below.
"""

from functools import cache
from typing import Final

import msgspec
from google.protobuf.descriptor import Descriptor, FieldDescriptor, OneofDescriptor

from lindero.gateways.sapient.bindings import ICD_VERSION, field_options, oneof_options

_PACKAGE: Final = "sapient_msg.bsi_flex_335_v2_0."
_MANDATORY: Final = frozenset({"DetectionReport.DerivedDetection.timestamp", "Error.error_message"})
_UUID: Final = frozenset({"Registration.dependent_nodes"})
_ULID: Final = frozenset({"FollowObject.follow_object_id"})
_EQUAL: Final = {"Registration.icd_version": ICD_VERSION}
_UNIT: Final = (0.0, 1.0)
_RANGE: Final = {
    "DetectionReport.detection_confidence": _UNIT,
    "DetectionReport.DetectionReportClassification.confidence": _UNIT,
    "DetectionReport.SubClass.confidence": _UNIT,
    "DetectionReport.Behaviour.confidence": _UNIT,
    "Alert.confidence": _UNIT,
    "Alert.ranking": _UNIT,
    "StatusReport.Power.level": (0.0, 100.0),
    "Registration.Duration.value": (0.0, 1e12),
}
_FLOATS: Final = (FieldDescriptor.TYPE_DOUBLE, FieldDescriptor.TYPE_FLOAT)


class FieldRule(msgspec.Struct, frozen=True, kw_only=True):
    """What one field must be.

    Attributes:
        name: Its name in the proto file.
        repeated: It is a list; a mandatory list has at least one item.
        presence: Whether absent and zero can be told apart.
        mandatory: It must be there; text must not be blank, an enumeration not UNSPECIFIED.
        message: It is a message with rules of its own.
        timestamp: It is a protobuf Timestamp.
        values: Names of an enumeration by number; None for other types.
        uuid: Text that must be a UUID unless blank.
        ulid: Text that must be a ULID unless blank.
        finite: A floating-point number.
        limits: Lowest and highest value.
        equal: The only accepted text.
    """

    name: str
    repeated: bool
    presence: bool
    mandatory: bool
    message: bool
    timestamp: bool
    values: dict[int, str] | None
    uuid: bool
    ulid: bool
    finite: bool
    limits: tuple[float, float] | None
    equal: str | None


class ChoiceRule(msgspec.Struct, frozen=True, kw_only=True):
    """A choice of which one member must be there.

    Attributes:
        name: Its name in the proto file.
        members: Names of its fields.
    """

    name: str
    members: tuple[str, ...]


class MessageRule(msgspec.Struct, frozen=True, kw_only=True):
    """The rules of one type of message."""

    fields: tuple[FieldRule, ...]
    choices: tuple[ChoiceRule, ...]


@cache
def rule_of(descriptor: Descriptor) -> MessageRule:
    """The rules of a message type, worked out once."""
    choices = [
        ChoiceRule(name=oneof.name, members=tuple(field.name for field in oneof.fields))
        for oneof in descriptor.oneofs
        if _chosen(oneof)
    ]
    return MessageRule(fields=tuple(_field_rule(field) for field in descriptor.fields), choices=tuple(choices))


def _chosen(oneof: OneofDescriptor | None) -> bool:
    """Whether one member of a choice must be there."""
    return oneof is not None and bool(oneof.GetOptions().Extensions[oneof_options].is_mandatory)


def _field_rule(field: FieldDescriptor) -> FieldRule:
    options = field.GetOptions().Extensions[field_options]
    name = field.full_name.removeprefix(_PACKAGE)
    is_message = field.message_type is not None
    timestamp = field.message_type is not None and field.message_type.full_name == "google.protobuf.Timestamp"
    return FieldRule(
        name=field.name,
        repeated=field.is_repeated,
        presence=field.has_presence,
        mandatory=options.is_mandatory or name in _MANDATORY or _chosen(field.containing_oneof),
        message=is_message and not timestamp,
        timestamp=timestamp,
        values={v.number: v.name for v in field.enum_type.values} if field.enum_type else None,
        uuid=options.is_uuid or name in _UUID,
        ulid=options.is_ulid or name in _ULID,
        finite=field.type in _FLOATS,
        limits=_RANGE.get(name),
        equal=_EQUAL.get(name),
    )
