"""Editions of categories: the record structure of each, made from the committed tables (tools/derive_asterix.py)."""

from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec

from lindero.gateways.asterix.structure import Compound, structure_of

NEWEST: Final = {21: "2.7", 34: "1.29", 48: "1.32", 62: "1.21", 65: "1.6"}
"""Categories that are read, and the edition that is taken where none is named."""


@cache
def _tables() -> dict[str, Any]:
    text = files("lindero.gateways.asterix").joinpath("data/specifications.json").read_bytes()
    return dict(msgspec.json.decode(text))


def known_editions(category: int) -> list[str]:
    """Editions of a category that there are tables for, oldest first."""
    prefix = f"{category:03d}-"
    return [key.removeprefix(prefix) for key in _tables()["editions"] if key.startswith(prefix)]


@cache
def record_structure(category: int, edition: str) -> Compound:
    """Structure of a record: its items by their number in the standard.

    Raises:
        KeyError: There is no table for that edition.
    """
    longest, places = _tables()["editions"][f"{category:03d}-{edition}"]
    items = [None if place is None else _tables()["items"][place] for place in places]
    return Compound(longest, [None if item is None else (item[0], structure_of(item[1])) for item in items])
