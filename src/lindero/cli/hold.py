"""`lindero hold`: legal holds, which keep a record from being erased."""

from pathlib import Path
from typing import Annotated

import typer

from lindero.cli.say import FOLDER_HELP, PERSON_HELP, line, note, t
from lindero.node.reach import call

app = typer.Typer(
    no_args_is_help=True,
    help=t("Legal holds: keep a record from being erased.", "Resguardo legal: impedir que un registro se borre."),
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)]
RecordId = Annotated[str, typer.Argument(metavar="RECORD", help=t("Id of the record.", "Identificador del registro."))]
Person = Annotated[str | None, typer.Option("--as", help=PERSON_HELP)]


@app.command(help=t("Keep a record, whoever demands its erasure.", "Conservar un registro, aunque se exija borrarlo."))
def add(
    folder: Folder,
    record: RecordId,
    reason: Annotated[str, typer.Option(help=t("Why.", "Por qué."))],
    authority: Annotated[str, typer.Option(help=t("The order or law.", "La orden o la ley."))],
    person: Person = None,
) -> None:
    """Place a legal hold."""
    call(folder, "hold-add", {"record": record, "reason": reason, "authority": authority}, person)
    note(t(f"✓ {record} is held.", f"✓ {record} está en resguardo."))


@app.command("list", help=t("List legal holds, ended ones too.", "Ver los resguardos, también los terminados."))
def list_(folder: Folder, person: Person = None) -> None:
    """List legal holds."""
    for hold in call(folder, "hold-list", {}, person)["holds"]:
        ended = t(f"ended {hold['ended_at']}", f"terminado {hold['ended_at']}") if hold["ended_at"] else ""
        line("\t".join((hold["record"], hold["at"], hold["person"], hold["authority"], hold["reason"], ended)).rstrip())


@app.command(help=t("End a legal hold; what was recalled is erased.", "Terminar un resguardo; lo retirado se borra."))
def release(folder: Folder, record: RecordId, person: Person = None) -> None:
    """End a legal hold."""
    erased = call(folder, "hold-release", {"record": record}, person)["erased"]
    note(
        t(
            f"✓ {record} is held no more" + (" and is erased." if erased else "."),
            f"✓ {record} ya no está en resguardo" + (" y se borró." if erased else "."),
        )
    )
