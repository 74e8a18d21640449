"""Which release classes a record holds values of; what the guard goes by."""

from collections.abc import Iterator
from functools import cache

import msgspec

from lindero.model.record import Record
from lindero.model.release_class import ReleaseClass, classed_fields

Path = tuple[str, ...]


def holds_class(record: Record, release_class: ReleaseClass) -> bool:
    """Whether any field of a class has a value; None and the empty tuple or text are none."""
    return any(_value(record, path) not in (None, (), "") for path in _paths(type(record), release_class))


@cache
def _paths(struct: type[msgspec.Struct], release_class: ReleaseClass) -> tuple[Path, ...]:
    return tuple(_walk(struct, release_class))


def _walk(struct: type[msgspec.Struct], release_class: ReleaseClass) -> Iterator[Path]:
    for field in classed_fields(struct):
        if field.release_class == release_class:
            yield (field.name,)
        elif field.release_class is None and field.inner is not None:
            yield from ((field.name, *below) for below in _walk(field.inner, release_class))


def _value(struct: msgspec.Struct | None, path: Path) -> object:
    value: object = struct
    for name in path:
        value = None if value is None else getattr(value, name)
    return value
