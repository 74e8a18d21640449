"""Checkpoints: what the writer of a log signs about it.

Format: C2SP tlog-checkpoint (https://c2sp.org/tlog-checkpoint) in a signed note: origin, size and root in base64 on a
line each. Extension lines are refused: nothing here would check them.
"""

import binascii
import re
from base64 import b64encode
from typing import Final

import msgspec

from lindero.exchange.envelope.errors import ForgedNote
from lindero.exchange.envelope.keys import Signer
from lindero.exchange.envelope.note import Note, parse_note, require_signature, seal_note
from lindero.exchange.log.errors import BadCheckpoint
from lindero.exchange.log.pair import PairLog
from lindero.exchange.log.tree import HASH_BYTES

_SIZE: Final = re.compile(r"0|[1-9][0-9]{0,14}")


class Checkpoint(msgspec.Struct, frozen=True):
    """The state of a log.

    Attributes:
        origin: Which log.
        size: Number of its entries.
        root: Of the Merkle tree of them, 32 bytes.
    """

    origin: str
    size: int
    root: bytes


def format_checkpoint(checkpoint: Checkpoint) -> bytes:
    """The text that is signed."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\n".encode()


def parse_checkpoint(text: bytes, origin: str) -> Checkpoint:
    """The checkpoint of a note's text.

    Raises:
        BadCheckpoint: Not three lines of their form, or of another log.
    """
    lines = text.decode(errors="replace").split("\n")
    if len(lines) != 4 or lines[3]:
        raise BadCheckpoint(origin=origin, why="it has not exactly three lines")
    if lines[0] != origin:
        raise BadCheckpoint(origin=origin, why=f"it is about {lines[0]}")
    if not _SIZE.fullmatch(lines[1]):
        raise BadCheckpoint(origin=origin, why=f"{lines[1]!r} is not a size")
    try:
        root = binascii.a2b_base64(lines[2], strict_mode=True)
    except ValueError as why:
        raise BadCheckpoint(origin=origin, why=f"the root is not base64: {why}") from None
    if len(root) != HASH_BYTES:
        raise BadCheckpoint(origin=origin, why=f"the root has {len(root)} bytes")
    return Checkpoint(lines[0], int(lines[1]), root)


def seal_checkpoint(checkpoint: Checkpoint, *log_keys: Signer) -> bytes:
    """The note by which the writer commits to a state; while a key is being changed, by both."""
    return seal_note(format_checkpoint(checkpoint), checkpoint.origin, *log_keys)


def open_checkpoint(note: bytes, log: PairLog) -> Checkpoint:
    """The state that the writer of a log signed.

    Raises:
        BadNote, BadCheckpoint: It is no checkpoint of that log.
        ForgedNote: The writer's log key did not sign it.
    """
    return verify_checkpoint(parse_note(note), log)


def verify_checkpoint(note: Note, log: PairLog) -> Checkpoint:
    """The state that a parsed note signs, once a log key that may sign its size has signed it.

    Raises:
        BadCheckpoint: It is no checkpoint of that log.
        ForgedNote: None of those keys signed it.
    """
    if not any(line.name == log.origin for line in note.signatures):
        raise ForgedNote(name=log.origin)
    checkpoint = parse_checkpoint(note.text, log.origin)
    require_signature(note, log.origin, log.log_keys_at(checkpoint.size))
    return checkpoint
