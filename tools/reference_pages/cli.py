"""docs/reference/cli.md: every command, as its own help says in English and Spanish."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from reference_pages.markdown import GENERATED, cell, code, table

HEAD = """\
# Commands · Comandos

`lindero --help` and `lindero COMMAND --help` show the same, in the language of `LINDERO_LANGUAGE` or of the
locale. Inside this repository the program is run as `./run exec lindero …`. Results go to stdout, everything else
to stderr. Exit codes and errors: [errors.md](errors.md).

*`lindero --help` y `lindero COMANDO --help` muestran lo mismo, en el idioma de `LINDERO_LANGUAGE` o de la
configuración regional. Dentro de este repositorio el programa se ejecuta como `./run exec lindero …`. Los
resultados van a stdout y todo lo demás a stderr. Códigos de salida y errores: [errors.md](errors.md).*
"""

_TELL: Final = Path(__file__).with_name("tell_commands.py")


def _tree(language: str) -> dict[str, Any]:
    """The command line as it describes itself; a process of its own, because it chooses its language when it starts."""
    told = subprocess.run(
        [sys.executable, str(_TELL)],
        env={**os.environ, "LINDERO_LANGUAGE": language},
        capture_output=True,
        check=True,
        text=True,
    )
    tree: dict[str, Any] = json.loads(told.stdout)
    return tree


def commands(english: dict[str, Any], spanish: dict[str, Any], path: str = "lindero") -> Iterator[tuple[str, Any, Any]]:
    """Path, English and Spanish of every command that does something."""
    for name, below in english["commands"].items():
        other = spanish["commands"][name]
        if below["commands"]:
            yield from commands(below, other, f"{path} {name}")
        else:
            yield f"{path} {name}", below, other


def page() -> str:
    parts = [f"{GENERATED}\n{HEAD}"]
    for path, english, spanish in commands(_tree("en"), _tree("es")):
        arguments = " ".join(_usage(p) for p in english["parameters"])
        parts.append(f"\n## {path}\n\n    {path} {arguments}\n\n{english['help']}\n\n*{spanish['help']}*\n\n")
        pairs = zip(english["parameters"], spanish["parameters"], strict=True)
        parts.append(table(("Word · Palabra", "Meaning", "Significado"), (_row(en, es) for en, es in pairs)))
    return "".join(parts)


def _usage(parameter: dict[str, Any]) -> str:
    text = f"{parameter['name']} {parameter['value']}".strip()
    return text if parameter["required"] or text.startswith("[") else f"[{text}]"


def _row(english: dict[str, Any], spanish: dict[str, Any]) -> tuple[str, str, str]:
    return code(english["name"]), cell(english["help"]), cell(spanish["help"])
