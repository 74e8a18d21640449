"""What SQLite leaves of rows in the unused parts of its pages, and how it is zeroed in the file.

`secure_delete` zeroes what a row leaves behind where it is deleted. When rows move between pages (a page is split, or
joined with its neighbours), SQLite copies them and leaves the old bytes in the gap between the cell pointers and the
cells: a row that is erased later still stands there. No statement reaches such a gap, so it is zeroed in the file,
while the write-ahead log is empty. SQLite never reads it, so that it does not matter to a reader, nor to a write that
a power failure tears.

Layout of pages, headers and free blocks: SQLite, "Database File Format", sections 1.6 and 4.
"""

from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from typing import Final, cast

import apsw

from lindero.store.errors import DatabaseDamaged

PAGE_BYTES: Final = 16384
"""Of a new file."""
MOST_PAGES: Final = (1 << 25) - 1
"""The longest file [pages]: the first byte of a page of no tree is then 0 or 1, and of one of a tree its kind."""
_SLICE: Final = 32_768
"""Headers read in one step; a page that is read whole counts as eight (measured: 8 us and 1 us)."""

_FILE_HEADER: Final = 100  # bytes, on page 1
_HEADER_BYTES: Final = {2: 12, 5: 12, 10: 8, 13: 8}
_HEADER: Final = Struct(">BHHH")  # kind, first free block, cells, start of the cells
_BLOCK: Final = Struct(">HH")  # next free block, bytes of this one
_LOG_HEADER: Final = 32
_FRAME_HEADER: Final = 24
_ZEROS: Final = bytes(65536)


def unused_parts(page: bytes, start: int) -> Iterator[tuple[int, int]]:
    """The parts [start, stop) of a page of a tree that hold nothing.

    Args:
        page: All its bytes.
        start: Where its header is.

    Raises:
        ValueError: They overlap or leave the page: it is damaged.
    """
    kind, block, cells, content = _HEADER.unpack_from(page, start)
    at = start + _HEADER_BYTES[kind] + 2 * cells
    content = content or 65536
    while True:
        if not at <= content <= len(page):
            raise ValueError(start)
        yield at, content
        if block == 0:
            return
        if not content <= block <= len(page) - _BLOCK.size:
            raise ValueError(start)
        following, size = _BLOCK.unpack_from(page, block)
        at, content, block = block + _BLOCK.size, block + size, following


class Residue:
    """The unused parts of one database's pages. One thread uses it, the writer's.

    Args:
        connection: The only writer, in WAL mode. Its commits are watched, and the log is folded back as by SQLite.
        path: Its file.
        fold_after: Pages in the write-ahead log after which it is folded back.
    """

    def __init__(self, connection: apsw.Connection, path: Path, fold_after: int) -> None:
        self._connection = connection
        self._path = path
        self._fold_after = fold_after
        ((page_bytes,),) = connection.execute("PRAGMA page_size").fetchall()
        self._page_bytes = int(cast("int", page_bytes))
        self._log: apsw.VFSFile | None = None
        self._header = b""
        self._frames = 0
        self._unseen = 1
        self._changed: set[int] = set()
        connection.set_wal_hook(self._committed)

    def close(self) -> None:
        """Let go of the files."""
        self._connection.set_wal_hook(None)
        if self._log is not None:
            self._log.xClose()

    def scrub(self) -> bool:
        """One step of zeroing what is left in pages written since the last time, or ever. The log must be empty.

        Returns:
            False while pages are left to look at.

        Raises:
            DatabaseDamaged: A page's header contradicts itself.
            apsw.Error: The file cannot be read or written.
        """
        self._write_ahead_log().xSync(apsw.SQLITE_SYNC_FULL)  # its emptiness, which SQLite leaves to the system
        file = self._opened(self._path, apsw.SQLITE_OPEN_MAIN_DB)
        try:
            if not self._step(file):
                return False
            file.xSync(apsw.SQLITE_SYNC_FULL)
        except BaseException:
            self._unseen = 1  # what was taken up was perhaps not done
            raise
        finally:
            file.xClose()
        return True

    def _step(self, file: apsw.VFSFile) -> bool:
        pages, spent, cached = file.xFileSize() // self._page_bytes, 0, True
        while spent < _SLICE and (self._unseen <= pages or self._changed):
            if self._unseen <= pages:
                number, self._unseen = self._unseen, self._unseen + 1
            else:
                number = self._changed.pop()
            parts = self._left(file, number) if number <= pages else None
            spent += 1 if parts is None else 8
            if parts and cached:  # the writer's own copies of pages would bring it back
                self._connection.execute("PRAGMA shrink_memory").fetchall()
                cached = False
            for at, size in parts or ():
                file.xWrite(_ZEROS[:size], at)
        return self._unseen > pages and not self._changed

    def _left(self, file: apsw.VFSFile, number: int) -> list[tuple[int, int]] | None:
        """Where in the file unused parts of a page are not zero, and their bytes; None for a page of no tree."""
        base, start = (number - 1) * self._page_bytes, _FILE_HEADER if number == 1 else 0
        if file.xRead(1, base + start)[0] not in _HEADER_BYTES:
            return None
        page = file.xRead(self._page_bytes, base)
        try:
            parts = [(at, stop - at) for at, stop in unused_parts(page, start)]
        except ValueError as failure:
            raise DatabaseDamaged(path=self._path, why=f"page {number}") from failure
        return [(base + at, size) for at, size in parts if not page.startswith(_ZEROS[:size], at)]

    def _committed(self, connection: apsw.Connection, _name: str, frames: int) -> int:
        """After each commit: note which pages it wrote, and fold the log back when it is long."""
        try:
            self._note(frames)
        except apsw.Error:  # it is committed all the same; which pages it wrote is not known
            self._unseen = 1
        if frames >= self._fold_after:
            try:
                connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
            except apsw.Error:  # as SQLite's own hook: the next one tries again
                return apsw.SQLITE_OK
        return apsw.SQLITE_OK

    def _note(self, frames: int) -> None:
        log = self._write_ahead_log()
        header = log.xRead(_LOG_HEADER, 0)
        if header != self._header:  # begun anew: other salts
            self._header, self._frames = header, 0
        stride = _FRAME_HEADER + self._page_bytes
        for frame in range(self._frames, frames):
            self._changed.add(int.from_bytes(log.xRead(4, _LOG_HEADER + frame * stride)))
        self._frames = frames

    def _write_ahead_log(self) -> apsw.VFSFile:
        if self._log is None:
            self._log = self._opened(self._path.with_name(self._path.name + "-wal"), apsw.SQLITE_OPEN_WAL)
        return self._log

    def _opened(self, path: Path, kind: int) -> apsw.VFSFile:
        """A file by the system's own driver of SQLite: closing it takes no lock from the connection."""
        return apsw.VFSFile("", str(path), [kind | apsw.SQLITE_OPEN_READWRITE, 0])
