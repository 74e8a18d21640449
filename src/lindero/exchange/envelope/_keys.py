"""Private keys: made, kept as PEM, used. Only the node's wiring and this package's signers import this module."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lindero.exchange.envelope.errors import UnreadableKey


class SigningKey:
    """An Ed25519 private key; its secret never shows in text."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = key.public_key().public_bytes_raw()

    def __repr__(self) -> str:
        return f"SigningKey(public={self.public.hex()})"

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature of a message, 64 bytes."""
        return self._key.sign(message)

    @property
    def private(self) -> Ed25519PrivateKey:
        """The library's object, for certificates."""
        return self._key


def generate_key(secret: bytes) -> SigningKey:
    """The key of a secret of 32 bytes from the system's generator."""
    return SigningKey(Ed25519PrivateKey.from_private_bytes(secret))


def save_key(key: SigningKey, passphrase: bytes | None = None) -> bytes:
    """PKCS #8 PEM, encrypted when a passphrase is given."""
    protection = (
        serialization.BestAvailableEncryption(passphrase) if passphrase is not None else serialization.NoEncryption()
    )
    return key.private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection)


def load_key(pem: bytes, passphrase: bytes | None = None) -> SigningKey:
    """The key of a PEM.

    Raises:
        UnreadableKey: It is damaged or of another type, or the passphrase is wrong, missing or not asked for.
    """
    try:
        key = serialization.load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm) as why:
        raise UnreadableKey(why=str(why)) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UnreadableKey(why="it is not an Ed25519 key")
    return SigningKey(key)
