"""The keys of a node in use: opened once, with the passphrase from where node.toml says, and again after a change."""

import getpass
import os
import sys
from collections.abc import Callable
from pathlib import Path

from lindero.exchange.envelope.errors import KeyLocked
from lindero.exchange.envelope.keys import Signer
from lindero.exchange.envelope.passphrase import Passphrase
from lindero.node.config import KeysSection
from lindero.node.errors import NoPassphrase, TokenFailed
from lindero.node.folder import Folder
from lindero.node.keys import Keys, is_token_reference
from lindero.node.pkcs11_keys import Token

Ask = Callable[[], Passphrase]


class Keyring:
    """Keys of a folder, opened when first asked for.

    The passphrase stays in memory as long as the keys do: a renewed key is encrypted under it.
    """

    def __init__(self, folder: Folder, section: KeysSection) -> None:
        self.folder = folder
        self.section = section
        self._keys: Keys | None = None
        self._passphrase: Passphrase | None = None
        self._token: Token | None = None

    @property
    def keys(self) -> Keys:
        """All of them.

        Raises:
            KeyLocked, NoPassphrase, UnreadableKey: They do not open.
        """
        if self._keys is None:
            self._keys = self.folder.keys.load(self.unlock, self._open_token)
        return self._keys

    @property
    def passphrase(self) -> Passphrase | None:
        """What the files are encrypted under; None when they are not."""
        return self.unlock() if self.folder.keys.is_locked() else None

    def unlock(self) -> Passphrase:
        """The passphrase: asked for once."""
        if self._passphrase is None:
            self._passphrase = read_passphrase(self.folder.path, self.section)
        return self._passphrase

    def reload(self) -> Keys:
        """The keys as the files are now."""
        self._keys = self.folder.keys.load(self.unlock, self._open_token)
        return self._keys

    def forget(self, file: bytes) -> None:
        """A key is out of use: one in a token is destroyed there."""
        if is_token_reference(file):
            self.token.destroy(file)

    @property
    def token(self) -> Token:
        """The PKCS #11 token, opened when first asked for.

        Raises:
            TokenFailed: It does not open, or node.toml names none.
        """
        if self._token is None:
            if self.section.log != "pkcs11":
                raise TokenFailed(why='keys.log is not "pkcs11" in node.toml')
            self._token = Token(self.folder.path, self.section)
        return self._token

    def _open_token(self, file: bytes) -> Signer:
        return self.token.open_(file)


def read_passphrase(folder: Path, section: KeysSection) -> Passphrase:
    """From the file or file descriptor that node.toml names, else from the person at the terminal.

    Raises:
        NoPassphrase: The file or descriptor cannot be read, or is empty.
        KeyLocked: None is named, and there is no terminal.
    """
    if section.passphrase_file is not None:
        return file_passphrase(folder / section.passphrase_file)
    if section.passphrase_fd is not None:
        return _of_descriptor(section.passphrase_fd)
    if not sys.stdin.isatty():
        raise KeyLocked
    return Passphrase(getpass.getpass("Passphrase · Contraseña: ").encode())


def file_passphrase(path: Path) -> Passphrase:
    """The first line of a file.

    Raises:
        NoPassphrase: It cannot be read, or the line is empty.
    """
    try:
        content = path.read_bytes()
    except OSError as why:
        raise NoPassphrase(where=str(path), why=why.strerror) from None
    return _first_line(content, str(path))


def _of_descriptor(number: int) -> Passphrase:
    try:
        with os.fdopen(number, "rb") as stream:
            content = stream.read(4096)
    except OSError as why:
        raise NoPassphrase(where=f"file descriptor {number}", why=why.strerror) from None
    return _first_line(content, f"file descriptor {number}")


def _first_line(content: bytes, where: str) -> Passphrase:
    line = content.split(b"\n", 1)[0].rstrip(b"\r")
    if not line:
        raise NoPassphrase(where=where, why="it is empty")
    return Passphrase(line)
