"""Tracks, sensors and feeds as the console's interface shows them. Pure; times in ms UTC.

Field names of positions, velocities, ellipses, classes and emitters are those of the vocabulary. What is None or
empty is left out.
"""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from lindero.console.ports import Feed
from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.about_tracks import Label, TrackLabel
from lindero.model.airspace import (
    ClassProbability,
    Emitter,
    Finding,
    Identity,
    Sensor,
    SensorHealth,
    Track,
)
from lindero.model.named import by_name
from lindero.model.place import Ellipse, Position, Velocity
from lindero.operations.picture.board import BoardEntry
from lindero.operations.picture.coverage_view import CoverageCell
from lindero.operations.picture.objects import SystemTrack
from lindero.operations.places import PlaceName

MS_NS: Final = 1_000_000

TailPoint = tuple[float, float, int]
"""Longitude [deg], latitude [deg], ms UTC."""


class ContributionView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one node says of an object; sensors of a partner are tokens."""

    origin: NodeId
    track: str
    own: bool
    at_ms: int
    sensors: tuple[str, ...]
    error_95_m: float | None = None


class LabelView(msgspec.Struct, frozen=True, kw_only=True):
    """What a person of one node takes an object for."""

    label: TrackLabel
    origin: NodeId
    own: bool
    desk: DeskId
    at_ms: int


class TrackView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One object; `alert` is the open alert about it, `tail` is given only when one track is asked for.

    Where several nodes see it, `track` is its system number, equal on all sides, place and motion are fused, and
    `contributions` says who sees it under which number. `labels` are what persons take it for; the first leads.
    """

    track: str
    origin: NodeId
    own: bool
    identity: Identity
    status: Literal["confirmed", "coasting", "lost"]
    existence: float
    at_ms: int
    first_seen_ms: int
    last_seen_ms: int
    position: Position
    corroborated: bool
    authenticated: bool
    simulated: bool
    nodes: tuple[NodeId, ...]
    sensors: tuple[str, ...]
    ellipse_95: Ellipse | None = None
    velocity: Velocity | None = None
    classes: tuple[ClassProbability, ...] = ()
    distance_to_line_m: float | None = None
    distance_error_95_m: float | None = None
    declared_by: RecordId | None = None
    emitter: Emitter | None = None
    launch_position: Position | None = None
    launch_ellipse_95: Ellipse | None = None
    quality: Literal["A", "B", "C", "D"] | None = None
    reason: int | None = None
    p_cross: float | None = None
    time_to_cross_s: tuple[float, float, float] | None = None
    crossing_position: Position | None = None
    alert: RecordId | None = None
    place: PlaceName | None = None
    tail: tuple[TailPoint, ...] | None = None
    evidence: tuple[int, ...] = ()
    conflicts: tuple[int, ...] = ()
    contributions: tuple[ContributionView, ...] = ()
    labels: tuple[LabelView, ...] = ()


def label_views(labels: Sequence[Label], node: NodeId) -> tuple[LabelView, ...]:
    """Labels on one object; the first leads: the own node's, then the newest."""
    ordered = sorted(labels, key=lambda one: (one.origin != node, -one.recorded_at))
    return tuple(
        LabelView(
            label=one.label,
            origin=one.origin,
            own=one.origin == node,
            desk=one.desk,
            at_ms=one.recorded_at // MS_NS,
        )
        for one in ordered
    )


def track_view(track: Track, node: NodeId, alert: RecordId | None, place: PlaceName | None) -> TrackView:
    """The view of a track's newest record, without its tail."""
    return TrackView(
        track=track.track,
        origin=track.origin,
        own=track.origin == node,
        identity=track.identity,
        status=track.status,
        existence=track.existence,
        at_ms=track.observed_at // MS_NS,
        first_seen_ms=track.first_seen_at // MS_NS,
        last_seen_ms=track.last_seen_at // MS_NS,
        position=by_name(track.position),
        corroborated=track.corroborated,
        authenticated=track.authenticated,
        simulated=track.simulated,
        nodes=track.pedigree.nodes,
        sensors=track.pedigree.sensors,
        ellipse_95=by_name(track.ellipse_95),
        velocity=by_name(track.velocity),
        classes=tuple(map(by_name, track.classes)),
        distance_to_line_m=track.distance_to_line_m,
        distance_error_95_m=track.distance_error_95_m,
        declared_by=track.declared_by,
        emitter=by_name(track.emitter),
        launch_position=by_name(track.launch_position),
        launch_ellipse_95=by_name(track.launch_ellipse_95),
        quality=track.quality,
        reason=track.reason,
        p_cross=track.p_cross,
        time_to_cross_s=track.time_to_cross_s,
        crossing_position=by_name(track.crossing_position),
        alert=alert,
        place=place,
        evidence=track.evidence,
        conflicts=track.conflicts,
    )


def object_view(view: TrackView, shown: SystemTrack, tracks: Sequence[Track], node: NodeId) -> TrackView:
    """The view of an object that several nodes see.

    Args:
        view: Of the track that stands for it.
        shown: The object.
        tracks: Newest records of its tracks, the own first.
        node: The own.
    """
    return msgspec.structs.replace(
        view,
        track=shown.number,
        identity=_identity(tracks, node),
        status="confirmed" if any(track.status == "confirmed" for track in tracks) else view.status,
        at_ms=shown.at // MS_NS,
        first_seen_ms=min(track.first_seen_at for track in tracks) // MS_NS,
        last_seen_ms=max(track.last_seen_at for track in tracks) // MS_NS,
        position=by_name(shown.position),
        ellipse_95=by_name(shown.ellipse_95),
        velocity=by_name(shown.velocity),
        classes=tuple(map(by_name, shown.classes)),
        corroborated=view.corroborated or len({track.origin for track in tracks}) > 1,
        authenticated=all(track.authenticated for track in tracks),
        simulated=any(track.simulated for track in tracks),
        nodes=tuple(sorted({name for track in tracks for name in track.pedigree.nodes})),
        contributions=tuple(_contribution(track, node) for track in tracks),
    )


def _identity(tracks: Sequence[Track], node: NodeId) -> Identity:
    """What the first node that knows says; a partner's own flight is a declared one here."""
    for track in tracks:
        if track.identity != "unknown":
            return "declared" if track.identity == "own" and track.origin != node else track.identity
    return "unknown"


def _contribution(track: Track, node: NodeId) -> ContributionView:
    return ContributionView(
        origin=track.origin,
        track=track.track,
        own=track.origin == node,
        at_ms=track.observed_at // MS_NS,
        sensors=track.pedigree.sensors,
        error_95_m=track.position.error_95_m,
    )


def tail_of(entry: BoardEntry) -> tuple[TailPoint, ...]:
    """Where a track was, oldest first."""
    return tuple((lon_deg, lat_deg, at // MS_NS) for lon_deg, lat_deg, at in entry.tail)


class SensorHealthView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the air picture found out about a sensor; azimuths clockwise."""

    findings: tuple[Finding, ...]
    noise_factor: float
    clock_offset_s: float
    used: int
    refused: int
    late: int
    at_ms: int
    range_bias_m: float | None = None
    range_left_m: float | None = None
    azimuth_bias_deg: float | None = None
    azimuth_left_deg: float | None = None
    elevation_bias_deg: float | None = None
    elevation_left_deg: float | None = None


def health_view(health: SensorHealth, at: int) -> SensorHealthView:
    """The view of a sensor's health, by name instead of by place; `at` [ns UTC]."""
    return SensorHealthView(at_ms=at // MS_NS, **msgspec.structs.asdict(health))


class CoverageView(msgspec.Struct, frozen=True, kw_only=True):
    """Where the own radars look: cells of [latitude, longitude, lowest height seen in m or null], [m] of line lost."""

    cell_m: float
    cells: tuple[CoverageCell, ...]
    line_lost_m: float


class SensorView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One own sensor."""

    sensor: str
    gateway: str
    kind: Literal["radar", "bearing", "position", "other"]
    status: Literal["ok", "degraded", "silent", "down"]
    authenticated: bool
    simulated: bool
    name: str | None = None
    position: Position | None = None
    max_range_m: float | None = None
    last_seen_ms: int | None = None
    health: SensorHealthView | None = None


def sensor_view(sensor: Sensor, last_seen_at: int | None) -> SensorView:
    """The view of a sensor; `last_seen_at` [ns UTC] is its feed's, which is newer than its own record."""
    return SensorView(
        sensor=sensor.sensor,
        name=sensor.name,
        gateway=sensor.gateway,
        kind=sensor.sensor_kind,
        status=sensor.status,
        authenticated=sensor.authenticated,
        simulated=sensor.simulated,
        position=by_name(sensor.position),
        max_range_m=sensor.max_range_m,
        last_seen_ms=max(sensor.observed_at, last_seen_at or 0) // MS_NS,
        health=None if sensor.health is None else health_view(sensor.health, sensor.observed_at),
    )


class FeedView(msgspec.Struct, frozen=True, kw_only=True):
    """One sensor of one gateway, and what was taken or refused; content is not in it."""

    gateway: str
    sensor: str
    status: str
    last_seen_ms: int | None
    accepted: int
    refused: int
    authenticated: bool
    simulated: bool
    marked: bool
    name: str | None = None


def feed_view(feed: Feed) -> FeedView:
    """The view of a feed."""
    return FeedView(
        gateway=feed.gateway,
        sensor=feed.sensor,
        name=feed.name,
        status=feed.status,
        last_seen_ms=None if feed.last_seen_at is None else feed.last_seen_at // MS_NS,
        accepted=feed.accepted,
        refused=feed.refused,
        authenticated=feed.authenticated,
        simulated=feed.simulated,
        marked=feed.marked,
    )
