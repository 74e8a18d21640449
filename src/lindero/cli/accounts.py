"""`lindero account`: who may sign in."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lindero.cli.say import FOLDER_HELP, PERSON_HELP, line, note, t
from lindero.node.reach import call

app = typer.Typer(no_args_is_help=True, help=t("Who may sign in.", "Quién puede entrar."))

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)]
Name = Annotated[str, typer.Argument(metavar="NAME", help=t("Sign-in name.", "Nombre para entrar."))]
Person = Annotated[str | None, typer.Option("--as", help=PERSON_HELP)]


@app.command(help=t("Add an account and print its one-time link.", "Crear una cuenta y mostrar su enlace de un uso."))
def add(
    folder: Folder,
    name: Name,
    role: Annotated[list[str], typer.Option(help=t("May be repeated.", "Puede repetirse."))],
    desk: Annotated[str | None, typer.Option(help=t("What partners see.", "Lo que ven los socios."))] = None,
    os_user: Annotated[
        int | None,
        typer.Option(help=t("User id that is this person here.", "Id de usuario que es esta persona aquí.")),
    ] = None,
    person: Person = None,
) -> None:
    """Add an account."""
    arguments = {"name": name, "roles": role, "desk": desk, "os_user": os_user}
    _show_link(call(folder, "account-add", arguments, person))


@app.command(help=t("Print a new one-time link.", "Mostrar un nuevo enlace de un uso."))
def link(folder: Folder, name: Name, person: Person = None) -> None:
    """Print a new one-time link."""
    _show_link(call(folder, "account-link", {"name": name}, person))


@app.command(
    help=t("Confirm what another administrator asked for.", "Confirmar lo que pidió otra persona administradora.")
)
def confirm(folder: Folder, name: Name, person: Person = None) -> None:
    """Confirm what another administrator asked for."""
    _show_link(call(folder, "account-confirm", {"name": name}, person))


@app.command("list", help=t("List the accounts.", "Enumerar las cuentas."))
def list_(folder: Folder, person: Person = None) -> None:
    """List the accounts."""
    answer = call(folder, "account-list", {}, person)
    for account in answer["accounts"]:
        state = t("disabled", "deshabilitada") if account["disabled"] else ""
        line(f"{account['name']}\t{account['desk']}\t{', '.join(account['roles'])}\t{state}")
    for grant in answer["pending"]:
        asked, until = t(f"asked by {grant['by']}", f"pedida por {grant['by']}"), grant["until"]
        note(f"… {grant['name']}: {', '.join(grant['roles'])} ({asked}, {t('until', 'hasta')} {until})")


@app.command(help=t("The person may not sign in any more.", "La persona ya no puede entrar."))
def disable(folder: Folder, name: Name, person: Person = None) -> None:
    """Disable an account."""
    call(folder, "account-disable", {"name": name}, person)
    note(t(f"✓ {name} may not sign in any more.", f"✓ {name} ya no puede entrar."))


def _show_link(answer: dict[str, Any]) -> None:
    until = answer["until"]
    if answer.get("pending"):
        name = answer["name"]
        note(
            t(
                f"… Not yet in force: a second administrator confirms it until {until} with "
                f"lindero account confirm DIR {name}",
                f"… Aún no vale: una segunda persona administradora lo confirma hasta {until} con "
                f"lindero account confirm DIR {name}",
            )
        )
        return
    note(t(f"One-time link, works until {until}:", f"Enlace de un solo uso, sirve hasta {until}:"))
    line(answer["link"])
