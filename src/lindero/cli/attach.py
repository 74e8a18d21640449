"""`lindero file`: files of records: add one, look at one, get a partner's."""

import hashlib
import mimetypes
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from lindero.cli.say import FOLDER_HELP, PERSON_HELP, note, result, t
from lindero.kernel.system_reasons import reason_of
from lindero.model.attachment import CHUNK_BYTES
from lindero.node.errors import NoSuchFile
from lindero.node.reach import call
from lindero.partners.errors import UnreadableFile

app = typer.Typer(no_args_is_help=True, help=t("Files that belong to records.", "Archivos que pertenecen a registros."))

Folder = Annotated[Path, typer.Argument(metavar="DIR", help=FOLDER_HELP)]
Person = Annotated[str | None, typer.Option("--as", help=PERSON_HELP)]


@app.command(
    help=t(
        "Take a file into the node; prints the fields for a note or incident.",
        "Incorporar un archivo al nodo; imprime los campos para una nota o un incidente.",
    )
)
def add(
    folder: Folder,
    path: Annotated[Path, typer.Argument(metavar="PATH", help=t("The file.", "El archivo."))],
    media_type: Annotated[
        str | None,
        typer.Option("--type", help=t("Media type; by default from the name.", "Tipo; por omisión, según el nombre.")),
    ] = None,
    person: Person = None,
) -> None:
    """Take a file into the node."""
    kind = media_type or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    upload = call(folder, "file-begin", {}, person)["upload"]
    try:
        with path.open("rb") as file, _progress() as progress:
            task = progress.add_task(path.name, total=path.stat().st_size)
            for index, chunk in enumerate(iter(lambda: file.read(CHUNK_BYTES), b"")):
                call(folder, "file-put", {"upload": upload, "index": index, "chunk": chunk}, person)
                progress.advance(task, len(chunk))
    except OSError as why:
        raise UnreadableFile(file=str(path), why=reason_of(why)) from None
    answer = call(folder, "file-close", {"upload": upload, "media_type": kind}, person)
    result({"file": answer["file"], "file_name": path.name})


@app.command(
    help=t(
        "Write the file of a record; a partner's is fetched over the link first.",
        "Escribir el archivo de un registro; el de un socio se trae antes por el enlace.",
    )
)
def get(
    folder: Folder,
    record: Annotated[
        str, typer.Argument(metavar="RECORD", help=t("Id of the record.", "Identificador del registro."))
    ],
    out: Annotated[Path, typer.Argument(metavar="OUT", help=t("The file to write.", "El archivo que se escribe."))],
    person: Person = None,
) -> None:
    """Write the file of a record."""
    known = call(folder, "file-look", {"record": record}, person)
    if known["held"] < known["chunks"]:
        call(folder, "file-fetch", {"record": record}, person)
    digest = hashlib.sha256()
    partial = out.with_name(out.name + ".partial")
    try:
        with partial.open("wb") as file, _progress() as progress:
            task = progress.add_task(out.name, total=known["size_bytes"])
            for index in range(known["chunks"]):
                chunk: bytes = call(folder, "file-read", {"record": record, "index": index}, person)["chunk"]
                digest.update(chunk)
                file.write(chunk)
                progress.advance(task, len(chunk))
        if digest.digest() != known["sha256"]:
            partial.unlink()
            raise NoSuchFile(record=record)
        partial.replace(out)
    except OSError as why:
        raise UnreadableFile(file=str(out), why=reason_of(why)) from None
    _tell(known, out)


def _tell(known: dict[str, Any], out: Path) -> None:
    name = known["name"] or t("without a name", "sin nombre")
    note(f"✓ {out}: {known['size_bytes']} B, {known['media_type']}, {name}, {known['origin']}")


def _progress() -> Progress:
    return Progress(console=Console(stderr=True), transient=True)
