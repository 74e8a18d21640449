"""Commitment of a body: what binds it to its leaf, and lets it be erased without a trace of its content.

commitment = SHA-256(0x02 ‖ salt ‖ body). The prefix keeps it apart from the leaf (0x00) and node (0x01) hashes of
RFC 6962; 32 random bytes of salt, erased with the body, keep a short body from being guessed afterwards.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from lindero.exchange.envelope.entry import Entry
from lindero.exchange.envelope.errors import BadCommitment, OversizedEntry

SALT_BYTES: Final = 32
MAX_BODY_BYTES: Final = 256 * 1024


def seal(salt: bytes, body: bytes) -> bytes:
    """The commitment to a body.

    Args:
        salt: 32 bytes from the system's generator, used once.
        body: The record as it will travel.

    Raises:
        OversizedEntry: The body is longer than a partner accepts.
        ValueError: The salt is not 32 bytes.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has exactly {SALT_BYTES} bytes")
    if len(body) > MAX_BODY_BYTES:
        raise OversizedEntry(what="body", size=len(body), limit=MAX_BODY_BYTES)
    return sha256(b"\x02" + salt + body).digest()


def seal_all(salts: Sequence[bytes], bodies: Sequence[bytes]) -> list[bytes]:
    """`seal` of many, whose lengths the caller has seen to."""
    return [sha256(b"\x02" + salt + body).digest() for salt, body in zip(salts, bodies, strict=True)]


def is_sealed(commitment: bytes, salt: bytes, body: bytes) -> bool:
    """Whether the commitment is to this body under this salt."""
    return len(salt) == SALT_BYTES and sha256(b"\x02" + salt + body).digest() == commitment


def open_(entry: Entry, salt: bytes, body: bytes) -> bytes:
    """The body, once it is known to be the one that the entry commits to.

    Raises:
        BadCommitment: It is another.
    """
    if not is_sealed(entry.commitment, salt, body):
        raise BadCommitment
    return body
