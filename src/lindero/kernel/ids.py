"""Identifiers: nodes, desks and records.

A record id is a ULID (48 bits of milliseconds, 80 bits of chance, Crockford base 32, 26 characters): sortable by
time, unique without asking anybody. A node id is `country.agency` in lower case; a desk is `node/desk`.
"""

import re
from typing import NewType

from lindero.kernel.clock import Instant
from lindero.kernel.errors import LocalError

RecordId = NewType("RecordId", str)
NodeId = NewType("NodeId", str)
DeskId = NewType("DeskId", str)

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_NODE = re.compile(r"[a-z]{2}\.[a-z0-9]+(-[a-z0-9]+)*")
_DESK = re.compile(r"[a-z]{2}\.[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*")


class BadId(LocalError):
    """A text that is no identifier of its kind."""

    code = "id.malformed"
    en, es = "{text!r} is not a {kind} id.", "{text!r} no es un identificador de tipo {kind}."
    remedy_en = "Expected {example}."
    remedy_es = "Se espera {example}."


def ulid(instant: Instant, chance: bytes) -> str:
    """ULID of an instant and exactly 10 random bytes (https://github.com/ulid/spec)."""
    number = (instant // 1_000_000) << 80 | int.from_bytes(chance, "big")
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def new_record_id(instant: Instant, chance: bytes) -> RecordId:
    """A fresh record id; `chance` is 10 random bytes."""
    if len(chance) != 10:
        raise ValueError("a record id takes exactly 10 random bytes")
    return RecordId(ulid(instant, chance))


def parse_record_id(text: str) -> RecordId:
    """The id, or `BadId`."""
    if not _ULID.fullmatch(text):
        raise BadId(text=text, kind="record", example="26 characters such as 01JDC3N8V0T4W6Y8Z0A2B4C6D8")
    return RecordId(text)


def parse_node_id(text: str) -> NodeId:
    """The id, or `BadId`: two letters of the country, a dot, the agency."""
    if not _NODE.fullmatch(text):
        raise BadId(text=text, kind="node", example="country.agency in lower case, such as us.cbp or mx.sedena")
    return NodeId(text)


def parse_desk_id(text: str) -> DeskId:
    """The id, or `BadId`: a node, a slash, the desk."""
    if not _DESK.fullmatch(text):
        raise BadId(text=text, kind="desk", example="node/desk, such as mx.sedena/guardia-2")
    return DeskId(text)
