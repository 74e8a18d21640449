"""Messages cut from a byte stream: a 4-byte little-endian length, then so many bytes.

Sans-IO: bytes go in as they arrive, frames come out when they are whole. A length beyond the limit ends the stream,
because nobody can tell where the next message would begin.
"""

import struct
from typing import Final

import msgspec

from lindero.gateways.intake.errors import FrameCutShort, FrameTooLong

_LENGTH: Final = struct.Struct("<I")
PREFIX_BYTES: Final = _LENGTH.size


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One whole message.

    Attributes:
        offset: Where its length prefix begins in the stream. [bytes]
        payload: The message without its prefix.
    """

    offset: int
    payload: bytes


class FrameReader:
    """Cuts one stream.

    Args:
        limit_bytes: Longest payload that is accepted; also what bounds the memory of one sender.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._buffer = bytearray()
        self._at = 0
        self._dropped = 0

    @property
    def offset(self) -> int:
        """Where the next frame begins in the stream, in bytes."""
        return self._dropped + self._at

    @property
    def unread(self) -> bytes:
        """What has arrived of the next frame."""
        return bytes(self._buffer[self._at :])

    def receive(self, data: bytes) -> None:
        """Take in what arrived."""
        del self._buffer[: self._at]
        self._dropped += self._at
        self._at = 0
        self._buffer += data

    def next_frame(self) -> Frame | None:
        """The next whole frame, or None until more bytes arrive.

        Raises:
            FrameTooLong: The length is beyond the limit. Raised again at every further call.
        """
        start = self._at + PREFIX_BYTES
        if len(self._buffer) < start:
            return None
        (length,) = _LENGTH.unpack_from(self._buffer, self._at)
        if length > self._limit:
            raise FrameTooLong(length=length, limit=self._limit)
        if len(self._buffer) < start + length:
            return None
        frame = Frame(offset=self.offset, payload=bytes(self._buffer[start : start + length]))
        self._at = start + length
        return frame

    def require_end(self) -> None:
        """Accept the end of the stream.

        Raises:
            FrameCutShort: It ended inside a frame.
        """
        held = len(self._buffer) - self._at
        if held == 0:
            return
        if held < PREFIX_BYTES:
            raise FrameCutShort(missing=PREFIX_BYTES - held)
        (length,) = _LENGTH.unpack_from(self._buffer, self._at)
        raise FrameCutShort(missing=PREFIX_BYTES + length - held)


def encode_frame(payload: bytes) -> bytes:
    """The payload with its length in front."""
    return _LENGTH.pack(len(payload)) + payload
