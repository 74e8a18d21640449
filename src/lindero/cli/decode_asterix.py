"""`lindero decode asterix`: reports of radars, trackers and ADS-B ground stations, then one summary per object."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from lindero.gateways.asterix.detections import Maker, id_of_record
from lindero.gateways.asterix.recording import AsterixRecording
from lindero.kernel.clock import Instant, SystemClock
from lindero.kernel.ids import NodeId
from lindero.model.airspace import Detection
from lindero.model.codec import format_record, public_tree

FORMAT = "asterix"


def recording_of(file: Path, origin: NodeId) -> AsterixRecording:
    """A recording to be fed; blocks without a time of reception came when the file was last written."""
    written_at = SystemClock().now() if str(file) == "-" else Instant(file.stat().st_mtime_ns)
    maker = Maker(origin=origin, marking=None, new_id=id_of_record)
    return AsterixRecording(maker, written_at=written_at, peer=file.name)


def detections_of(file: Path, chunks: Iterable[bytes], origin: NodeId) -> list[Detection]:
    """All detections of a recording; what is refused is passed over."""
    recording = recording_of(file, origin)
    for chunk in chunks:
        recording.feed(chunk)
    recording.finish()
    return recording.detections


def lines_of(recording: AsterixRecording) -> Iterator[str]:
    """The detections, then one summary per object, as JSON."""
    for detection in recording.detections:
        yield format_record(detection)
    for summary in recording.summaries():
        yield msgspec.json.encode(msgspec.to_builtins(summary) | public_tree(summary)).decode()
