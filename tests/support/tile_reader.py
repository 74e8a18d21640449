"""A third party's reader of a tiled log: it knows the published format and none of our code."""

import hashlib
from pathlib import Path


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


class TiledLog:
    """A log below a folder, for the size that its checkpoint says."""

    def __init__(self, folder):
        self.folder = Path(folder)
        lines = (self.folder / "checkpoint").read_text().split("\n")
        self.origin, self.size, self.root = lines[0], int(lines[1]), lines[2]
        self.read = set()

    def file(self, kind, number, width):
        name = f"{number:03d}" if number < 1000 else f"x{number // 1000:03d}/{number % 1000:03d}"
        path = f"tile/{kind}/{name}" + (f".p/{width}" if width < 256 else "")
        self.read.add(path)
        return (self.folder / path).read_bytes()

    def width(self, level, number):
        return min(256, self.size // 256**level - 256 * number)

    def entry(self, index):
        number, place = divmod(index, 256)
        data, entries = self.file("entries", number, self.width(0, number)), []
        while data:
            size = int.from_bytes(data[:2], "big")
            entries.append(data[2 : 2 + size])
            data = data[2 + size :]
        assert len(entries) == self.width(0, number)
        return entries[place]

    def perfect(self, start, stop):
        """Root of a perfect subtree, from one hash of a tile or from several."""
        leaves, level = stop - start, 0
        while leaves >= 256 and leaves % 256 == 0:
            leaves, level = leaves // 256, level + 1
        first = start // 256**level
        number, place = divmod(first, 256)
        if leaves == 1:
            tile = self.file(level, number, self.width(level, number))
            return tile[32 * place : 32 * place + 32]
        middle = (start + stop) // 2
        return node_hash(self.perfect(start, middle), self.perfect(middle, stop))

    def subtree(self, start, stop):
        """MTH of RFC 6962 of a range of leaves."""
        size = stop - start
        if size & (size - 1) == 0:
            return self.perfect(start, stop)
        split = 1 << (size - 1).bit_length() - 1
        return node_hash(self.subtree(start, start + split), self.subtree(start + split, stop))

    def path(self, index):
        """Audit path of a leaf, from its sibling up."""
        path, start, stop = [], 0, self.size
        while stop - start > 1:
            middle = start + (1 << (stop - start - 1).bit_length() - 1)
            if index < middle:
                path.append(self.subtree(middle, stop))
                stop = middle
            else:
                path.append(self.subtree(start, middle))
                start = middle
        return path[::-1]
