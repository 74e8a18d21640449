"""`lindero node`: make one, run one."""

from pathlib import Path
from typing import Annotated

import typer

from lindero.cli.files import read_bytes
from lindero.cli.passphrases import new_passphrase
from lindero.cli.say import FOLDER_HELP, line, note, t
from lindero.exchange.envelope.recovery import parse_recovery_key
from lindero.kernel.clock import SystemClock
from lindero.kernel.entropy import SystemEntropy
from lindero.node.feed_sections import Country
from lindero.node.init import make_node

app = typer.Typer(no_args_is_help=True, help=t("Make and run a node.", "Crear y poner en marcha un nodo."))


@app.command(help=t("Make a node's folder.", "Crear la carpeta de un nodo."))
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)],
    id_: Annotated[str, typer.Option("--id", help=t("Such as us.cbp.", "Por ejemplo mx.sedena."))],
    side: Annotated[Country, typer.Option(help=t("Own side of the line.", "Lado propio de la línea."))],
    port: Annotated[int, typer.Option(help=t("Port of the link.", "Puerto del enlace."))] = 7400,
    console_port: Annotated[int, typer.Option(help=t("Port of the console.", "Puerto de la consola."))] = 8400,
    simulated: Annotated[
        bool, typer.Option("--simulated", help=t("A training node.", "Un nodo de entrenamiento."))
    ] = False,
    admin: Annotated[str, typer.Option(help=t("Name of the first account.", "Nombre de la primera cuenta."))] = "admin",
    recovery_key: Annotated[
        Path | None,
        typer.Option(help=t("File with the public recovery key.", "Archivo con la llave pública de recuperación.")),
    ] = None,
    encrypt: Annotated[
        bool,
        typer.Option("--encrypt", help=t("Encrypt the key files; asks.", "Cifrar los archivos de llaves; pregunta.")),
    ] = False,
    passphrase_file: Annotated[
        Path | None,
        typer.Option(help=t("Encrypt them with its first line.", "Cifrarlos con la primera línea de este archivo.")),
    ] = None,
) -> None:
    """Make a node's folder."""
    make_node(
        folder,
        node=id_,
        side=side,
        port=port,
        console_port=console_port,
        simulated=simulated,
        admin=admin,
        recovery_key=None if recovery_key is None else _public(recovery_key),
        passphrase=new_passphrase(passphrase_file) if encrypt or passphrase_file else None,
        clock=SystemClock(),
        entropy=SystemEntropy(),
    )
    note(t(f"✓ Node {id_} is in {folder}.", f"✓ El nodo {id_} está en {folder}."))
    note(t("Next:", "Siguiente:"))
    note(f"  lindero account link {folder} {admin}")
    note(f"  lindero node run {folder}")
    line(str(folder))


@app.command(help=t("Run the node until Ctrl-C or SIGTERM.", "Poner en marcha el nodo hasta Ctrl-C o SIGTERM."))
def run(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)],
) -> None:
    """Run the node until Ctrl-C or SIGTERM."""
    from lindero.node.run import run_node  # noqa: PLC0415 — the console and all rooms; no other command needs them

    run_node(folder)


def _public(file: Path) -> bytes:
    return parse_recovery_key(read_bytes(file).decode(errors="replace"))
