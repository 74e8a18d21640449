"""Passphrases that commands take: from a file, or typed twice at the terminal; never from an argument."""

from pathlib import Path
from typing import Annotated

import typer

from lindero.cli.say import t
from lindero.exchange.envelope.passphrase import Passphrase
from lindero.node.keyring import file_passphrase

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file",
        help=t(
            "File whose first line is the passphrase; asked for by default.",
            "Archivo cuya primera línea es la contraseña; si falta, se pide.",
        ),
    ),
]


def new_passphrase(file: Path | None) -> Passphrase:
    """A passphrase to encrypt with: typed twice where no file is named."""
    if file is not None:
        return file_passphrase(file)
    asked = t("New passphrase", "Contraseña nueva")
    again = t("Again", "Otra vez")
    return Passphrase(typer.prompt(asked, hide_input=True, confirmation_prompt=again, err=True).encode())


def known_passphrase(file: Path | None) -> Passphrase:
    """A passphrase to open with."""
    if file is not None:
        return file_passphrase(file)
    return Passphrase(typer.prompt(t("Passphrase", "Contraseña"), hide_input=True, err=True).encode())
