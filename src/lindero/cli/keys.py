"""`lindero keys`: the private keys of a node, and the recovery key that is never on it."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lindero.cli.files import read_bytes, write_bytes
from lindero.cli.passphrases import PassphraseFile, known_passphrase, new_passphrase
from lindero.cli.say import FOLDER_HELP, PERSON_HELP, line, note, t
from lindero.exchange.envelope.passphrase import SALT_BYTES
from lindero.exchange.envelope.recovery import parse_recovery_key
from lindero.kernel.entropy import SystemEntropy
from lindero.node.config import load_config
from lindero.node.folder import Folder
from lindero.node.keyring import Keyring
from lindero.node.reach import call
from lindero.node.recovery import make_recovery_key
from lindero.node.replacement import vouch_replacement
from lindero.store.folder import FolderLock

app = typer.Typer(no_args_is_help=True, help=t("Keys of a node.", "Llaves de un nodo."))


class KeyChoice(StrEnum):
    """Keys that rotate."""

    LOG = "log"
    RECEIPT = "receipt"
    TLS = "tls"


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


@app.command(
    help=t(
        "Replace keys by new ones; partners are told in their logs, and no link is cut.",
        "Cambiar llaves por otras nuevas; se avisa a los socios en sus bitácoras y no se corta ningún enlace.",
    )
)
def rotate(
    folder: Dir,
    key: Annotated[
        list[KeyChoice] | None,
        typer.Option(help=t("Which; may be repeated; all by default.", "Cuál; puede repetirse; si falta, todas.")),
    ] = None,
    person: Person = None,
) -> None:
    """Replace keys by new ones."""
    names = [one.value for one in key or KeyChoice]
    waiting = call(folder, "keys-rotate", {"keys": names}, person)["waiting"]
    for name, partners in waiting.items():
        if partners:
            who = ", ".join(partners)
            note(t(f"· {name}: both sign until {who} knows.", f"· {name}: firman ambas hasta que {who} lo sepa."))
        else:
            note(t(f"✓ {name}: the new key is in use.", f"✓ {name}: la llave nueva está en uso."))


@app.command(
    help=t(
        "Replace all keys of a stopped node after theft or loss: ask the recovery key, then install what it signed.",
        "Reemplazar todas las llaves de un nodo detenido tras robo o pérdida: solicitar e instalar lo firmado.",
    )
)
def replace(
    folder: Dir,
    request: Annotated[
        Path | None, typer.Argument(help=t("The request to write.", "La solicitud que se escribe."))
    ] = None,
    recovery: Annotated[
        Path | None,
        typer.Option(help=t("What the recovery key signed.", "Lo que firmó la llave de recuperación.")),
    ] = None,
    person: Person = None,
) -> None:
    """Replace all keys after theft or loss."""
    if (request is None) is (recovery is None):
        raise typer.BadParameter(t("give REQUEST or --recovery FILE", "dé SOLICITUD o --recovery ARCHIVO"))
    if request is not None:
        write_bytes(request, call(folder, "keys-replace-request", {}, person)["file"])
        note(t("Where the recovery key is: ", "Donde está la llave de recuperación: "))
        note(f"  lindero keys recovery-sign RECOVERY {request} SIGNED")
    if recovery is not None:
        answer = call(folder, "keys-replace", {"file": read_bytes(recovery)}, person)
        node = load_config(folder).node.id
        note(
            t(
                "✓ The new keys are in use. The link offers them; each partner confirms: ",
                "✓ Las llaves nuevas están en uso. El enlace las ofrece; cada socio confirma: ",
            )
        )
        note(f"  lindero pair rekey DIR --offered {node}    ({', '.join(answer['partners'])})")
        note(t("Read them these digits by telephone:", "Léales estos dígitos por teléfono:"))
        line(answer["digits"])


@app.command(
    "recovery-sign",
    help=t(
        "Sign a request with the recovery key, offline.",
        "Firmar una solicitud con la llave de recuperación, sin conexión.",
    ),
)
def recovery_sign(
    key: Annotated[Path, typer.Argument(help=t("The recovery key.", "La llave de recuperación."))],
    request: Annotated[Path, typer.Argument(help=t("The node's request.", "La solicitud del nodo."))],
    out: Annotated[Path, typer.Argument(help=t("The file to write.", "El archivo que se escribe."))],
    passphrase_file: PassphraseFile = None,
) -> None:
    """Sign a request with the recovery key."""
    node, signed = vouch_replacement(read_bytes(request), read_bytes(key), known_passphrase(passphrase_file))
    write_bytes(out, signed)
    note(t(f"✓ {out} replaces the keys of {node}.", f"✓ {out} reemplaza las llaves de {node}."))
