"""Blocks to reports: every record of a block or none of them; a block with one impossible record is refused whole."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

import msgspec

from lindero.gateways.asterix import adsb, plots, service, tracks
from lindero.gateways.asterix.block import Block, decode_block
from lindero.gateways.asterix.report import Items, Key, Received, Report, Source, key_of
from lindero.gateways.asterix.service import Said
from lindero.model.place import Position

_REPORTS: Final[dict[int, Callable[[Items, Source, Received], Report | None]]] = {
    plots.CATEGORY: plots.report_of_plot,
    tracks.CATEGORY: tracks.report_of_track,
    adsb.CATEGORY: adsb.report_of_adsb,
}
_SERVICE: Final[dict[int, Callable[[Items, Received], Said]]] = {
    service.RADAR: service.said_by_radar,
    service.TRACKER: service.said_by_tracker,
}


class Sources(Protocol):
    """Who may speak, and what the node knows of each."""

    def of(self, key: Key) -> Source:
        """The source of that code.

        Raises:
            SourceNotListed: It may not speak.
        """

    def place(self, key: Key, place: Position) -> None:
        """It has said where it stands."""


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What one record gave.

    Attributes:
        number: Its place in the block.
        source: Who sent it.
        report: A report of an object.
        said: What the source says of itself.
    """

    number: int
    source: Source
    report: Report | None = None
    said: Said | None = None


def read_block(block: Block, received: Received, sources: Sources, editions: Mapping[int, str]) -> list[Heard]:
    """What the records of a block say.

    Raises:
        CategoryNotTaken, NotStrict, SourceNotListed, ItemMissing, ImpossibleValue: Nothing of it is taken in.
    """
    heard = []
    for number, items in enumerate(decode_block(block, editions)):
        source = sources.of(key_of(items, block.category))
        report = said = None
        if block.category in _REPORTS:
            report = _REPORTS[block.category](items, source, received)
        else:
            said = _SERVICE[block.category](items, received)
        heard.append(Heard(number=number, source=source, report=report, said=said))
    return heard
