"""Offline proof that one record was shared: for a court, an auditor or a third party, with no node at hand.

Format: C2SP tlog-proof (https://c2sp.org/tlog-proof): index, inclusion path, and the checkpoint with the partner's
receipt. The `extra` line holds what the leaf is computed from: a msgpack array `[entry, salt, body]`, the last two nil
when the body is not to be shown. It is trusted for nothing: the path shows the entry, the commitment the body.
"""

import binascii
import re
from base64 import b64encode
from collections.abc import Sequence
from typing import Final

import msgspec

from lindero.exchange.envelope.entry import Entry, decode_entry
from lindero.exchange.envelope.errors import BadEntry, BadNote
from lindero.exchange.envelope.note import parse_note
from lindero.exchange.envelope.seal import is_sealed
from lindero.exchange.log.errors import BadProof, NotReceipted
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.paths import is_included
from lindero.exchange.log.receipt import Receipt, open_receipt
from lindero.exchange.log.tree import HASH_BYTES, leaf_hash
from lindero.kernel.errors import Words

_HEADER: Final = "c2sp.org/tlog-proof@v1"
_INDEX: Final = re.compile(r"index (0|[1-9][0-9]{0,14})")
_NO_PROOF: Final = Words(
    f"it is not a {_HEADER} file with an extra line", f"no es un archivo {_HEADER} con una línea extra"
)
_NO_ENTRY: Final = Words("its extra line does not hold an entry", "su línea extra no contiene una entrada")
_OTHER_BODY: Final = Words(
    "the body is not the one that the entry commits to", "el cuerpo no es el que la entrada compromete"
)
_LOOSE_BITS: Final = Words(
    "bits are set behind the end of a base64 line", "hay bits puestos tras el final de una línea en base64"
)


class Exhibit(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What is shown: an entry, and its body unless that is withheld."""

    entry: bytes
    salt: bytes | None
    body: bytes | None


class Proof(msgspec.Struct, frozen=True):
    """A proof as read, nothing verified yet.

    Attributes:
        exhibit: What it is about.
        index: Place in the log.
        path: Inclusion path, from the leaf's sibling up.
        note: Checkpoint with receipt.
    """

    exhibit: Exhibit
    index: int
    path: tuple[bytes, ...]
    note: bytes

    @property
    def origin(self) -> str:
        """Which log it says it is about; the keys to verify it with are those of this name."""
        return self.note.partition(b"\n")[0].decode()


class Proven(msgspec.Struct, frozen=True):
    """What a proof shows: this entry stands at this index of the log that writer and reader both signed."""

    index: int
    entry: Entry
    body: bytes | None
    receipt: Receipt


def provable_size(index: int, note: bytes, log: PairLog) -> int:
    """Size of the tree that an entry is proven in: what the receipt covers.

    Args:
        index: Place of the entry.
        note: Newest receipt; empty when there is none.
        log: Which log.

    Raises:
        NotReceipted: The receipt does not cover the entry; nothing unreceipted is shown to a third party.
        BadNote, BadCheckpoint, ForgedNote, BadReceipt: The note is no receipt.
    """
    size = open_receipt(note, log).checkpoint.size if note else 0
    if not 0 <= index < size:
        raise NotReceipted(index=index, size=size)
    return size


def prove(exhibit: Exhibit, index: int, path: Sequence[bytes], note: bytes, log: PairLog) -> Proof:
    """The proof of one entry, verified before it is given.

    Args:
        exhibit: The entry, with or without its body.
        index: Its place.
        path: Inclusion path in the tree of the receipt's size.
        note: Newest receipt.
        log: Which log.

    Raises:
        NotReceipted: The receipt does not cover the entry.
        BadProof: Entry, body or path are not those of the receipt: what is stored was altered.
    """
    provable_size(index, note, log)
    proof = Proof(exhibit, index, tuple(path), note)
    verify_proof(proof, log)
    return proof


def encode_proof(proof: Proof) -> bytes:
    """The proof as a `.tlog-proof` file."""
    lines = [
        _HEADER,
        f"extra {b64encode(msgspec.msgpack.encode(proof.exhibit)).decode()}",
        f"index {proof.index}",
        *(b64encode(node).decode() for node in proof.path),
        "\n",
    ]
    return "\n".join(lines).encode() + proof.note


def parse_proof(data: bytes) -> Proof:
    """The proof of a file.

    Raises:
        BadProof: It is not of this format, or what follows the path is no signed note.
    """
    head, empty, note = data.partition(b"\n\n")
    lines = head.decode(errors="replace").split("\n")
    if not empty or len(lines) < 3 or lines[0] != _HEADER or not lines[1].startswith("extra "):
        raise BadProof(why=_NO_PROOF)
    index = _INDEX.fullmatch(lines[2])
    if not index:
        raise BadProof(why=Words("its third line is no index", "su tercera línea no es un índice"))
    path = tuple(_base64(line) for line in lines[3:])
    if any(len(node) != HASH_BYTES for node in path):
        raise BadProof(why=Words("a hash of its path has not 32 bytes", "un resumen de su camino no tiene 32 bytes"))
    try:
        exhibit = msgspec.msgpack.decode(_base64(lines[1].removeprefix("extra ")), type=Exhibit)
    except (msgspec.DecodeError, RecursionError):
        raise BadProof(why=_NO_ENTRY) from None
    try:
        parse_note(note)
    except BadNote as why:
        raise BadProof(why=why) from None
    return Proof(exhibit, int(index[1]), path, note)


def verify_proof(proof: Proof, log: PairLog) -> Proven:
    """What a proof shows, after every signature and hash in it is checked.

    Raises:
        BadNote, BadCheckpoint, ForgedNote: The note is not a checkpoint that the writer signed.
        BadReceipt: The reader did not sign it.
        BadProof: The entry is not in the log, or the body is not that entry's.
    """
    receipt = open_receipt(proof.note, log)
    checkpoint = receipt.checkpoint
    leaf = leaf_hash(proof.exhibit.entry)
    if not is_included(leaf, proof.index, checkpoint.size, proof.path, checkpoint.root):
        where = f"{proof.index} · {log.origin}"
        raise BadProof(why=Words(f"the entry does not stand at {where}", f"la entrada no está en {where}"))
    try:
        entry = decode_entry(proof.exhibit.entry)
    except BadEntry as why:
        raise BadProof(why=why) from None
    salt, body = proof.exhibit.salt, proof.exhibit.body
    if body is not None and not is_sealed(entry.commitment, salt or b"", body):
        raise BadProof(why=_OTHER_BODY)
    return Proven(proof.index, entry, body, receipt)


def _base64(text: str) -> bytes:
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        raise BadProof(why=Words("a line is not base64", "una línea no está en base64")) from None
    if b64encode(data).decode() != text:
        raise BadProof(why=_LOOSE_BITS)
    return data
