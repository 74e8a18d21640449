"""The bulk lane: chunks of files, asked for one by one and sent in slices, so that they delay nothing else.

A want is the credit for one chunk: the reader has at most `MAX_WANTED` of them open, so that much and no more is on its
way or in its memory. A want names the entry whose record carries the manifest, in the log of whoever is asked: what
was not released in that log cannot be asked for.
"""

from collections.abc import Sequence
from typing import Final

from lindero.exchange.envelope.seal import is_sealed, seal
from lindero.exchange.link.errors import BodyMismatch, BulkExceeded, ChunkMismatch, NoRoom, UnexpectedFrame
from lindero.exchange.link.events import BodiesArrived, BodiesWanted, ChunkArrived, ChunkGone, ChunkWanted
from lindero.exchange.link.frames import MAX_SLICE_BYTES, Bodies, Chunk, Gone, Lack, Want
from lindero.exchange.log.ports import Slot

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
        self._lacking: tuple[int, Sequence[bytes]] | None = None  # by us: first entry, commitments
        self._lacked: tuple[int, int] | None = None  # by the partner: first entry, count

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

    # Bodies that a restored node has no more: one request at a time.

    def lack(self, first: int, commitments: Sequence[bytes]) -> Lack:
        """Ask for the bodies of entries from `first` on, each as it was committed to.

        Raises:
            NoRoom: A request is open.
        """
        if self._lacking is not None:
            raise NoRoom(size=len(commitments), first=first, room=0, expected=self._lacking[0])
        self._lacking = first, commitments
        return Lack(first, len(commitments))

    def take_lack(self, lack: Lack) -> BodiesWanted:
        """The partner asks.

        Raises:
            BulkExceeded: While its last request is open.
        """
        if self._lacked is not None:
            raise BulkExceeded(limit=1)
        self._lacked = lack.first, lack.count
        return BodiesWanted(lack.first, lack.count)

    def bodies(self, slots: list[Slot]) -> Bodies:
        """The answer: slots of the first entries that it asked for, one at least."""
        assert self._lacked is not None
        (first, count), self._lacked = self._lacked, None
        return Bodies(first, slots[:count])

    def take_bodies(self, bodies: Bodies) -> BodiesArrived:
        """Slots that were asked for.

        Raises:
            UnexpectedFrame: Nobody asked for them.
            BodyMismatch: One is not what its entry commits to.
        """
        first, commitments = self._lacking or (-1, ())
        if bodies.first != first or len(bodies.slots) > len(commitments):
            raise UnexpectedFrame(frame="bodies", state="waiting for others")
        for index, (slot, commitment) in enumerate(zip(bodies.slots, commitments, strict=False), first):
            if not isinstance(slot, str) and not is_sealed(commitment, slot[0], slot[1]):
                raise BodyMismatch(index=index)
        self._lacking = None
        return BodiesArrived(first, list(bodies.slots))
