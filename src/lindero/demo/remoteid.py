"""A simulated Remote ID receiver: hears the story's broadcasts and streams them as a capture (pcap over TCP)."""

import asyncio
import math
from collections.abc import Iterator
from typing import Final

import numpy as np

from lindero.demo.story import GROUND_HAE_M, OPERATOR_OFFSET_M, PATROL_SERIAL, Actor, State, place_of, state_of
from lindero.demo.story_clock import StoryClock
from lindero.gateways.remoteid.encode import encode_message_pack
from lindero.gateways.remoteid.messages import BasicId, Location, OperatorId, System
from lindero.gateways.remoteid.transmit import encode_beacon_frame, encode_pcap_header, encode_pcap_record
from lindero.kernel.clock import SECOND_NS, Clock
from lindero.node.timers import pause

HEARD: Final = 0.9
GNSS_SIGMA_M: Final = 2.5
_HOUR_NS: Final = 3600 * SECOND_NS


class RemoteIdReceiver:
    """One receiver of the story.

    Args:
        east_m: Where it stands. [m]
        north_m: Where it stands. [m]
        reach_m: How far it hears. [m]
        seed: Of what it misses, and of the aircraft's own error.
    """

    def __init__(self, east_m: float, north_m: float, reach_m: float, seed: int, clock: Clock) -> None:
        self._place_m = (east_m, north_m)
        self._reach_m = reach_m
        self._noise = np.random.default_rng(seed)
        self._clock = clock
        self._counter = 0

    async def run(self, host: str, port: int, story: StoryClock) -> None:
        """Stream to a node until cancelled."""
        _, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(encode_pcap_header())
            while True:
                for frame in self._hear(story):
                    writer.write(frame)
                await writer.drain()
                await pause(1.0)
        finally:
            writer.close()

    def _hear(self, story: StoryClock) -> Iterator[bytes]:
        for actor in story.actors():
            state = state_of(actor, story.now_s()) if actor.serial is not None else None
            if state is None or self._noise.random() > HEARD:
                continue
            distance = math.hypot(state.east_m - self._place_m[0], state.north_m - self._place_m[1])
            if distance <= self._reach_m:
                now = self._clock.now()
                yield encode_pcap_record(now, self._beacon(actor, state, now))

    def _beacon(self, actor: Actor, state: State, now: int) -> bytes:
        """The Wi-Fi beacon that the aircraft sends."""
        assert actor.serial is not None
        self._counter += 1
        east = state.east_m + self._noise.normal(0.0, GNSS_SIGMA_M)
        north = state.north_m + self._noise.normal(0.0, GNSS_SIGMA_M)
        lat, lon = place_of(float(east), float(north))
        operator_lat, operator_lon = place_of(*_operator_of(actor))
        speed = math.hypot(state.east_mps, state.north_mps)
        pack = encode_message_pack(
            [
                BasicId(id_type="serial", ua_type="helicopter-or-multirotor", uas_id=actor.serial),
                Location(
                    status="airborne",
                    lat_deg=lat,
                    lon_deg=lon,
                    altitude_hae_m=round(state.hae_m * 2.0) / 2.0,
                    height_m=round((state.hae_m - GROUND_HAE_M) * 2.0) / 2.0,
                    height_over="take-off",
                    track_deg=round(math.degrees(math.atan2(state.east_mps, state.north_mps))) % 360,
                    speed_mps=round(speed * 4.0) / 4.0,
                    climb_mps=round(state.up_mps * 2.0) / 2.0,
                    horizontal_error_m=10.0,
                    vertical_error_m=10.0,
                    tenths_of_hour=(now % _HOUR_NS) // (SECOND_NS // 10),
                    time_error_s=0.1,
                ),
                System(
                    operator_location="take-off",
                    operator_lat_deg=operator_lat,
                    operator_lon_deg=operator_lon,
                    operator_altitude_hae_m=GROUND_HAE_M,
                    sent_at=None,
                ),
                OperatorId(id_type=0, operator_id=f"LND-OP-{actor.serial[-4:]}"),
            ]
        )
        address = "02:4c:4e:44:" + ("00:01" if actor.serial == PATROL_SERIAL else f"01:{int(actor.serial[-2:]):02x}")
        return encode_beacon_frame(pack, address=address, counter=self._counter % 256, name="RID")


def _operator_of(actor: Actor) -> tuple[float, float]:
    return (-200.0, -1200.0) if actor.serial == PATROL_SERIAL else OPERATOR_OFFSET_M
