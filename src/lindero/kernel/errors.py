"""The one tree of errors.

Every error that a person or a partner can meet is a class below `LocalError` or `RemoteError`, with a stable
dotted code, one sentence of what happened and one of what to do, in Spanish and English. Rooms add their own
leaves in their `errors.py`; docs/reference/errors.md lists them all, and a test compares the two.

    class NoSuchPartner(LocalError):
        code = "pairing.unknown-partner"
        en, es = "No partner {partner} is paired.", "No hay ningún socio {partner} vinculado."
        remedy_en, remedy_es = "Run: lindero pair invite", "Ejecute: lindero pair invite"

    raise NoSuchPartner(partner="mx.sedena")
"""

from collections.abc import Iterator
from typing import ClassVar, Literal

Language = Literal["es", "en"]


class Words:
    """A fact that is words: told in the reader's language, as the sentence around it.

    Attributes:
        en, es: The same in both languages.
    """

    def __init__(self, en: str, es: str) -> None:
        self.en, self.es = en, es

    def __str__(self) -> str:
        return self.en


class LinderoError(Exception):
    """Root of the tree; never raised itself.

    Attributes:
        code: Stable dotted identifier, the same in every version.
        exit_code: What a command ends with (DESIGN §7): 1 failed, 2 usage, 3 partly refused, 4 refused by policy,
            5 evidence of tampering.
        facts: What the sentences are filled with; also what is logged. `Words` and other errors among them are told
            in the reader's language.
    """

    code: ClassVar[str] = ""
    en: ClassVar[str] = ""
    es: ClassVar[str] = ""
    remedy_en: ClassVar[str] = ""
    remedy_es: ClassVar[str] = ""
    exit_code: ClassVar[int] = 1

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(self.text("en"))

    def text(self, language: Language) -> str:
        """What happened, in the reader's language."""
        return (self.es if language == "es" else self.en).format_map(self._told(language))

    def remedy(self, language: Language) -> str:
        """What to do next, in the reader's language."""
        return (self.remedy_es if language == "es" else self.remedy_en).format_map(self._told(language))

    def _told(self, language: Language) -> "_Facts":
        return _Facts({name: _spoken(fact, language) for name, fact in self.facts.items()})


class LocalError(LinderoError):
    """Ours: the caller, the configuration or this machine can mend it."""


class RemoteError(LinderoError):
    """The other side's: what it sent cannot be accepted. Never passed on as if it were ours."""


def _spoken(fact: object, language: Language) -> object:
    if isinstance(fact, Words):
        return fact.es if language == "es" else fact.en
    return fact.text(language) if isinstance(fact, LinderoError) else fact


class _Facts(dict[str, object]):
    """Leaves an unknown name in the sentence instead of failing while reporting a failure."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def every_error() -> Iterator[type[LinderoError]]:
    """All leaves with a code, of the rooms imported so far, ordered by code."""
    found: dict[str, type[LinderoError]] = {}
    pending: list[type[LinderoError]] = [LinderoError]
    while pending:
        for leaf in pending.pop().__subclasses__():
            pending.append(leaf)
            if "code" in vars(leaf):
                found[leaf.code] = leaf
    yield from (found[code] for code in sorted(found))
