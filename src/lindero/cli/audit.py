"""`lindero audit`: what an auditor checks of a node's private books."""

from pathlib import Path
from typing import Annotated, Final

import typer

from lindero.cli.say import FOLDER_HELP, line, note, result, t
from lindero.kernel.clock import format_instant
from lindero.node.config import load_config
from lindero.node.folder import Folder
from lindero.partners.decision_audit import Opened, open_heartbeats
from lindero.store.sqlite.store import open_reader

TAMPERED: Final = 5
app = typer.Typer(
    no_args_is_help=True,
    help=t("Check a node's private books.", "Revisar los libros privados de un nodo."),
)


@app.callback()
def group() -> None:
    """Check a node's private books."""


@app.command(
    help=t(
        "Open the heartbeats: is the decision log still the one that partners were given a commitment to?",
        "Abrir los latidos: ¿la bitácora de decisiones sigue siendo la que se comprometió ante los socios?",
    )
)
def decisions(folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)]) -> None:
    """Check the decision log against its commitments."""
    load_config(folder)
    with open_reader(Folder(folder).database) as store:
        opened = open_heartbeats(store)
    for one in opened:
        line(_sentence(one))
    broken = sum(one.matches is False for one in opened)
    unknown = sum(one.matches is None for one in opened)
    result(
        {"heartbeats": len(opened), "broken": broken, "without_salt": unknown, "verified": bool(opened) and not broken}
    )
    if not opened:
        note(
            t(
                "No heartbeat has been sealed yet: there is no commitment to check against.",
                "Aún no se ha sellado ningún latido: no hay compromiso con el cual comparar.",
            )
        )
    if broken:
        note(
            t(
                "Rows were changed, added or removed after a commitment. Keep the folder as it is and call an auditor.",
                "Se cambiaron, añadieron o quitaron renglones después de un compromiso. Conserve la carpeta tal como"
                " está y llame a un auditor.",
            )
        )
        raise typer.Exit(TAMPERED)


def _sentence(one: Opened) -> str:
    sign = {True: "✓", False: "✗", None: "?"}[one.matches]
    what = {
        True: t(f"{one.size} rows as committed", f"{one.size} renglones, tal como se comprometieron"),
        False: t(f"{one.size} rows: not as committed", f"{one.size} renglones: no como se comprometieron"),
        None: t("its salt is not kept here", "su sal no se conserva aquí"),
    }[one.matches]
    covered = "" if one.receipted else t(" · no receipt yet", " · aún sin acuse")
    return f"{sign} {one.partner} {one.index} {format_instant(one.sealed_ms * 1_000_000)}: {what}{covered}"
