"""The release class of every field (DESIGN §4): obligations act on classes, never on field names.

A class is put on a field by annotation, `position: Annotated[Position | None, POSITION]`, and then covers everything
below it. A field that holds a `Struct` and has no class of its own is looked into. A leaf without a class fails a
test and is dropped on release.
"""

import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, Final, Literal, get_args, get_origin

import msgspec

ReleaseClass = Literal[
    "public",
    "position",
    "operator-position",
    "motion",
    "identity",
    "person",
    "source-and-method",
    "text",
    "file",
]

RELEASE_CLASSES: Final[tuple[ReleaseClass, ...]] = get_args(ReleaseClass)


def _of(name: ReleaseClass) -> msgspec.Meta:
    return msgspec.Meta(extra={"release": name})


PUBLIC: Final = _of("public")
POSITION: Final = _of("position")
OPERATOR_POSITION: Final = _of("operator-position")
MOTION: Final = _of("motion")
IDENTITY: Final = _of("identity")
PERSON: Final = _of("person")
SOURCE_AND_METHOD: Final = _of("source-and-method")
TEXT: Final = _of("text")
FILE: Final = _of("file")


class ClassedField(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a struct as release sees it.

    Attributes:
        name: Attribute name.
        release_class: Its class; None where the struct below has classes of its own, or where nobody gave one.
        inner: The struct below, looked into when the field has no class of its own.
    """

    name: str
    release_class: ReleaseClass | None
    inner: type[msgspec.Struct] | None


def _struct_below(annotation: Any) -> type[msgspec.Struct] | None:  # noqa: ANN401 — annotations have no common type
    """The struct that a field holds directly or as one arm of a union."""
    if get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    arms = get_args(annotation) if get_origin(annotation) in (types.UnionType, typing.Union) else (annotation,)
    for arm in arms:
        if isinstance(arm, type) and issubclass(arm, msgspec.Struct):
            return arm
    return None


def _class_of(annotation: Any) -> ReleaseClass | None:  # noqa: ANN401 — annotations have no common type
    """The class that an annotation carries."""
    if get_origin(annotation) is Annotated:
        for meta in get_args(annotation)[1:]:
            if isinstance(meta, msgspec.Meta) and meta.extra and "release" in meta.extra:
                found: ReleaseClass = meta.extra["release"]
                return found
    return None


@cache
def classed_fields(struct: type[msgspec.Struct]) -> tuple[ClassedField, ...]:
    """The fields of a struct with their classes, in declaration order."""
    hints = typing.get_type_hints(struct, include_extras=True)
    return tuple(
        ClassedField(name=name, release_class=_class_of(hints[name]), inner=_struct_below(hints[name]))
        for name in struct.__struct_fields__
    )


def check_classes(struct: type[msgspec.Struct]) -> Iterator[str]:
    """Dotted names of leaves that have no class: each is a defect."""
    for field in classed_fields(struct):
        if field.release_class is not None:
            continue
        if field.inner is None:
            yield f"{struct.__name__}.{field.name}"
        else:
            yield from check_classes(field.inner)
