"""`./run demo`: the command line of the story."""

import asyncio
import sys
import tempfile
from collections.abc import Coroutine
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from lindero.cli import usage
from lindero.cli.say import complain, complain_of, note, result, t
from lindero.demo.run import run_demo
from lindero.kernel.errors import LinderoError
from lindero.node.reach import Answered

FAILED, TAMPERED = 1, 5
DEFAULT_SECONDS = 90.0


class Scenario(StrEnum):
    """The stories that there are."""

    LINE = "line"


def command(
    headless: Annotated[
        bool,
        typer.Option("--headless", help=t("No browser; scripted officers.", "Sin navegador; oficiales simulados.")),
    ] = False,
    seconds: Annotated[
        float | None,
        typer.Option(min=1.0, help=t("How long the story runs.", "Cuánto dura la historia.")),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help=t("Last line of stdout: one JSON object.", "Última línea: un objeto JSON."))
    ] = False,
    scenario: Annotated[Scenario, typer.Option(help=t("Which story.", "Qué historia."))] = Scenario.LINE,
    keep: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help=t("Keep the nodes' folders here.", "Conservar aquí las carpetas.")),
    ] = None,
    tamper: Annotated[
        bool,
        typer.Option(
            "--tamper", help=t("Flip one stored byte before verifying.", "Alterar un byte antes de verificar.")
        ),
    ] = False,
) -> None:
    """Two nodes, simulated sensors, one undeclared drone."""
    if seconds is None and headless:
        seconds = DEFAULT_SECONDS
    with tempfile.TemporaryDirectory(prefix="lindero-demo-") as scratch:
        folder = keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        answer = _run(run_demo(folder, headless=headless, seconds=seconds, tampered=tamper, say=note))
    if as_json:
        result(answer)
    else:
        for name, value in answer.items():
            note(f"  {name}: {value}")
    if not answer["verified"]:
        raise typer.Exit(TAMPERED)
    if headless and answer["acknowledged_before_crossing"] is False:
        note(
            t(
                "✗ A drone crossed before the partner had acknowledged what announced it: see crossings.",
                "✗ Un dron cruzó antes de que el socio acusara recibo de lo que lo anunciaba: vea crossings.",
            )
        )
        raise typer.Exit(FAILED)


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command()(command)


def _run(work: Coroutine[None, None, dict[str, object]]) -> dict[str, object]:
    """Run to the end; the first Ctrl-C ends the story in order."""
    with asyncio.Runner() as runner:
        return runner.run(work)


def main() -> NoReturn:
    """Run the command of the arguments."""
    try:
        usage.run(app, "./run demo")
    except Answered as refused:
        complain(refused.answer["message"], refused.answer["remedy"], refused.answer["code"])
        sys.exit(int(refused.answer["exit_code"]))
    except LinderoError as error:
        complain_of(error)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
