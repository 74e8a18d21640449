"""A disk whose power can fail: an apsw VFS that knows what each file held at its last sync, and what was done since.

A program sees its own writes at once: the files are what the cache of an operating system would show. When the plug is
pulled, at a write, truncation or sync chosen beforehand, everything fails from that moment on. What is then found on
the disk: of each 512-byte sector any of the versions that were written since the last sync, or what it held then; the
same of a file's length. Bytes beside a write are left alone, which SQLite relies on (powersafe overwrite).
"""

from contextlib import contextmanager
from itertools import pairwise

import apsw

SECTOR_BYTES = 512
KEPT = (0.0, 0.1, 0.5, 0.9, 1.0)
"""Shares of what is not synced that survive: from nothing, as with a long cache, to everything, in any order."""


class _File:
    """A file's content at its last sync, and the writes (offset, bytes) and lengths since."""

    def __init__(self, durable):
        self.durable, self.since = bytearray(durable), []

    def synced(self):
        for change in self.since:
            _apply(self.durable, change)
        self.since.clear()

    def survivors(self, chance):
        """What the platter holds after an outage."""
        content, kept, torn = bytearray(self.durable), chance.choice(KEPT), chance.random() < 0.7
        pieces = [piece for change in self.since for piece in (_sectors(change) if torn else (change,))]
        chance.shuffle(pieces)
        for piece in pieces:
            if chance.random() < kept:
                _apply(content, piece)
        return bytes(content)


def _sectors(change):
    """A write cut at the borders of sectors; a length cannot be torn."""
    if isinstance(change, int):
        return [change]
    offset, data = change
    ends = range((offset // SECTOR_BYTES + 1) * SECTOR_BYTES, offset + len(data), SECTOR_BYTES)
    cuts = [offset, *ends, offset + len(data)]
    return [(start, data[start - offset : stop - offset]) for start, stop in pairwise(cuts)]


def _apply(content, change):
    if isinstance(change, int):
        del content[change:]
        content.extend(bytes(change - len(content)))
        return
    offset, data = change
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


class Disk:
    """The disk under one folder."""

    def __init__(self, folder):
        self.folder, self.files, self.out, self.room = folder, {}, False, None
        self._left, self.when_out = None, lambda: None

    def pull_after(self, operations):
        """Pull the plug at the operation after so many more."""
        self._left = operations

    def operation(self):
        """One is about to happen; fails when the power does."""
        self.require_power()
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                self.out = True
                self.when_out()
                self.require_power()

    def require_power(self):
        if self.out:
            raise apsw.IOError("the power is off")

    def require_room(self, more):
        """Files may grow by `room` bytes in all; None is no limit."""
        if self.room is not None and more > 0:
            if more > self.room:
                raise apsw.FullError("there is no room")
            self.room -= more

    def restore(self, chance):
        """Put on the files what has survived; the power is back. Nothing may have them open."""
        for path, file in self.files.items():
            path.write_bytes(file.survivors(chance))
        for path in self.folder.glob("*-shm"):
            path.unlink()
        self.files, self.out, self._left = {}, False, None


class _Handle(apsw.VFSFile):
    """One open file of a disk."""

    def __init__(self, disk, file, name, flags):
        super().__init__("unix", name, flags)
        self._disk, self._file = disk, file

    def xRead(self, amount, offset):  # noqa: N802 — apsw's name
        self._disk.require_power()
        return super().xRead(amount, offset)

    def xWrite(self, data, offset):  # noqa: N802 — apsw's name
        self._disk.require_power()
        self._disk.require_room(offset + len(data) - self.xFileSize())
        self._file.since.append((offset, bytes(data)))  # a write that is under way may be on the platter in part
        self._disk.operation()
        super().xWrite(data, offset)

    def xTruncate(self, size):  # noqa: N802 — apsw's name
        self._disk.require_power()
        self._file.since.append(size)
        self._disk.operation()
        super().xTruncate(size)

    def xSync(self, flags):  # noqa: N802 — apsw's name
        self._disk.operation()
        self._file.synced()  # the kernel's own sync would only cost time: no other power fails here


class _Disks(apsw.VFS):
    """The system's files, but those of the disks under their care."""

    def __init__(self, disks):
        super().__init__("power", "unix", makedefault=True)
        self._disks = disks

    def _disk_of(self, name):
        return next((disk for disk in self._disks if str(name).startswith(f"{disk.folder}/")), None)

    def xOpen(self, name, flags):  # noqa: N802 — apsw's name
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        disk = None if path is None else self._disk_of(path)
        if disk is None:
            return apsw.VFSFile("unix", name, flags)
        disk.require_power()
        path = type(disk.folder)(path)
        if path not in disk.files:
            disk.files[path] = _File(path.read_bytes() if path.exists() else b"")
        return _Handle(disk, disk.files[path], name, flags)

    def xDelete(self, name, syncdir):  # noqa: N802 — apsw's name
        disk = self._disk_of(name)
        if disk is not None:
            disk.operation()
            disk.files.pop(type(disk.folder)(name), None)
        return super().xDelete(name, syncdir)


@contextmanager
def disks(*folders):
    """Disks under folders, for every database that is opened in them while the block lasts."""
    under = [Disk(folder) for folder in folders]
    vfs = _Disks(under)
    try:
        yield under
    finally:
        vfs.unregister()
