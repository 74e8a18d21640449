"""docs/reference/errors.md: every code, in both languages, with its remedy and exit code."""

import importlib
import pkgutil
from itertools import groupby

import lindero
from lindero.kernel.errors import LinderoError, every_error
from reference_pages.markdown import GENERATED, cell, code, table

HEAD = """\
# Errors · Errores

Every refusal has a stable code. The command line prints the sentence, the remedy (→) and the code, in the user's
language; the HTTP interface and the log carry the code too. Words in braces are filled in.

*Todo rechazo lleva un código estable. La línea de comandos muestra la frase, el remedio (→) y el código, en el
idioma de la persona; la interfaz HTTP y la bitácora también llevan el código. Las palabras entre llaves se
completan.*

Exit codes of commands · Códigos de salida: 0 done · hecho; 1 failed, said why · falló, dijo por qué; 2 usage · uso
incorrecto; 3 partly refused · rechazo parcial; 4 refused by policy or role · negado por la política o el rol; 5
evidence of tampering · indicios de alteración; 130 interrupted · interrumpido.

Why a record is *withheld* is no error; those reasons are in [phrases.md](phrases.md). *Por qué un registro se
retiene no es un error; esos motivos están en [phrases.md](phrases.md).*
"""


def import_every_room() -> None:
    """Import all modules of the product, so that every error class is known."""
    for module in pkgutil.walk_packages(lindero.__path__, "lindero."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def page() -> str:
    import_every_room()
    leaves = [leaf for leaf in every_error() if leaf.en]
    parts = [GENERATED, HEAD]
    for room, group in groupby(leaves, key=lambda leaf: leaf.code.partition(".")[0]):
        parts.append(f"\n## {room}\n\n" + table(("Code · Código", "English", "Español", "Exit"), map(_row, group)))
    return "\n".join(parts[:2]) + "".join(parts[2:])


def _row(leaf: type[LinderoError]) -> tuple[str, str, str, str]:
    english, spanish = (
        f"{cell(what)} → {cell(remedy)}" for what, remedy in ((leaf.en, leaf.remedy_en), (leaf.es, leaf.remedy_es))
    )
    return code(leaf.code), english, spanish, str(leaf.exit_code)
