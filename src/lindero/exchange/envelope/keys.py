"""Public keys: Ed25519 (RFC 8032), 32 raw bytes; and what signs without showing its secret."""

from functools import lru_cache
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

PUBLIC_KEY_BYTES: Final = 32
SIGNATURE_BYTES: Final = 64


class Signer(Protocol):
    """A private key in use; `envelope._keys.SigningKey` is one."""

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature of a message, 64 bytes."""


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature of a message is by a key; false also for what is no key or no signature."""
    if len(public) != PUBLIC_KEY_BYTES or len(signature) != SIGNATURE_BYTES:
        return False
    try:
        _open(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


@lru_cache(maxsize=256)
def _open(public: bytes) -> Ed25519PublicKey:
    """The library's object of a key; partners are few and their keys are met at every batch."""
    return Ed25519PublicKey.from_public_bytes(public)
