"""What msgspec says of a record that does not fit, in both languages: its own words are English only."""

import re
from typing import Final

from lindero.kernel.errors import LinderoError, Words

_SENTENCES: Final = (
    (r"Object missing required field (`.+?`)", "falta el campo {0}"),
    (r"Object contains unknown field (`.+?`)", "el campo {0} no existe"),
    (r"Expected (`.+?`), got (`.+?`)", "se esperaba {0} y hay {1}"),
    (r"Expected (`.+?`) (>=|<=|>|<) (.+)", "se esperaba {0} {1} {2}"),
    (r"Expected (`.+?`) of length (.+)", "se esperaba {0} de longitud {1}"),
    (r"Expected (`.+?`) matching regex (.+)", "se esperaba {0} con la forma {1}"),
    (r"Invalid (?:enum )?value (.+)", "{0} no es un valor admitido"),
    (r"JSON is malformed: .+?(?: \(byte (\d+)\))?", "no es JSON bien formado (byte {0})"),
    (r"Input data was truncated", "el texto está incompleto"),
    (r"a position needs finite coordinates", "una posición necesita coordenadas finitas"),
    (r"0,0 is a missing position, not a place", "0,0 es una posición que falta, no un lugar"),
    (r"(\d+) chunks for (\d+) bytes", "{0} fragmentos para {1} bytes"),
)
_TYPES: Final = {
    "float": "número",
    "int": "entero",
    "str": "texto",
    "bool": "verdadero o falso",
    "array": "lista",
    "object": "objeto",
    "null": "nulo",
}


def words_of(why: Exception) -> Words:
    """The reason in both languages, with the place that msgspec names."""
    if isinstance(why, LinderoError):
        return Words(why.text("en"), why.text("es"))
    sentence, _, place = str(why).partition(" - at ")
    spanish = next((told for one in _SENTENCES if (told := _translated(sentence, *one)) is not None), _UNKNOWN)
    return Words(str(why), spanish + (f", en {place}" if place else ""))


_UNKNOWN: Final = "no tiene la forma de un registro"


def _translated(sentence: str, pattern: str, template: str) -> str | None:
    found = re.fullmatch(pattern, sentence)
    return template.format(*(_named(fact or "?") for fact in found.groups())) if found else None


def _named(fact: str) -> str:
    """A fact with the names of types in Spanish."""
    if not fact.startswith("`"):
        return fact
    kinds = [_TYPES.get(kind, kind) for kind in fact.strip("`").split(" | ")]
    return " o ".join(kinds) if set(kinds) & set(_TYPES.values()) else fact
