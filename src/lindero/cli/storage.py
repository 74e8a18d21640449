"""`lindero backup` and `lindero restore`: a node's database as one file, without the partners' bodies."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from lindero.cli.say import FOLDER_HELP, note, t
from lindero.node.config import load_config
from lindero.node.errors import NotANode, NowhereToRestore
from lindero.node.folder import Folder
from lindero.store.folder import FolderLock
from lindero.store.sqlite.backup import backup, restore
from lindero.store.sqlite.store import open_reader, open_store

BACKUP_HELP = t(
    "Write a backup, also while the node runs; what partners sent stays out of it.",
    "Escribir un respaldo, también con el nodo en marcha; lo que enviaron los socios queda fuera.",
)
RESTORE_HELP = t(
    "Make the database of a node's folder from a backup.", "Crear la base de datos de un nodo desde un respaldo."
)


def backup_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)],
    out: Annotated[Path, typer.Argument(metavar="FILE", help=t("The file to write.", "El archivo que se escribe."))],
) -> None:
    """Write a backup."""
    load_config(folder)
    with open_reader(Folder(folder).database) as store, _progress() as progress:
        task = progress.add_task(out.name, total=None)
        backup(store.database, out, lambda done, total: progress.update(task, completed=done, total=total))
    note(t(f"✓ {out} is complete. Keep the folder keys/ apart.", f"✓ {out} está completo. Guarde keys/ aparte."))


def restore_command(
    source: Annotated[Path, typer.Argument(metavar="FILE", help=t("The backup.", "El respaldo."))],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)],
) -> None:
    """Restore a backup, and bring it up to this version."""
    try:
        load_config(folder)
    except NotANode:
        raise NowhereToRestore(folder=folder) from None
    with FolderLock(folder), _progress() as progress:
        task = progress.add_task(source.name, total=None)
        target = Folder(folder).database
        restore(source, target, lambda done, total: progress.update(task, completed=done, total=total))
        open_store(target).close()
    note(t(f"✓ {folder} is restored.", f"✓ {folder} está restaurada."))


def _progress() -> Progress:
    return Progress(console=Console(stderr=True), transient=True)
