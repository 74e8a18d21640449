"""`lindero pair`: invitation, acceptance, finish; and the digits that two persons read to each other."""

from pathlib import Path
from typing import Annotated, Any

import typer

from lindero.cli.files import read_bytes, write_bytes
from lindero.cli.say import FOLDER_HELP, PERSON_HELP, line, note, t
from lindero.node.reach import call

app = typer.Typer(
    no_args_is_help=True,
    help=t(
        "Pair with a partner by three files and forty digits.",
        "Vincularse con un socio: tres archivos y cuarenta dígitos.",
    ),
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)]
Person = Annotated[str | None, typer.Option("--as", help=PERSON_HELP)]
Given = Annotated[
    Path, typer.Argument(metavar="FILE", help=t("The other side's file.", "El archivo de la otra parte."))
]
Made = Annotated[Path, typer.Argument(metavar="OUT", help=t("The file to write.", "El archivo que se escribe."))]


@app.command(help=t("Write an invitation for a partner.", "Escribir una invitación para un socio."))
def invite(folder: Folder, out: Made, person: Person = None) -> None:
    """Write an invitation."""
    write_bytes(out, call(folder, "pair-invite", {}, person)["file"])
    note(t(f"✓ Send {out} to the partner; it holds no secret.", f"✓ Envíe {out} al socio; no contiene secretos."))
    note(t("Their answer goes to: ", "Su respuesta va a: ") + f"lindero pair finish {folder} ACCEPTANCE FINISH")


@app.command(help=t("Accept a partner's invitation.", "Aceptar la invitación de un socio."))
def accept(folder: Folder, invitation: Given, out: Made, person: Person = None) -> None:
    """Accept an invitation."""
    answer = call(folder, "pair-accept", {"file": read_bytes(invitation)}, person)
    write_bytes(out, answer["file"])
    _show(answer)
    note(t(f"✓ Send {out} back.", f"✓ Devuelva {out}."))
    note(t("Then: ", "Después: ") + f"lindero pair finish {folder} FINISH")


@app.command(
    help=t(
        "Finish a pairing with the digits that the other person reads.",
        "Terminar con los dígitos que lee la otra persona.",
    )
)
def finish(
    folder: Folder,
    file: Given,
    out: Annotated[
        Path | None,
        typer.Argument(
            metavar="OUT", help=t("On the inviting side: the file to write.", "Quien invitó: archivo que se escribe.")
        ),
    ] = None,
    digits: Annotated[
        str | None,
        typer.Option(
            help=t(
                "What the other person read; asked for by default.", "Lo que leyó la otra persona; si falta, se pide."
            )
        ),
    ] = None,
    person: Person = None,
) -> None:
    """Finish a pairing."""
    content = read_bytes(file)
    preview = call(folder, "pair-preview", {"file": content}, person)
    _show(preview)
    typed = digits or typer.prompt(
        t(
            "Call the partner's duty desk on a number you know. Type the digits that they read to you",
            "Llame a la guardia del socio a un número conocido. Escriba los dígitos que le lean",
        ),
        err=True,
    )
    answer = call(folder, "pair-finish", {"file": content, "digits": typed}, person)
    if answer["file"] is not None:
        if out is None:
            line(answer["file"].decode())
        else:
            write_bytes(out, answer["file"])
            note(t(f"✓ Send {out} to the partner.", f"✓ Envíe {out} al socio."))
    note(t(f"✓ Paired with {answer['partner']}.", f"✓ Vinculado con {answer['partner']}."))


@app.command(
    help=t(
        "Put a partner's new keys in force: as the link brought them, or from the file that its recovery key signed.",
        "Poner en vigor las llaves nuevas de un socio: las que trajo el enlace, o las del archivo firmado.",
    )
)
def rekey(
    folder: Folder,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help=t("What its recovery key signed.", "Lo que firmó su llave de recuperación."),
        ),
    ] = None,
    offered: Annotated[
        str | None,
        typer.Option(
            metavar="PARTNER",
            help=t(
                "Confirm what this partner offers over the link.", "Confirmar lo que este socio ofrece por el enlace."
            ),
        ),
    ] = None,
    digits: Annotated[
        str | None,
        typer.Option(
            help=t(
                "What the other person read; asked for by default.", "Lo que leyó la otra persona; si falta, se pide."
            )
        ),
    ] = None,
    person: Person = None,
) -> None:
    """Put a partner's new keys in force."""
    if (file is None) is (offered is None):
        raise typer.BadParameter(t("give FILE or --offered PARTNER", "dé ARCHIVO o --offered SOCIO"))
    if file is not None:
        answer = call(folder, "pair-rekey", {"file": read_bytes(file)}, person)
    else:
        call(folder, "pair-offered", {"partner": offered}, person)  # refused before anybody is asked to telephone
        typed = digits or typer.prompt(
            t(
                "Call the partner's duty desk on a number you know. Type the digits that they read to you",
                "Llame a la guardia del socio a un número conocido. Escriba los dígitos que le lean",
            ),
            err=True,
        )
        answer = call(folder, "pair-rekey", {"partner": offered, "digits": typed}, person)
    partner = answer["partner"]
    for key in answer["keys"]:
        line(f"{key['key']}\t{key['public']}")
    note(t(f"✓ {partner}: the keys before are refused.", f"✓ {partner}: las llaves anteriores se rechazan."))


PartnerId = Annotated[str, typer.Argument(metavar="PARTNER", help=t("Its node id.", "Su identificador de nodo."))]


@app.command(help=t("Let no record leave to a partner.", "No dejar salir ningún registro hacia un socio."))
def suspend(folder: Folder, partner: PartnerId, person: Person = None) -> None:
    """Suspend a pairing."""
    call(folder, "pair-suspend", {"partner": partner}, person)
    note(t(f"✓ Nothing is released to {partner} any more.", f"✓ Ya no se comparte nada con {partner}."))
    note(t("The link stays up: receipts and recalls go on.", "El enlace sigue: acuses y retiros continúan."))


@app.command(help=t("Share again with a suspended partner.", "Volver a compartir con un socio suspendido."))
def resume(folder: Folder, partner: PartnerId, person: Person = None) -> None:
    """Resume a pairing."""
    call(folder, "pair-resume", {"partner": partner}, person)
    note(t(f"✓ The policy decides again what goes to {partner}.", f"✓ La política decide otra vez qué va a {partner}."))


@app.command(
    help=t(
        "End a pairing: recall all, then close both logs for good.",
        "Terminar un vínculo: retirar todo y cerrar ambas bitácoras para siempre.",
    )
)
def end(
    folder: Folder,
    partner: PartnerId,
    wait_hours: Annotated[
        int,
        typer.Option(
            "--wait",
            min=0,
            help=t("Hours to wait for the receipts of erasure.", "Horas que se esperan los acuses de borrado."),
        ),
    ] = 24,
    yes: Annotated[bool, typer.Option("--yes", help=t("Do not ask.", "No preguntar."))] = False,
    person: Person = None,
) -> None:
    """End a pairing."""
    if not yes:
        question = t(f"End the pairing with {partner} for good?", f"¿Terminar para siempre el vínculo con {partner}?")
        typer.confirm(question, abort=True, err=True)
    answer = call(folder, "pair-end", {"partner": partner, "wait_s": wait_hours * 3600}, person)
    until = answer["until"]
    note(t(f"✓ Everything is recalled from {partner}.", f"✓ Se retira todo de {partner}."))
    note(t(f"Receipts are awaited until {until}.", f"Los acuses se esperan hasta {until}."))
    note(t("See where it stands: ", "Vea en qué está: ") + f"lindero doctor {folder}")


def _show(ceremony: dict[str, Any]) -> None:
    training = t(" · training node", " · nodo de entrenamiento") if ceremony["simulated"] else ""
    note(f"{ceremony['partner']} · {ceremony['country']}{training}")
    note(t("Digits to compare:", "Dígitos para comparar:"))
    line(ceremony["digits"])
