"""How commands speak: in the user's language, results on stdout, everything else on stderr."""

import sys
from typing import Any, Final

import msgspec
from rich.console import Console

from lindero.kernel.errors import Language, LinderoError
from lindero.node.config import language_of_environment

LANGUAGE: Final[Language] = language_of_environment()
PERSON_HELP: Final = {
    "en": "Account to act as; by default the one of your operating-system user.",
    "es": "Cuenta con la que se actúa; por omisión, la de su usuario del sistema operativo.",
}[LANGUAGE]
FOLDER_HELP: Final = {"en": "The node's folder.", "es": "La carpeta del nodo."}[LANGUAGE]

_errors = Console(stderr=True, highlight=False, soft_wrap=True)


def t(en: str, es: str) -> str:
    """The sentence in the user's language."""
    return es if LANGUAGE == "es" else en


def counted(count: int, en: tuple[str, str], es: tuple[str, str]) -> str:
    """A number and what is counted: `counted(1, ("entry", "entries"), ("entrada", "entradas"))`."""
    one, many = es if LANGUAGE == "es" else en
    return f"{count} {one if count == 1 else many}"


def note(text: str) -> None:
    """Say something to the person at the terminal."""
    _errors.print(text, markup=False)


def result(value: Any) -> None:  # noqa: ANN401 — any builtins
    """One JSON line on stdout."""
    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")


def line(text: str) -> None:
    """One line of text on stdout."""
    sys.stdout.write(text + "\n")


def complain(message: str, remedy: str, code: str = "") -> None:
    """Say what went wrong and what to do."""
    _errors.print("[bold red]✗[/]", end=" ")
    _errors.print(message, markup=False)
    if remedy:
        _errors.print(f"  → {remedy}", markup=False)
    if code:
        _errors.print(f"  ({code})", style="dim", markup=False)


def complain_of(error: LinderoError) -> None:
    """Say what an error says, in the user's language."""
    complain(error.text(LANGUAGE), error.remedy(LANGUAGE), error.code)
