"""The picture: detections in, track records with pedigree, identity and meaning for the line out.

Runs in a process of its own. Its only clock is event time: the times of the detections, and what `update` is told.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, Literal

import msgspec
import numpy as np

from lindero.analytics.airspace import SensorTable, TrackTable
from lindero.kernel.clock import SECOND_NS, Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId, new_record_id
from lindero.model.airspace import AirspaceNotice, Declaration, Detection, Identity, Sensor, Track, Wind
from lindero.model.border import BorderLine, Side
from lindero.model.place import Position
from lindero.model.record import Pedigree
from lindero.operations.declarations import in_force, standing_of
from lindero.operations.numbers import track_number
from lindero.operations.phrases import CONFIRMED_BROADCAST
from lindero.operations.picture.areas import Entry
from lindero.operations.picture.assessment import PictureUpdate, TrackAssessment
from lindero.operations.picture.coverage import CoverageKeeper
from lindero.operations.picture.evidence import evidence_of
from lindero.operations.picture.handover import leave, note_report, told_elsewhere
from lindero.operations.picture.health import HealthWatch, health_of, health_record, sensor_of
from lindero.operations.picture.meaning import Meaning, meaning_of, with_areas, without_launch_of_others
from lindero.operations.picture.memory import Key, TrackMemory
from lindero.operations.picture.objects import SystemTrack
from lindero.operations.picture.sector import REACH_M, Sector
from lindero.operations.picture.sensors import kind_of
from lindero.operations.picture.states import classes_of, ellipse_95, position_of, velocity_of

COASTING_EVERY_NS: Final = SECOND_NS
"""A track without new evidence is told again this often, so that its growing error is seen."""
HELD_TO_ITS_WINDOW_NS: Final = 3600 * SECOND_NS
"""So long after its window an object that is in the air still is told to be outside of it."""
FAR_HEARING: Final = frozenset({"adsb"})
"""Gateways whose receivers hear hundreds of kilometres: a sector for all of that would be a tracker for each 30 km."""
NEAR_LINE_M: Final = 40_000.0
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
        self._notices: dict[str, AirspaceNotice] = {}
        self._replaced: set[tuple[NodeId, str]] = set()
        self._wind: Wind | None = None
        self._memory: dict[Key, TrackMemory] = {}
        self._watch = HealthWatch()
        self._found: dict[str, Sensor] = {}
        self._coverage = CoverageKeeper(border)

    def register(self, sensor: Sensor) -> None:
        """Take over what a sensor says of itself."""
        if sensor.health is None:
            self._sensors[sensor.sensor] = sensor

    def declare(self, declaration: Declaration) -> None:
        """Take over a declaration of either side; it replaces the one of its origin that it supersedes."""
        replaced = (declaration.origin, declaration.supersedes)
        self._declarations = [one for one in self._declarations if (one.origin, one.id) != replaced]
        self._declarations.append(declaration)

    def restrict(self, notice: AirspaceNotice) -> None:
        """Take over an airspace notice or a site; it replaces the one that it supersedes, or ends it."""
        if notice.supersedes is not None:
            self._replaced.add((notice.origin, notice.supersedes))
        self._notices[notice.id] = notice
        self._notices = {
            key: known
            for key, known in self._notices.items()
            if (known.origin, known.id) not in self._replaced and not known.withdrawn
        }
        for sector in self._sectors:
            sector.watch_areas(self._notices.values())

    def blow(self, wind: Wind) -> None:
        """Take over a wind, unless a newer one is known."""
        if self._wind is None or wind.observed_at >= self._wind.observed_at:
            self._wind = wind
            for sector in self._sectors:
                sector.blow(wind)

    def observe(self, detections: Iterable[Detection], arrival_at: int | None = None) -> int:
        """Track detections as they came.

        Args:
            detections: Any sensors, any order.
            arrival_at: When they came [ns UTC]; None: at their own time (a replay).

        Returns:
            How many were of no use: neither a position nor a bearing from a known place, or an aircraft far from the
            line and from all that sensors look at.
        """
        unused = 0
        usable: list[tuple[int, Detection]] = []
        for detection in detections:
            place = self._place_of(detection)
            sector = None if place is None else self._sector_at(place, detection)
            if sector is None:
                unused += 1
            else:
                usable.append((sector, detection))

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
        self._declarations = in_force(self._declarations, at, HELD_TO_ITS_WINDOW_NS)
        changed: list[TrackAssessment] = []
        objects: list[SystemTrack] = []
        seen: set[tuple[int, int]] = set()
        for index, sector in enumerate(self._sectors):
            table = sector.table(at)
            self._remember(index, sector, table, at)
            seen.update((index, int(track_id)) for track_id in table.track_id)
            changed += self._changes(index, sector, table, at)
            memories = {int(k): m for k in table.track_id if (m := self._owned((index, int(k)))) is not None}
            objects += sector.sharing.objects(table, memories, at)
        changed += [TrackAssessment(track=track) for track in self._ended(seen, at)]
        if not self._watch.due(at):
            return PictureUpdate(at=at, tracks=tuple(changed), objects=tuple(objects))
        sensors = tuple(self._health(at))
        self._found.update({sensor.sensor: sensor for sensor in sensors})
        coverage = self._coverage.news([self._state_of(sensor) for sensor in self._sensors.values()])
        return PictureUpdate(at=at, tracks=tuple(changed), sensors=sensors, coverage=coverage, objects=tuple(objects))

    def _state_of(self, sensor: Sensor) -> Sensor:
        """A sensor's own record with what was found out about it."""
        found = self._found.get(sensor.sensor)
        return sensor if found is None else msgspec.structs.replace(sensor, health=found.health)

    def _health(self, at: int) -> list[Sensor]:
        """Records of the sensors whose health is news, each from the sector that hears it most."""
        best: dict[str, tuple[SensorTable, int]] = {}
        for sector in self._sectors:
            for name, table, row in sector.sensor_rows():
                if name not in best or table.used[row] > best[name][0].used[best[name][1]]:
                    best[name] = (table, row)
        records = []
        for name, (table, row) in best.items():
            before, now = self._sensors[name], self._clock.now()
            health = health_of(table, row, before.sensor_kind)
            if self._watch.news(name, health, at):
                records.append(health_record(before, health, new_record_id(now, self._entropy.token(10)), at, now))
        return records

    def _owned(self, key: Key) -> TrackMemory | None:
        """The memory of the object that this track tells; None if it has none, or another sector tells it."""
        memory = self._memory.get(key)
        return memory if memory is not None and memory.owner == key else None

    def _ended(self, seen: set[tuple[int, int]], at: int) -> list[Track]:
        """Last records of tracks that are in no table any more."""
        ended = []
        for key in [key for key in self._memory if key not in seen]:
            memory = self._memory.pop(key)
            last = memory.newest
            if leave(self._memory, memory, key) and last is not None:
                now = self._clock.now()
                ended.append(
                    msgspec.structs.replace(
                        last,
                        id=new_record_id(now, self._entropy.token(10)),
                        observed_at=at,
                        recorded_at=now,
                        supersedes=last.id,
                        watch=None,
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

    def _sector_at(self, place: Position, detection: Detection) -> int | None:
        """The sector of a place, a new one where none reaches; aircraft far from the line open none."""
        found = self._nearest(place)
        if found is not None:
            return found
        if detection.gateway in FAR_HEARING and not self._is_near_line(place):
            return None
        self._sectors.append(Sector(place.lat_deg, place.lon_deg, self._border, self._side, self._node))
        self._sectors[-1].watch_areas(self._notices.values())
        if self._wind is not None:
            self._sectors[-1].blow(self._wind)
        return len(self._sectors) - 1

    def _is_near_line(self, place: Position) -> bool:
        return abs(float(self._border.signed_distance_m(place.lat_deg, place.lon_deg)[0])) <= NEAR_LINE_M

    def _nearest(self, place: Position) -> int | None:
        """The sector that a place lies in."""
        distances = [sector.distance_m(place.lat_deg, place.lon_deg) for sector in self._sectors]
        return distances.index(min(distances)) if distances and min(distances) <= REACH_M else None

    def _track(self, index: int, sensor: str, detections: Sequence[Detection], arrival_at: int | None) -> None:
        arrival = max(d.observed_at for d in detections) if arrival_at is None else arrival_at
        self._sensors.setdefault(sensor, sensor_of(detections[0], self._node))
        self._sectors[index].observe(detections, self._sensors.get(sensor), arrival)

    def _remember(self, index: int, sector: Sector, table: TrackTable, at: int) -> None:
        """Note what the tracks of a sector rest on, and whether what it says of itself fits."""
        row_of = {int(track_id): row for row, track_id in enumerate(table.track_id)}
        for track_id, detection in sector.take_sources(table, at):
            key = (index, track_id)
            if key not in self._memory:
                place = self._position(sector, table, row_of[track_id])
                self._memory[key] = told_elsewhere(self._memory, index, place, at) or TrackMemory("", detection)
            row = row_of[track_id]
            self._memory[key].take(detection)
            self._memory[key].vouching.take(detection, sector.frame)
            self._memory[key].conflicts.take_motion(
                detection, table.state_enu[row, 3:5], table.covariance_enu[row, 3:5, 3:5]
            )
            note_report(self._memory[key], key, at)

    def _position(self, sector: Sector, table: TrackTable, row: int) -> Position:
        ellipse = ellipse_95(table.covariance_enu[row, :2, :2])
        return position_of(table.state_enu[row], ellipse, sector.frame, height_known=bool(table.height_known[row]))

    def _changes(self, index: int, sector: Sector, table: TrackTable, at: int) -> list[TrackAssessment]:
        judged, entries = sector.assess(table, at), sector.entries(table, at)
        changes = []
        for row, track_id in enumerate(table.track_id):
            memory = self._owned((index, int(track_id)))
            if memory is None:
                continue
            fresh = bool(memory.sources) or memory.newest is None or memory.newest.status != _status(table, row)
            if fresh or at - memory.emitted_at >= COASTING_EVERY_NS:
                meaning = meaning_of(judged, int(track_id), sector.frame)
                meaning = without_launch_of_others(meaning, [self._sensors.get(name) for name in memory.sensors])
                changes.append(self._told(sector, table, row, memory, at, meaning, entries.get(int(track_id), [])))
        return changes

    def _told(
        self,
        sector: Sector,
        table: TrackTable,
        row: int,
        memory: TrackMemory,
        at: int,
        meaning: Meaning,
        entries: Sequence[Entry],
    ) -> TrackAssessment:
        """The record of a track, and what it means, its declaration and the watched areas counted in."""
        if not memory.number:
            memory.number = track_number(self._side, self._next_number)
            self._next_number += 1
        known = bool(table.height_known[row])
        ellipse = ellipse_95(table.covariance_enu[row, :2, :2])
        position = self._position(sector, table, row)
        distance_m, line_error_m = self._border.signed_distance_m(position.lat_deg, position.lon_deg)
        toward = 1.0 if self._side == "USA" else -1.0
        velocity = velocity_of(table.state_enu[row], height_known=known)
        standing = standing_of(self._declarations, position, memory.emitter, at, memory.declared_by, velocity.speed_mps)
        declared = standing.declaration if standing is not None and standing.holds == "inside" else None
        memory.declared_by = standing.declaration.id if standing is not None else memory.declared_by
        meaning = with_areas(meaning, entries, standing)
        vouched = memory.vouching.holds(at, sector.rays, sector.frame)
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
            velocity=velocity,
            classes=classes_of(table.class_probability[row]),
            identity=self._identity(declared),
            declared_by=standing.declaration.id if standing is not None else None,
            airframe_ref=memory.airframe_ref,
            emitter=memory.emitter,
            launch_position=memory.launch or meaning.launch_position,
            launch_ellipse_95=None if memory.launch else meaning.launch_ellipse_95,
            distance_to_line_m=round(toward * float(distance_m), 1),
            distance_error_95_m=round(float(np.hypot(line_error_m, ellipse.semi_major_m)), 1),
            corroborated=len(memory.sensors) > 1,
            authenticated=memory.authenticated,
            first_seen_at=memory.first_at,
            last_seen_at=memory.last_at,
            quality=meaning.quality,
            reason=meaning.reason or None,
            watch=meaning.step,
            p_cross=meaning.p_cross,
            time_to_cross_s=meaning.time_to_cross_s,
            crossing_position=meaning.crossing_position,
            evidence=(*((CONFIRMED_BROADCAST,) if vouched else ()), *_evidence(table, row)),
            conflicts=memory.conflicts.now(at, int(table.flags[row])),
        )
        memory.newest, memory.emitted_at = track, at
        memory.sources = []
        return _assessment(track, meaning, vouched=vouched)

    def _identity(self, declared: Declaration | None) -> Identity:
        if declared is None:
            return "unknown"
        return "own" if declared.origin == self._node else "declared"


def _status(table: TrackTable, row: int) -> Literal["confirmed", "coasting"]:
    return "coasting" if table.status[row] == _COASTING else "confirmed"


def _evidence(table: TrackTable, row: int) -> tuple[int, ...]:
    if table.class_evidence is None:
        return ()
    return evidence_of(table.class_evidence[row], table.class_probability[row])


def _assessment(track: Track, meaning: Meaning, *, vouched: bool) -> TrackAssessment:
    return TrackAssessment(
        track=track,
        attention=meaning.attention,
        warned=meaning.warned,
        incursion=meaning.incursion,
        reason=meaning.reason,
        p_cross=meaning.p_cross or 0.0,
        time_to_cross_s=meaning.time_to_cross_s,
        crossing_position=meaning.crossing_position,
        vouched=vouched,
    )
