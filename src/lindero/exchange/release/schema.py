"""The Cedar schema: the package's text, and one boolean for each named area of the node."""

import re
from collections.abc import Iterable
from importlib.resources import files
from typing import Final

from lindero.exchange.release.errors import BadAreaName

BASE_SCHEMA: Final = files("lindero.exchange.release").joinpath("release.cedarschema").read_text("utf-8")

_AREA: Final = re.compile(r"[a-z][a-z0-9_]*")


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
