"""`lindero keys`: the private keys of a node, and the recovery key that is never on it."""

from pathlib import Path
from typing import Annotated

import typer

from lindero.cli.files import read_bytes
from lindero.cli.passphrases import PassphraseFile, new_passphrase
from lindero.cli.say import FOLDER_HELP, PERSON_HELP, line, note, t
from lindero.exchange.envelope.passphrase import SALT_BYTES
from lindero.exchange.envelope.recovery import parse_recovery_key
from lindero.kernel.entropy import SystemEntropy
from lindero.node.config import load_config
from lindero.node.folder import Folder
from lindero.node.keyring import Keyring
from lindero.node.reach import call
from lindero.node.recovery import make_recovery_key
from lindero.store.folder import FolderLock

app = typer.Typer(no_args_is_help=True, help=t("Keys of a node.", "Llaves de un nodo."))

Dir = Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)]
Person = Annotated[str | None, typer.Option("--as", help=PERSON_HELP)]


@app.command(
    "recovery-new",
    help=t(
        "Make a recovery key, on a machine that is not the node; prints its public half.",
        "Crear una llave de recuperación, en una máquina que no es el nodo; muestra su mitad pública.",
    ),
)
def recovery_new(
    out: Annotated[
        Path, typer.Argument(metavar="OUT", help=t("Where to keep it, encrypted.", "Dónde guardarla, cifrada."))
    ],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Make a recovery key."""
    line(make_recovery_key(out, new_passphrase(passphrase_file), SystemEntropy()))
    note(t(f"✓ {out} is the private half. Keep it offline.", f"✓ {out} es la mitad privada. Guárdela sin conexión."))
    note(
        t("The line above goes to the node: ", "La línea de arriba va al nodo: ") + "lindero keys recovery-set DIR FILE"
    )


@app.command(
    "recovery-set",
    help=t(
        "Give a node its public recovery key, before it pairs.",
        "Dar a un nodo su llave pública de recuperación, antes de vincularse.",
    ),
)
def recovery_set(
    folder: Dir,
    public: Annotated[
        Path, typer.Argument(metavar="FILE", help=t("File with the public half.", "Archivo con la mitad pública."))
    ],
    person: Person = None,
) -> None:
    """Give a node its public recovery key."""
    key = parse_recovery_key(read_bytes(public).decode(errors="replace"))
    call(folder, "keys-recovery-set", {"public": key}, person)
    note(t("✓ Partners learn it when they pair.", "✓ Los socios la conocerán al vincularse."))


@app.command(
    help=t(
        "Encrypt the key files of a stopped node with a passphrase, or change it.",
        "Cifrar con contraseña los archivos de llaves de un nodo detenido, o cambiarla.",
    )
)
def encrypt(folder: Dir, passphrase_file: PassphraseFile = None) -> None:
    """Encrypt the key files."""
    config = load_config(folder)
    keyring = Keyring(Folder(folder), config.keys)
    new = new_passphrase(passphrase_file)
    with FolderLock(folder):
        count = Folder(folder).keys.encrypt(new, SystemEntropy().token(SALT_BYTES), keyring.unlock)
    note(t(f"✓ {count} key files are encrypted.", f"✓ {count} archivos de llaves quedaron cifrados."))
