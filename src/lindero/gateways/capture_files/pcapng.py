"""pcapng: blocks of sections, interfaces and packets, either byte order, unknown blocks skipped. No I/O.

Read are Section Header, Interface Description, Enhanced Packet and Simple Packet blocks; a simple packet has no time.
Source: draft-ietf-opsawg-pcapng, section 4.
"""

import struct
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from lindero.gateways.capture_files.errors import BadCaptureRecord, BrokenCapture, LinkTypeRefused
from lindero.gateways.capture_files.frames import FRAME_LIMIT, LATEST_INSTANT, Frame, Step
from lindero.gateways.capture_files.link_types import require_link_type
from lindero.gateways.intake.refusal import Refusal, refusal_of
from lindero.kernel.clock import SECOND_NS, Instant

SECTION_MAGIC: Final = b"\x0a\x0d\x0d\x0a"
BLOCK_LIMIT: Final = 16 << 20
INTERFACE_LIMIT: Final = 1024
_SECTION, _INTERFACE, _SIMPLE_PACKET, _ENHANCED_PACKET = 0x0A0D0D0A, 1, 3, 6
_BYTE_ORDERS: Final = {b"\x4d\x3c\x2b\x1a": "<", b"\x1a\x2b\x3c\x4d": ">"}
_IF_NAME, _IF_TSRESOL, _IF_TSOFFSET = 2, 9, 14


class _Interface(msgspec.Struct, frozen=True, kw_only=True):
    """One capturing interface; `link_type` is None where frames of its type are refused."""

    link_type: int | None
    snapshot_size: int
    name: str | None
    units_per_s: int
    offset_s: int

    def instant_of(self, units: int) -> Instant:
        """UTC of a packet's time stamp.

        Raises:
            BadCaptureRecord: It is before 1970 or after 2262.
        """
        instant = units * SECOND_NS // self.units_per_s + self.offset_s * SECOND_NS
        if not 0 <= instant <= LATEST_INSTANT:
            raise BadCaptureRecord(why=f"time stamp {units} / {self.units_per_s} s")
        return Instant(instant)


class PcapngReader:
    """Blocks of a pcapng file; the interfaces are those of the current section.

    Args:
        accepted: Link types that are read, with their names.
        peer: Who sends it, for refusals.
    """

    def __init__(self, accepted: Mapping[int, str], peer: str = "") -> None:
        self._accepted = accepted
        self._peer = peer
        self._order = "<"
        self._interfaces: list[_Interface] = []

    def step(self, data: bytes, start: int, offset: int) -> Step | None:
        """The next block."""
        if len(data) - start < 12:
            return None
        if data[start : start + 4] == SECTION_MAGIC:
            self._begin_section(data[start + 8 : start + 12])
        kind, size = struct.unpack_from(self._order + "II", data, start)
        if size < 12 or size % 4 or size > BLOCK_LIMIT:
            raise BrokenCapture(why=f"block of type {kind:#x} and {size} bytes")
        if len(data) - start < size:
            return None
        end = start + size
        if data[start + 4 : start + 8] != data[end - 4 : end]:
            raise BrokenCapture(why=f"the two lengths of a block of type {kind:#x} differ")
        return Step(end, self._read(kind, data[start + 8 : end - 4], offset))

    def missing(self, data: bytes, start: int) -> int:
        """Length of the block that has begun."""
        return int(struct.unpack_from(self._order + "I", data, start + 4)[0]) if len(data) - start >= 12 else 12

    def _begin_section(self, byte_order: bytes) -> None:
        if byte_order not in _BYTE_ORDERS:
            raise BrokenCapture(why=f"byte-order magic {byte_order.hex(' ')}")
        self._order = _BYTE_ORDERS[byte_order]
        self._interfaces = []

    def _read(self, kind: int, body: bytes, offset: int) -> Frame | Refusal | None:
        try:
            if kind == _INTERFACE:
                self._add_interface(body)
            elif kind == _ENHANCED_PACKET:
                return self._enhanced(body, offset)
            elif kind == _SIMPLE_PACKET:
                return self._simple(body, offset)
        except (BadCaptureRecord, LinkTypeRefused) as error:
            return refusal_of(error, offset=offset, raw=body, peer=self._peer)
        return None

    def _add_interface(self, body: bytes) -> None:
        if len(self._interfaces) >= INTERFACE_LIMIT:
            raise BrokenCapture(why=f"more than {INTERFACE_LIMIT} interfaces")
        if len(body) < 8:
            raise BrokenCapture(why="interface description without a link type")
        number, _, snapshot_size = struct.unpack_from(self._order + "HHI", body)
        options = dict(self._options(body, 8))
        interface = _Interface(
            link_type=None,
            snapshot_size=snapshot_size or FRAME_LIMIT,
            name=options.get(_IF_NAME, b"").decode("utf-8", "replace").rstrip("\0") or None,
            units_per_s=_units_per_s(options.get(_IF_TSRESOL, b"\x06")),
            offset_s=self._signed(options.get(_IF_TSOFFSET, b"")),
        )
        self._interfaces.append(interface)  # also a refused one: packets count interfaces by position
        self._interfaces[-1] = msgspec.structs.replace(interface, link_type=require_link_type(number, self._accepted))

    def _signed(self, field: bytes) -> int:
        return int(struct.unpack(self._order + "q", field)[0]) if len(field) == 8 else 0

    def _options(self, body: bytes, start: int) -> Iterator[tuple[int, bytes]]:
        while start + 4 <= len(body):
            code, size = struct.unpack_from(self._order + "HH", body, start)
            if code == 0:
                return
            yield code, body[start + 4 : start + 4 + size]
            start += 4 + (size + 3) // 4 * 4

    def _interface(self, number: int) -> _Interface:
        if number >= len(self._interfaces):
            raise BadCaptureRecord(why=f"packet of interface {number}, {len(self._interfaces)} are described")
        return self._interfaces[number]

    def _enhanced(self, body: bytes, offset: int) -> Frame | None:
        if len(body) < 20:
            raise BadCaptureRecord(why=f"packet block of {len(body)} bytes")
        number, high, low, size, size_on_air = struct.unpack_from(self._order + "5I", body)
        interface = self._interface(number)
        if size > min(len(body) - 20, FRAME_LIMIT):
            raise BadCaptureRecord(why=f"packet of {size} bytes in a block of {len(body)}")
        if interface.link_type is None:
            return None
        return Frame(
            offset=offset + 28,
            link_type=interface.link_type,
            received_at=interface.instant_of(high << 32 | low),
            data=body[20 : 20 + size],
            whole=size >= size_on_air,
            interface=interface.name,
        )

    def _simple(self, body: bytes, offset: int) -> Frame | None:
        if len(body) < 4:
            raise BadCaptureRecord(why=f"packet block of {len(body)} bytes")
        interface = self._interface(0)
        (size_on_air,) = struct.unpack_from(self._order + "I", body)
        size = min(size_on_air, interface.snapshot_size, len(body) - 4, FRAME_LIMIT)
        if interface.link_type is None:
            return None
        return Frame(
            offset=offset + 12,
            link_type=interface.link_type,
            received_at=None,
            data=body[4 : 4 + size],
            whole=size >= size_on_air,
            interface=interface.name,
        )


def _units_per_s(field: bytes) -> int:
    """Units per second of an if_tsresol option: a power of ten, or of two where the highest bit is set."""
    exponent = field[0] if field else 6
    return int(2 ** (exponent & 0x7F) if exponent & 0x80 else 10**exponent)
