"""`lindero proof`: show a third party that a record was shared, and check such a proof with nothing but public keys."""

from base64 import b64encode
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer

from lindero.cli.files import read_bytes, write_bytes
from lindero.cli.progress import walk_progress
from lindero.cli.say import FOLDER_HELP, PERSON_HELP, note, result, t
from lindero.exchange.envelope.pairing_files import open_identity
from lindero.exchange.log.proof import Proven, encode_proof, parse_proof, verify_proof
from lindero.exchange.log.verifier_key import (
    VerifierKey,
    format_verifier_key,
    keys_of_identity,
    keys_of_log,
    log_of_keys,
    parse_verifier_key,
)
from lindero.kernel.clock import SECOND_NS, Instant, format_instant
from lindero.kernel.errors import RemoteError
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.codec import decode_record, public_tree
from lindero.node.config import load_config
from lindero.node.folder import Folder
from lindero.node.reach import call
from lindero.partners.proofs import find_shared, prove_shared
from lindero.store.sqlite.store import open_reader

USAGE: Final = 2
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
            metavar="FILE", help=t("Check this proof instead of making one.", "Comprobar esta prueba, no hacer una.")
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
        _check(check, key or [], pairing or [])
    elif check is None and folder is not None and record is not None:
        _make(folder, record, to, out, person, with_body=with_body)
    else:
        note(t("Either DIR and RECORD, or --check FILE.", "O bien DIR y RECORD, o bien --check FILE."))
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
    for one in keys_of_log(shared.log):
        note(f"    --key {format_verifier_key(one)}")


def _check(file: Path, keys: list[str], pairing: list[Path]) -> None:
    """Say what a proof shows, and what each part was checked against."""
    proof = parse_proof(read_bytes(file))
    origin = proof.origin
    given: list[tuple[VerifierKey, str]] = [(parse_verifier_key(word), "--key") for word in keys]
    for path in pairing:
        identity = open_identity(read_bytes(path))
        given += [(one, str(path)) for one in keys_of_identity(identity, origin)]
    log = log_of_keys(origin, [one for one, _ in given])
    proven = verify_proof(proof, log)
    sources = dict(given)
    checked = [(one, sources[one]) for one in keys_of_log(log)]
    _say(proven, origin, checked, len(proof.path))
    result(_public(proven, origin, checked))


def _say(proven: Proven, origin: str, checked: list[tuple[VerifierKey, str]], hashes: int) -> None:
    """What was checked against what, for a person."""
    entry, receipt = proven.entry, proven.receipt
    (writer, writer_from), (reader, reader_from) = checked
    signed, sealed = _seconds(receipt.signed_s), format_instant(Instant(entry.sealed_ms * 1_000_000))
    note(t(f"✓ Entry {proven.index} of {origin} is proven.", f"✓ Entrada {proven.index} de {origin}: probada."))
    for line in (
        t(f"topic {entry.topic}, sealed {sealed}", f"tema {entry.topic}, sellada {sealed}"),
        t(
            f"log of {receipt.checkpoint.size} entries signed by {writer.key_id.hex()} (from {writer_from})",
            f"bitácora de {receipt.checkpoint.size} entradas firmada por {writer.key_id.hex()} (de {writer_from})",
        ),
        t(
            f"receipt of {signed} signed by {reader.name}, {reader.key_id.hex()} (from {reader_from})",
            f"acuse de {signed} firmado por {reader.name}, {reader.key_id.hex()} (de {reader_from})",
        ),
        t(
            f"{hashes} hashes lead from the entry to the signed root",
            f"{hashes} resúmenes llevan de la entrada a la raíz firmada",
        ),
        t("the content shown is the one that the entry commits to", "el contenido mostrado es el de la entrada")
        if proven.body is not None
        else t("no content is shown: what was shared stays open", "no se muestra contenido: queda abierto qué fue"),
    ):
        note(f"  · {line}")


def _public(proven: Proven, origin: str, checked: list[tuple[VerifierKey, str]]) -> dict[str, Any]:
    """What was proven, for a program."""
    entry = msgspec.structs.asdict(proven.entry) | {"commitment": proven.entry.commitment.hex()}
    return {
        "proven": True,
        "origin": origin,
        "index": proven.index,
        "entry": entry,
        "receipt": {"size": proven.receipt.checkpoint.size, "signed_at": _seconds(proven.receipt.signed_s)},
        "keys": [{"key": format_verifier_key(key), "from": source} for key, source in checked],
        "content": _content(proven.body),
    }


def _content(body: bytes | None) -> object:
    """The record shown; its bytes in base64 when this version does not know it."""
    if body is None:
        return None
    try:
        return public_tree(decode_record(body))
    except RemoteError:
        return b64encode(body).decode()


def _seconds(signed_s: int) -> str:
    return format_instant(Instant(signed_s * SECOND_NS))
