"""JSON documents cut from a stream of bytes: one per file, one per line, or one after the other. No I/O.

Only braces outside strings are counted; whether what lies between is JSON, the decoder says.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from lindero.gateways.adsb.errors import NotAircraftJson
from lindero.kernel.errors import Words

LIMIT_BYTES: Final = 8 << 20
"""Longest document: 20,000 aircraft."""

_MARK: Final = re.compile(rb'[{}"\\]')


class Document(msgspec.Struct, frozen=True):
    """One document and where it began."""

    offset: int
    data: bytes


class DocumentReader:
    """Cuts one stream.

    Args:
        limit_bytes: Longest document; also what bounds the memory of one sender.
    """

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self._limit = limit_bytes
        self._buffer = bytearray()
        self._offset = 0
        self._looked = 0
        self._depth = 0
        self._in_string = False

    @property
    def offset(self) -> int:
        """Where the document that is not whole yet begins."""
        return self._offset

    @property
    def unread(self) -> bytes:
        """What has arrived of it, without the space around it."""
        return bytes(self._buffer).strip()

    def receive(self, data: bytes) -> Iterator[Document]:
        """The documents that these bytes complete.

        Raises:
            NotAircraftJson: One is too long, or bytes stand between documents; reading goes on after what was dropped.
        """
        self._buffer += data
        while (mark := _MARK.search(self._buffer, self._looked)) is not None:
            if not self._pass(mark[0], mark.start()):
                break
            if self._depth == 0 and mark[0] == b"}":
                yield self._cut(mark.end())
            elif self._depth <= 0:
                self._drop(mark.end(), Words("text outside of a document", "texto fuera de un documento"))
        else:
            self._looked = len(self._buffer)
        if len(self._buffer) > self._limit:
            words = Words(f"more than {self._limit} bytes", f"más de {self._limit} bytes")
            self._drop(len(self._buffer), words)

    def _pass(self, mark: bytes, at: int) -> bool:
        """Count a mark; False when the byte after a backslash has not arrived."""
        if mark == b"\\":
            if at + 1 >= len(self._buffer):
                self._looked = at
                return False
            self._looked = at + 2
            return True
        self._looked = at + 1
        if mark == b'"':
            self._in_string = not self._in_string
        elif not self._in_string:
            self._depth += 1 if mark == b"{" else -1
        return True

    def _cut(self, end: int) -> Document:
        data = bytes(self._buffer[:end])
        lead = len(data) - len(data.lstrip())
        document = Document(self._offset + lead, data[lead:])
        self._forget(end)
        return document

    def _drop(self, end: int, why: Words) -> None:
        self._forget(end)
        raise NotAircraftJson(why=why)

    def _forget(self, end: int) -> None:
        del self._buffer[:end]
        self._offset += end
        self._looked, self._depth, self._in_string = 0, 0, False
