"""Bytes to protobuf messages: from the wire, and from the JSON form that test harnesses and logs use."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import msgspec
from google.protobuf import json_format
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import DecodeError

from lindero.gateways.sapient.bindings import SapientMessage
from lindero.gateways.sapient.errors import InvalidMessage, NotSapient
from lindero.gateways.sapient.findings import Finding
from lindero.gateways.sapient.validate import MOST_FINDINGS, check_message

_WHERE: Final = re.compile(r"\s*at \"?SapientMessage\.?([\w.\[\]]*)\"?\.?\s*$")
_CAPITAL: Final = re.compile(r"(?<=[a-z])([A-Z])")
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def decode(payload: bytes) -> SapientMessage:
    """The message of one frame, not yet validated; fields of a later version are passed over as protobuf does.

    Raises:
        NotSapient: It is no protobuf message.
    """
    message = SapientMessage()
    try:
        message.ParseFromString(payload)
    except DecodeError:
        raise NotSapient(
            why_en=f"its {len(payload)} bytes are not protobuf", why_es=f"sus {len(payload)} bytes no son protobuf"
        ) from None
    return message


def decode_json(text: bytes) -> SapientMessage:
    """The valid message of a JSON file, with or without a byte-order mark.

    Strict where the wire is lenient: a name that the standard does not know is a finding, because in a file written
    by hand it is a misspelt field.

    Raises:
        NotSapient: It is no JSON object.
        InvalidMessage: Fields that are unknown, unreadable or against the standard, all that were found.
    """
    tree = _object_of(text)
    findings = list(_unknown_names(tree, SapientMessage.DESCRIPTOR, ""))
    message = SapientMessage()
    try:
        json_format.ParseDict(tree, message, ignore_unknown_fields=True)
    except json_format.ParseError as why:
        raise InvalidMessage([*findings, _unreadable(str(why))][-MOST_FINDINGS:]) from None
    if findings := [*findings, *check_message(message)][:MOST_FINDINGS]:
        raise InvalidMessage(findings)
    return message


def _object_of(text: bytes) -> dict[str, Any]:
    """The JSON object of a text."""
    try:
        tree = msgspec.json.decode(text.removeprefix(_BYTE_ORDER_MARK))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as why:
        raise NotSapient(why_en=str(why), why_es=str(why)) from None
    if not isinstance(tree, dict):
        raise NotSapient(why_en="it is not a JSON object", why_es="no es un objeto JSON")
    return tree


def _unknown_names(tree: dict[str, Any], descriptor: Descriptor, prefix: str) -> Iterator[Finding]:
    """Names of a JSON object, at any depth, that the message type does not have."""
    fields = _fields_by_name(descriptor)
    for name, value in tree.items():
        field = fields.get(name)
        if field is None:
            yield Finding(path=prefix + name, rule="unknown-field")
        elif field.message_type is not None:
            items = value if isinstance(value, list) else [value]
            for index, item in enumerate(items):
                if isinstance(item, dict):
                    place = f"{field.name}[{index}]." if isinstance(value, list) else f"{field.name}."
                    yield from _unknown_names(item, field.message_type, prefix + place)


@cache
def _fields_by_name(descriptor: Descriptor) -> dict[str, FieldDescriptor]:
    """The fields of a message type by both names that JSON may use."""
    return {name: field for field in descriptor.fields for name in (field.name, field.json_name)}


def _unreadable(why: str) -> Finding:
    """The finding that protobuf's own sentence tells, its path in the standard's writing."""
    head = why.splitlines()[0]
    found = _WHERE.search(head)
    path = found.group(1) if found and found.group(1) else "message"
    return Finding(path=_CAPITAL.sub(r"_\1", path).lower(), rule="unreadable", detail=_WHERE.sub("", head).rstrip("."))
