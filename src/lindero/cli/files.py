"""Files that commands read and write, with errors that say what to do."""

import os
from pathlib import Path

from lindero.kernel.system_reasons import reason_of
from lindero.partners.errors import AlreadyThere, UnreadableFile


def read_bytes(path: Path) -> bytes:
    """All bytes of a file.

    Raises:
        UnreadableFile: It is missing or may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as why:
        raise UnreadableFile(file=str(path), why=reason_of(why)) from None


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file.

    Raises:
        UnreadableFile: It may not be written.
    """
    try:
        path.write_bytes(content)
    except OSError as why:
        raise UnreadableFile(file=str(path), why=reason_of(why)) from None


def require_free(path: Path) -> None:
    """Refuse to write over what is there.

    Raises:
        AlreadyThere: Something is.
    """
    if path.exists():
        raise AlreadyThere(path=path)


def write_durably(path: Path, content: bytes) -> None:
    """Write a new file, readable by its owner only; it is on the disk when this returns.

    Raises:
        UnreadableFile: It exists, or may not be written.
    """
    try:
        path.touch(mode=0o600, exist_ok=False)
        with path.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as why:
        raise UnreadableFile(file=str(path), why=reason_of(why)) from None
