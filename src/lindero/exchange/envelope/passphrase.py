"""A passphrase, and how it becomes what a key file is encrypted with.

PEM (PKCS #8) derives its cipher's key by PBKDF2 with few rounds, which a stolen file could be searched through. So the
passphrase goes through Argon2id first (RFC 9106, §4, second recommended option: 3 passes over 64 MiB in 4 lanes), and
what comes out is the PEM's password. The parameters stand in a line before the PEM.
"""

import re
from typing import Final

from argon2.low_level import Type, hash_secret_raw

SALT_BYTES: Final = 16
_HEADER: Final = re.compile(rb"\Alindero: argon2id v=19 m=65536 t=3 p=4 salt=([0-9a-f]{32})\n")


class Passphrase:
    """A passphrase in memory; it never shows in text."""

    __slots__ = ("_secret", "_stretched")

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._stretched: dict[bytes, bytes] = {}

    def __repr__(self) -> str:
        return "Passphrase(…)"

    def __bool__(self) -> bool:
        """Whether there is any character in it."""
        return bool(self._secret)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passphrase) and other._secret == self._secret

    def __hash__(self) -> int:
        return id(self)

    def password(self, salt: bytes) -> bytes:
        """The password of a PEM that was made with this salt: Argon2id in hexadecimal. Computed once for each salt."""
        if salt not in self._stretched:
            raw = hash_secret_raw(
                self._secret, salt, time_cost=3, memory_cost=65536, parallelism=4, hash_len=32, type=Type.ID
            )
            self._stretched[salt] = raw.hex().encode()
        return self._stretched[salt]


def salt_header(salt: bytes) -> bytes:
    """The line before an encrypted PEM."""
    return b"lindero: argon2id v=19 m=65536 t=3 p=4 salt=%s\n" % salt.hex().encode()


def salt_of(file: bytes) -> bytes | None:
    """The salt of an encrypted key file; None for one that is not encrypted this way."""
    found = _HEADER.match(file)
    return bytes.fromhex(found[1].decode()) if found else None
