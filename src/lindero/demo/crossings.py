"""Whether each undeclared drone was announced, and the announcement acknowledged by the partner, before it crossed.

The truth is the story's: where each drone flew, and when it crossed the line. What was said and done about it is what
the partner's node holds.
"""

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from lindero.demo.story import LOOP_S, Actor, cast, place_of, state_of
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.kernel.geodesy import distance_bearing
from lindero.kernel.ids import NodeId
from lindero.model.alerts import Acknowledgement, Alert
from lindero.model.border_file import census_border
from lindero.model.place import Position
from lindero.store.sqlite.store import SqliteStore

ABOUT_M: Final = 250.0
"""An alert is about the object that was nearest to the place it names, and no farther from it than this."""
_FINE_S: Final = 0.01


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """One alert of a partner that said a crossing is to come.

    Attributes:
        alert: Its number.
        by: Who raised it.
        place: Where the object was.
        warned_at: When it was there. [ns UTC]
        acknowledged_at: When a person here acknowledged it; None when nobody did. [ns UTC]
    """

    alert: str
    by: NodeId
    place: Position
    warned_at: Instant
    acknowledged_at: Instant | None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One announcement beside the crossing it announced; seconds since the story began."""

    alert: str
    by: NodeId
    warned_s: float
    acknowledged_s: float | None


class Crossing(msgspec.Struct, frozen=True, kw_only=True):
    """One undeclared drone: when it truly crosses, and what was said before. [s since the story began]."""

    drone: str
    crosses_s: float
    announced: tuple[Told, ...]

    def in_time(self, told_s: float) -> bool | None:
        """Whether every announcement was acknowledged before the crossing, and there was one.

        None while there is nothing to judge: the story ended before the crossing, and nobody has acknowledged yet.
        """
        crossed = told_s >= self.crosses_s
        answered = [told.acknowledged_s for told in self.announced if crossed or told.acknowledged_s is not None]
        if not answered:
            return False if crossed else None
        return all(at is not None and at < self.crosses_s for at in answered)


def announcements(store: SqliteStore, partner: NodeId) -> Iterator[Announcement]:
    """What a node holds of its partner's warnings, each with the first acknowledgement by a person of its own."""
    acknowledged: dict[str, Instant] = {}
    for record in store.records.of_kind("acknowledgement", limit=100_000):
        if isinstance(record, Acknowledgement) and record.origin != partner and record.stage == "acknowledged":
            at = Instant(record.observed_at)
            acknowledged[record.alert] = min(at, acknowledged.get(record.alert, at))
    first: dict[str, Alert] = {}
    for record in store.records.of_kind("alert", limit=100_000):
        if isinstance(record, Alert) and record.origin == partner and record.step == "warning":
            known = first.get(record.alert)
            first[record.alert] = record if known is None or record.observed_at < known.observed_at else known
    for alert in first.values():
        if alert.position is not None:
            yield Announcement(
                alert=alert.number,
                by=partner,
                place=alert.position,
                warned_at=Instant(alert.observed_at),
                acknowledged_at=acknowledged.get(alert.alert),
            )


def crossings(announced: Iterable[Announcement], began_at: Instant, told_s: float) -> list[Crossing]:
    """Each undeclared drone of a story that began then and was told for so long, with what announced its crossing."""
    known = list(announced)
    return [_crossing(_visitor(loop), loop, known, began_at) for loop in range(1, int(told_s // LOOP_S) + 2)]


def crosses_s(drone: Actor) -> float:
    """When an undeclared drone crosses the line, to a hundredth of a second. [s into its round]."""
    south, north = 0.0, LOOP_S
    border = census_border()
    while north - south > _FINE_S:
        middle = (south + north) / 2.0
        state = state_of(drone, middle)
        over = middle > LOOP_S / 2.0 if state is None else border.signed_distance_m(*_place(drone, middle))[0] > 0.0
        south, north = (south, middle) if over else (middle, north)
    return north


def _crossing(drone: Actor, loop: int, known: list[Announcement], began_at: Instant) -> Crossing:
    begins_s = (loop - 1) * LOOP_S
    crosses = begins_s + crosses_s(drone)
    told = [
        Told(
            alert=one.alert,
            by=one.by,
            warned_s=_since(one.warned_at, began_at),
            acknowledged_s=None if one.acknowledged_at is None else _since(one.acknowledged_at, began_at),
        )
        for one in known
        if _about(one.place, loop, _since(one.warned_at, began_at) - begins_s) == drone.name
    ]
    return Crossing(
        drone=drone.name,
        crosses_s=round(crosses, 2),
        announced=tuple(one for one in sorted(told, key=lambda one: one.warned_s) if one.warned_s < crosses),
    )


def _about(place: Position, loop: int, story_s: float) -> str | None:
    """Name of the object of a round that was nearest to a place; None when none was near."""
    if not 0.0 <= story_s < LOOP_S:
        return None
    flying = [actor for actor in cast(loop) if state_of(actor, story_s) is not None]
    distances_m = [
        (distance_bearing(place.lat_deg, place.lon_deg, *_place(actor, story_s))[0], actor.name) for actor in flying
    ]
    nearest_m, name = min(distances_m, default=(ABOUT_M, ""))
    return name if nearest_m < ABOUT_M else None


def _visitor(loop: int) -> Actor:
    return next(actor for actor in cast(loop) if actor.name.startswith("visitor"))


def _place(actor: Actor, story_s: float) -> tuple[float, float]:
    state = state_of(actor, story_s)
    assert state is not None
    return place_of(state.east_m, state.north_m)


def _since(at: Instant, began_at: Instant) -> float:
    return round((at - began_at) / SECOND_NS, 2)
