"""A whole recording: a pcap or pcapng file with UDP, or blocks one behind the other.

Pure; decoding a file twice gives equal records.
Bare blocks have no time of reception: they are taken as received when the file was last written.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from lindero.gateways.asterix.block import HEADER_BYTES, Block, cut_blocks
from lindero.gateways.asterix.decode import read_block
from lindero.gateways.asterix.detections import Maker, detection_of
from lindero.gateways.asterix.edition import NEWEST
from lindero.gateways.asterix.errors import NotABlock
from lindero.gateways.asterix.report import Received
from lindero.gateways.asterix.sources import Anybody
from lindero.gateways.asterix.udp_frames import ACCEPTED, datagram_in
from lindero.gateways.capture_files.frames import Frame
from lindero.gateways.capture_files.pcap import PcapStream
from lindero.gateways.intake.refusal import Refusal, refusal_of
from lindero.kernel.clock import Instant
from lindero.kernel.errors import RemoteError
from lindero.model.airspace import Detection

_CAPTURES: Final = (
    b"\xa1\xb2\xc3\xd4",
    b"\xd4\xc3\xb2\xa1",
    b"\xa1\xb2\x3c\x4d",
    b"\x4d\x3c\xb2\xa1",
    b"\x0a\x0d\x0d\x0a",
)


class SourceSummary(msgspec.Struct, frozen=True, kw_only=True):
    """All reports of one source about one object.

    Attributes:
        source: `SAC/SIC`.
        airframe: As in the detections; None for what has no address.
        source_track: The source's number of it, of what has no address.
        detections: Reports.
        first_at: The first. [ns UTC]
        last_at: The last. [ns UTC]
    """

    source: str
    airframe: str | None
    source_track: str | None
    detections: int
    first_at: int
    last_at: int


class AsterixRecording:
    """A recording, fed in pieces of any size.

    Args:
        maker: Makes the records.
        written_at: When bare blocks were received. [ns UTC]
        editions: Of each category.
        peer: Name of the file, for refusals.
    """

    def __init__(
        self, maker: Maker, *, written_at: Instant, editions: Mapping[int, str] = NEWEST, peer: str = ""
    ) -> None:
        self._maker = maker
        self._written_at = written_at
        self._editions = editions
        self._peer = peer
        self._sources = Anybody()
        self._pending = b""
        self._offset = 0
        self._capture: PcapStream | None = None
        self.messages = 0
        self.detections: list[Detection] = []

    def feed(self, data: bytes) -> list[Refusal]:
        """Take the next bytes; what of them is refused."""
        self._pending += data
        if self._offset == 0 and self._capture is None:
            if len(self._pending) < 4:
                return []
            if self._pending.startswith(_CAPTURES):
                self._capture = PcapStream(ACCEPTED, self._peer)
        return self._feed_blocks() if self._capture is None else self._feed_capture(self._capture)

    def finish(self) -> list[Refusal]:
        """At the end of the bytes: what the rest is refused with."""
        if self._capture is not None:
            return self._capture.finish()
        if not self._pending:
            return []
        cut = NotABlock(length=int.from_bytes(self._pending[1:3], "big"), got=len(self._pending))
        return [refusal_of(cut, offset=self._offset, raw=self._pending, peer=self._peer)]

    def summaries(self) -> list[SourceSummary]:
        """One summary for each object of each source, in the order of the first report."""
        groups: dict[tuple[str, str | None, str | None], list[Detection]] = {}
        for one in self.detections:
            track = one.source_track if one.airframe_ref is None else None
            groups.setdefault((one.sensor, one.airframe_ref, track), []).append(one)
        return [
            SourceSummary(
                source=source,
                airframe=airframe,
                source_track=track,
                detections=len(group),
                first_at=min(one.observed_at for one in group),
                last_at=max(one.observed_at for one in group),
            )
            for (source, airframe, track), group in groups.items()
        ]

    def _feed_capture(self, capture: PcapStream) -> list[Refusal]:
        data, self._pending = self._pending, b""
        refusals = []
        for event in capture.feed(data):
            refusals += self._take_frame(event) if isinstance(event, Frame) else [event]
        return refusals

    def _take_frame(self, frame: Frame) -> list[Refusal]:
        datagram = datagram_in(frame.link_type, frame.data)
        if not datagram:
            return []
        received_at = self._written_at if frame.received_at is None else frame.received_at
        refusals, read = [], 0
        try:
            for block in cut_blocks(datagram):
                read = block.offset + len(block.raw)
                refusals += self._take(block, frame.offset, received_at)
        except NotABlock as error:
            refusals.append(refusal_of(error, offset=frame.offset, raw=datagram[read:], peer=self._peer))
        return refusals

    def _feed_blocks(self) -> list[Refusal]:
        """Whole blocks; of a length that cannot be, everything behind it is lost: no next block can be found."""
        refusals: list[Refusal] = []
        at = 0
        while len(self._pending) - at >= HEADER_BYTES:
            length = int.from_bytes(self._pending[at + 1 : at + HEADER_BYTES], "big")
            if length <= HEADER_BYTES or at + length > len(self._pending):
                break
            block = Block(offset=0, category=self._pending[at], raw=self._pending[at : at + length])
            refusals += self._take(block, self._offset, self._written_at)
            at += length
            self._offset += length
        self._pending = self._pending[at:]
        return refusals

    def _take(self, block: Block, offset: int, received_at: Instant) -> list[Refusal]:
        received = Received(offset=offset, raw=block.raw, received_at=received_at)
        try:
            heard = read_block(block, received, self._sources, self._editions)
        except RemoteError as error:
            return [refusal_of(error, offset=offset, raw=block.raw, peer=self._peer)]
        self.messages += len(heard)
        for one in heard:
            if one.said is not None and one.said.place is not None:
                self._sources.place(one.source.key, one.said.place)
            if one.report is not None:
                self.detections.append(detection_of(one.report, received, one.number, self._maker))
        return []
