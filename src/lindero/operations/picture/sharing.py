"""One sector's tracks and those of partners: which of them are one object, and where that is.

For display. Own tracks are stored, released and judged as they are; what is fused lives here and on the board, is
never stored and never leaves, so nothing of a partner's has to be found again when it is recalled.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lindero.analytics.airspace import CLASSES, Frame, Fuser, TrackReport, TrackTable
from lindero.analytics.airspace.fusion.report import ENDED, birth_number
from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import NodeId
from lindero.model.airspace import Track
from lindero.operations.numbers import count_of
from lindero.operations.picture.memory import TrackMemory
from lindero.operations.picture.objects import Name, SystemTrack
from lindero.operations.picture.reports import SIGMA_OF_95, identity_number
from lindero.operations.picture.states import classes_of, ellipse_95, position_of, velocity_of

Floats = NDArray[np.float64]

EVERY_S: Final = 0.5
"""Spacing of the answers; between, the last one stands [s]."""
UNSTATED_SPEED_MPS: Final = 3.0
"""1-sigma of a velocity whose error no record states."""
UNSTATED_HEIGHT_M: Final = 40.0
"""1-sigma of a height, whose error no record states."""
UNKNOWN_HEIGHT_M: Final = 1000.0
UNSTATED_ERROR_95_M: Final = 150.0
"""Of a place whose error nobody states [m]."""
OF_A_DISC: Final = 2.0
"""A place that lies anywhere in a disc has a sigma of its radius by this, each way."""
PERIOD_OF_COARSE: Final = 20.0
"""A coarsened place comes at most once in its error by this [s/m], see `release.grid`."""
FIRST_PERIOD_S: Final = 5.0
LONGEST_PERIOD_S: Final = 60.0
HELD_S: Final = 120.0
"""A partner's track that falls silent stays part of its object so long, as its last place stays on the board [s]."""

MOST_NAMES: Final = 100_000


class Sharing:
    """Own and partners' tracks of one sector.

    Args:
        node: The own id.
        frame: The sector's plane.
    """

    def __init__(self, node: NodeId, frame: Frame) -> None:
        self._node = node
        self._frame = frame
        self._fuser = Fuser(node=node)
        self._names: dict[tuple[str, int], str] = {}
        self._numbers: dict[int, str] = {}
        self._last_at: dict[Name, int] = {}
        self._held: dict[Name, str] = {}
        self._answer: tuple[SystemTrack, ...] = ()
        self._answered_at = 0

    def take(self, track: Track) -> None:
        """A partner's track has come."""
        name = (track.origin, track.track)
        before, self._last_at[name] = self._last_at.get(name), track.observed_at
        gap_s = FIRST_PERIOD_S if before is None else (track.observed_at - before) / SECOND_NS
        self._learn(*name)
        self._fuser.receive([report_of(track, self._frame, gap_s)])

    def forget(self, origin: NodeId, number: str) -> None:
        """Nothing of that track counts any more: it was recalled, or its time is over."""
        self._last_at.pop((origin, number), None)
        self._held.pop((origin, number), None)
        self._fuser.forget(origin, count_of(number))
        self._answer = tuple(shown for shown in self._answer if (origin, number) not in shown.members)

    def objects(self, table: TrackTable, memories: Mapping[int, TrackMemory], at: int) -> tuple[SystemTrack, ...]:
        """Objects that more than one node sees, or that bear another number than their own, as of `at` [ns UTC].

        Args:
            table: The own picture.
            memories: Of its tracks, by the tracker's identity.
            at: Its instant.
        """
        self._last_at = {name: last for name, last in self._last_at.items() if at - last <= HELD_S * SECOND_NS}
        if not self._last_at:
            self._answer = ()
        elif at - self._answered_at >= EVERY_S * SECOND_NS:
            self._answered_at = at
            self._fuser.offer(self._own(table, memories, at))
            self._answer = self._compute(at)
        return self._answer

    def _own(self, table: TrackTable, memories: Mapping[int, TrackMemory], at: int) -> TrackTable:
        """The own table under the numbers that partners know, with the first reports that they were told."""
        kept = [row for row, track in enumerate(table.track_id) if (m := memories.get(int(track))) and m.number]
        chosen = [memories[int(table.track_id[row])] for row in kept]
        for memory in chosen:
            self._learn(self._node, memory.number)
        rows = {
            field.name: getattr(table, field.name)[kept]
            for field in fields(table)
            if isinstance(getattr(table, field.name), np.ndarray)
        }
        rows["track_id"] = np.array([count_of(memory.number) for memory in chosen], dtype=np.int64)
        rows["first_s"] = np.array([memory.first_at / SECOND_NS for memory in chosen])
        return replace(table, **rows, time_s=at / SECOND_NS)

    def _compute(self, at: int) -> tuple[SystemTrack, ...]:
        time_s = at / SECOND_NS
        table, lineage = self._fuser.picture(time_s), self._fuser.lineage(time_s)
        found = []
        for row, number in enumerate(table.track_id.tolist()):
            known = [m for m in lineage[number] if (m.node, m.track_id) in self._names]
            names = {(NodeId(m.node), self._names[m.node, m.track_id]) for m in known}
            if not names:
                continue
            shown = self._numbers.get(number, min(names)[1])
            self._held.update({name: shown for name in names if name[0] != self._node})
            names |= {name for name, held in self._held.items() if held == shown and name in self._last_at}
            if len(names) > 1 or shown not in {name for _, name in names}:
                ordered = tuple(sorted(names, key=lambda name: (name[0] != self._node, name)))
                found.append(self._shown(shown, ordered, table, row, at))
        self._held = {name: shown for name, shown in self._held.items() if name in self._last_at}
        return tuple(found)

    def _shown(self, number: str, members: tuple[Name, ...], table: TrackTable, row: int, at: int) -> SystemTrack:
        known = bool(table.height_known[row])
        ellipse = ellipse_95(table.covariance_enu[row, :2, :2])
        return SystemTrack(
            number=number,
            at=at,
            members=members,
            position=position_of(table.state_enu[row], ellipse, self._frame, height_known=known),
            ellipse_95=ellipse,
            velocity=velocity_of(table.state_enu[row], height_known=known),
            classes=classes_of(table.class_probability[row]),
        )

    def _learn(self, origin: str, number: str) -> None:
        """Remember what a number is called, here and among nodes."""
        if len(self._names) > MOST_NAMES:
            self._names.clear()
            self._numbers.clear()
        self._names[origin, count_of(number)] = number
        self._numbers[birth_number(origin, count_of(number))] = number


def report_of(track: Track, frame: Frame, gap_s: float) -> TrackReport:
    """A partner's record as an estimate in a plane.

    A record states no error of height or speed, and a coarsened one no speed: it says only within what disc the object
    is, which is no Gaussian and is taken as wide as one that has the disc's variance.

    Args:
        track: As received.
        frame: The plane.
        gap_s: Time since the record before.
    """
    place, velocity = track.position, track.velocity
    height_m = frame.height_hae_m if place.altitude_hae_m is None else place.altitude_hae_m
    state = np.full(6, np.nan)
    state[:3] = frame.enu_from_wgs84(place.lat_deg, place.lon_deg, height_m)
    if velocity is not None and velocity.track_deg is not None:
        course = np.radians(velocity.track_deg)
        state[3:] = velocity.speed_mps * np.sin(course), velocity.speed_mps * np.cos(course), velocity.climb_mps or 0.0
    coarse = velocity is None
    covariance = np.zeros((6, 6))
    covariance[:2, :2] = _horizontal(track, coarse=coarse)
    covariance[2, 2] = (UNKNOWN_HEIGHT_M if place.altitude_hae_m is None else UNSTATED_HEIGHT_M) ** 2
    covariance[3:, 3:] = UNSTATED_SPEED_MPS**2 * np.eye(3)
    return TrackReport(
        node=track.origin,
        track_id=count_of(track.track),
        time_s=track.observed_at / SECOND_NS,
        sent_s=track.recorded_at / SECOND_NS,
        state_enu=state,
        covariance_enu=covariance,
        existence=min(1.0, max(0.0, track.existence)),
        status={"confirmed": 1, "coasting": 2, "lost": ENDED}[track.status],
        first_s=track.first_seen_at / SECOND_NS,
        last_s=track.last_seen_at / SECOND_NS,
        transmitter_id=-1 if track.airframe_ref is None else identity_number(track.airframe_ref),
        class_probability=_classes(track),
        height_known=place.altitude_hae_m is not None,
        nodes=tuple(track.pedigree.nodes) or (track.origin,),
        fused=track.pedigree.fused,
        period_s=_period_s(track, gap_s, coarse=coarse),
    )


def _horizontal(track: Track, *, coarse: bool) -> Floats:
    """(2, 2) east and north of a record's error [m²]."""
    ellipse = track.ellipse_95
    if ellipse is None or coarse:
        sigma_m = (track.position.error_95_m or UNSTATED_ERROR_95_M) / (OF_A_DISC if coarse else SIGMA_OF_95)
        return sigma_m**2 * np.eye(2)
    azimuth = np.radians(ellipse.azimuth_deg)
    axes = np.array([[np.sin(azimuth), np.cos(azimuth)], [np.cos(azimuth), -np.sin(azimuth)]])
    half = np.maximum([ellipse.semi_major_m, ellipse.semi_minor_m], 1.0) / SIGMA_OF_95
    return np.asarray(axes.T @ np.diag(half**2) @ axes)


def _classes(track: Track) -> Floats | None:
    """(7,) probabilities of a record, what it leaves out shared among the rest; None where it has none."""
    if not track.classes:
        return None
    said = {c.object_class: c.probability for c in track.classes}
    rest = max(0.0, 1.0 - sum(said.values())) / max(1, len(CLASSES) - len(said))
    return np.array([said.get(name, rest) for name in CLASSES], dtype=np.float64)


def _period_s(track: Track, gap_s: float, *, coarse: bool) -> float:
    """Time until the next record is due [s]."""
    if coarse:
        gap_s = max(gap_s, (track.position.error_95_m or 0.0) / PERIOD_OF_COARSE)
    return min(max(gap_s, 1.0), LONGEST_PERIOD_S)
