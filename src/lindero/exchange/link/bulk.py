"""The bulk lane: chunks of files, asked for one by one and sent in slices, so that they delay nothing else.

A want is the credit for one chunk: the reader has at most `MAX_WANTED` of them open, so that much and no more is on its
way or in its memory. A want names the entry whose record carries the manifest, in the log of whoever is asked: what
was not released in that log cannot be asked for.
"""

from typing import Final

from lindero.exchange.envelope.seal import seal
from lindero.exchange.link.errors import BulkExceeded, ChunkMismatch, NoRoom, UnexpectedFrame
from lindero.exchange.link.events import ChunkArrived, ChunkGone, ChunkWanted
from lindero.exchange.link.frames import MAX_SLICE_BYTES, Chunk, Gone, Want

MAX_WANTED: Final = 4


class _Open:
    """A chunk that is on its way."""

    def __init__(self, size: int, commitment: bytes) -> None:
        self.size = size
        self.commitment = commitment
        self.salt = b""
        self.held = bytearray()


class Bulk:
    """Both directions of the bulk lane of one session."""

    def __init__(self) -> None:
        self._wanted: dict[tuple[int, int], _Open] = {}  # by us, of entry and chunk
        self._owed: dict[tuple[int, int], int] = {}  # by us to the partner; how many bytes were sent

    @property
    def room(self) -> int:
        """How many more chunks may be asked for."""
        return MAX_WANTED - len(self._wanted)

    def want(self, entry: int, index: int, size: int, commitment: bytes) -> Want:
        """Ask for a chunk of so many bytes.

        Raises:
            NoRoom: Too many are open, or this one is.
        """
        if not self.room or (entry, index) in self._wanted:
            raise NoRoom(size=size, first=entry, room=self.room, expected=index)
        self._wanted[entry, index] = _Open(size, commitment)
        return Want(entry, index)

    def take_want(self, want: Want) -> ChunkWanted:
        """The partner asks.

        Raises:
            BulkExceeded: For too many at a time, or twice for one.
        """
        if len(self._owed) >= MAX_WANTED or (want.entry, want.index) in self._owed:
            raise BulkExceeded(limit=MAX_WANTED)
        self._owed[want.entry, want.index] = 0
        return ChunkWanted(want.entry, want.index)

    def slice(self, entry: int, index: int, salt: bytes, chunk: bytes) -> tuple[Chunk, bool]:
        """The next slice of a chunk that the partner asked for, and whether it was the last."""
        offset = self._owed[entry, index]
        data = chunk[offset : offset + MAX_SLICE_BYTES]
        self._owed[entry, index] = offset + len(data)
        last = offset + len(data) >= len(chunk)
        if last:
            del self._owed[entry, index]
        return Chunk(entry, index, offset, salt, data), last

    def refuse(self, entry: int, index: int) -> Gone:
        """There is no such chunk for the partner."""
        del self._owed[entry, index]
        return Gone(entry, index)

    def take_chunk(self, part: Chunk) -> ChunkArrived | None:
        """A slice; the whole chunk, verified, when it was the last.

        Raises:
            UnexpectedFrame: Nobody asked for it, or it does not continue the slice before.
            ChunkMismatch: The whole is not what the manifest commits to.
        """
        chunk = self._wanted.get((part.entry, part.index))
        if chunk is None or part.offset != len(chunk.held) or (part.offset and part.salt != chunk.salt):
            raise UnexpectedFrame(frame="chunk", state="waiting for another")
        chunk.salt = part.salt
        chunk.held += part.data
        if len(chunk.held) < chunk.size:
            return None
        data = bytes(chunk.held)
        if len(data) != chunk.size or seal(chunk.salt, data) != chunk.commitment:
            raise ChunkMismatch(entry=part.entry, index=part.index)
        del self._wanted[part.entry, part.index]
        return ChunkArrived(part.entry, part.index, chunk.salt, data)

    def take_gone(self, gone: Gone) -> ChunkGone:
        """The partner has it no more, or never released it.

        Raises:
            UnexpectedFrame: Nobody asked for it.
        """
        if self._wanted.pop((gone.entry, gone.index), None) is None:
            raise UnexpectedFrame(frame="gone", state="waiting for another")
        return ChunkGone(gone.entry, gone.index)
