"""Who may speak on a feed: the listed ones on a node, all of them in a recording."""

from collections.abc import Sequence

import msgspec

from lindero.gateways.asterix.errors import SourceNotListed
from lindero.gateways.asterix.report import Key, Source
from lindero.model.place import Position


class Listed:
    """Those that node.toml lists.

    Args:
        sources: With their places.
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = {source.key: source for source in sources}

    def of(self, key: Key) -> Source:
        """The source of that code.

        Raises:
            SourceNotListed: It may not speak.
        """
        if key not in self._sources:
            raise SourceNotListed(sac=key[0], sic=key[1])
        return self._sources[key]

    def place(self, key: Key, place: Position) -> None:
        """It has said where it stands."""
        self._sources[key] = placed(self.of(key), place)


class Anybody:
    """Every source of a recording."""

    def __init__(self) -> None:
        self._sources: dict[Key, Source] = {}

    def of(self, key: Key) -> Source:
        """The source of that code."""
        return self._sources.setdefault(key, Source(sac=key[0], sic=key[1]))

    def place(self, key: Key, place: Position) -> None:
        """It has said where it stands."""
        self._sources[key] = placed(self.of(key), place)


def placed(source: Source, place: Position) -> Source:
    """A source where it says that it stands, unless somebody else said where."""
    if source.place is not None:
        return source
    return msgspec.structs.replace(
        source, lat_deg=place.lat_deg, lon_deg=place.lon_deg, height_hae_m=place.altitude_hae_m
    )
