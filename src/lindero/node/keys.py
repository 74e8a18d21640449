"""The private halves of a node, and the files they are kept in.

keys/log.key      signs checkpoints and pairing files; or says where in a PKCS #11 token that key is
keys/receipt.key  signs receipts
keys/tls.key      key and certificate of the link
keys/token.key    makes the stable tokens of sensors
keys/recovery.pub the public recovery key, whose private half is not here

NAME.next.key is the key that a rotation is bringing in: both are in use until every partner knows it, then it takes
the other's name. A file appears whole or not at all, synced, readable by its owner only.
"""

import hashlib
import hmac
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from lindero.exchange.envelope._keys import SigningKey, generate_key, key_password, load_key, save_key
from lindero.exchange.envelope.certificate import certificate_pem
from lindero.exchange.envelope.errors import UnreadableKey
from lindero.exchange.envelope.keys import Signer
from lindero.exchange.envelope.passphrase import Passphrase, salt_of
from lindero.exchange.envelope.recovery import format_recovery_key, parse_recovery_key
from lindero.kernel.ids import NodeId

KeyName = Literal["log", "receipt", "tls"]
KEY_NAMES: Final[tuple[KeyName, ...]] = ("log", "receipt", "tls")
_TOKEN: Final = "token"  # noqa: S105 — the name of a file
Unlock = Callable[[], Passphrase]
"""Asks for the passphrase; called only when a file is encrypted."""

OpenToken = Callable[[bytes], Signer]
"""The key that a `log.key` in a PKCS #11 token refers to; the argument is the file."""


@dataclass(frozen=True, kw_only=True)
class TlsFile:
    """Key and certificate of the link, as TLS libraries load them.

    Attributes:
        path: PEM of both.
        certificate_der: What partners pin.
        password: Of the key's PEM; None when it is not encrypted.
    """

    path: Path
    certificate_der: bytes
    password: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The private halves of a node.

    Attributes:
        log: Signs checkpoints.
        receipt: Signs receipts, nothing else.
        tls: Of the link.
        token_secret: Makes the stable token of a sensor for a partner.
        recovery: Public recovery key; None when the node has none.
        next_log: The log key that a rotation brings in; both sign.
        next_receipt: The receipt key that a rotation brings in; both sign.
        next_tls: What a rotation brings in; shown to partners when all of them know it.
    """

    log: Signer
    receipt: Signer
    tls: TlsFile | None = None
    token_secret: bytes = field(repr=False)
    recovery: bytes | None = None
    next_log: Signer | None = None
    next_receipt: Signer | None = None
    next_tls: TlsFile | None = None

    @property
    def log_signers(self) -> tuple[Signer, ...]:
        """All that sign a checkpoint now, the newest last."""
        return (self.log,) if self.next_log is None else (self.log, self.next_log)

    @property
    def receipt_signers(self) -> tuple[Signer, ...]:
        """All that sign a receipt now, the newest last."""
        return (self.receipt,) if self.next_receipt is None else (self.receipt, self.next_receipt)

    @property
    def certificate_der(self) -> bytes:
        """The newest certificate."""
        newest = self.next_tls or self.tls
        return newest.certificate_der if newest else b""

    def token(self, partner: NodeId, sensor: str) -> str:
        """What a partner sees instead of a sensor's id: stable for it, different for another, tells nothing."""
        message = f"{partner}\n{sensor}".encode()
        return "s-" + hmac.new(self.token_secret, message, hashlib.sha256).hexdigest()[:12]


def signers_since(first: bytes, signers: Sequence[Signer]) -> Sequence[Signer]:
    """Those that a partner may expect who paired when the key `first` was the newest: it and what came after."""
    publics = [signer.public for signer in signers]
    return signers[publics.index(first) :] if first in publics else signers


class KeyFiles:
    """The folder `keys/` of a node."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def file(self, name: str, *, coming: bool = False) -> Path:
        """Where a key is kept."""
        return self.path / (f"{name}.next.key" if coming else f"{name}.key")

    def is_locked(self) -> bool:
        """Whether any file is encrypted."""
        return any(salt_of(path.read_bytes()) for path in self.path.glob("*.key"))

    def load(self, unlock: Unlock, open_token: OpenToken) -> Keys:
        """All of them.

        Raises:
            KeyLocked: A file is encrypted, and nobody gives the passphrase.
            UnreadableKey: A file is missing or damaged, or the passphrase is wrong.
        """
        passphrase = unlock() if self.is_locked() else None

        def log(coming: bool) -> Signer:
            file = self._read(self.file("log", coming=coming))
            return open_token(file) if is_token_reference(file) else load_key(file, passphrase)

        def receipt(coming: bool) -> Signer:
            return load_key(self._read(self.file("receipt", coming=coming)), passphrase)

        def tls(coming: bool) -> TlsFile:
            return self._load_tls(self.file("tls", coming=coming), passphrase)

        def coming(name: KeyName) -> bool:
            return self.file(name, coming=True).exists()

        return Keys(
            log=log(False),
            receipt=receipt(False),
            tls=tls(False),
            token_secret=load_key(self._read(self.file(_TOKEN)), passphrase).secret(),
            recovery=self.recovery(),
            next_log=log(True) if coming("log") else None,
            next_receipt=receipt(True) if coming("receipt") else None,
            next_tls=tls(True) if coming("tls") else None,
        )

    def recovery(self) -> bytes | None:
        """The public recovery key."""
        file = self.path / "recovery.pub"
        return parse_recovery_key(file.read_text(encoding="utf-8")) if file.exists() else None

    def save_recovery(self, public: bytes) -> None:
        """Keep the public recovery key."""
        write_whole(self.path / "recovery.pub", (format_recovery_key(public) + "\n").encode())

    def encrypt(self, new: Passphrase, salt: bytes, old: Unlock) -> int:
        """Encrypt every file under a new passphrase; gives how many.

        A file that is under the new one already is left: after a crash the same call goes on.

        Raises:
            UnreadableKey: A file is damaged, or neither passphrase opens it.
        """
        done = 0
        for path in sorted(self.path.glob("*.key")):
            file = path.read_bytes()
            if is_token_reference(file):
                continue
            key = _opened(file, new, old)
            write_whole(path, save_key(key, new, salt) + _certificate_part(file))
            done += 1
        return done

    def _load_tls(self, path: Path, passphrase: Passphrase | None) -> TlsFile:
        file = self._read(path)
        load_key(file, passphrase)
        return TlsFile(path=path, certificate_der=tls_certificate(file), password=key_password(file, passphrase))

    def _read(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except OSError as why:
            raise UnreadableKey(why=f"{path.name}: {why.strerror}") from None


def tls_content(key: SigningKey, certificate_der: bytes, passphrase: Passphrase | None, salt: bytes) -> bytes:
    """What `tls.key` holds."""
    return save_key(key, passphrase, salt) + certificate_pem(certificate_der)


def tls_certificate(content: bytes) -> bytes:
    """DER of the certificate in the content of `tls.key`.

    Raises:
        UnreadableKey: There is none.
    """
    try:
        certificate = x509.load_pem_x509_certificate(_certificate_part(content))
    except ValueError:
        raise UnreadableKey(why="the key of the link has no certificate") from None
    return certificate.public_bytes(serialization.Encoding.DER)


def write_new_keys(
    files: KeyFiles, tokens: Callable[[], bytes], passphrase: Passphrase | None, salt: bytes
) -> SigningKey:
    """Keep new log, receipt and token keys of a new node; gives a new TLS key, still to be certified and kept."""
    files.path.mkdir(mode=0o700)
    for name in ("log", "receipt", _TOKEN):
        write_whole(files.file(name), save_key(generate_key(tokens()), passphrase, salt))
    return generate_key(tokens())


def is_token_reference(file: bytes) -> bool:
    """Whether a key file only says where in a PKCS #11 token the key is."""
    return file.startswith(b"lindero: pkcs11 ")


def write_whole(path: Path, content: bytes) -> None:
    """Make or replace a file so that it is there whole and synced, or as it was; readable by its owner only."""
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Make names of files in a folder durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _certificate_part(file: bytes) -> bytes:
    return file[start:] if (start := file.find(b"-----BEGIN CERTIFICATE-----")) >= 0 else b""


def _opened(file: bytes, new: Passphrase, old: Unlock) -> SigningKey:
    if salt_of(file) is None:
        return load_key(file)
    try:
        return load_key(file, new)
    except UnreadableKey:
        return load_key(file, old())
