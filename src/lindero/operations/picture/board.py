"""The board: the newest state of every track, own and received, with its tail. In memory, for the consoles."""

from collections import deque
from collections.abc import Iterable
from typing import Final

from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import NodeId
from lindero.model.airspace import Sensor, Track

TAIL_POINTS: Final = 60
FORGET_AFTER_S: Final = 120.0
"""A track without news for so long leaves the board; its records stay."""

TailPoint = tuple[float, float, int]
"""Longitude [deg], latitude [deg], instant [ns UTC]."""


class BoardEntry:
    """One track on the board.

    Attributes:
        track: Newest record.
        version: Grows with every change of the board; tells a reader what it has not seen.
        tail: Where it was, oldest first.
    """

    __slots__ = ("tail", "track", "version")

    def __init__(self, track: Track, version: int) -> None:
        self.track = track
        self.version = version
        self.tail: deque[TailPoint] = deque(maxlen=TAIL_POINTS)


class Board:
    """Newest state of tracks and sensors. One per node; used from its event loop only."""

    def __init__(self) -> None:
        self._tracks: dict[tuple[NodeId, str], BoardEntry] = {}
        self._sensors: dict[str, Sensor] = {}
        self._gone: deque[tuple[int, str]] = deque(maxlen=10_000)
        self.version = 0
        self.sensors_version = 0

    def put(self, tracks: Iterable[Track]) -> None:
        """Take over newer states; an older one than is known changes nothing. A lost track leaves the board."""
        for track in tracks:
            key = (track.origin, track.track)
            entry = self._tracks.get(key)
            if entry is not None and track.observed_at < entry.track.observed_at:
                continue
            self.version += 1
            if track.status == "lost":
                self._forget(key)
                continue
            if entry is None:
                entry = self._tracks[key] = BoardEntry(track, self.version)
            entry.track, entry.version = track, self.version
            entry.tail.append((track.position.lon_deg, track.position.lat_deg, track.observed_at))

    def put_sensor(self, sensor: Sensor) -> None:
        """Take over the newest state of a sensor."""
        self._sensors[sensor.sensor] = sensor
        self.sensors_version += 1

    def forget(self, tracks: Iterable[Track]) -> None:
        """Records are gone: a track leaves with its newest state; of an older state, its point in the tail leaves."""
        for track in tracks:
            key = (track.origin, track.track)
            entry = self._tracks.get(key)
            if entry is None:
                continue
            self.version += 1
            if entry.track.id == track.id:
                self._forget(key)
                continue
            left = [point for point in entry.tail if point[2] != track.observed_at]
            entry.tail, entry.version = deque(left, maxlen=TAIL_POINTS), self.version

    def sweep(self, now: int) -> None:
        """Forget tracks without news since long; `now` in ns UTC."""
        limit = now - int(FORGET_AFTER_S * SECOND_NS)
        for key in [key for key, entry in self._tracks.items() if entry.track.observed_at < limit]:
            self.version += 1
            self._forget(key)

    def tracks(self) -> list[BoardEntry]:
        """All of them."""
        return list(self._tracks.values())

    def track(self, number: str) -> BoardEntry | None:
        """The entry of a number."""
        return next((entry for (_, known), entry in self._tracks.items() if known == number), None)

    def sensors(self) -> list[Sensor]:
        """Own sensors, by id."""
        return [self._sensors[name] for name in sorted(self._sensors)]

    def changed_since(self, version: int) -> tuple[list[BoardEntry], list[str]]:
        """Entries that changed after that version, and the numbers that left."""
        changed = [entry for entry in self._tracks.values() if entry.version > version]
        return changed, [number for at, number in self._gone if at > version]

    def _forget(self, key: tuple[NodeId, str]) -> None:
        if self._tracks.pop(key, None) is not None:
            self._gone.append((self.version, key[1]))
