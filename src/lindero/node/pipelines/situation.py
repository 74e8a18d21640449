"""Where a record is, for release: distance to the line, named areas, the open alert about its object."""

from collections.abc import Callable, Mapping

import shapely
from shapely.geometry import Point, Polygon

from lindero.exchange.release.attributes import Situation
from lindero.model.airspace import Area, Track
from lindero.model.alerts import AlertStep
from lindero.model.border import BorderLine
from lindero.model.place import Position
from lindero.model.record import Record

OpenAlert = Callable[[str], AlertStep | None]
"""Step of the open alert about a track number."""


class Situations:
    """Computes situations from true positions, before anything is coarsened."""

    def __init__(self, border: BorderLine, areas: Mapping[str, Area], open_alert: OpenAlert) -> None:
        self._border = border
        self._areas = {name: Polygon(area.ring) for name, area in areas.items()}
        for polygon in self._areas.values():
            shapely.prepare(polygon)
        self._open_alert = open_alert

    def of(self, record: Record) -> Situation:
        """The situation of a record; one without position has no distance and is in no area."""
        if type(record) is Track and record.distance_to_line_m is not None and not self._areas:
            return Situation(distance_to_line_m=record.distance_to_line_m, open_alert=self._open_alert(record.track))
        position = getattr(record, "position", None)
        open_alert = self._open_alert(record.track) if isinstance(record, Track) else None
        if not isinstance(position, Position):
            return Situation(open_alert=open_alert)
        return Situation(
            distance_to_line_m=self._distance_m(record, position),
            areas=self._areas_of(position),
            open_alert=open_alert,
        )

    def _distance_m(self, record: Record, position: Position) -> float:
        if isinstance(record, Track) and record.distance_to_line_m is not None:
            return abs(record.distance_to_line_m)
        return abs(float(self._border.signed_distance_m(position.lat_deg, position.lon_deg)[0]))

    def _areas_of(self, position: Position) -> frozenset[str]:
        if not self._areas:
            return frozenset()
        point = Point(position.lon_deg, position.lat_deg)
        return frozenset(name for name, polygon in self._areas.items() if polygon.covers(point))
