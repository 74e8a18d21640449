"""The picture: detections in, track records with pedigree, identity and meaning for the line out.

Runs in a process of its own. Its only clock is event time: the times of the detections, and what `update` is told.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, Literal

import msgspec
import numpy as np

from lindero.analytics.airspace import Assessment, TrackTable
from lindero.kernel.clock import SECOND_NS, Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId, new_record_id
from lindero.model.airspace import Declaration, Detection, Identity, Sensor, Track
from lindero.model.border import BorderLine, Side
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.operations.declarations import in_force, match
from lindero.operations.numbers import track_number
from lindero.operations.picture.assessment import PictureUpdate, TrackAssessment
from lindero.operations.picture.memory import TrackMemory
from lindero.operations.picture.objects import SystemTrack
from lindero.operations.picture.sector import REACH_M, Sector
from lindero.operations.picture.sensors import kind_of
from lindero.operations.picture.states import classes_of, ellipse_95, position_of, velocity_of

COASTING_EVERY_NS: Final = SECOND_NS
"""A track without new evidence is told again this often, so that its growing error is seen."""
_COASTING: Final = 2


class Picture:
    """The air picture of one node.

    Args:
        node: Its id.
        side: The own side of the line.
        border: The line.
        clock: For `recorded_at` and ids only.
        entropy: For ids.
        first_number: The number that the first new track gets.
    """

    def __init__(
        self, node: NodeId, side: Side, border: BorderLine, clock: Clock, entropy: Entropy, first_number: int = 1
    ) -> None:
        self._node = node
        self._side: Side = side
        self._border = border
        self._clock = clock
        self._entropy = entropy
        self._next_number = first_number
        self._sectors: list[Sector] = []
        self._sensors: dict[str, Sensor] = {}
        self._declarations: list[Declaration] = []
        self._memory: dict[tuple[int, int], TrackMemory] = {}

    def register(self, sensor: Sensor) -> None:
        """Take over what a sensor says of itself."""
        self._sensors[sensor.sensor] = sensor

    def declare(self, declaration: Declaration) -> None:
        """Take over a declaration of either side."""
        self._declarations.append(declaration)

    def observe(self, detections: Iterable[Detection], arrival_at: int | None = None) -> int:
        """Track detections as they came.

        Args:
            detections: Any sensors, any order.
            arrival_at: When they came [ns UTC]; None: at their own time (a replay).

        Returns:
            How many were of no use: neither a position nor a bearing from a known place.
        """
        unused = 0
        usable: list[tuple[int, Detection]] = []
        for detection in detections:
            place = self._place_of(detection)
            if place is None:
                unused += 1
            else:
                usable.append((self._sector_at(place), detection))

        def source(item: tuple[int, Detection]) -> tuple[int, str, str]:
            return item[0], item[1].sensor, kind_of(item[1])

        for (sector, sensor, _), group in groupby(usable, key=source):
            self._track(sector, sensor, [detection for _, detection in group], arrival_at)
        return unused

    def share(self, tracks: Iterable[Track]) -> None:
        """Take over tracks of partners, as they were released; they are shown with the own ones, and are no evidence.

        Where no own sensor has ever seen anything there is nothing to fuse them with.
        """
        for track in tracks:
            index = self._nearest(track.position)
            if index is not None and track.origin != self._node:
                self._sectors[index].sharing.take(track)

    def unshare(self, tracks: Iterable[tuple[NodeId, str]]) -> None:
        """Tracks of partners, by origin and number, of which nothing may be used any more."""
        for origin, number in tracks:
            for sector in self._sectors:
                sector.sharing.forget(origin, number)

    def update(self, at: int) -> PictureUpdate:
        """Tracks that have new evidence, coast, or ended, as of an instant of event time [ns UTC]."""
        self._declarations = in_force(self._declarations, at)
        changed: list[TrackAssessment] = []
        objects: list[SystemTrack] = []
        seen: set[tuple[int, int]] = set()
        for index, sector in enumerate(self._sectors):
            table = sector.table(at)
            self._remember(index, sector, table, at)
            seen.update((index, int(track_id)) for track_id in table.track_id)
            changed += self._changes(index, sector, table, at)
            memories = {int(k): m for k in table.track_id if (m := self._memory.get((index, int(k)))) is not None}
            objects += sector.sharing.objects(table, memories, at)
        changed += [TrackAssessment(track=track) for track in self._ended(seen, at)]
        return PictureUpdate(at=at, tracks=tuple(changed), objects=tuple(objects))

    def _ended(self, seen: set[tuple[int, int]], at: int) -> list[Track]:
        """Last records of tracks that are in no table any more."""
        ended = []
        for key in [key for key in self._memory if key not in seen]:
            last = self._memory.pop(key).newest
            if last is not None:
                now = self._clock.now()
                ended.append(
                    msgspec.structs.replace(
                        last,
                        id=new_record_id(now, self._entropy.token(10)),
                        observed_at=at,
                        recorded_at=now,
                        supersedes=last.id,
                        derived_from=(last.id,),
                        status="lost",
                    )
                )
        return ended

    def _place_of(self, detection: Detection) -> Position | None:
        """Where a detection was made, to choose its sector."""
        if detection.bearing is not None:
            sensor = self._sensors.get(detection.sensor)
            if sensor is not None and sensor.position is not None:
                return sensor.position
        return detection.position if detection.bearing is None else None

    def _sector_at(self, place: Position) -> int:
        found = self._nearest(place)
        if found is not None:
            return found
        self._sectors.append(Sector(place.lat_deg, place.lon_deg, self._border, self._side, self._node))
        return len(self._sectors) - 1

    def _nearest(self, place: Position) -> int | None:
        """The sector that a place lies in."""
        distances = [sector.distance_m(place.lat_deg, place.lon_deg) for sector in self._sectors]
        return distances.index(min(distances)) if distances and min(distances) <= REACH_M else None

    def _track(self, index: int, sensor: str, detections: Sequence[Detection], arrival_at: int | None) -> None:
        arrival = max(d.observed_at for d in detections) if arrival_at is None else arrival_at
        self._sectors[index].observe(detections, self._sensors.get(sensor), arrival)

    def _remember(self, index: int, sector: Sector, table: TrackTable, at: int) -> None:
        """Note what the tracks of a sector rest on."""
        for track_id, detection in sector.take_sources(table, at):
            key = (index, track_id)
            if key not in self._memory:
                self._memory[key] = TrackMemory("", detection)
            self._memory[key].take(detection)

    def _changes(self, index: int, sector: Sector, table: TrackTable, at: int) -> list[TrackAssessment]:
        judged = sector.assess(table, at)
        changes = []
        for row, track_id in enumerate(table.track_id):
            memory = self._memory.get((index, int(track_id)))
            if memory is None:
                continue
            fresh = bool(memory.sources) or memory.newest is None or memory.newest.status != _status(table, row)
            if fresh or at - memory.emitted_at >= COASTING_EVERY_NS:
                track = self._record(sector, table, row, memory, at)
                changes.append(_assessment(track, judged, int(track_id), sector))
        return changes

    def _record(self, sector: Sector, table: TrackTable, row: int, memory: TrackMemory, at: int) -> Track:
        if not memory.number:
            memory.number = track_number(self._side, self._next_number)
            self._next_number += 1
        known = bool(table.height_known[row])
        ellipse = ellipse_95(table.covariance_enu[row, :2, :2])
        position = position_of(table.state_enu[row], ellipse, sector.frame, height_known=known)
        distance_m, line_error_m = self._border.signed_distance_m(position.lat_deg, position.lon_deg)
        toward = 1.0 if self._side == "USA" else -1.0
        declared = match(self._declarations, position, memory.emitter, at)
        now = self._clock.now()
        track = Track(
            id=new_record_id(now, self._entropy.token(10)),
            origin=self._node,
            observed_at=at,
            recorded_at=now,
            marking=memory.marking,
            pedigree=Pedigree(nodes=(self._node,), sensors=tuple(sorted(memory.sensors))),
            derived_from=tuple(memory.sources),
            supersedes=memory.newest.id if memory.newest else None,
            track=memory.number,
            status=_status(table, row),
            existence=round(float(table.existence[row]), 4),
            position=position,
            ellipse_95=ellipse,
            velocity=velocity_of(table.state_enu[row], height_known=known),
            classes=classes_of(table.class_probability[row]),
            identity=self._identity(declared),
            declared_by=declared.id if declared else None,
            airframe_ref=memory.airframe_ref,
            emitter=memory.emitter,
            launch_position=memory.launch,
            distance_to_line_m=round(toward * float(distance_m), 1),
            distance_error_95_m=round(float(np.hypot(line_error_m, ellipse.semi_major_m)), 1),
            corroborated=len(memory.sensors) > 1,
            authenticated=memory.authenticated,
            first_seen_at=memory.first_at,
            last_seen_at=memory.last_at,
        )
        memory.newest, memory.emitted_at = track, at
        memory.sources = []
        return track

    def _identity(self, declared: Declaration | None) -> Identity:
        if declared is None:
            return "unknown"
        return "own" if declared.origin == self._node else "declared"


def _status(table: TrackTable, row: int) -> Literal["confirmed", "coasting"]:
    return "coasting" if table.status[row] == _COASTING else "confirmed"


def _assessment(
    track: Track, judged: tuple[Assessment, Assessment] | None, track_id: int, sector: Sector
) -> TrackAssessment:
    """What the two watches say of one track."""
    if judged is None:
        return TrackAssessment(track=track)
    warning, attention = judged
    rows = np.flatnonzero(warning.track_id == track_id)
    if not len(rows):
        return TrackAssessment(track=track)
    row = int(rows[0])
    quantiles = tuple(float(value) for value in warning.time_to_cross_s[row])
    early = tuple(float(value) for value in attention.time_to_cross_s[row])
    times = quantiles if np.all(np.isfinite(quantiles)) else early
    crossing = attention.crossing_enu_m[row]
    return TrackAssessment(
        track=track,
        attention=bool(attention.warned[row]),
        warned=bool(warning.warned[row]),
        incursion=bool(warning.incursion[row]),
        reason=int(warning.reason[row]),
        p_cross=round(float(warning.p_cross[row]), 3),
        time_to_cross_s=(times[0], times[1], times[2]) if np.all(np.isfinite(times)) else None,
        crossing_position=_place(crossing, sector) if np.all(np.isfinite(crossing)) else None,
    )


def _place(east_north: np.ndarray[tuple[int, ...], np.dtype[np.float64]], sector: Sector) -> Position:
    lat, lon, _ = sector.frame.wgs84_from_enu([float(east_north[0]), float(east_north[1]), 0.0])
    return Position(lat_deg=round(float(lat), 6), lon_deg=round(float(lon), 6))
