"""Which release classes a record holds values of; what the guard goes by."""

from collections.abc import Callable, Iterator
from functools import cache
from operator import attrgetter
from typing import Final

import msgspec

from lindero.model.record import Record
from lindero.model.release_class import ReleaseClass, classed_fields

Path = tuple[str, ...]

GUARDED: Final[tuple[ReleaseClass, ...]] = ("person", "text", "file", "operator-position")
"""Classes that the guard stops."""


def holds_class(record: Record, release_class: ReleaseClass) -> bool:
    """Whether any field of a class has a value; None and the empty tuple or text are none."""
    return any(_value(record, path) not in (None, (), "") for path in _paths(type(record), release_class))


Guarded = Callable[[Record], tuple[object, ...]]


@cache
def guarded_of(kind: type[Record]) -> Guarded:
    """Reads all fields at a record's top that lead to a guarded class; it holds none of them if all are empty."""
    names = sorted({path[0] for release_class in GUARDED for path in _paths(kind, release_class)})
    if len(names) < 2:  # attrgetter answers a bare value for one name, and takes none for none
        return lambda record: tuple(getattr(record, name) for name in names)
    return attrgetter(*names)


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
