"""Events cut from a TAK stream: XML documents one after another, or messages of TAK protocol version 1.

Sans-IO. A message says by its first byte which of the two it is. One that is longer than the limit ends the stream,
because nobody can tell where the next would begin.
"""

from typing import Final, Literal, NamedTuple

from lindero.gateways.intake.errors import FrameTooLong
from lindero.gateways.tak.proto import MAGIC

_END: Final = b"</event>"
_SPACE: Final = b" \t\r\n\0"
_LONGEST_VARINT: Final = 5


class Message(NamedTuple):
    """One whole message: where it began in the stream, how it is written, its bytes."""

    offset: int
    form: Literal["xml", "proto"]
    body: bytes


class EventReader:
    """Cuts one stream; `limit_bytes` bounds one message, and the memory of one sender."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._buffer = bytearray()
        self._searched = 0
        self.offset = 0

    @property
    def unread(self) -> bytes:
        """What has arrived of the next message."""
        return bytes(self._buffer)

    def receive(self, data: bytes) -> None:
        """Take in what arrived."""
        self._buffer += data

    def next_message(self) -> Message | None:
        """The next whole message, or None until more bytes arrive.

        Raises:
            FrameTooLong: It is longer than the limit. Raised again at every further call.
        """
        blank = len(self._buffer) - len(self._buffer.lstrip(_SPACE))
        self._drop(blank)
        if not self._buffer:
            return None
        return self._next_proto() if self._buffer[0] == MAGIC else self._next_xml()

    def _next_xml(self) -> Message | None:
        end = self._buffer.find(_END, max(0, self._searched - len(_END)))
        self._searched = len(self._buffer)
        length = len(self._buffer) if end < 0 else end + len(_END)
        if length > self._limit:
            raise FrameTooLong(length=length, limit=self._limit)
        return None if end < 0 else self._take("xml", 0, length)

    def _next_proto(self) -> Message | None:
        length, at = 0, 1
        for place in range(_LONGEST_VARINT):
            if at >= len(self._buffer):
                return None
            group = self._buffer[at]
            length |= (group & 0x7F) << 7 * place
            at += 1
            if not group & 0x80:
                break
        if length > self._limit:
            raise FrameTooLong(length=length, limit=self._limit)
        return None if len(self._buffer) < at + length else self._take("proto", at, at + length)

    def _take(self, form: Literal["xml", "proto"], start: int, end: int) -> Message:
        message = Message(self.offset, form, bytes(self._buffer[start:end]))
        self._drop(end)
        return message

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self.offset += count
        self._searched = 0
