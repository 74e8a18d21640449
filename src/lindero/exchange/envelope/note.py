"""Signed notes: text that people can read, followed by the signatures of its exact bytes.

Format: C2SP signed-note (https://c2sp.org/signed-note). Checkpoints, receipts and pairing files are notes. A verifier
looks only at the signature of the name and key it was told to expect; others are carried along unread.
"""

import binascii
from base64 import b64encode
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Final

import msgspec

from lindero.exchange.envelope.errors import BadNote, ForgedNote
from lindero.exchange.envelope.keys import Signer, is_signed

MAX_NOTE_BYTES: Final = 64 * 1024
MAX_SIGNATURES: Final = 16
ED25519: Final = 0x01
"""Signature type of a plain Ed25519 signature over the text."""

_DASH: Final = "— "
_CONTROL: Final = frozenset(range(0x20)) - {0x0A}


class NoteSignature(msgspec.Struct, frozen=True):
    """One signature line.

    Attributes:
        name: Of the key.
        key_id: First four bytes of a hash of name, signature type and public key.
        signature: What follows them; its form depends on the type.
    """

    name: str
    key_id: bytes
    signature: bytes


class Note(msgspec.Struct, frozen=True):
    """A text, its last newline included, and its signatures in order."""

    text: bytes
    signatures: tuple[NoteSignature, ...]

    def by(self, name: str, key_id: bytes) -> Iterator[bytes]:
        """Signatures under a name and key id."""
        return (line.signature for line in self.signatures if line.name == name and line.key_id == key_id)


def note_key_id(name: str, signature_type: int, public: bytes) -> bytes:
    """SHA-256(name ‖ 0x0A ‖ type ‖ public key)[:4]."""
    return sha256(name.encode() + b"\n" + bytes([signature_type]) + public).digest()[:4]


def seal_note(text: bytes, name: str, *signers: Signer) -> bytes:
    """A note of a text with one Ed25519 signature of each signer, all under one name."""
    lines = (NoteSignature(name, note_key_id(name, ED25519, one.public), one.sign(text)) for one in signers)
    return format_note(Note(text, tuple(lines)))


def open_note(data: bytes, name: str, public: bytes) -> Note:
    """The note, once its signature by the expected key is verified.

    Raises:
        BadNote: The bytes are no note.
        ForgedNote: No signature of that name and key is there, or one is wrong.
    """
    note = parse_note(data)
    require_signature(note, name, (public,))
    return note


def require_signature(note: Note, name: str, publics: Sequence[bytes]) -> None:
    """Refuse a note that none of the expected keys signed, or that carries a wrong signature of one of them.

    Raises:
        ForgedNote: So it is.
    """
    signed = False
    for public in publics:
        for signature in note.by(name, note_key_id(name, ED25519, public)):
            if not is_signed(public, signature, note.text):
                raise ForgedNote(name=name)
            signed = True
    if not signed:
        raise ForgedNote(name=name)


def format_note(note: Note) -> bytes:
    """Text, an empty line, one line `— <name> <base64(key id ‖ signature)>` for each signature."""
    lines = (f"{_DASH}{s.name} {b64encode(s.key_id + s.signature).decode()}\n" for s in note.signatures)
    return note.text + b"\n" + "".join(lines).encode()


def parse_note(data: bytes) -> Note:
    """The note of bytes, nothing verified yet.

    Raises:
        BadNote: Not UTF-8, a control character, no empty line, no signature or too many, or one that is not base64.
    """
    if len(data) > MAX_NOTE_BYTES:
        raise BadNote(why=f"{len(data)} bytes, more than {MAX_NOTE_BYTES}")
    if not _CONTROL.isdisjoint(data):
        raise BadNote(why="it holds a control character")
    try:
        data.decode()
    except UnicodeDecodeError as why:
        raise BadNote(why=str(why)) from None
    end = data.rfind(b"\n\n")
    if end < 0 or not data.endswith(b"\n"):
        raise BadNote(why="no empty line stands before the signatures, or the last line has no end")
    lines = data[end + 2 : -1].decode().split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise BadNote(why=f"{len(lines)} signatures, more than {MAX_SIGNATURES}")
    return Note(data[: end + 1], tuple(_parse_signature(line) for line in lines))


def _parse_signature(line: str) -> NoteSignature:
    """One signature line, without its end."""
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not name or "+" in name or name != "".join(name.split()):
        raise BadNote(why="a signature line is not “— name base64”")
    try:
        blob = binascii.a2b_base64(encoded, strict_mode=True)
    except ValueError as why:
        raise BadNote(why=f"a signature is not base64: {why}") from None
    if b64encode(blob).decode() != encoded:
        raise BadNote(why="bits are set behind the end of a signature")
    if len(blob) < 5:
        raise BadNote(why="a signature is too short")
    return NoteSignature(name, blob[:4], blob[4:])
