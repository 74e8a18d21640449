"""Tables and headings of generated pages."""

from collections.abc import Iterable, Sequence
from typing import Final

GENERATED: Final = (
    "<!-- Written by tools/write_reference.py from the code. Edit the code, then run it again.\n"
    "     Generado por tools/write_reference.py a partir del código. Edite el código y vuelva a ejecutarlo. -->\n"
)


def cell(text: str) -> str:
    """Text that stays within its table cell and shows every character as it is."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def code(text: str) -> str:
    """Text as code within a table cell."""
    return f"`{' '.join(text.split()).replace('|', chr(92) + '|')}`"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; cells are made by `cell` or `code`."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
