"""One live receiver: a capture streamed to the node (`tcpdump -w - | nc node port`), as records and refusals. No I/O.

Limits hold each sender to its share: surplus positions and surplus refusals are counted, not kept.
"""

from typing import Final

import msgspec

from lindero.gateways.capture_files.frames import Frame
from lindero.gateways.capture_files.pcap import PcapStream
from lindero.gateways.intake.counters import Counters, Tally
from lindero.gateways.intake.errors import TooManyMessages
from lindero.gateways.intake.limits import Limits, TokenBucket
from lindero.gateways.intake.outputs import Close, Deliver, Output, Rebind, Refused, merge_deliveries
from lindero.gateways.intake.refusal import Refusal, refusal_of
from lindero.gateways.remoteid.detections import Maker, detection_of
from lindero.gateways.remoteid.feed import RemoteIdFeed
from lindero.gateways.remoteid.identity import LateBinding
from lindero.gateways.remoteid.link_types import ACCEPTED
from lindero.gateways.remoteid.sightings import Sighting
from lindero.gateways.remoteid.transmitters import Transmitters
from lindero.kernel.clock import Instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId, new_record_id
from lindero.model.airspace import Detection
from lindero.model.marking import Marking

ID_CHANCE: Final = 10


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """What the node says of one Remote ID gateway.

    Attributes:
        origin: The node.
        sensor: Id of the receiver within the node.
        marking: What its records get; None is kept and never released.
        limits: Of each sender.
    """

    origin: NodeId
    sensor: str
    marking: Marking | None = None
    limits: Limits = Limits()


class Session:
    """One connection of a receiver.

    Args:
        feed: What the node says of this gateway.
        transmitters: Shared by all connections, so that several receivers agree on who is who.
        entropy: Record ids.
        peer: Who sends, for refusals.
    """

    def __init__(self, feed: Feed, *, transmitters: Transmitters, entropy: Entropy, peer: str) -> None:
        self._feed = feed
        self._entropy = entropy
        self._peer = peer
        self._stream = PcapStream(ACCEPTED, peer)
        self._remoteid = RemoteIdFeed(transmitters, peer=peer)
        self._counters = Counters()
        limits = feed.limits
        self._positions = TokenBucket(limits.messages_per_s, limits.message_burst)
        self._reports = TokenBucket(limits.refusals_per_s, limits.refusal_burst)

    @property
    def sender(self) -> str:
        """Its address: a receiver has no other name."""
        return self._peer

    def begin(self, now: Instant) -> list[Output]:
        """A receiver is told nothing."""
        return []

    def receive(self, data: bytes, now: Instant) -> list[Output]:
        """What these bytes say, written down at `now`."""
        self._counters.receive(len(data))
        outputs: list[Output] = []
        for event in self._stream.feed(data):
            outputs += self._take(event, now) if isinstance(event, Frame) else self._refuse(event, now)
        return [*merge_deliveries(outputs), *([Close()] if self._stream.broken else [])]

    def tick(self, now: Instant) -> list[Output]:
        """Nothing falls due."""
        return []

    def end(self, now: Instant) -> list[Output]:
        """At the end of the connection: a cut record."""
        return [output for refusal in self._stream.finish() for output in self._refuse(refusal, now)]

    def tally(self) -> Tally:
        """The counts now."""
        return self._counters.tally()

    def _take(self, frame: Frame, now: Instant) -> list[Output]:
        heard = self._remoteid.take(frame)
        outputs: list[Output] = [rebind_of(binding) for binding in heard.bindings]
        for refusal in heard.refusals:
            outputs += self._refuse(refusal, now)
        for sighting in heard.sightings:
            if self._positions.take(now):
                self._counters.accept("detection")
                outputs.append(Deliver(records=(self._detection(sighting, now),)))
            else:
                surplus = TooManyMessages(per_second=round(self._feed.limits.messages_per_s))
                outputs += self._refuse(
                    refusal_of(surplus, offset=sighting.offset, raw=sighting.message, peer=self._peer), now
                )
        return outputs

    def _detection(self, sighting: Sighting, now: Instant) -> Detection:
        maker = Maker(
            origin=self._feed.origin,
            sensor=self._feed.sensor,
            marking=self._feed.marking,
            new_id=lambda _: new_record_id(now, self._entropy.token(ID_CHANCE)),
            now=lambda: now,
        )
        return detection_of(sighting, maker)

    def _refuse(self, refusal: Refusal, now: Instant) -> list[Output]:
        reported = self._reports.take(now)
        self._counters.refuse(refusal.code, reported=reported)
        return [Refused(refusal=refusal)] if reported else []


def rebind_of(binding: LateBinding) -> Rebind:
    """The correction of records that a late binding asks for."""
    return Rebind(
        airframe_ref=binding.airframe_ref,
        replaces=binding.replaces,
        address=binding.transmitter.address if binding.transmitter else None,
        since=binding.since,
    )
