"""`lindero consent`: let partners pass own records on to a third node."""

from pathlib import Path
from typing import Annotated

import typer

from lindero.cli.say import FOLDER_HELP, PERSON_HELP, note, t
from lindero.node.reach import call

HELP = t(
    "Let partners pass a shared record, or a kind of records, on to a third node.",
    "Permitir que los socios reenvíen un registro compartido, o un tipo de registros, a un tercer nodo.",
)


def command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)],
    to: Annotated[str, typer.Option(metavar="NODE", help=t("Who may get it.", "Quién puede recibirlo."))],
    until: Annotated[
        str, typer.Option(metavar="TIME", help=t("Such as 2027-01-31T00:00:00Z.", "Por ejemplo, 2027-01-31T00:00:00Z."))
    ],
    record: Annotated[
        str | None, typer.Argument(metavar="RECORD", help=t("Id of a shared record.", "Registro compartido."))
    ] = None,
    topic: Annotated[
        str | None,
        typer.Option(metavar="KIND", help=t("All of a kind, from now on.", "Todos los de un tipo, desde ahora.")),
    ] = None,
    via: Annotated[
        str | None,
        typer.Option(metavar="PARTNER", help=t("The one that may pass it on.", "El único que puede reenviarlo.")),
    ] = None,
    person: Annotated[str | None, typer.Option("--as", help=PERSON_HELP)] = None,
) -> None:
    """Consent to passing on."""
    if (record is None) == (topic is None):
        raise typer.BadParameter(t("a record or --topic", "un registro o --topic"))
    arguments = {"record": record, "topic": topic, "to": to, "until": until, "via": via}
    given = call(folder, "consent", arguments, person)["given"]
    note(t(f"✓ {', '.join(given)} may pass it on to {to}.", f"✓ {', '.join(given)} puede reenviarlo a {to}."))
