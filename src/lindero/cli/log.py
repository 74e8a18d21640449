"""`lindero log`: a pair log for those who have no node."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from lindero.cli.progress import walk_progress
from lindero.cli.say import FOLDER_HELP, note, result, t
from lindero.exchange.log.tiles import File
from lindero.exchange.log.verifier_key import format_verifier_key, keys_of_note
from lindero.kernel.ids import NodeId
from lindero.kernel.system_reasons import reason_of
from lindero.node.config import load_config
from lindero.node.folder import Folder
from lindero.partners.errors import AlreadyThere, UnreadableFile
from lindero.partners.tree_export import export_log, find_log
from lindero.store.sqlite.store import open_reader

app = typer.Typer(
    no_args_is_help=True,
    help=t("Pair logs for third parties.", "Bitácoras para terceros."),
)


@app.callback()
def group() -> None:
    """Pair logs for third parties."""


@app.command(
    help=t(
        "Write a log as static files (C2SP tlog-tiles), up to the newest receipt; without any content.",
        "Escribir una bitácora como archivos estáticos (C2SP tlog-tiles), hasta el último acuse; sin contenidos.",
    )
)
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)],
    out: Annotated[Path, typer.Argument(help=t("The folder to make.", "La carpeta que se crea."))],
    partner: Annotated[
        str | None,
        typer.Option(help=t("Whose log, where there are several partners.", "Qué socio, si hay varios.")),
    ] = None,
    received: Annotated[
        bool,
        typer.Option("--received", help=t("The log that came from the partner.", "La bitácora que llegó del socio.")),
    ] = False,
) -> None:
    """Write a log as static files."""
    load_config(folder)
    if out.exists():
        raise AlreadyThere(path=out)
    with open_reader(Folder(folder).database) as store, walk_progress() as progress:
        shown = find_log(store, NodeId(partner) if partner else None, received=received)
        files = write_whole(out, export_log(store, shown, progress))
    note(t(f"✓ {out}: {shown.log.origin}", f"✓ {out}: {shown.log.origin}"))
    note(
        t(
            "  Give those who check it these keys by another way:",
            "  Entregue estas llaves por otra vía a quien la compruebe:",
        )
    )
    for key in keys_of_note(shown.note, shown.log):
        note(f"    {format_verifier_key(key)}")
    result({"origin": shown.log.origin, "entries": shown.size, "files": files})


def write_whole(out: Path, files: Iterable[File]) -> int:
    """Make a folder of files that is either whole under its name, or not there; gives how many.

    Raises:
        UnreadableFile: It cannot be written.
        AlreadyThere: Somebody made it meanwhile.
    """
    try:
        scratch = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as why:
        raise UnreadableFile(file=str(out), why=reason_of(why)) from None
    count = 0
    try:
        for name, content in files:
            file = scratch / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            count += 1
        scratch.chmod(0o755)
        os.sync()
        scratch.rename(out)
    except OSError as why:
        if out.exists():
            raise AlreadyThere(path=out) from None
        raise UnreadableFile(file=str(out), why=reason_of(why)) from None
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return count
