"""Chunks of attachments, apart from the database: `files/OWNER/ID/NUMBER`, each 32 bytes of salt and then the chunk.

OWNER is the node that made the file, ID that of its manifest. A chunk appears whole and synced or not at all, readable
by its owner only. Erasing overwrites before it unlinks, as the database does. No backup holds any of it.
"""

import os
import shutil
from pathlib import Path
from typing import Final

from lindero.kernel.ids import NodeId, RecordId

FOLDER: Final = "files"
SALT_BYTES: Final = 32
_PARTIAL: Final = ".partial"
_INCOMING: Final = ".incoming"
_CLAIM: Final = "of-"


class ChunkStore:
    """The chunks of a node's folder. Each call is synchronous; when it has returned, what it did is durable."""

    def __init__(self, folder: Path) -> None:
        self._root = folder / FOLDER

    def save(self, owner: NodeId, file: str, number: int, salt: bytes, chunk: bytes) -> None:
        """Keep a chunk; one that is there is replaced."""
        self._write(self._root / owner / file, number, salt + chunk)

    def load(self, owner: NodeId, file: str, number: int) -> tuple[bytes, bytes] | None:
        """Salt and chunk; None when it is not there."""
        return _read(self._root / owner / file / str(number))

    def held(self, owner: NodeId, file: str) -> frozenset[int]:
        """Numbers of the chunks that are there."""
        return _numbers(self._root / owner / file)

    def erase(self, owner: NodeId, file: str) -> int:
        """Overwrite and remove all chunks of a file; gives how many there were."""
        folder = self._root / owner / file
        count = len(_numbers(folder))
        if folder.is_dir():
            for path in folder.iterdir():
                _overwrite(path)
            shutil.rmtree(folder)
            _sync(folder.parent)
        return count

    def claim(self, owner: NodeId, file: str, record: RecordId) -> None:
        """Note that a record has this file: its chunks may be kept while one such record is."""
        folder = self._root / owner / file
        self._folder(folder)
        (folder / (_CLAIM + record)).touch(mode=0o600)
        _sync(folder)

    def claims(self) -> list[tuple[NodeId, str, list[RecordId]]]:
        """Owner, file and records of each file that was claimed."""
        found: dict[tuple[str, str], list[RecordId]] = {}
        for path in self._root.glob(f"*/*/{_CLAIM}*"):
            place = path.parent.parent.name, path.parent.name
            found.setdefault(place, []).append(RecordId(path.name.removeprefix(_CLAIM)))
        return [(NodeId(owner), file, records) for (owner, file), records in found.items()]

    def count(self) -> tuple[int, int]:
        """How many chunks are kept, and their bytes."""
        sizes = [path.stat().st_size for path in self._root.rglob("*") if path.name.isdigit()]
        return len(sizes), sum(sizes)

    # A file that is coming in has no manifest yet, and therefore no id.

    def save_incoming(self, upload: str, number: int, salt: bytes, chunk: bytes) -> None:
        """Keep a chunk of a file that is being added."""
        self._write(self._root / _INCOMING / upload, number, salt + chunk)

    def load_incoming(self, upload: str, number: int) -> tuple[bytes, bytes] | None:
        """Salt and chunk of it."""
        return _read(self._root / _INCOMING / upload / str(number))

    def adopt(self, upload: str, owner: NodeId, file: str) -> None:
        """All of it is there: it gets its id."""
        self._folder(self._root / owner)
        (self._root / _INCOMING / upload).rename(self._root / owner / file)
        _sync(self._root / owner)

    def _write(self, folder: Path, number: int, content: bytes) -> None:
        self._folder(folder)
        partial = folder / f"{number}{_PARTIAL}"
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        partial.replace(folder / str(number))
        _sync(folder)

    def _folder(self, folder: Path) -> None:
        """Make it, and make its name durable."""
        if not folder.is_dir():
            if folder != self._root:
                self._folder(folder.parent)
            folder.mkdir(mode=0o700)
            _sync(folder.parent)


def _numbers(folder: Path) -> frozenset[int]:
    if not folder.is_dir():
        return frozenset()
    return frozenset(int(path.name) for path in folder.iterdir() if path.name.isdigit())


def _read(path: Path) -> tuple[bytes, bytes] | None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    return content[:SALT_BYTES], content[SALT_BYTES:]


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
