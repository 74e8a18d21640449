"""`lindero decode adsb-json|adsb-sbs|adsb-beast`: positions of crewed aircraft, then one summary per aircraft."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, Protocol

import msgspec

from lindero.gateways.adsb.aircraft_json import AircraftJson
from lindero.gateways.adsb.beast_feed import BeastFeed
from lindero.gateways.adsb.report import UNNAMED_SENSOR, Maker, Report, detection_of, id_of_report
from lindero.gateways.adsb.sbs import SbsLines
from lindero.gateways.adsb.summaries import summaries_of
from lindero.gateways.intake.refusal import Refusal
from lindero.kernel.ids import NodeId
from lindero.model.airspace import Detection
from lindero.model.codec import format_record, public_tree


class Decoder(Protocol):
    """What each of the three formats can do."""

    @property
    def messages(self) -> int:
        """How many messages were accepted."""

    def feed(self, data: bytes) -> tuple[list[Report], list[Refusal]]:
        """What these bytes complete."""

    def finish(self) -> tuple[list[Report], list[Refusal]]:
        """What the end of the bytes completes."""


DECODERS: Final[dict[str, Callable[[str], Decoder]]] = {
    "adsb-json": AircraftJson,
    "adsb-sbs": SbsLines,
    "adsb-beast": BeastFeed,
}


def detections_of(format_: str, name: str, chunks: Iterable[bytes], origin: NodeId) -> list[Detection]:
    """All detections of a recording; what is refused is passed over."""
    taken = takings(DECODERS[format_](name), chunks)
    return [detection_of(report, maker_of(origin)) for reports, _ in taken for report in reports]


def takings(decoder: Decoder, chunks: Iterable[bytes]) -> Iterator[tuple[list[Report], list[Refusal]]]:
    """What each piece of a file gives, and what its end does."""
    for chunk in chunks:
        yield decoder.feed(chunk)
    yield decoder.finish()


def maker_of(origin: NodeId) -> Maker:
    """Records of a file: without a marking, and the same each time."""
    return Maker(origin=origin, sensor=UNNAMED_SENSOR, marking=None, new_id=id_of_report)


def lines_of(reports: Iterable[Report], origin: NodeId) -> Iterator[str]:
    """The detections of the reports, then one summary per aircraft, as JSON."""
    held = list(reports)
    for report in held:
        yield format_record(detection_of(report, maker_of(origin)))
    for summary in summaries_of(held):
        yield msgspec.json.encode(msgspec.to_builtins(summary) | public_tree(summary)).decode()
