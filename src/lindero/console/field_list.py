"""A record as a list of fields: every value that would leave, by its name in the vocabulary and its release class."""

from collections.abc import Iterator

import msgspec

from lindero.kernel.clock import Instant, format_instant
from lindero.model.record import Record
from lindero.model.release_class import ReleaseClass, classed_fields

Scalar = str | int | float | bool | None


class FieldView(msgspec.Struct, frozen=True, kw_only=True):
    """One value.

    Attributes:
        name: Dotted, in the words of the vocabulary, such as `position.lat_deg`; parts of a list are numbered from 0.
        value: As it leaves; instants as RFC 3339 text, bytes in hexadecimal, an empty list as None.
        release_class: Its class.
    """

    name: str
    value: Scalar
    release_class: ReleaseClass


def fields_of(record: Record) -> list[FieldView]:
    """Every field of a record that holds something, in the order of the vocabulary."""
    kind = FieldView(name="kind", value=record.kind, release_class="public")
    return [kind, *_struct(record, "", None)]


def _struct(struct: msgspec.Struct, prefix: str, above: ReleaseClass | None) -> Iterator[FieldView]:
    for field in classed_fields(type(struct)):
        value = getattr(struct, field.name)
        if value is not None:
            yield from _value(prefix + field.name, value, above or field.release_class)


def _value(name: str, value: object, known: ReleaseClass | None) -> Iterator[FieldView]:
    if isinstance(value, msgspec.Struct):
        yield from _struct(value, f"{name}.", known)
    elif isinstance(value, tuple | list) and value:
        for place, item in enumerate(value):
            yield from _value(f"{name}.{place}", item, known)
    else:
        # A leaf without a class would have been dropped on release.
        yield FieldView(name=name, value=_scalar(name, value), release_class=known or "public")


def _scalar(name: str, value: object) -> Scalar:
    last = name.rpartition(".")[2]
    if isinstance(value, int) and not isinstance(value, bool) and last.endswith(("_at", "_until")):
        return format_instant(Instant(value))
    if isinstance(value, bytes):
        return value.hex()
    return value if isinstance(value, str | int | float | bool) else None
