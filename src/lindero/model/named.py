"""Structs by the names of their fields, for JSON and TOML.

On the link and in the store a record is a msgpack array: each field at its place, half the bytes of a map. Where people
read and write, fields have names. For each struct a twin with the same fields and types is made once, encoded as a map;
values are carried over by attribute.
"""

import types
import typing
from functools import cache
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin

import msgspec

S = TypeVar("S", bound=msgspec.Struct)
MaybeS = TypeVar("MaybeS", bound=msgspec.Struct | None)


def tree_of(struct: msgspec.Struct) -> dict[str, Any]:
    """Builtins of a struct, with names, all the way down."""
    tree: dict[str, Any] = msgspec.to_builtins(msgspec.convert(struct, named(type(struct)), from_attributes=True))
    return tree


def by_name(struct: MaybeS) -> MaybeS:
    """The same value, but encoded as a map; None stays None. Its fields are read as before."""
    if struct is None:
        return struct
    return cast("MaybeS", msgspec.convert(struct, named(type(struct)), from_attributes=True))


def struct_of(tree: Any, kind: type[S]) -> S:  # noqa: ANN401 — a tree of builtins
    """The struct of such a tree.

    Raises:
        msgspec.ValidationError: A field is missing, unknown or out of range; the message names it.
    """
    return msgspec.convert(msgspec.convert(tree, named(kind)), kind, from_attributes=True)


@cache
def named(struct: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """The twin of a struct."""
    hints = typing.get_type_hints(struct, include_extras=True)
    config = struct.__struct_config__
    return msgspec.defstruct(
        struct.__name__,
        [_field(info, _named_type(hints[info.name])) for info in msgspec.structs.fields(struct)],
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=config.forbid_unknown_fields,
        tag_field=config.tag_field,
        tag=config.tag,
        namespace={config.tag_field: config.tag} if config.tag_field else {},  # a union is told apart by attribute
    )


def _field(info: msgspec.structs.FieldInfo, kind: Any) -> tuple[Any, ...]:  # noqa: ANN401 — annotations have no common type
    if info.required:
        return info.name, kind
    default = info.default_factory() if info.default is msgspec.NODEFAULT else info.default
    return info.name, kind, default


def _named_type(kind: Any) -> Any:  # noqa: ANN401 — annotations have no common type
    """The same annotation with every struct in it replaced by its twin."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return named(kind)
    origin, arms = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return Annotated[_named_type(arms[0]), *arms[1:]]
    if origin in (types.UnionType, typing.Union):
        return typing.Union[tuple(_named_type(arm) for arm in arms)]  # noqa: UP007 — built at run time
    if origin in (tuple, list, dict):
        return origin[tuple(arm if arm is Ellipsis else _named_type(arm) for arm in arms)]
    return kind
