"""`lindero proof`: show a third party that a record was shared, and check such a proof with nothing but public keys."""

from functools import partial
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer

from lindero.cli.files import require_free, write_bytes
from lindero.cli.progress import walk_progress
from lindero.cli.proof_check import check_file
from lindero.cli.say import FOLDER_HELP, PERSON_HELP, complain, note, t
from lindero.exchange.log.proof import encode_proof
from lindero.exchange.log.verifier_key import format_verifier_key, keys_of_note
from lindero.kernel.ids import NodeId, RecordId
from lindero.node.config import load_config
from lindero.node.folder import Folder
from lindero.node.reach import call
from lindero.partners.proofs import find_shared, prove_shared
from lindero.store.sqlite.store import open_reader

USAGE: Final = 2
_ES_NO_DIR: Final = "--check no lleva DIR: una prueba se comprueba solo con llaves públicas."
HELP = t(
    "Prove to a third party that a record was shared; with --check, check such a proof.",
    "Probar ante un tercero que un registro se compartió; con --check, comprobar esa prueba.",
)
"""The command's own help."""


def command(
    folder: Annotated[Path | None, typer.Argument(metavar="[DIR]", help=FOLDER_HELP)] = None,
    record: Annotated[
        str | None,
        typer.Argument(metavar="[RECORD]", help=t("Id of the record.", "Identificador del registro.")),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            metavar="PARTNER",
            help=t("Which log, where the record went to several.", "Qué bitácora, si salió a varios socios."),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=t(
                "Where to write the proof; by default it is printed.",
                "Dónde se escribe la prueba; por omisión, se imprime.",
            ),
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help=t("Replace a file that is there.", "Reemplazar un archivo que ya existe."))
    ] = False,
    with_body: Annotated[
        bool,
        typer.Option(
            "--with-body",
            help=t(
                "Show the content too: takes an auditor, and is audited.",
                "Mostrar también el contenido: requiere un auditor y queda en la auditoría.",
            ),
        ),
    ] = False,
    check: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=t(
                "Check this proof, or this evidence of a fork, instead of making one.",
                "Comprobar esta prueba, o esta evidencia de bifurcación, en vez de hacer una.",
            ),
        ),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(help=t("A public key to check against.", "Una llave pública con la que se comprueba.")),
    ] = None,
    pairing: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help=t(
                "A pairing file (invitation, acceptance) with keys to check against.",
                "Un archivo de vinculación (invitación, aceptación) con llaves para comprobar.",
            ),
        ),
    ] = None,
    person: Annotated[str | None, typer.Option("--as", help=PERSON_HELP)] = None,
) -> None:
    """Prove that a record was shared, or check a proof."""
    if check is not None and folder is None:
        check_file(check, key or [], pairing or [])
    elif check is None and folder is not None and record is not None:
        if out is not None and not force:
            require_free(out)
        _make(folder, record, to, out, person, with_body=with_body)
    else:
        _refuse(folder, check)


def _refuse(folder: Path | None, check: Path | None) -> NoReturn:
    """Say what is missing, or too much."""
    if check is not None:
        complain(
            t("--check takes no DIR: a proof is checked with public keys alone.", _ES_NO_DIR),
            "lindero proof --check " + t("FILE --key KEY", "ARCHIVO --key LLAVE"),
        )
    else:
        both = t("DIR and RECORD are missing", "Faltan DIR y RECORD")
        complain(
            (both if folder is None else t("RECORD is missing", "Falta RECORD"))
            + t(": whose node, and which record is to be proven.", ": de qué nodo y qué registro se prueba."),
            "lindero proof DIR RECORD · lindero proof --check " + t("FILE", "ARCHIVO"),
        )
    raise typer.Exit(USAGE)


def _make(folder: Path, record: str, to: str | None, out: Path | None, person: str | None, *, with_body: bool) -> None:
    """Write a proof, and say which keys it is to be checked against."""
    load_config(folder)
    with open_reader(Folder(folder).database) as store, walk_progress() as progress:
        shared = find_shared(store, RecordId(record), NodeId(to) if to else None)
        content = None
        if with_body:
            answer = call(folder, "disclose", {"record": record, "partner": shared.partner}, person)
            content = answer["salt"], answer["body"]
        proof = encode_proof(prove_shared(store, shared, content, partial(progress, shared.log.origin)))
    if out is None:
        typer.echo(proof.decode(), nl=False)
    else:
        write_bytes(out, proof)
    note(t(f"✓ Entry {shared.index} of {shared.log.origin}", f"✓ Entrada {shared.index} de {shared.log.origin}"))
    if not with_body:
        note(
            t(
                "  It shows that something was shared, and when; not what (--with-body).",
                "  Muestra que se compartió algo y cuándo, no qué (--with-body).",
            )
        )
    note(
        t(
            "  Give the third party these keys by another way than the proof:",
            "  Entregue al tercero estas llaves por otra vía que la prueba:",
        )
    )
    for one in keys_of_note(shared.note, shared.log):
        note(f"    --key {format_verifier_key(one)}")
