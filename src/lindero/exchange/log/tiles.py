"""A log as static files that verifiers of others can read.

Format: C2SP tlog-tiles (https://c2sp.org/tlog-tiles): the checkpoint, the tree in tiles of 256 hashes (at level 0 leaf
hashes, at a higher one roots of the full tiles below), and the entries in bundles of 256.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from lindero.exchange.log.ports import Frontier
from lindero.exchange.log.tree import extend, leaf_hash, root_of, root_of_hashes

TILE_WIDTH: Final = 256
CHECKPOINT: Final = "checkpoint"

File = tuple[str, bytes]
"""Path below the log's prefix, and content."""


def tile_path(level: int | None, number: int, width: int = TILE_WIDTH) -> str:
    """Path of a tile, or of an entry bundle when the level is None; a width below 256 is that of a partial one."""
    digits = [f"{number % 1000:03d}"]
    while number := number // 1000:
        digits.insert(0, f"x{number % 1000:03d}")
    partial = f".p/{width}" if width < TILE_WIDTH else ""
    return f"tile/{'entries' if level is None else level}/{'/'.join(digits)}{partial}"


class TileWriter:
    """Files of a log whose entries pass once, in order; holds one tile a level.

    Feed it the leaves with `take`, then ask for `conclude`; after that, `root` is the tree's.
    """

    def __init__(self) -> None:
        self._bundle: list[bytes] = []
        self._levels: list[list[bytes]] = []
        self._written: list[int] = []

    def take(self, leaves: Sequence[bytes]) -> Iterator[File]:
        """Files that are full with these further leaves."""
        for leaf in leaves:
            self._bundle.append(len(leaf).to_bytes(2, "big") + leaf)
            if len(self._bundle) == TILE_WIDTH:
                yield tile_path(None, self._written[0]), b"".join(self._bundle)
                self._bundle = []
            yield from self._lay(0, leaf_hash(leaf))

    def conclude(self) -> Iterator[File]:
        """The partial files at the right edge of the tree."""
        if self._bundle:
            yield tile_path(None, self._written[0], len(self._bundle)), b"".join(self._bundle)
        for level, hashes in enumerate(self._levels):
            if hashes:
                yield tile_path(level, self._written[level], len(hashes)), b"".join(hashes)

    @property
    def root(self) -> bytes:
        """Root of the tree of all leaves so far."""
        frontier: Frontier = ()
        for hashes in reversed(self._levels):
            frontier += extend((), 0, hashes)
        return root_of(frontier)

    def _lay(self, level: int, node: bytes) -> Iterator[File]:
        """Add a hash to a level; a tile that is full becomes a hash of the next."""
        if level == len(self._levels):
            self._levels.append([])
            self._written.append(0)
        hashes = self._levels[level]
        hashes.append(node)
        if len(hashes) == TILE_WIDTH:
            yield tile_path(level, self._written[level]), b"".join(hashes)
            self._levels[level] = []
            self._written[level] += 1
            yield from self._lay(level + 1, root_of_hashes(hashes))
