"""Proofs and evidence of forks, checked with nothing but public keys that came another way."""

from base64 import b64encode
from pathlib import Path
from typing import Any

import msgspec
import typer

from lindero.cli.files import read_bytes
from lindero.cli.say import counted, note, result, t
from lindero.exchange.envelope.note import ED25519
from lindero.exchange.envelope.pairing_files import open_identity
from lindero.exchange.link.judgement import Judgement, judge, parse_evidence
from lindero.exchange.log.proof import Proven, parse_proof, verify_proof
from lindero.exchange.log.verifier_key import (
    VerifierKey,
    format_verifier_key,
    keys_of_identity,
    keys_of_log,
    log_of_keys,
    parse_verifier_key,
    require_key,
    split_origin,
)
from lindero.kernel.clock import SECOND_NS, Instant, format_instant
from lindero.kernel.errors import RemoteError
from lindero.model.codec import decode_record, public_tree

Sources = dict[VerifierKey, str]
"""Public keys, and where each came from: `--key`, or the name of a pairing file."""


def check_file(file: Path, keys: list[str], pairing: list[Path]) -> None:
    """Say what a proof or an evidence file shows, and what each part was checked against.

    Raises:
        BadProof, BadReceipt, ForgedNote, BadCheckpoint: It shows nothing.
        MissingKey: A key that it takes was not given.
        typer.Exit: 1, when the evidence leaves the question open.
    """
    data = read_bytes(file)
    if data.startswith(b"{"):
        _check_evidence(data, keys, pairing)
    else:
        _check_proof(data, keys, pairing)


def _given(origin: str, keys: list[str], pairing: list[Path]) -> Sources:
    """The keys at hand for a log."""
    sources = {parse_verifier_key(word): "--key" for word in keys}
    for path in pairing:
        identity = open_identity(read_bytes(path))
        sources |= {one: str(path) for one in keys_of_identity(identity, origin)}
    return sources


def _check_proof(data: bytes, keys: list[str], pairing: list[Path]) -> None:
    proof = parse_proof(data)
    sources = _given(proof.origin, keys, pairing)
    log = log_of_keys(proof.origin, sources, proof.note)
    proven = verify_proof(proof, log)
    checked = [(one, sources[one]) for one in keys_of_log(log)]
    _say(proven, proof.origin, checked, len(proof.path))
    result(_public(proven, proof.origin, checked))


def _check_evidence(data: bytes, keys: list[str], pairing: list[Path]) -> None:
    evidence = parse_evidence(data)
    writer, _, _ = split_origin(evidence.origin)
    sources = _given(evidence.origin, keys, pairing)
    key = require_key(sources, evidence.origin, ED25519)
    found = judge(evidence, key.public)
    _say_verdict(found, writer, key, sources[key])
    result(
        {
            "contradiction": found.verdict == "contradiction",
            "origin": evidence.origin,
            "sizes": [note and note.size for note in (found.held, found.offered)],
            "roots": [note and note.root.hex() for note in (found.held, found.offered)],
            "differ": found.differ,
            "keys": [{"key": format_verifier_key(key), "from": sources[key]}],
        }
    )
    if found.verdict == "open":
        raise typer.Exit(1)


def _say_verdict(found: Judgement, writer: str, key: VerifierKey, source: str) -> None:
    """What two notes of one writer show, for a person."""
    signed = [one for one in (found.held, found.offered) if one is not None]
    sizes, by = ", ".join(str(one.size) for one in signed), f"{key.key_id.hex()}, {source}"
    if found.differ:
        first, stop = found.differ
        note(
            t(
                f"✓ Proven: {writer} signed two different logs (sizes {sizes}; key {by}).",
                f"✓ Probado: {writer} firmó dos bitácoras distintas (tamaños {sizes}; llave {by}).",
            )
        )
        note(
            t(
                f"  · they differ within entries {first} to {stop - 1}",
                f"  · difieren entre las entradas {first} y {stop - 1}",
            )
        )
        return
    note(
        t(
            f"? Open: the notes are by {writer} (sizes {sizes}; key {by}), but do not convict it by themselves.",
            f"? Abierto: las notas son de {writer} (tamaños {sizes}; llave {by}), pero por sí solas no lo prueban.",
        )
    )
    note(
        t(
            f"  → Ask {writer} for a consistency proof between the two: an honest log has one.",
            f"  → Pida a {writer} una prueba de consistencia entre ambas: una bitácora honesta la tiene.",
        )
    )


def _say(proven: Proven, origin: str, checked: list[tuple[VerifierKey, str]], hashes: int) -> None:
    """What was checked against what, for a person."""
    entry, receipt = proven.entry, proven.receipt
    (writer, writer_from), (reader, reader_from) = checked
    signed, sealed = _seconds(receipt.signed_s), format_instant(Instant(entry.sealed_ms * 1_000_000))
    note(t(f"✓ Entry {proven.index} of {origin} is proven.", f"✓ Entrada {proven.index} de {origin}: probada."))
    for line in (
        t(f"topic {entry.topic}, sealed {sealed}", f"tema {entry.topic}, sellada {sealed}"),
        t(
            f"log of {_entries(receipt.checkpoint.size)} signed by {writer.key_id.hex()} (from {writer_from})",
            f"bitácora de {_entries(receipt.checkpoint.size)} firmada por {writer.key_id.hex()} (de {writer_from})",
        ),
        t(
            f"receipt of {signed} signed by {reader.name}, {reader.key_id.hex()} (from {reader_from})",
            f"acuse de {signed} firmado por {reader.name}, {reader.key_id.hex()} (de {reader_from})",
        ),
        _path_words(hashes),
        t("the content shown is the one that the entry commits to", "el contenido mostrado es el de la entrada")
        if proven.body is not None
        else t("no content is shown: what was shared stays open", "no se muestra contenido: queda abierto qué fue"),
    ):
        note(f"  · {line}")


def _entries(count: int) -> str:
    return counted(count, ("entry", "entries"), ("entrada", "entradas"))


def _path_words(hashes: int) -> str:
    """How the entry hangs on the root."""
    if hashes == 0:
        return t("the entry alone makes the signed root", "la entrada por sí sola forma la raíz firmada")
    lead = counted(hashes, ("hash leads", "hashes lead"), ("resumen lleva", "resúmenes llevan"))
    return lead + t(" from the entry to the signed root", " de la entrada a la raíz firmada")


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
