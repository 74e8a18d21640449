"""What the `Attributes:` of a Google-style docstring say, and how a type is written."""

import inspect
import re
import types
import typing
from typing import Annotated, Any, Literal, NewType, get_args, get_origin

import msgspec


def first_line(owner: type) -> str:
    """The sentence that a class opens with."""
    return (inspect.getdoc(owner) or "").split("\n\n")[0].replace("\n", " ")


def attributes(owner: type) -> dict[str, str]:
    """Meaning of each attribute, base classes included; the most derived word counts."""
    found: dict[str, str] = {}
    for base in reversed(owner.__mro__):
        text = inspect.cleandoc(base.__dict__.get("__doc__") or "")
        _, _, block = text.partition("Attributes:\n")
        for name, meaning in re.findall(r"^    (\w+): (.*(?:\n {8}.*)*)", block, flags=re.MULTILINE):
            found[name] = " ".join(meaning.split())
    return found


def type_text(annotation: Any) -> str:
    """A type as a reader of JSON or TOML thinks of it: `number ≥ 0`, `"a" or "b"`, `list of text`."""
    origin, arms = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        bounds = "".join(_bounds(meta) for meta in arms[1:] if isinstance(meta, msgspec.Meta))
        return type_text(arms[0]) + bounds
    if isinstance(annotation, NewType):
        return (
            f"text ({annotation.__name__})" if annotation.__supertype__ is str else type_text(annotation.__supertype__)
        )
    if origin is Literal:
        return " or ".join(f'"{word}"' for word in arms)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(type_text(arm) for arm in arms if arm is not type(None))
    if origin in (tuple, list):
        return (
            f"list of {type_text(arms[0])}"
            if len(arms) == 1 or arms[-1] is ...
            else f"[{', '.join(map(type_text, arms))}]"
        )
    if origin is dict:
        return f"table of {type_text(arms[1])}"
    if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
        return annotation.__name__
    return {str: "text", int: "integer", float: "number", bool: "true or false", bytes: "bytes"}[annotation]


def _bounds(meta: msgspec.Meta) -> str:
    pairs = (("≥", meta.ge), (">", meta.gt), ("≤", meta.le), ("<", meta.lt))
    text = "".join(f" {sign} {value:g}" for sign, value in pairs if value is not None)
    return text + (f", at least {meta.min_length}" if meta.min_length else "")
