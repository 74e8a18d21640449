"""A file that belongs to a record: its manifest travels in the record, its chunks on demand. Format: spec/link.md.

A chunk is committed to as a body is: SHA-256(0x02 ‖ salt ‖ chunk), salt of 32 random bytes. The salt lies and travels
with its chunk and not in the manifest: without it nobody can tell from the manifest what an erased chunk was.
"""

import hashlib
from typing import Annotated, Final

import msgspec

CHUNK_BYTES: Final = 262_144
"""Of every chunk but the last. [B]"""
MAX_CHUNKS: Final = 4096
"""Of one file: its manifest must fit into a body."""
MAX_FILE_BYTES: Final = MAX_CHUNKS * CHUNK_BYTES

_Hash = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]


class Attachment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a file is, without its content and its name.

    Attributes:
        media_type: By IANA, `type/subtype`; what the sender says.
        size_bytes: Of the whole. [B]
        sha256: Of the whole.
        chunks: Commitment to each part of 262,144 bytes, in order; the last is what remains.
    """

    media_type: Annotated[str, msgspec.Meta(pattern=r"\A[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}\Z")]
    size_bytes: Annotated[int, msgspec.Meta(ge=1, le=MAX_FILE_BYTES)]
    sha256: _Hash
    chunks: Annotated[tuple[_Hash, ...], msgspec.Meta(min_length=1, max_length=MAX_CHUNKS)]

    def __post_init__(self) -> None:
        """Refuse another number of chunks than the size takes."""
        if len(self.chunks) != -(-self.size_bytes // CHUNK_BYTES):
            raise ValueError(f"{len(self.chunks)} chunks for {self.size_bytes} bytes")

    @property
    def id(self) -> str:
        """SHA-256(0x04 ‖ commitments), hexadecimal: what its chunks are kept under."""
        return hashlib.sha256(b"\x04" + b"".join(self.chunks)).hexdigest()

    def chunk_bytes(self, index: int) -> int:
        """Length of a chunk. [B]."""
        return min(CHUNK_BYTES, self.size_bytes - index * CHUNK_BYTES)
