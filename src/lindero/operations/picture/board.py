"""The board: the newest state of every track, own and received, with its tail. In memory, for the consoles."""

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import NodeId
from lindero.model.about_tracks import Label
from lindero.model.airspace import Sensor, Track
from lindero.operations.picture.coverage_view import CoverageMap
from lindero.operations.picture.objects import Name, SystemTrack

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
        object: The object that it stands for, with tracks of other nodes; None for itself alone.
    """

    __slots__ = ("object", "tail", "track", "version")

    def __init__(self, track: Track, version: int) -> None:
        self.track = track
        self.version = version
        self.tail: deque[TailPoint] = deque(maxlen=TAIL_POINTS)
        self.object: SystemTrack | None = None

    @property
    def name(self) -> str:
        """Number under which it is shown."""
        return self.track.track if self.object is None else self.object.number


class Board:
    """Newest state of tracks and sensors. One per node; used from its event loop only.

    An object that several nodes see is shown once: by its own track, or by the first there is, under its system number.
    The other tracks stay here and show themselves again when the object parts.
    """

    def __init__(self) -> None:
        self._tracks: dict[Name, BoardEntry] = {}
        self._objects: dict[Name, SystemTrack] = {}
        self._sensors: dict[str, Sensor] = {}
        self._gone: deque[tuple[int, str]] = deque(maxlen=10_000)
        self._labels: dict[Name, dict[NodeId, Label]] = {}
        self.coverage: CoverageMap | None = None
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
            self._touch(key)

    def show(self, objects: Iterable[SystemTrack]) -> None:
        """These are all the objects that several nodes see, as of now."""
        before, self._objects = self._objects, {key: shown for shown in objects for key in shown.members}
        changed = [key for key in before.keys() | self._objects.keys() if before.get(key) != self._objects.get(key)]
        names = {key: self._tracks[key].name for key in changed if self._leads(key, before)}
        if not changed:
            return
        self.version += 1
        for key in changed:
            entry = self._tracks.get(key)
            if entry is not None:
                entry.version, entry.object = self.version, self._objects.get(key)
        for key, name in sorted(names.items()):
            if not self._leads(key, self._objects) or self._tracks[key].name != name:
                self._gone.append((self.version, name))

    def put_sensor(self, sensor: Sensor) -> None:
        """Take over the newest state of a sensor; what was found out about it stays until something newer is."""
        before = self._sensors.get(sensor.sensor)
        if sensor.health is None and before is not None:
            sensor = msgspec.structs.replace(sensor, health=before.health)
        self._sensors[sensor.sensor] = sensor
        self.sensors_version += 1

    def label(self, labels: Iterable[Label]) -> None:
        """Take over newer labels; one that was taken back is kept to be newer than what it took back."""
        for label in labels:
            key = (label.track_origin, label.track)
            known = self._labels.setdefault(key, {})
            before = known.get(label.origin)
            if before is None or (label.recorded_at, label.id) > (before.recorded_at, before.id):
                known[label.origin] = label
                self._changed(key)

    def unlabel(self, labels: Iterable[Label]) -> None:
        """Records of labels are gone: those of them that stood are shown no more."""
        for label in labels:
            key = (label.track_origin, label.track)
            known = self._labels.get(key, {})
            if known.get(label.origin) == label:
                del known[label.origin]
                self._changed(key)

    def labels(self, entry: BoardEntry) -> list[Label]:
        """What nodes take an object for, under whichever of its numbers they said so; newest first."""
        names = [(track.origin, track.track) for track in self.contributions(entry)]
        found = [label for name in names for label in self._labels.get(name, {}).values() if not label.withdrawn]
        return sorted(found, key=lambda label: label.recorded_at, reverse=True)

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
        """All that are shown."""
        return [entry for key, entry in self._tracks.items() if self._leads(key, self._objects)]

    def track(self, number: str) -> BoardEntry | None:
        """The entry that is shown under a number, or that a track of that number is shown by."""
        shown = self.tracks()
        found = next((entry for entry in shown if entry.name == number), None)
        if found is not None:
            return found
        return next((entry for entry in shown if number in {track.track for track in self.contributions(entry)}), None)

    def entry_of(self, name: Name) -> BoardEntry | None:
        """The entry that is shown for a track, by its origin and number: its own, or that of its object."""
        entry = self._tracks.get(name)
        if entry is None or entry.object is None:
            return entry
        return next((self._tracks[key] for key in entry.object.members if key in self._tracks), entry)

    def names(self) -> set[Name]:
        """Origin and number of every track, shown by itself or by its object."""
        return set(self._tracks)

    def contributions(self, entry: BoardEntry) -> list[Track]:
        """Newest records of the tracks that an entry stands for, the own first."""
        if entry.object is None:
            return [entry.track]
        return [self._tracks[key].track for key in entry.object.members if key in self._tracks]

    def sensors(self) -> list[Sensor]:
        """Own sensors, by id."""
        return [self._sensors[name] for name in sorted(self._sensors)]

    def changed_since(self, version: int) -> tuple[list[BoardEntry], list[str]]:
        """Entries that are shown and changed after that version, and the numbers that left."""
        changed = [entry for entry in self.tracks() if entry.version > version]
        return changed, [number for at, number in self._gone if at > version]

    def _leads(self, key: Name, objects: Mapping[Name, SystemTrack]) -> bool:
        """Whether a track is shown: alone, or for its object."""
        if key not in self._tracks:
            return False
        shown = objects.get(key)
        return shown is None or next(member for member in shown.members if member in self._tracks) == key

    def _touch(self, key: Name) -> None:
        """A track of an object has changed: so has what stands for it."""
        shown = self._objects.get(key)
        for member in () if shown is None else shown.members:
            if member in self._tracks:
                self._tracks[member].version, self._tracks[member].object = self.version, shown

    def _changed(self, key: Name) -> None:
        """What is said of a track has changed."""
        if key in self._tracks:
            self.version += 1
            self._tracks[key].version = self.version
            self._touch(key)

    def _forget(self, key: Name) -> None:
        entry = self._tracks.get(key)
        if entry is None:
            return
        if self._leads(key, self._objects):
            self._gone.append((self.version, entry.name))
        del self._tracks[key]
        self._touch(key)
