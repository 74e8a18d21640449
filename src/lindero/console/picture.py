"""The air picture as views: computed once per change, for all desks."""

import msgspec

from lindero.console.alert_book import AlertBook
from lindero.console.context import ConsoleContext
from lindero.console.declaration_view import DeclarationView, NoticeView, declaration_view, notice_view
from lindero.console.errors import NoSuchTrack
from lindero.console.views import (
    CoverageView,
    FeedView,
    SensorView,
    TrackView,
    feed_view,
    label_views,
    object_view,
    sensor_view,
    tail_of,
    track_view,
)
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.airspace import AirspaceNotice, Declaration
from lindero.operations.declaring.overlaps import Announced
from lindero.operations.picture.board import BoardEntry

Cached = tuple[int, RecordId | None, TrackView]
"""Version of the board's entry, open alert, view of both."""


class Picture:
    """What is on the board, in the form of the interface. Used from the event loop only."""

    def __init__(self, context: ConsoleContext, alerts: AlertBook) -> None:
        self._context = context
        self._alerts = alerts
        self._cache: dict[tuple[NodeId, str], Cached] = {}
        self._announced: list[Announced] = []
        self._declared = True

    @property
    def version(self) -> int:
        """Grows with every change of the board."""
        return self._context.board.version

    def tracks(self) -> list[TrackView]:
        """All of them; what is gone from the board leaves the cache here."""
        entries = self._context.board.tracks()
        views = [self._view(entry) for entry in entries]
        present = {(entry.track.origin, entry.track.track) for entry in entries}
        self._cache = {key: cached for key, cached in self._cache.items() if key in present}
        return views

    def track(self, number: str) -> TrackView:
        """One of them, with its tail.

        Raises:
            NoSuchTrack: Not on the board.
        """
        entry = self._context.board.track(number)
        if entry is None:
            raise NoSuchTrack(track=number)
        return msgspec.structs.replace(self._view(entry), tail=tail_of(entry))

    def changed_since(self, version: int) -> tuple[list[TrackView], list[str]]:
        """Tracks that changed after that version of the board, and numbers that left it and did not return."""
        entries, gone = self._context.board.changed_since(version)
        views = [self._view(entry) for entry in entries]
        present = {view.track for view in views}
        left = [number for number in dict.fromkeys(gone) if number not in present]
        return views, left

    def sensors(self) -> list[SensorView]:
        """Own sensors, by id."""
        seen = {feed.sensor: feed.last_seen_at for feed in self._context.feeds.all()}
        return [sensor_view(sensor, seen.get(sensor.sensor)) for sensor in self._context.board.sensors()]

    def coverage(self) -> CoverageView:
        """Where the own radars look; empty until the analytics process has said."""
        known = self._context.board.coverage
        if known is None:
            return CoverageView(cell_m=0.0, cells=(), line_lost_m=0.0)
        return CoverageView(cell_m=known.cell_m, cells=known.cells, line_lost_m=known.line_lost_m)

    def feeds(self) -> list[FeedView]:
        """All feeds, by gateway and sensor."""
        return [feed_view(feed) for feed in self._context.feeds.all()]

    async def declarations(self) -> list[DeclarationView]:
        """Announced flights that are not over."""
        known, node = await self._standing(), self._context.node
        return [declaration_view(one, node) for one in known if isinstance(one, Declaration)]

    async def notices(self) -> list[NoticeView]:
        """Airspace notices and sites that are not over."""
        known, node = await self._standing(), self._context.node
        return [notice_view(one, node) for one in known if isinstance(one, AirspaceNotice)]

    async def _standing(self) -> list[Announced]:
        """Declarations and notices of all nodes that are not over; read anew when there are new ones."""
        self._declared = self._context.changes.take_declared() or self._declared
        if self._declared:
            self._announced = await self._context.thread.run(self._context.desks.declaring.standing)
            self._declared = False
        now = self._context.clock.now()
        return [one for one in self._announced if one.ends_at >= now]

    def _view(self, entry: BoardEntry) -> TrackView:
        track, tracks = entry.track, self._context.board.contributions(entry)
        alerts = (self._alerts.open_alert_on(one.origin, one.track) for one in tracks)
        key, alert = (track.origin, track.track), next((found for found in alerts if found is not None), None)
        cached = self._cache.get(key)
        if cached is not None and cached[:2] == (entry.version, alert):
            return cached[2]
        view = track_view(track, self._context.node, alert, self._context.places.name(track.position))
        if entry.object is not None:
            view = object_view(view, entry.object, tracks, self._context.node)
        labels = label_views(self._context.board.labels(entry), self._context.node)
        view = msgspec.structs.replace(view, labels=labels) if labels else view
        self._cache[key] = (entry.version, alert, view)
        return view
