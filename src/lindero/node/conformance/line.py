"""One connection to the node under test: frames and raw bytes out, frames and their words in."""

import asyncio
import ssl
from typing import Final

from lindero.exchange.link.frames import (
    Ack,
    AnyFrame,
    Batch,
    Credit,
    Frame,
    FrameBuffer,
    Hello,
    Refilled,
    Refuse,
    decode_frame,
    encode_frame,
    frame_kind,
)
from lindero.kernel.errors import RemoteError
from lindero.node.timers import within

READ_BYTES: Final = 1 << 18


class Line:
    """A connection.

    Attributes:
        certificate_der: What the node showed.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._buffer = FrameBuffer()
        tls = writer.get_extra_info("ssl_object")
        self.certificate_der: bytes = (tls.getpeercert(binary_form=True) if tls else None) or b""

    def send(self, *frames: Frame) -> None:
        """Send frames."""
        self.send_bytes(b"".join(encode_frame(frame) for frame in frames))

    def send_bytes(self, data: bytes) -> None:
        """Send anything."""
        self._writer.write(data)

    async def next(self, seconds: float) -> AnyFrame | str:
        """The next frame; `closed` when the connection ends, `nothing` when it does not come in time.

        What cannot be decoded is given as `malformed`.
        """
        try:
            return await within(seconds, self._next())
        except TimeoutError:
            return "nothing"
        except (OSError, ssl.SSLError):
            return "closed"
        except RemoteError:
            return "malformed"

    async def _next(self) -> AnyFrame | str:
        while (payload := self._buffer.next_payload()) is None:
            data = await self._reader.read(READ_BYTES)
            if not data:
                return "closed"
            self._buffer.feed(data)
        return decode_frame(payload)

    def close(self) -> None:
        """Let go at once."""
        self._writer.transport.abort()


def word_of(frame: AnyFrame | str) -> str:
    """How a frame is called in reports."""
    match frame:
        case str():
            return frame
        case Refuse(code=code):
            return f"refuse {code}"
        case Ack(size=size):
            return f"ack {size}"
        case Credit(bytes=amount):
            return f"credit {amount}"
        case Batch(first=first, entries=entries) | Refilled(first=first, entries=entries):
            return f"{frame_kind(frame)} {first}–{first + len(entries) - 1}"
        case Hello():
            return f"hello of {frame.node}"
        case _:
            return frame_kind(frame)
