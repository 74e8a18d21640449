"""Fields by name, as a form, a CSV row or the properties of a feature give them, made a draft."""

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, TypeVar, cast, get_args

from lindero.kernel.clock import BadInstant, parse_instant
from lindero.kernel.errors import Words
from lindero.model.airspace import Area
from lindero.operations.declaring.draft import Draft, What, bad, check_draft
from lindero.operations.declaring.errors import BadDraft

T = TypeVar("T")
Ring = tuple[tuple[float, float], ...]

REFERENCES: Final = ("agl", "msl", "hae")
FIELDS: Final = (
    "what",
    "name",
    "starts_at",
    "ends_at",
    "lowest_m",
    "highest_m",
    "height_reference",
    "contact_desk",
    "serials",
    "registrations",
    "reference",
    "horizon_s",
    "remarks",
)
"""Names of the fields besides the area."""
_WHATS: Final[tuple[What, ...]] = get_args(What)


class FieldReader:
    """Reads the fields of one draft and collects what is wrong with them.

    Args:
        fields: By name; texts, or what JSON has.
        where: The line, feature or form, as it is told.
    """

    def __init__(self, fields: Mapping[str, Any], where: Words) -> None:
        self._fields = {name: value for name, value in fields.items() if value not in (None, "", [])}
        self._where = where
        self.findings: list[BadDraft] = []

    def read(self, ring: Ring | None, now: int, also: Sequence[str] = ()) -> Draft | None:
        """The draft, or None with findings.

        Args:
            ring: Its area; None where a finding says why there is none.
            now: The present. [ns UTC]
            also: Names that are known besides `FIELDS`.
        """
        self.require_known((*FIELDS, *also))
        what = self._word("what", _WHATS, "declaration")
        starts_at, ends_at = self._instant("starts_at"), self._instant("ends_at")
        heights = self._heights()
        serials, caa_ids = self._list("serials"), self._list("registrations")
        horizon_s = self.number("horizon_s", 60.0)
        texts = {name: self._text(name) for name in ("name", "contact_desk", "reference", "remarks")}
        if self.findings or ring is None or starts_at is None or ends_at is None or horizon_s is None:
            return None
        draft = Draft(
            what=cast("What", what),
            area=Area(ring=ring, **heights),
            starts_at=starts_at,
            ends_at=ends_at,
            serials=serials,
            caa_ids=caa_ids,
            horizon_s=horizon_s,
            **texts,
        )
        self.findings += check_draft(draft, self._where, now)
        return None if self.findings else draft

    def require_known(self, names: Sequence[str]) -> None:
        """A name that is none of these is a finding that names the nearest."""
        for unknown in [name for name in self._fields if name not in names]:
            near = get_close_matches(unknown, names, 1)
            self.add(
                unknown,
                Words("there is no such field", "no existe ese campo"),
                Words(f"Did you mean {near[0]}?", f"¿Quiso decir {near[0]}?")
                if near
                else Words("Take it out.", "Quítelo."),
            )

    def number(self, name: str, default: float | None = None) -> float | None:
        """A finite number; the default where the field is not given."""
        return self._read(name, _number, default, Words("it is no number", "no es un número"))

    def add(self, field: str, why: Words, remedy: Words) -> None:
        """Note a finding."""
        self.findings.append(bad(self._where, field, why, remedy))

    def has(self, name: str) -> bool:
        """Whether a field is given."""
        return name in self._fields

    def _read(self, name: str, parse: Callable[[Any], T], default: T | None, why: Words) -> T | None:
        if name not in self._fields:
            return default
        try:
            return parse(self._fields[name])
        except (ValueError, TypeError):
            self.add(name, why, Words("Correct it.", "Corríjalo."))
            return default

    def _word(self, name: str, words: Sequence[str], default: str) -> str:
        given = self._fields.get(name, default)
        if given in words:
            return str(given)
        told = ", ".join(words)
        self.add(
            name,
            Words(f"{given!r} is none of {told}", f"{given!r} no es ninguno de {told}"),
            Words("Give one of these words.", "Dé una de esas palabras."),
        )
        return default

    def _instant(self, name: str) -> int | None:
        given = self._fields.get(name)
        try:
            return parse_instant(str(given))
        except BadInstant:
            missing = Words("it is missing", "falta")
            wrong = Words(f"{given!r} is no time with a zone", f"{given!r} no es una hora con huso")
            remedy = Words("Write 2026-11-23T09:20:28Z or …-06:00.", "Escriba 2026-11-23T09:20:28Z o …-06:00.")
            self.add(name, missing if given is None else wrong, remedy)
            return None

    def _heights(self) -> dict[str, float | None]:
        """Bounds under the names that `Area` has for their reference."""
        low, high = self.number("lowest_m"), self.number("highest_m")
        if low is None and high is None:
            return {}
        reference = self._fields.get("height_reference")
        if reference not in REFERENCES:
            self.add(
                "height_reference",
                Words("a height says nothing without its reference", "una altura no dice nada sin su referencia"),
                Words(
                    "Give agl (over ground), msl (over mean sea level) or hae (over the ellipsoid).",
                    "Dé agl (sobre el suelo), msl (sobre el nivel del mar) o hae (sobre el elipsoide).",
                ),
            )
            return {}
        return {f"lowest_{reference}_m": low, f"highest_{reference}_m": high}

    def _list(self, name: str) -> tuple[str, ...]:
        given = self._fields.get(name, ())
        parts = given.replace(",", " ").replace(";", " ").split() if isinstance(given, str) else given
        if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
            self.add(
                name, Words("it is no list of texts", "no es una lista de textos"), Words("Correct it.", "Corríjalo.")
            )
            return ()
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def _text(self, name: str) -> str | None:
        given = self._fields.get(name)
        if given is not None and not isinstance(given, str):
            self.add(
                name, Words("it is no text", "no es un texto"), Words("Put it in quotes.", "Póngalo entre comillas.")
            )
            return None
        return None if given is None else given.strip() or None


def _number(given: Any) -> float:  # noqa: ANN401 — whatever stands in a field
    if isinstance(given, bool):
        raise TypeError("a truth is no number")
    value = float(given)
    if value - value:
        raise ValueError("not finite")
    return value
