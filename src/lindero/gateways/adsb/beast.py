"""Frames of the Beast protocol (port 30005), cut from bytes in pieces of any size. No I/O.

`1a`, a type (`1` Mode A/C, `2` Mode S short, `3` Mode S long, `4` receiver's status), six bytes of a 12 MHz counter,
one of signal level, the message; a `1a` inside is doubled.

Source: Mode-S Beast wiki, data output formats.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from lindero.gateways.adsb.errors import BadBeastFrame
from lindero.gateways.intake.refusal import Refusal, refusal_of
from lindero.kernel.errors import Words

ESCAPE: Final = 0x1A
TICKS_PER_S: Final = 12_000_000
MLAT_TICKS: Final = 0xFF004D4C4154
"""The counter of messages that were made of a multilaterated position."""
_LENGTHS: Final = {0x31: 2, 0x32: 7, 0x33: 14, 0x34: 14}
_BEFORE: Final = 7
"""Counter and signal level. [bytes]"""


class BeastFrame(msgspec.Struct, frozen=True):
    """One frame.

    Attributes:
        offset: Where it begins in the stream. [bytes]
        ticks: Of the receiver's 12 MHz counter.
        message: Mode S message, 7 or 14 bytes.
    """

    offset: int
    ticks: int
    message: bytes


class BeastReader:
    """Cuts one stream.

    Args:
        peer: Who sends, for refusals.
    """

    def __init__(self, peer: str = "") -> None:
        self._peer = peer
        self._buffer = b""
        self._offset = 0

    def receive(self, data: bytes) -> Iterator[BeastFrame | Refusal]:
        """Frames of Mode S that these bytes complete, and what was no frame; other frames are passed over."""
        self._buffer += data
        at = 0
        while (start := self._buffer.find(ESCAPE, at)) >= 0:
            if start > at:
                yield self._refuse(at, start, Words("they stand between two frames", "están entre dos tramas"))
            at = start
            if at + 2 > len(self._buffer):
                break
            length = _LENGTHS.get(self._buffer[at + 1])
            if length is None:
                kind = f"0x{self._buffer[at + 1]:02x}"
                yield self._refuse(at, at + 2, Words(f"type {kind}", f"tipo {kind}"))
                at += 2
                continue
            end, body = self._body(at + 2, _BEFORE + length)
            if body is None:
                if end is None:
                    break
                yield self._refuse(at, end, Words("a frame is cut short", "una trama está cortada"))
            elif self._buffer[at + 1] in (0x32, 0x33):
                yield BeastFrame(self._offset + at, int.from_bytes(body[:6], "big"), body[_BEFORE:])
            at = end if end is not None else len(self._buffer)
        else:
            if at < len(self._buffer):
                yield self._refuse(
                    at, len(self._buffer), Words("they stand between two frames", "están entre dos tramas")
                )
                at = len(self._buffer)
        self._buffer = self._buffer[at:]
        self._offset += at

    def finish(self) -> list[Refusal]:
        """At the end of the bytes: a frame that was not whole."""
        if not self._buffer:
            return []
        return [self._refuse(0, len(self._buffer), Words("a frame is cut short", "una trama está cortada"))]

    def _body(self, at: int, size: int) -> tuple[int | None, bytes | None]:
        """Where a frame ends and its bytes; no bytes where another begins inside; no end until more bytes arrive."""
        buffer = self._buffer
        plain = buffer[at : at + size]
        if len(plain) == size and ESCAPE not in plain:
            return at + size, plain
        body = bytearray()
        while len(body) < size:
            if at >= len(buffer):
                return None, None
            if buffer[at] == ESCAPE:
                if at + 1 >= len(buffer):
                    return None, None
                if buffer[at + 1] != ESCAPE:
                    return at, None
                at += 1
            body.append(buffer[at])
            at += 1
        return at, bytes(body)

    def _refuse(self, start: int, end: int, why: Words) -> Refusal:
        raw = self._buffer[start:end]
        return refusal_of(BadBeastFrame(why=why), offset=self._offset + start, raw=raw, peer=self._peer)


def encode_beast(message: bytes, ticks: int, signal: int = 0x80) -> bytes:
    """The frame of a Mode S message; for tests and simulated traffic."""
    kind = b"3" if len(message) == 14 else b"2"
    body = ticks.to_bytes(6, "big") + bytes([signal]) + message
    return bytes([ESCAPE]) + kind + body.replace(b"\x1a", b"\x1a\x1a")
