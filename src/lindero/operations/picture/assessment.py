"""What the picture says of one track: its state, and what it means for the line."""

import msgspec

from lindero.model.airspace import Sensor, Track
from lindero.model.place import Position
from lindero.operations.picture.coverage_view import CoverageMap
from lindero.operations.picture.objects import SystemTrack


class TrackAssessment(msgspec.Struct, frozen=True, kw_only=True):
    """One track of one picture.

    Attributes:
        track: The record, complete but for what the store adds.
        attention: Expected to cross within 120 s: for the own map.
        warned: Expected to cross within 60 s, in two successive pictures: for the other side too.
        incursion: Beyond the line by more than the combined 95 % error, having come across it.
        reason: Number of the phrase (`operations.phrases`); 0 for none.
        p_cross: Probability that it crosses within 60 s.
        time_to_cross_s: 5, 50, 95 % quantiles. [s]
        crossing_position: Where it is expected to cross.
        vouched: Radar or bearing confirms, in place and speed, what a crewed aircraft broadcasts of itself.
    """

    track: Track
    attention: bool = False
    warned: bool = False
    incursion: bool = False
    reason: int = 0
    p_cross: float = 0.0
    time_to_cross_s: tuple[float, float, float] | None = None
    crossing_position: Position | None = None
    vouched: bool = False


class PictureUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """What changed since the last update.

    Attributes:
        at: Event time of the picture. [ns UTC]
        tracks: Tracks with new evidence, a growing error or a new status.
        objects: All objects that more than one node sees, newest estimate; not stored.
        sensors: Records of sensors whose health is news.
        coverage: Where the radars look, when that changed.
        kernels_ready: The numeric kernels are compiled.
    """

    at: int
    tracks: tuple[TrackAssessment, ...] = ()
    objects: tuple[SystemTrack, ...] = ()
    sensors: tuple[Sensor, ...] = ()
    coverage: CoverageMap | None = None
    kernels_ready: bool = True
