"""A simulated radar: a SAPIENT client like any other, with its noise, misses and false reports."""

import asyncio
import math
import uuid
from collections.abc import Iterator
from typing import Final, Literal

import numpy as np

from lindero.demo.story import GROUND_HAE_M, Actor, State, place_of, state_of
from lindero.demo.story_clock import StoryClock
from lindero.gateways.sapient.describe import SensorDescription, build_registration
from lindero.gateways.sapient.encode import build_detection, build_status, encode
from lindero.kernel.clock import Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import new_record_id
from lindero.model.place import Bearing, Position
from lindero.node.timers import pause

RANGE_SIGMA_M: Final = 8.0
ANGLE_SIGMA_DEG: Final = 0.4
FALSE_PER_LOOK: Final = 0.3
STATUS_EVERY_LOOKS: Final = 5


class Radar:
    """One radar of the story.

    Args:
        name: For people.
        east_m: Where it stands. [m]
        north_m: Where it stands. [m]
        reach_m: How far it sees. [m]
        seed: Of its noise.
    """

    def __init__(
        self, name: str, east_m: float, north_m: float, reach_m: float, seed: int, clock: Clock, entropy: Entropy
    ) -> None:
        self._name = name
        self._place_m = (east_m, north_m)
        self._reach_m = reach_m
        self._noise = np.random.default_rng(seed)
        self._clock = clock
        self._entropy = entropy
        self._node_id = str(uuid.UUID(bytes=entropy.token(16), version=4))
        self._objects: dict[str, str] = {}

    async def run(self, host: str, port: int, story: StoryClock) -> None:
        """Register with a node, then report once a second until cancelled."""
        reader, writer = await asyncio.open_connection(host, port)
        listening = asyncio.create_task(_read_away(reader))
        try:
            writer.write(self._hello())
            looks = 0
            while True:
                if looks % STATUS_EVERY_LOOKS == 0:
                    writer.write(self._status("OK"))
                for report in self._look(story):
                    writer.write(report)
                await writer.drain()
                looks += 1
                await pause(1.0)
        finally:
            listening.cancel()
            if not writer.is_closing():
                writer.write(self._status("GOODBYE"))
                writer.close()

    def _hello(self) -> bytes:
        description = SensorDescription(
            name=self._name,
            node_type="RADAR",
            range_sigma_m=RANGE_SIGMA_M,
            azimuth_sigma_deg=ANGLE_SIGMA_DEG,
            elevation_sigma_deg=2 * ANGLE_SIGMA_DEG,
            max_range_m=self._reach_m,
            period_s=1.0,
            detection_probability=0.9,
            manufacturer="Lindero",
            model="simulated",
        )
        return encode(build_registration(self._node_id, self._clock.now(), description))

    def _status(self, system: Literal["OK", "GOODBYE"]) -> bytes:
        lat, lon = place_of(*self._place_m)
        position = Position(lat_deg=lat, lon_deg=lon, altitude_hae_m=GROUND_HAE_M + 8.0)
        now = self._clock.now()
        return encode(build_status(self._node_id, now, self._ulid(), system=system, position=position))

    def _look(self, story: StoryClock) -> Iterator[bytes]:
        """Reports of one look at the story's present."""
        now = self._clock.now()
        for actor in story.actors():
            state = state_of(actor, story.now_s())
            if state is not None and self._noise.random() < actor.seen:
                seen = self._measure(state)
                if seen is not None:
                    yield self._report(now, self._object(actor), seen, actor)
        for _ in range(int(self._noise.poisson(FALSE_PER_LOOK))):
            false = Bearing(
                azimuth_deg=float(self._noise.uniform(0.0, 360.0)),
                elevation_deg=float(self._noise.uniform(0.5, 8.0)),
                range_m=float(self._reach_m * math.sqrt(self._noise.random())),
            )
            yield self._report(now, self._ulid(), false, None)

    def _measure(self, state: State) -> Bearing | None:
        """What the radar measures of a state, with its noise; None beyond its reach."""
        east, north = state.east_m - self._place_m[0], state.north_m - self._place_m[1]
        up = state.hae_m - (GROUND_HAE_M + 8.0)
        ground = math.hypot(east, north)
        slant = math.hypot(ground, up)
        if slant > self._reach_m or state.hae_m < GROUND_HAE_M + 12.0:
            return None
        azimuth = math.degrees(math.atan2(east, north)) + self._noise.normal(0.0, ANGLE_SIGMA_DEG)
        return Bearing(
            azimuth_deg=float(azimuth % 360.0),
            elevation_deg=float(math.degrees(math.atan2(up, ground)) + self._noise.normal(0.0, 2 * ANGLE_SIGMA_DEG)),
            range_m=float(max(1.0, slant + self._noise.normal(0.0, RANGE_SIGMA_M))),
        )

    def _report(self, now: int, object_id: str, seen: Bearing, actor: Actor | None) -> bytes:
        classes = actor.opinion if actor is not None else ()
        return encode(
            build_detection(self._node_id, now, report_id=self._ulid(), object_id=object_id, seen=seen, classes=classes)
        )

    def _object(self, actor: Actor) -> str:
        return self._objects.setdefault(actor.name, self._ulid())

    def _ulid(self) -> str:
        return new_record_id(self._clock.now(), self._entropy.token(10))


async def _read_away(reader: asyncio.StreamReader) -> None:
    """Take the node's answers off the line."""
    while await reader.read(4096):
        pass
