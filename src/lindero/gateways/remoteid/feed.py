"""From frames to sightings: finds the broadcasts, decodes every message, keeps who is who. Pure; live and for files.

One broken message is refused by itself: the others of its broadcast are kept.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from lindero.gateways.capture_files.frames import Frame
from lindero.gateways.capture_files.link_types import require_link_type
from lindero.gateways.intake.refusal import Refusal, refusal_of
from lindero.gateways.remoteid import link_types
from lindero.gateways.remoteid.bluetooth import broadcasts_in_link_layer, broadcasts_in_nordic, broadcasts_in_phdr
from lindero.gateways.remoteid.broadcasts import Broadcast
from lindero.gateways.remoteid.decode import decode_message, split_broadcast
from lindero.gateways.remoteid.errors import NoReceptionTime
from lindero.gateways.remoteid.identity import LateBinding, Transmitter
from lindero.gateways.remoteid.messages import Location, SingleMessage, System
from lindero.gateways.remoteid.sightings import Sighting, sighting_of
from lindero.gateways.remoteid.transmitters import Transmitters
from lindero.gateways.remoteid.wifi import broadcasts_in_radiotap, broadcasts_in_wifi
from lindero.kernel.clock import Instant
from lindero.kernel.errors import RemoteError

_FINDERS: Final[dict[int, Callable[..., list[Broadcast]]]] = {
    link_types.WIFI: broadcasts_in_wifi,
    link_types.WIFI_RADIOTAP: broadcasts_in_radiotap,
    link_types.BLUETOOTH_LE: broadcasts_in_link_layer,
    link_types.BLUETOOTH_LE_PHDR: broadcasts_in_phdr,
    link_types.NORDIC_BLE: broadcasts_in_nordic,
}


class Part(msgspec.Struct, frozen=True):
    """One decoded message, where it stood and its bytes."""

    offset: int
    raw: bytes
    message: SingleMessage


class Heard(msgspec.Struct):
    """What one frame, or one receiver's message, gave.

    Attributes:
        sightings: One per Location message.
        bindings: What was learned about earlier sightings.
        refusals: What could not be accepted.
        messages: How many messages were decoded.
    """

    sightings: list[Sighting] = []
    bindings: list[LateBinding] = []
    refusals: list[Refusal] = []
    messages: int = 0


def broadcasts_in(frame: Frame) -> list[Broadcast]:
    """Broadcasts of a frame of any accepted link type; frames of other traffic have none.

    Raises:
        LinkTypeRefused: Its link type carries no Remote ID.
        DamagedFrame, TruncatedFrame: It holds a broadcast that is not whole.
    """
    return _FINDERS[require_link_type(frame.link_type, link_types.ACCEPTED)](frame.data, whole=frame.whole)


class RemoteIdFeed:
    """One receiver's frames, in the order of reception.

    Args:
        transmitters: Everybody heard so far; shared between the feeds of a node.
        peer: Who sends, for refusals.
    """

    def __init__(self, transmitters: Transmitters | None = None, *, peer: str = "") -> None:
        self._transmitters = transmitters or Transmitters()
        self._peer = peer

    def take(self, frame: Frame) -> Heard:
        """What a frame says."""
        heard = Heard()
        try:
            broadcasts = broadcasts_in(frame)
        except RemoteError as error:
            heard.refusals.append(self._refusal(error, frame.offset, frame.data))
            return heard
        for broadcast in broadcasts:
            parts = self._decode(broadcast, frame.offset + broadcast.at, heard.refusals)
            transmitter = Transmitter(broadcast.radio, broadcast.address or "")
            self.take_messages(transmitter, parts, frame.received_at, heard, sensor=frame.interface)
        return heard

    def take_messages(
        self,
        transmitter: Transmitter,
        parts: list[Part],
        received_at: Instant | None,
        heard: Heard,
        *,
        sensor: str | None,
    ) -> None:
        """Adds to `heard` what the messages of one broadcast say.

        Without a reception time the System message's own is taken; without that too, positions are refused.
        """
        messages = [part.message for part in parts]
        heard.messages += len(parts)
        sent = (message.sent_at for message in messages if isinstance(message, System))
        at = received_at if received_at is not None else next(sent, None)
        locations = [part for part in parts if isinstance(part.message, Location)]
        if at is None:
            heard.refusals += [self._refusal(NoReceptionTime(), part.offset, part.raw) for part in locations]
            return
        spell, bindings = self._transmitters.hear(transmitter, messages, at)
        heard.bindings += bindings
        for part in locations:
            assert isinstance(part.message, Location)
            heard.sightings.append(
                sighting_of(
                    part.message,
                    offset=part.offset,
                    message=part.raw,
                    received_at=at,
                    spell=spell,
                    airframe_ref=self._transmitters.airframe_of(spell, at),
                    emitter=self._transmitters.emitter_of(spell),
                    operator_location=self._transmitters.operator_location_of(spell),
                    sensor=sensor,
                )
            )

    def _decode(self, broadcast: Broadcast, offset: int, refusals: list[Refusal]) -> list[Part]:
        """The messages that can be read; each other one is refused by itself."""
        try:
            split = split_broadcast(broadcast.payload)
        except RemoteError as error:
            refusals.append(self._refusal(error, offset, broadcast.payload))
            return []
        parts = []
        for at, raw in split:
            try:
                parts.append(Part(offset + at, raw, decode_message(raw)))
            except RemoteError as error:
                refusals.append(self._refusal(error, offset + at, raw))
        return parts

    def _refusal(self, error: RemoteError, offset: int, raw: bytes) -> Refusal:
        return refusal_of(error, offset=offset, raw=raw, peer=self._peer)
