"""What a rule's conditions mention: its attributes, and the values it compares them with.

Works on Cedar's JSON form of an expression, where `context.kind == "track"` reads
`{"==": {"left": {".": {"left": {"Var": "context"}, "attr": "kind"}}, "right": {"Value": "track"}}}`.
"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

_COMPARING: Final = frozenset({"==", "!=", "<", "<=", ">", ">=", "contains", "containsAny", "containsAll"})


class Comparison(NamedTuple):
    """An attribute set against a literal: `attribute` is its name within the context."""

    attribute: str
    value: str | int | bool


def attributes_in(expression: Any) -> Iterator[str]:  # noqa: ANN401 — a tree of builtins
    """Names of the context's attributes that an expression reads or asks for; an area as `areas.name`."""
    if isinstance(expression, list):
        for item in expression:
            yield from attributes_in(item)
    elif isinstance(expression, dict):
        name = _attribute(expression)
        if name is not None:
            yield name
            return
        for item in expression.values():
            yield from attributes_in(item)


def comparisons_in(expression: Any) -> Iterator[Comparison]:  # noqa: ANN401 — a tree of builtins
    """Every comparison of one attribute with literals, in either order, sets of literals included."""
    if isinstance(expression, list):
        for item in expression:
            yield from comparisons_in(item)
    elif isinstance(expression, dict):
        for operator, operands in expression.items():
            if operator in _COMPARING:
                yield from _compared(operands["left"], operands["right"])
            yield from comparisons_in(operands)


def _compared(left: Any, right: Any) -> Iterator[Comparison]:  # noqa: ANN401 — a tree of builtins
    name = _attribute(left) or _attribute(right)
    if name is not None:
        for value in (*_literals(left), *_literals(right)):
            yield Comparison(name, value)


def _attribute(expression: Any) -> str | None:  # noqa: ANN401 — a tree of builtins
    """Name of the attribute that an expression is, or asks for with `has`."""
    if not isinstance(expression, dict):
        return None
    access = expression.get(".") or expression.get("has")
    if not access or not isinstance(access, dict) or "attr" not in access:
        return None
    if access["left"] == {"Var": "context"}:
        return str(access["attr"])
    above = _attribute(access["left"])
    return None if above is None else f"{above}.{access['attr']}"


def _literals(expression: Any) -> Iterator[str | int | bool]:  # noqa: ANN401 — a tree of builtins
    if isinstance(expression, dict):
        if "Value" in expression:
            yield expression["Value"]
        for item in expression.get("Set", ()):
            yield from _literals(item)
