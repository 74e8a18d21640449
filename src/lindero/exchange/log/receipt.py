"""Receipts: what the reader of a log signs about it, by a key used for nothing else.

"Every entry below this size, and every body not marked empty, is durable here." Format: C2SP cosignature/v1
(https://c2sp.org/tlog-cosignature) of the writer's checkpoint, added to the same note as a further signature line.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from lindero.exchange.envelope.keys import SIGNATURE_BYTES, Signer, is_signed
from lindero.exchange.envelope.note import Note, NoteSignature, format_note, note_key_id, parse_note
from lindero.exchange.log.checkpoint import Checkpoint, parse_checkpoint, verify_checkpoint
from lindero.exchange.log.errors import BadReceipt
from lindero.exchange.log.pair import PairLog

COSIGNATURE: Final = 0x04
"""Signature type of a timestamped Ed25519 cosignature."""

_TIME_BYTES: Final = 8
COSIGNATURE_BYTES: Final = _TIME_BYTES + SIGNATURE_BYTES


class Receipt(msgspec.Struct, frozen=True):
    """A verified receipt.

    Attributes:
        checkpoint: The state that is durable at the reader.
        signed_s: When the reader signed. [POSIX s]
    """

    checkpoint: Checkpoint
    signed_s: int


def seal_receipt(note: bytes, log: PairLog, receipt_key: Signer, signed_s: int, also: Sequence[Signer] = ()) -> bytes:
    """The checkpoint's note with the reader's cosignature as its last line; an older one of the reader is replaced.

    Args:
        note: The writer's note for exactly what is durable.
        log: Which log.
        receipt_key: The reader's receipt key.
        signed_s: Now. [POSIX s]
        also: Further receipt keys that cosign, while a key is being changed.

    Raises:
        BadNote, BadCheckpoint, ForgedNote: The note is not a checkpoint that the writer signed.
    """
    opened = parse_note(note)
    verify_checkpoint(opened, log)
    lines = (_cosignature(opened.text, log, signer, signed_s) for signer in (receipt_key, *also))
    kept = tuple(other for other in opened.signatures if other.name != log.cosigner)
    return format_note(Note(opened.text, (*kept, *lines)))


def _cosignature(text: bytes, log: PairLog, signer: Signer, signed_s: int) -> NoteSignature:
    stamp = signed_s.to_bytes(_TIME_BYTES, "big")
    key_id = note_key_id(log.cosigner, COSIGNATURE, signer.public)
    return NoteSignature(log.cosigner, key_id, stamp + signer.sign(_cosigned(text, signed_s)))


def open_receipt(note: bytes, log: PairLog) -> Receipt:
    """What the reader of a log confirmed.

    Raises:
        BadNote, BadCheckpoint, ForgedNote: The note is not a checkpoint that the writer signed.
        BadReceipt: The reader's receipt key did not sign it.
    """
    opened = parse_note(note)
    checkpoint = verify_checkpoint(opened, log)
    return Receipt(checkpoint, require_cosignature(opened, log))


def is_receipted(note: Note, log: PairLog) -> bool:
    """Whether a note carries a line of a receipt key of the reader, valid or not."""
    keys = (log.receipt_key, *(key.public for key in log.later_receipt_keys))
    return any(any(note.by(log.cosigner, note_key_id(log.cosigner, COSIGNATURE, key))) for key in keys)


def require_cosignature(note: Note, log: PairLog) -> int:
    """When the reader cosigned a note, in POSIX seconds.

    Raises:
        BadReceipt: There is no cosignature of a receipt key that may sign this size, or one is wrong.
        BadCheckpoint: It is about another log.
    """
    times = []
    for key in log.receipt_keys_at(parse_checkpoint(note.text, log.origin).size):
        blobs = note.by(log.cosigner, note_key_id(log.cosigner, COSIGNATURE, key))
        times += [_signed_s(blob, note.text, log, key) for blob in blobs]
    if not times:
        raise BadReceipt(name=log.cosigner)
    return max(times)


def _signed_s(blob: bytes, text: bytes, log: PairLog, key: bytes) -> int:
    """The time of one cosignature that is valid."""
    signed_s = int.from_bytes(blob[:_TIME_BYTES], "big")
    if len(blob) != COSIGNATURE_BYTES or signed_s >= 2**63:
        raise BadReceipt(name=log.cosigner)
    if not is_signed(key, blob[_TIME_BYTES:], _cosigned(text, signed_s)):
        raise BadReceipt(name=log.cosigner)
    return signed_s


def _cosigned(text: bytes, signed_s: int) -> bytes:
    """The message of a cosignature."""
    return b"cosignature/v1\ntime %d\n" % signed_s + text
