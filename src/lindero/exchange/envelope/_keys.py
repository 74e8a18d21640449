"""Private keys: made, kept as PEM, used. Only the node's wiring and this package's signers import this module."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lindero.exchange.envelope.errors import KeyLocked, UnreadableKey
from lindero.exchange.envelope.passphrase import Passphrase, salt_header, salt_of


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

    def secret(self) -> bytes:
        """The private bytes themselves, 32: for what is no signing key but kept like one."""
        return self._key.private_bytes_raw()


def generate_key(secret: bytes) -> SigningKey:
    """The key of a secret of 32 bytes from the system's generator."""
    return SigningKey(Ed25519PrivateKey.from_private_bytes(secret))


def save_key(key: SigningKey, passphrase: Passphrase | None = None, salt: bytes = b"") -> bytes:
    """PKCS #8 PEM; encrypted when a passphrase is given, with `salt` of 16 random bytes."""
    protection: serialization.KeySerializationEncryption = serialization.NoEncryption()
    header = b""
    if passphrase is not None:
        header = salt_header(salt)
        protection = serialization.BestAvailableEncryption(passphrase.password(salt))
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    return header + key.private.private_bytes(*form, protection)


def key_password(file: bytes, passphrase: Passphrase | None) -> bytes | None:
    """The password of a key file's PEM; None for one that is not encrypted.

    Raises:
        KeyLocked: It is encrypted, and there is no passphrase.
    """
    salt = salt_of(file)
    if salt is None:
        return None
    if passphrase is None:
        raise KeyLocked
    return passphrase.password(salt)


def load_key(file: bytes, passphrase: Passphrase | None = None) -> SigningKey:
    """The key of a file; one that is not encrypted needs no passphrase.

    Raises:
        KeyLocked: It is encrypted, and there is no passphrase.
        UnreadableKey: It is damaged or of another type, or the passphrase is wrong.
    """
    password = key_password(file, passphrase)
    try:
        key = serialization.load_pem_private_key(file, password)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        why = "it is damaged" if password is None else "the passphrase is wrong, or it is damaged"
        raise UnreadableKey(why=why) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise UnreadableKey(why="it is not an Ed25519 key")
    return SigningKey(key)
