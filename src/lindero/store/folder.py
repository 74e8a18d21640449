"""One process per folder: the lock that a node takes before it opens its database.

The lock is the kernel's (`flock`), so that it ends with the process however that ends; the number in the file only
tells people who holds it.
"""

import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from lindero.store.errors import FolderLocked, StorageFailed

LOCK_NAME: Final = "lock"


class FolderLock:
    """The right to write a folder, while the block lasts.

        with FolderLock(folder):
            ...

    Raises:
        FolderLocked: On entering, when another process has it; the error names that process.
        StorageFailed: On entering, when the folder is missing or may not be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: int | None = None

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self.release()

    def take(self) -> None:
        """Take the lock or raise; never waits."""
        try:
            file = os.open(self._folder / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as why:
            raise StorageFailed(path=self._folder, why=why.strerror) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(file, 32, 0).decode("ascii", "replace").strip() or "?"
            os.close(file)
            raise FolderLocked(pid=holder, folder=self._folder) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file

    def release(self) -> None:
        """Let go. The file stays: unlinking it would let two processes lock two files of one name."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None
