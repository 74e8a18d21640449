"""The Cedar schema: the package's text, and one boolean for each named area of the node."""

import re
from collections.abc import Iterable
from importlib.resources import files
from typing import Any, Final

from lindero.exchange.release.errors import BadAreaName

BASE_SCHEMA: Final = files("lindero.exchange.release").joinpath("release.cedarschema").read_text("utf-8")

_AREA: Final = re.compile(r"[a-z][a-z0-9_]*")


_TYPES: Final = {"String": str, "Bool": bool, "Long": int, "Areas": dict}
_ATTRIBUTES: Final[list[tuple[str, str, str]]] = re.findall(r"^    (\w+)(\??): (\w+),$", BASE_SCHEMA, re.MULTILINE)
TYPES: Final = {name: _TYPES[kind] for name, _, kind in _ATTRIBUTES}
"""Type of each attribute."""
REQUIRED: Final = frozenset(name for name, optional, _ in _ATTRIBUTES if not optional)


def misfit(context: dict[str, Any], areas: frozenset[str]) -> str | None:
    """The first attribute that is not as the schema has it, or None.

    Cedar would check the same for each request, at half the price of the whole evaluation.
    """
    for name, value in context.items():
        if TYPES.get(name) is not type(value):
            return name
    for name in REQUIRED - context.keys():
        return name
    inside = context["areas"]
    if inside.keys() != areas or any(type(value) is not bool for value in inside.values()):
        return "areas"
    return None


def schema_with(areas: Iterable[str]) -> str:
    """The schema for a node that has these named areas.

    Raises:
        BadAreaName: A name could not be written as an attribute.
    """
    names = sorted(set(areas))
    for name in names:
        if not _AREA.fullmatch(name):
            raise BadAreaName(area=name)
    fields = ", ".join(f'"{name}": Bool' for name in names)
    return f"{BASE_SCHEMA}\ntype Areas = {{ {fields} }};\n"
