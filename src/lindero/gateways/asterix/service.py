"""Categories 034 and 065: how a radar or a tracker is, and what it has looked at.

A radar says "north" once a turn and names each sector as its beam enters it: what lies between two such messages has
been looked at, whether anything was reported there or not. One that says nothing for two turns is silent.
"""

from typing import Final, Literal

import msgspec

from lindero.gateways.asterix.errors import ImpossibleValue
from lindero.gateways.asterix.report import Items, Received, require, time_of
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.model.place import Position

RADAR: Final = 34
TRACKER: Final = 65
NORTH, SECTOR = 1, 2
SILENT_AFTER_S: Final = 30.0
"""Of a source that does not say how often it says something. [s]"""
LONGEST_TURN_S: Final = 60.0
WIDEST_SECTOR_DEG: Final = 45.0
"""Of two messages further apart one is missing: what lies between was perhaps not looked at. [deg]"""
WHOLE_TURN: Final = 0.95
State = Literal["ok", "degraded", "down"]


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a service message says.

    Attributes:
        at: When. [ns UTC]
        azimuth_deg: Where the beam is, of a radar's north and sector messages. [deg]
        turn_s: Time of one turn of the antenna. [s]
        state: How the system is, where the message says so.
        place: Where it stands, where the message says so.
    """

    at: Instant
    azimuth_deg: float | None = None
    turn_s: float | None = None
    state: State | None = None
    place: Position | None = None


def said_by_radar(items: Items, received: Received) -> Said:
    """What a record of category 034 says.

    Raises:
        ItemMissing, ImpossibleValue: The record cannot be.
    """
    kind = require(items, "000", RADAR)
    at = time_of(items, ("030",), RADAR, received)
    azimuth_deg = {NORTH: 0.0, SECTOR: items.get("020")}.get(kind)
    common = items.get("050", {}).get("COM")
    return Said(
        at=at,
        azimuth_deg=azimuth_deg,
        turn_s=items.get("041"),
        state=None if common is None else _radar_state(common),
        place=_place(items),
    )


def said_by_tracker(items: Items, received: Received) -> Said:
    """What a record of category 065 says.

    Raises:
        ItemMissing, ImpossibleValue: The record cannot be.
    """
    require(items, "000", TRACKER)
    at = time_of(items, ("030",), TRACKER, received)
    status = items.get("040")
    if status is None:
        return Said(at=at)
    state: State = ("ok", "degraded", "down", "degraded")[status["NOGO"]]
    return Said(at=at, state="degraded" if state == "ok" and (status["OVL"] or status["TSV"]) else state)


def _radar_state(common: Items) -> State:
    if common.get("NOGO"):
        return "down"
    return "degraded" if any(common.get(flag) for flag in ("OVLRDP", "OVLXMT", "TSV")) else "ok"


def _place(items: Items) -> Position | None:
    """Where the radar says that it stands; its height is above the ellipsoid."""
    place = items.get("120")
    if place is None or (place["LAT"] == 0.0 and place["LON"] == 0.0):
        return None
    if not (-90.0 <= place["LAT"] <= 90.0):
        raise ImpossibleValue(category=RADAR, item="120", value=f"{place['LAT']:.5f}°")
    return Position(lat_deg=place["LAT"], lon_deg=place["LON"], altitude_hae_m=place["HGT"])


class Watch:
    """Follows one source by what it says of itself.

    Attributes:
        state: As it says.
        place: Where it says that it stands.
        turn_s: Time of one turn of its antenna. [s]
        looked: Share of the last whole turn that its sector messages show it looked at; None where it sends none.
        heard_at: When anything of it was received. [ns UTC]
    """

    def __init__(self) -> None:
        self.state: State = "ok"
        self.place: Position | None = None
        self.turn_s: float | None = None
        self.looked: float | None = None
        self.heard_at: Instant | None = None
        self._beam: tuple[float, Instant] | None = None
        self._north_at: Instant | None = None
        self._looked_deg = 0.0

    def take(self, said: Said) -> None:
        """Take in a service message."""
        self.state = said.state or self.state
        self.place = said.place or self.place
        self.turn_s = said.turn_s or self.turn_s
        if said.azimuth_deg is None:
            return
        self._follow(said.azimuth_deg, said.at)
        if said.azimuth_deg == 0.0:
            self._end_turn(said)

    @property
    def condition(self) -> State:
        """Its state; degraded too when part of the last turn was not looked at."""
        unseen = self.looked is not None and self.looked < WHOLE_TURN
        return "degraded" if self.state == "ok" and unseen else self.state

    @property
    def silent_after_s(self) -> float:
        """So long may it say nothing [s]."""
        return SILENT_AFTER_S if self.turn_s is None else max(3.0, 2.0 * self.turn_s)

    def is_silent(self, now: Instant) -> bool:
        """Whether it has said nothing for too long."""
        return self.heard_at is not None and now - self.heard_at > self.silent_after_s * SECOND_NS

    def _follow(self, azimuth_deg: float, at: Instant) -> None:
        """The beam has gone from the last message to this one, unless too far or too slowly for one sector."""
        before, self._beam = self._beam, (azimuth_deg, at)
        if before is None:
            return
        turned_deg, elapsed_s = (azimuth_deg - before[0]) % 360.0, (at - before[1]) / SECOND_NS
        if turned_deg <= WIDEST_SECTOR_DEG and 0.0 <= elapsed_s < (self.turn_s or LONGEST_TURN_S):
            self._looked_deg += turned_deg

    def _end_turn(self, said: Said) -> None:
        """A turn goes from north to north; its time is taken from that where the radar does not state it."""
        if self._north_at is not None and said.at > self._north_at:
            took_s = (said.at - self._north_at) / SECOND_NS
            if said.turn_s is None and took_s < LONGEST_TURN_S:
                self.turn_s = took_s
            self.looked = min(1.0, self._looked_deg / 360.0) if self._looked_deg else None
        self._north_at, self._looked_deg = said.at, 0.0
