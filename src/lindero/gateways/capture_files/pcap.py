"""Captures as a stream of frames: feed bytes as they come, get frames as they are complete. No I/O.

`PcapStream` finds out which format it is: pcap (here; microseconds or nanoseconds, either byte order) or pcapng.
Source: draft-ietf-opsawg-pcap.
"""

import struct
from collections.abc import Mapping
from typing import Final

from lindero.gateways.capture_files.errors import BrokenCapture, LinkTypeRefused, NotPcap, TruncatedCapture
from lindero.gateways.capture_files.frames import FRAME_LIMIT, Frame, RecordReader, Step
from lindero.gateways.capture_files.link_types import require_link_type
from lindero.gateways.capture_files.pcapng import SECTION_MAGIC, PcapngReader
from lindero.gateways.intake.refusal import Refusal, refusal_of
from lindero.kernel.clock import SECOND_NS, Instant

MICROSECONDS_MAGIC: Final = 0xA1B2C3D4
NANOSECONDS_MAGIC: Final = 0xA1B23C4D
FILE_HEADER: Final = 24
RECORD_HEADER: Final = 16
_FORMATS: Final = {
    struct.pack(order + "I", magic): (order, unit_ns)
    for order in "<>"
    for magic, unit_ns in ((MICROSECONDS_MAGIC, 1000), (NANOSECONDS_MAGIC, 1))
}


class PcapReader:
    """Records of a pcap file after its magic number.

    Args:
        order: Byte order, `<` or `>`.
        unit_ns: What the fraction of a second counts. [ns]
        accepted: Link types that are read, with their names.
    """

    def __init__(self, order: str, unit_ns: int, accepted: Mapping[int, str]) -> None:
        self._accepted = accepted
        self._record = struct.Struct(order + "IIII")
        self._link_type_field = struct.Struct(order + "I")
        self._unit_ns = unit_ns
        self._link_type: int | None = None

    def step(self, data: bytes, start: int, offset: int) -> Step | None:
        """The file header or the next packet."""
        if self._link_type is None:
            return self._step_header(data, start)
        if len(data) - start < RECORD_HEADER:
            return None
        seconds, fraction, size, size_on_air = self._record.unpack_from(data, start)
        if size > FRAME_LIMIT or fraction * self._unit_ns >= SECOND_NS:
            raise BrokenCapture(why=f"packet of {size} bytes at {seconds} s + {fraction} units")
        begin = start + RECORD_HEADER
        if len(data) - begin < size:
            return None
        return Step(
            begin + size,
            Frame(
                offset=offset + RECORD_HEADER,
                link_type=self._link_type,
                received_at=Instant(seconds * SECOND_NS + fraction * self._unit_ns),
                data=data[begin : begin + size],
                whole=size >= size_on_air,
            ),
        )

    def _step_header(self, data: bytes, start: int) -> Step | None:
        if len(data) - start < FILE_HEADER:
            return None
        (field,) = self._link_type_field.unpack_from(data, start + 20)
        self._link_type = require_link_type(field & 0xFFFF, self._accepted)  # the upper half: length of the checksum
        return Step(start + FILE_HEADER)

    def missing(self, data: bytes, start: int) -> int:
        """Length of the packet that has begun."""
        if self._link_type is None:
            return FILE_HEADER
        if len(data) - start < RECORD_HEADER:
            return RECORD_HEADER
        return RECORD_HEADER + int(self._record.unpack_from(data, start)[2])


class PcapStream:
    """Frames of one capture, from its bytes in pieces of any size.

    Once the capture is broken, what follows is not read: there is no way to find the next record in it.

    Args:
        accepted: Link types that are read, with their names.
        peer: Who sends it, for refusals; a file's name.
    """

    def __init__(self, accepted: Mapping[int, str], peer: str = "") -> None:
        self._accepted = accepted
        self._peer = peer
        self._reader: RecordReader | None = None
        self._pending = b""
        self._offset = 0
        self._broken = False

    @property
    def broken(self) -> bool:
        """Nothing more will come of this stream."""
        return self._broken

    def feed(self, data: bytes) -> list[Frame | Refusal]:
        """Frames and refusals that these bytes complete, in order."""
        if self._broken:
            return []
        self._pending += data
        events: list[Frame | Refusal] = []
        start = 0
        try:
            start = self._drain(events)
        except (NotPcap, BrokenCapture, LinkTypeRefused) as error:
            self._broken = True
            events.append(refusal_of(error, offset=self._offset, raw=self._pending, peer=self._peer))
            self._pending = b""
        else:
            self._pending = self._pending[start:]
        return events

    def finish(self) -> list[Refusal]:
        """At the end of the bytes: what a cut record or an empty file is refused with."""
        if self._broken or (self._reader is not None and not self._pending):
            return []
        self._broken = True
        error: NotPcap | TruncatedCapture = NotPcap(magic=self._pending[:4].hex(" ") or "nothing")
        if self._reader is not None:
            error = TruncatedCapture(need=self._reader.missing(self._pending, 0), got=len(self._pending))
        return [refusal_of(error, offset=self._offset, raw=self._pending, peer=self._peer)]

    def _drain(self, events: list[Frame | Refusal]) -> int:
        """Reads whole records into `events`; index of the first byte that belongs to none.

        `_offset` follows along: it always names the record that is being read.
        """
        start = 0
        if self._reader is None:
            if len(self._pending) < 4:
                return 0
            self._reader = _reader_of(self._pending[:4], self._accepted, self._peer)
        while (step := self._reader.step(self._pending, start, self._offset)) is not None:
            if step.event is not None:
                events.append(step.event)
            self._offset += step.end - start
            start = step.end
        return start


def _reader_of(magic: bytes, accepted: Mapping[int, str], peer: str) -> RecordReader:
    """The reader of the format that begins so.

    Raises:
        NotPcap: None does.
    """
    if magic == SECTION_MAGIC:
        return PcapngReader(accepted, peer)
    if magic not in _FORMATS:
        raise NotPcap(magic=magic.hex(" "))
    return PcapReader(*_FORMATS[magic], accepted)
