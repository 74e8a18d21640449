"""`lindero inject`: records as a person would enter them."""

from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import Progress

from lindero.cli.files import read_bytes
from lindero.cli.say import FOLDER_HELP, LANGUAGE, PERSON_HELP, note, result, t
from lindero.node.reach import call

LINES_A_CALL: Final = 1000
PARTLY_REFUSED: Final = 3
HELP = t(
    "Enter records from JSON lines, as a person would.",
    "Registrar lo que hay en líneas JSON, como lo haría una persona.",
)


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)],
    file: Annotated[
        Path, typer.Argument(metavar="FILE.jsonl", help=t("JSON lines; - is stdin.", "Líneas JSON; - es la entrada."))
    ],
    person: Annotated[str | None, typer.Option("--as", help=PERSON_HELP)] = None,
) -> None:
    """Enter records from JSON lines."""
    content = typer.get_binary_stream("stdin").read() if str(file) == "-" else read_bytes(file)
    lines = content.splitlines()
    saved = known = 0
    refused: list[dict[str, Any]] = []
    with Progress(console=Console(stderr=True), transient=True, disable=len(lines) <= LINES_A_CALL) as progress:
        task = progress.add_task(file.name, total=len(lines))
        for start in range(0, len(lines), LINES_A_CALL):
            part = lines[start : start + LINES_A_CALL]
            answer = call(folder, "inject", {"lines": part, "first": start + 1}, person)
            saved, known = saved + answer["saved"], known + answer["known"]
            refused += answer["refused"]
            progress.advance(task, len(part))
    for refusal in refused:
        note(f"✗ {refusal[LANGUAGE]}")
        note(f"  → {refusal['remedy_' + LANGUAGE]}  ({refusal['code']})")
    result({"saved": saved, "known": known, "refused": len(refused)})
    if refused:
        raise typer.Exit(PARTLY_REFUSED)
