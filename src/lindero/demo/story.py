"""The story, about two minutes on a loop: who flies where. Pure: time in, places out.

Places are metres east and north of a point on the line west of Ciudad Juárez and El Paso, where the line runs east to
west, so south is Mexico; heights are above the WGS 84 ellipsoid, over ground that lies at `GROUND_HAE_M`.
"""

import math
from typing import Final

import msgspec

from lindero.kernel.geodesy import destination
from lindero.model.airspace import ClassProbability, ObjectClass

ORIGIN: Final = (31.78378, -106.5750)
"""Latitude, longitude of a point on the line. [deg]"""
GROUND_HAE_M: Final = 1180.0
LOOP_S: Final = 120.0

PATROL_SERIAL: Final = "1LNDEPATROL00001"
OPERATOR_OFFSET_M: Final = (260.0, -1780.0)
"""Where the undeclared drone's operator stands, east and north. [m]"""


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """One object of the story.

    Attributes:
        name: Unique within the story.
        object_class: What it is.
        serial: Broadcast by Remote ID; None broadcasts nothing.
        seen: Probability that a radar sees it at one look.
        opinion: What a radar takes it for.
    """

    name: str
    object_class: ObjectClass
    serial: str | None
    seen: float
    opinion: tuple[ClassProbability, ...]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Where an object is and how it moves; metres and metres per second, height above the ellipsoid."""

    east_m: float
    north_m: float
    hae_m: float
    east_mps: float
    north_mps: float
    up_mps: float


def _opinion(**shares: float) -> tuple[ClassProbability, ...]:
    names: dict[str, ObjectClass] = {"multirotor": "multirotor", "bird": "bird", "balloon": "balloon", "other": "other"}
    return tuple(ClassProbability(object_class=names[name], probability=share) for name, share in shares.items())


_DRONE: Final = _opinion(multirotor=0.7, bird=0.1, balloon=0.05)
_BIRD: Final = _opinion(bird=0.8, multirotor=0.1)
_BALLOON: Final = _opinion(balloon=0.75, bird=0.1, multirotor=0.05)


def cast(loop: int) -> tuple[Actor, ...]:
    """The objects of one round; the undeclared drone is another aircraft each time."""
    return (
        Actor(name="patrol", object_class="multirotor", serial=PATROL_SERIAL, seen=0.95, opinion=_DRONE),
        Actor(
            name=f"visitor-{loop}",
            object_class="multirotor",
            serial=f"1LNDEVISIT{loop:06d}",
            seen=0.92,
            opinion=_DRONE,
        ),
        Actor(name=f"balloon-{loop}", object_class="balloon", serial=None, seen=0.85, opinion=_BALLOON),
        *(Actor(name=f"bird-{loop}-{k}", object_class="bird", serial=None, seen=0.7, opinion=_BIRD) for k in range(3)),
    )


def state_of(actor: Actor, story_s: float) -> State | None:
    """Where an object is so many seconds into its round; None when it is not in the air."""
    if actor.name == "patrol":
        return _patrol(story_s)
    if actor.object_class == "balloon":
        return _balloon(story_s)
    if actor.object_class == "bird":
        return _bird(int(actor.name.rpartition("-")[2]), story_s)
    return _visitor(story_s)


def place_of(east_m: float, north_m: float) -> tuple[float, float]:
    """Latitude and longitude of a place of the story. [deg]."""
    azimuth = math.degrees(math.atan2(east_m, north_m))
    lat, lon = destination(*ORIGIN, azimuth, math.hypot(east_m, north_m))
    return float(lat), float(lon)


def _patrol(t: float) -> State:
    """To and fro along the line on its southern side: 1.6 km, 60 s each way."""
    phase = 2.0 * math.pi * t / LOOP_S
    reach = 800.0
    return State(
        east_m=reach * math.sin(phase),
        north_m=-430.0,
        hae_m=GROUND_HAE_M + 90.0,
        east_mps=reach * math.cos(phase) * 2.0 * math.pi / LOOP_S,
        north_mps=0.0,
        up_mps=0.0,
    )


def _visitor(t: float) -> State | None:
    """Takes off in the south, flies north across the line at 19 m/s after about 85 s, and lands beyond it."""
    begin, speed = 5.0, 19.0
    if not begin <= t < 112.0:
        return None
    flown = min((t - begin) * speed, 1900.0)
    climb = min(60.0, (t - begin) * 6.0)
    return State(
        east_m=300.0 + 20.0 * math.sin((t - begin) / 9.0),
        north_m=-1520.0 + flown,
        hae_m=GROUND_HAE_M + climb,
        east_mps=20.0 / 9.0 * math.cos((t - begin) / 9.0),
        north_mps=speed if flown < 1900.0 else 0.0,
        up_mps=6.0 if climb < 60.0 else 0.0,
    )


def _balloon(t: float) -> State:
    """Rises and drifts north-east with the wind, across the line."""
    return State(
        east_m=-900.0 + 2.6 * t,
        north_m=-330.0 + 4.4 * t,
        hae_m=GROUND_HAE_M + 40.0 + 1.8 * t,
        east_mps=2.6,
        north_mps=4.4,
        up_mps=1.8,
    )


def _bird(k: int, t: float) -> State:
    """Circles over the line."""
    radius, speed = 90.0 + 35.0 * k, 8.0 + 1.5 * k
    angle = speed / radius * t + 2.1 * k
    return State(
        east_m=1100.0 + 160.0 * k + radius * math.cos(angle),
        north_m=-20.0 - 50.0 * k + radius * math.sin(angle),
        hae_m=GROUND_HAE_M + 45.0 + 10.0 * k + 6.0 * math.sin(angle / 2.0),
        east_mps=-speed * math.sin(angle),
        north_mps=speed * math.cos(angle),
        up_mps=0.0,
    )
