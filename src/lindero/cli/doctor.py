"""`lindero doctor`: what is wrong with a node, or will be."""

from pathlib import Path
from typing import Annotated

import typer

from lindero.cli.say import FOLDER_HELP, LANGUAGE, line, t
from lindero.kernel.clock import SystemClock
from lindero.node.diagnosis import check_node, check_running
from lindero.node.reach import call, is_running

HELP = t("Say what is wrong with a node, or will be.", "Decir qué está mal en un nodo, o lo estará.")
SIGNS = {"ok": "✓", "warning": "!", "problem": "✗"}


def command(folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)]) -> None:
    """Examine a node."""
    findings = list(check_node(folder, SystemClock()))
    running = is_running(folder)
    if running:
        findings += check_running(call(folder, "status", {}))
    line(
        f"{SIGNS['ok' if running else 'warning']} "
        + (t("it runs", "está en marcha") if running else t("it does not run", "no está en marcha"))
    )
    for finding in findings:
        line(f"{SIGNS[finding.level]} {finding.es if LANGUAGE == 'es' else finding.en}")
    if any(finding.level == "problem" for finding in findings):
        raise typer.Exit(1)
