"""The log key in a PKCS #11 token: it is made there, signs there, and never leaves it.

Ed25519 by CKM_EDDSA (PKCS #11 v3.0, §2.3.14). `keys/log.key` then holds one line: which object of the token, and its
public key. The library is optional: `pip install lindero[pkcs11]`.
"""

import re
import threading
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from lindero.exchange.envelope.errors import UnreadableKey
from lindero.exchange.envelope.keys import is_signed
from lindero.node.config import KeysSection
from lindero.node.errors import TokenFailed

_REFERENCE: Final = re.compile(rb"\Alindero: pkcs11 id=([0-9a-f]{32}) public=([0-9a-f]{64})\n\Z")
_ED25519_OID_DER: Final = bytes.fromhex("06032b6570")
"""CKA_EC_PARAMS of Ed25519: OID 1.3.101.112 (RFC 8410)."""

ID_BYTES: Final = 16


class TokenKey:
    """A private key inside a token.

    Attributes:
        public: Its public half.
    """

    def __init__(self, session: Any, key: Any, public: bytes) -> None:  # noqa: ANN401 — objects of an optional library
        self.public = public
        self._session = session
        self._key = key
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        return f"TokenKey(public={self.public.hex()})"

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature of a message, 64 bytes.

        Raises:
            TokenFailed: The token does not sign.
        """
        pkcs11 = _library()
        try:
            with self._lock:
                return bytes(self._key.sign(message, mechanism=pkcs11.Mechanism.EDDSA))
        except pkcs11.PKCS11Error as why:
            raise TokenFailed(why=_reason(why)) from None


class Token:
    """The token that node.toml names, opened with its PIN.

    Raises:
        TokenFailed: The library, the module, the token or the PIN is not what it should be.
    """

    def __init__(self, folder: Path, section: KeysSection) -> None:
        pkcs11 = _library()
        assert section.module is not None
        assert section.token is not None
        self._label = section.label
        try:
            token = pkcs11.lib(section.module).get_token(token_label=section.token)
            try:
                self._session = token.open(rw=True, user_pin=_pin(folder, section))
            except pkcs11.UserAlreadyLoggedIn:  # a sign-in counts for the whole process
                self._session = token.open(rw=True)
        except (pkcs11.PKCS11Error, RuntimeError, OSError) as why:
            raise TokenFailed(why=_reason(why)) from None

    def generate(self, identifier: bytes) -> bytes:
        """Make a key that cannot be taken out; gives the content of its key file.

        Args:
            identifier: CKA_ID, 16 random bytes.

        Raises:
            TokenFailed: The token does not make Ed25519 keys, or the new key does not sign.
        """
        pkcs11 = _library()
        try:
            parameters = self._session.create_domain_parameters(
                pkcs11.KeyType.EC_EDWARDS, {pkcs11.Attribute.EC_PARAMS: _ED25519_OID_DER}, local=True
            )
            public, _ = parameters.generate_keypair(
                mechanism=pkcs11.Mechanism.EC_EDWARDS_KEY_PAIR_GEN,
                store=True,
                label=self._label,
                id=identifier,
                private_template={pkcs11.Attribute.SENSITIVE: True, pkcs11.Attribute.EXTRACTABLE: False},
            )
            point = bytes(public[pkcs11.Attribute.EC_POINT])[-32:]
        except pkcs11.PKCS11Error as why:
            raise TokenFailed(why=_reason(why)) from None
        file = b"lindero: pkcs11 id=%s public=%s\n" % (identifier.hex().encode(), point.hex().encode())
        self.open_(file)
        return file

    def destroy(self, file: bytes) -> None:
        """Take the key of a key file out of the token, both halves; one that is not there stays away."""
        pkcs11, (identifier, _) = _library(), _reference(file)
        try:
            for found in list(self._session.get_objects({pkcs11.Attribute.ID: identifier})):
                found.destroy()
        except pkcs11.PKCS11Error as why:
            raise TokenFailed(why=f"key {identifier.hex()}: {_reason(why)}") from None

    def open_(self, file: bytes) -> TokenKey:
        """The key that a key file refers to, once it has signed for its public half.

        Raises:
            UnreadableKey: The file is damaged.
            TokenFailed: The token has no such key, or it is another.
        """
        pkcs11, (identifier, public) = _library(), _reference(file)
        try:
            private = self._session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, id=identifier)
        except pkcs11.PKCS11Error as why:
            raise TokenFailed(why=f"key {identifier.hex()}: {_reason(why)}") from None
        key = TokenKey(self._session, private, public)
        if not is_signed(public, key.sign(b"lindero"), b"lindero"):
            raise TokenFailed(why=f"key {identifier.hex()} is another than keys/log.key says")
        return key


def _reference(file: bytes) -> tuple[bytes, bytes]:
    """CKA_ID and public key that a key file names."""
    found = _REFERENCE.match(file)
    if found is None:
        raise UnreadableKey(why="it does not name a key of a PKCS #11 token")
    return bytes.fromhex(found[1].decode()), bytes.fromhex(found[2].decode())


def _pin(folder: Path, section: KeysSection) -> str:
    assert section.pin_file is not None
    return (folder / section.pin_file).read_text(encoding="utf-8").splitlines()[0]


def _reason(why: Exception) -> str:
    """What the library says; its PKCS #11 errors have names, often nothing more."""
    return f"{type(why).__name__} {why}".strip()


def _library() -> ModuleType:
    try:
        import pkcs11  # noqa: PLC0415 — optional, and only where a token is configured
    except ImportError:
        raise TokenFailed(why="python-pkcs11 is not installed") from None
    return pkcs11
