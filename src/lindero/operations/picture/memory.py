"""What the picture remembers of a track beside its state: who contributed, as what it introduces itself."""

from lindero.kernel.ids import RecordId
from lindero.model.airspace import Detection, Emitter, Track
from lindero.model.marking import Marking, join
from lindero.model.place import Position
from lindero.operations.picture.conflicts import Conflicts
from lindero.operations.picture.vouching import Vouching

ON_THE_GROUND_M = 5.0
"""A first report no higher above its take-off than this was made at the place of take-off."""
SOURCES_KEPT = 64
"""Bound of the sources named by one record; later records of the track name the later ones."""

Key = tuple[int, int]
"""Sector and track id within it."""


class TrackMemory:
    """One track.

    Attributes:
        number: Its short number.
        first_at: First report. [ns UTC]
        last_at: Newest report. [ns UTC]
        sensors: Who contributed.
        authenticated: All feeds so far prove who speaks.
        marking: Join of all sources' markings.
        emitter: What its transmitter said last.
        airframe_ref: The physical aircraft.
        launch: Where it took off, if it was seen on the ground.
        sources: Ids of the detections since the last record.
        newest: The last record made of it.
        emitted_at: Time of that record. [ns UTC]
        declared_by: The declaration that it was last matched with.
        conflicts: What did not fit in what its transmitter said.
        vouching: Whether radar or bearing confirms its broadcast.
        owner: Sector and track id that tells the object (`handover`).
        owner_seen_at: When that had its last report. [ns UTC]
    """

    def __init__(self, number: str, first: Detection) -> None:
        self.number = number
        self.first_at = first.observed_at
        self.last_at = first.observed_at
        self.sensors: set[str] = set()
        self.authenticated = True
        self.marking: Marking | None = first.marking
        self.emitter: Emitter | None = None
        self.airframe_ref: str | None = None
        self.launch: Position | None = _take_off(first)
        self.sources: list[RecordId] = []
        self.newest: Track | None = None
        self.emitted_at = 0
        self.declared_by: RecordId | None = None
        self.conflicts = Conflicts()
        self.vouching = Vouching()
        self.owner: Key | None = None
        self.owner_seen_at = 0

    def take(self, detection: Detection) -> None:
        """Add one contributing detection."""
        self.first_at = min(self.first_at, detection.observed_at)
        self.last_at = max(self.last_at, detection.observed_at)
        self.sensors.add(detection.sensor)
        self.authenticated = self.authenticated and detection.authenticated
        if detection.marking != self.marking:
            self.marking = join([self.marking, detection.marking])
        self.conflicts.take(detection)
        if detection.emitter is not None:
            self.emitter = detection.emitter
            self.airframe_ref = detection.airframe_ref
        self.sources.append(detection.id)
        del self.sources[:-SOURCES_KEPT]


def _take_off(first: Detection) -> Position | None:
    height = first.position.height_agl_m if first.position else None
    return first.position if height is not None and height <= ON_THE_GROUND_M else None
