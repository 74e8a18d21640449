"""Captures: what a feed received, byte for byte, so that it can be replayed and argued about.

A capture is the line `lindero-capture 1` and then entries, each a little-endian header (reception [ns UTC] uint64,
CRC-32 uint32 of peer and payload, peer length uint16, payload length uint32) followed by the peer (UTF-8) and the
payload. Entries are appended whole; a file cut by a power loss is read up to the last whole one.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

import msgspec

from lindero.gateways.intake.errors import NotACapture

MAGIC: Final = b"lindero-capture 1\n"
_HEADER: Final = struct.Struct("<QIHI")
_PEER_BYTES: Final = 0xFFFF


class Captured(msgspec.Struct, frozen=True, kw_only=True):
    """One message as it was received.

    Attributes:
        received_at: Reception. [ns UTC]
        peer: Who sent it, as far as it said.
        payload: The message.
    """

    received_at: int
    peer: str
    payload: bytes


def encode_captured(entry: Captured) -> bytes:
    """Bytes of one entry, to be appended after `MAGIC` and the entries before it."""
    peer = entry.peer.encode()[:_PEER_BYTES]
    body = peer + entry.payload
    return _HEADER.pack(entry.received_at, zlib.crc32(body), len(peer), len(entry.payload)) + body


def decode_capture(data: bytes) -> Iterator[Captured]:
    """The entries of a capture, in order.

    Raises:
        NotACapture: It does not begin as one, or is damaged at the byte that the error names; all entries before
            that byte have been given.
    """
    if not data.startswith(MAGIC):
        raise NotACapture(offset=0, why_en="it does not begin as one", why_es="no empieza como tal")
    at = len(MAGIC)
    while at < len(data):
        entry, at = _decode_captured(data, at)
        yield entry


def _decode_captured(data: bytes, at: int) -> tuple[Captured, int]:
    """The entry that begins at a byte, and where the next one does."""
    start = at + _HEADER.size
    if start > len(data):
        raise NotACapture(offset=at, why_en="an entry is cut short", why_es="una entrada está cortada")
    received_at, checksum, peer_length, payload_length = _HEADER.unpack_from(data, at)
    end = start + peer_length + payload_length
    if end > len(data):
        raise NotACapture(offset=at, why_en="an entry is cut short", why_es="una entrada está cortada")
    body = data[start:end]
    if zlib.crc32(body) != checksum:
        raise NotACapture(offset=at, why_en="a checksum does not match", why_es="una suma de control no coincide")
    peer = body[:peer_length].decode(errors="replace")
    return Captured(received_at=received_at, peer=peer, payload=body[peer_length:]), end
