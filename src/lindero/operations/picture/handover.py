"""One object, two sectors: it keeps its number, and one of them tells it at a time.

Planes overlap, so an object near the middle between two origins, or one that a radar of one sector and a receiver of
another see, is tracked in both. The second track is taken for the first when it begins within both errors of where
that one is now; from then on they share one memory. The sector that told it goes on until it has had no report for
`HANDOVER_S`; then the other one takes it over.
"""

import math
from collections.abc import Mapping
from typing import Final

from lindero.kernel.clock import SECOND_NS
from lindero.kernel.geodesy import distance_bearing
from lindero.model.place import Position
from lindero.operations.picture.memory import Key, TrackMemory

HANDOVER_S: Final = 3.0
"""A sector without a report for so long loses an object that another one sees. [s]"""
RECENT_S: Final = 10.0
"""A state older than this is nobody's predecessor. [s]"""


def told_elsewhere(known: Mapping[Key, TrackMemory], sector: int, position: Position, at: int) -> TrackMemory | None:
    """The memory of the object that a new track of a sector is, if another sector tells it.

    Args:
        known: All memories.
        sector: Of the new track.
        position: Of it, with its 95 % error.
        at: Instant. [ns UTC]
    """
    own = {id(memory) for (index, _), memory in known.items() if index == sector}
    found, least_m = None, math.inf
    for (index, _), memory in known.items():
        newest = memory.newest
        if index == sector or newest is None or id(memory) in own:
            continue
        age_s = (at - newest.observed_at) / SECOND_NS
        there = newest.position
        away_m = float(distance_bearing(there.lat_deg, there.lon_deg, position.lat_deg, position.lon_deg)[0])
        speed_mps = newest.velocity.speed_mps if newest.velocity else 0.0
        allowed_m = math.hypot(there.error_95_m or 0.0, position.error_95_m or 0.0) + speed_mps * max(age_s, 0.0)
        if age_s <= RECENT_S and away_m <= allowed_m and away_m < least_m:
            found, least_m = memory, away_m
    return found


def note_report(memory: TrackMemory, key: Key, at: int) -> None:
    """A report of that sector: it keeps the object, or takes over what the other has not seen lately."""
    if memory.owner is None or at - memory.owner_seen_at > int(HANDOVER_S * SECOND_NS):
        memory.owner = key
    if memory.owner == key:
        memory.owner_seen_at = at


def leave(known: Mapping[Key, TrackMemory], memory: TrackMemory, key: Key) -> bool:
    """A track of a sector has ended, and is no longer among `known`; whether the object is lost with it."""
    others = [other for other, shared in known.items() if shared is memory]
    if memory.owner == key and others:
        memory.owner = others[0]
    return not others
