"""Remote ID in IEEE 802.11 frames: beacons with a vendor element, and Wi-Fi Aware (NAN) service discovery.

Sources: ASTM F3411-22a, broadcast by Wi-Fi NAN and by Wi-Fi beacon; IEEE 802.11-2020, 9.3.3 (management frames); Wi-Fi
Aware, Service Descriptor attribute; radiotap.org.
"""

import struct
import zlib
from typing import Final

from lindero.gateways.remoteid.broadcasts import APPLICATION_CODE, Broadcast
from lindero.gateways.remoteid.errors import DamagedFrame, TruncatedFrame

VENDOR: Final = b"\xfa\x0b\xbc" + bytes([APPLICATION_CODE])
"""OUI of ASD-STAN and vendor type, as they stand in a beacon."""

NAN_SERVICE: Final = bytes.fromhex("88 69 19 9d 92 09")
"""Service id: the first six bytes of SHA-256 of `org.opendroneid.remoteid`."""

_MAC_HEADER, _CHECKSUM = 24, 4
_BEACON_FIXED: Final = 12
_VENDOR_ELEMENT: Final = 221
_NAN_ACTION: Final = b"\x04\x09\x50\x6f\x9a\x13"
_SERVICE_DESCRIPTOR: Final = 0x03
_TSFT, _FLAGS = 1, 2
_HAS_CHECKSUM, _BAD_CHECKSUM = 0x10, 0x40


def broadcasts_in_radiotap(frame: bytes, *, whole: bool = True) -> list[Broadcast]:
    """Broadcasts of a frame with a radiotap header (link type 127).

    Raises:
        DamagedFrame: Its checksum failed.
        TruncatedFrame: It ends before the broadcast does.
    """
    if VENDOR not in frame and NAN_SERVICE not in frame:
        return []
    start, flags = _radiotap(frame)
    if flags & _BAD_CHECKSUM:
        raise DamagedFrame
    end = len(frame)
    if flags & _HAS_CHECKSUM and whole:
        end -= _CHECKSUM
        if not _checksum_holds(frame, start, end):
            raise DamagedFrame
    return _broadcasts(frame, start, end)


def broadcasts_in_wifi(frame: bytes, *, whole: bool = True) -> list[Broadcast]:
    """Broadcasts of a bare 802.11 frame (link type 105), with its checksum or without.

    Raises:
        TruncatedFrame: It ends before the broadcast does.
    """
    if VENDOR not in frame and NAN_SERVICE not in frame:
        return []
    end = len(frame)
    if whole and end > _CHECKSUM and _checksum_holds(frame, 0, end - _CHECKSUM):
        end -= _CHECKSUM
    return _broadcasts(frame, 0, end)


def _radiotap(frame: bytes) -> tuple[int, int]:
    """Length of the radiotap header, and its flags field (0 where it has none)."""
    if len(frame) < 8:
        raise TruncatedFrame(what="radiotap header", need=8, got=len(frame))
    _, size, present = struct.unpack_from("<HHI", frame, 0)
    if not 8 <= size <= len(frame):
        raise TruncatedFrame(what="radiotap header", need=size, got=len(frame))
    words = 1
    while struct.unpack_from("<I", frame, 4 * words)[0] >> 31 and 4 + 4 * words + 4 <= size:
        words += 1
    field = 4 + 4 * words
    if present & _TSFT:
        field = (field + 7) // 8 * 8 + 8
    return size, frame[field] if present & _FLAGS and field < size else 0


def _checksum_holds(frame: bytes, start: int, end: int) -> bool:
    return struct.pack("<I", zlib.crc32(frame[start:end])) == frame[end : end + _CHECKSUM]


def _broadcasts(frame: bytes, start: int, end: int) -> list[Broadcast]:
    """Broadcasts of the 802.11 frame at `frame[start:end]`: management frames only."""
    if end - start < _MAC_HEADER:
        raise TruncatedFrame(what="802.11 header", need=_MAC_HEADER, got=end - start)
    kind, order = frame[start], frame[start + 1] & 0x80
    address = frame[start + 10 : start + 16].hex(":")
    body = start + _MAC_HEADER + (4 if order else 0)
    if kind == 0x80:
        return _in_beacon(frame, body + _BEACON_FIXED, end, address)
    if kind in (0xD0, 0xE0) and frame[body : body + 6] == _NAN_ACTION:
        return _in_service_discovery(frame, body + 6, end, address)
    return []


def _in_beacon(frame: bytes, start: int, end: int, address: str) -> list[Broadcast]:
    found = []
    while start + 2 <= end:
        number, size = frame[start], frame[start + 1]
        content = start + 2
        if number == _VENDOR_ELEMENT and frame[content : content + 4] == VENDOR and size >= 5:
            if content + size > end:
                raise TruncatedFrame(what="beacon element", need=size, got=end - content)
            found.append(
                Broadcast(
                    radio="wifi-beacon",
                    address=address,
                    counter=frame[content + 4],
                    at=content + 5,
                    payload=frame[content + 5 : content + size],
                )
            )
        start = content + size
    return found


def _in_service_discovery(frame: bytes, start: int, end: int, address: str) -> list[Broadcast]:
    found = []
    while start + 3 <= end:
        number, size = struct.unpack_from("<BH", frame, start)
        content = start + 3
        if number == _SERVICE_DESCRIPTOR and frame[content : content + 6] == NAN_SERVICE:
            if content + size > end:
                raise TruncatedFrame(what="service descriptor", need=size, got=end - content)
            at, length = _service_info(frame, content, content + size)
            if length:
                payload = frame[at + 1 : at + length]
                found.append(
                    Broadcast(radio="wifi-nan", address=address, counter=frame[at], at=at + 1, payload=payload)
                )
        start = content + size
    return found


def _service_info(frame: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the service info of a descriptor begins, and its length; (end, 0) when it has none.

    The control byte says which variable fields stand before it: bitmap, matching filter, response filter.
    """
    control, at = frame[start + 8] if start + 8 < end else 0, start + 9
    if control & 0x40:
        at += 2
    for bit in (0x04, 0x08):
        if control & bit and at < end:
            at += 1 + frame[at]
    if not control & 0x10:
        return end, 0
    if at >= end or at + 1 + frame[at] > end:
        raise TruncatedFrame(what="service info", need=at + 1 - start, got=end - start)
    return at + 1, frame[at]
