"""Strict validation by field: what is missing, malformed or unknown, each with the path of its field."""

import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from google.protobuf.message import Message

from lindero.gateways.sapient.errors import InvalidMessage
from lindero.gateways.sapient.findings import Finding
from lindero.gateways.sapient.rules import FieldRule, rule_of

MOST_FINDINGS: Final = 32
"""So many findings of one message are told; a sender corrects them and learns of the rest."""

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ULID: Final = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}", re.IGNORECASE)
_SHOWN: Final = 64
_SECONDS: Final = (0, 9_223_372_035)
"""1970 to 2262: what an instant in nanoseconds holds."""


def check_message(message: Message) -> list[Finding]:
    """What breaks the standard in a `SapientMessage` of any kind.

    Args:
        message: As decoded.

    Returns:
        Findings in the order of the standard's fields, at most `MOST_FINDINGS`; none for a valid message.
    """
    return list(islice(_check(message, ""), MOST_FINDINGS))


def is_uuid(text: str) -> bool:
    """Whether a text is a UUID in its canonical writing, in either case."""
    return _UUID.fullmatch(text) is not None


def require_valid(message: Message) -> None:
    """Accept a valid message.

    Raises:
        InvalidMessage: With the findings.
    """
    if findings := check_message(message):
        raise InvalidMessage(findings)


def _check(message: Message, prefix: str) -> Iterator[Finding]:
    rule = rule_of(message.DESCRIPTOR)
    for choice in rule.choices:
        if message.WhichOneof(choice.name) is None:
            yield Finding(path=prefix + choice.name, rule="one-of", detail=", ".join(choice.members))
    for field in rule.fields:
        yield from _check_field(message, field, prefix + field.name)


def _check_field(message: Message, field: FieldRule, path: str) -> Iterator[Finding]:
    value = getattr(message, field.name)
    if field.repeated:
        if field.mandatory and not value:
            yield Finding(path=path, rule="missing")
        for index, item in enumerate(value):
            yield from _check_value(item, field, f"{path}[{index}]")
    elif field.presence and not message.HasField(field.name):
        if field.mandatory and not _is_chosen_elsewhere(message, field):
            yield Finding(path=path, rule="missing")
    else:
        yield from _check_value(value, field, path)


def _is_chosen_elsewhere(message: Message, field: FieldRule) -> bool:
    """Whether the field is an absent member of a choice; the choice itself is checked as a whole."""
    return any(field.name in choice.members for choice in rule_of(message.DESCRIPTOR).choices)


def _check_value(value: Any, field: FieldRule, path: str) -> Iterator[Finding]:  # noqa: ANN401 — a field has any type
    if field.message:
        yield from _check(value, f"{path}.")
    elif field.timestamp:
        if not (_SECONDS[0] <= value.seconds <= _SECONDS[1] and 0 <= value.nanos < 1_000_000_000):
            yield Finding(path=path, rule="not-a-time", detail=f"{value.seconds} s {value.nanos} ns")
    elif field.values is not None:
        yield from _check_enumeration(value, field, field.values, path)
    elif isinstance(value, str):
        yield from _check_text(value, field, path)
    else:
        yield from _check_number(value, field, path)


def _check_enumeration(value: int, field: FieldRule, values: dict[int, str], path: str) -> Iterator[Finding]:
    if value not in values:
        yield Finding(path=path, rule="unknown-value", detail=str(value))
    elif value == 0 and field.mandatory:
        yield Finding(path=path, rule="unspecified", detail=values[0])


def _check_text(value: str, field: FieldRule, path: str) -> Iterator[Finding]:
    shown = value[:_SHOWN]
    if not value.strip():
        if field.mandatory:
            yield Finding(path=path, rule="missing")
    elif field.uuid and not is_uuid(value):
        yield Finding(path=path, rule="not-a-uuid", detail=shown)
    elif field.ulid and not _ULID.fullmatch(value):
        yield Finding(path=path, rule="not-a-ulid", detail=shown)
    elif field.equal is not None and value != field.equal:
        yield Finding(path=path, rule="wrong-version", detail=f"{field.equal!r}")


def _check_number(value: float, field: FieldRule, path: str) -> Iterator[Finding]:
    if field.finite and not math.isfinite(value):
        yield Finding(path=path, rule="not-finite")
    elif field.limits is not None and not field.limits[0] <= value <= field.limits[1]:
        yield Finding(path=path, rule="out-of-range", detail=f"{value:g} ∉ [{field.limits[0]:g}, {field.limits[1]:g}]")
