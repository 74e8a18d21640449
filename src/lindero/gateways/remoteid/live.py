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


class Taken(msgspec.Struct):
    """What one piece of the stream gave, for the node to carry out in this order.

    Attributes:
        bindings: Earlier detections now belong to an airframe.
        detections: New records.
        refusals: For quarantine.
    """

    bindings: list[LateBinding] = []
    detections: list[Detection] = []
    refusals: list[Refusal] = []


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
    def broken(self) -> bool:
        """Nothing more can be read from this connection."""
        return self._stream.broken

    def receive(self, data: bytes, now: Instant) -> Taken:
        """What these bytes say, written down at `now`."""
        taken = Taken()
        self._counters.receive(len(data))
        for event in self._stream.feed(data):
            if isinstance(event, Frame):
                self._take(event, now, taken)
            else:
                self._refuse(event, now, taken)
        return taken

    def end(self, now: Instant) -> Taken:
        """At the end of the connection: a cut record."""
        taken = Taken()
        for refusal in self._stream.finish():
            self._refuse(refusal, now, taken)
        return taken

    def tally(self) -> Tally:
        """The counts now."""
        return self._counters.tally()

    def _take(self, frame: Frame, now: Instant, taken: Taken) -> None:
        heard = self._remoteid.take(frame)
        taken.bindings += heard.bindings
        for refusal in heard.refusals:
            self._refuse(refusal, now, taken)
        for sighting in heard.sightings:
            if self._positions.take(now):
                self._counters.accept("detection")
                taken.detections.append(self._detection(sighting, now))
            else:
                surplus = TooManyMessages(per_second=round(self._feed.limits.messages_per_s))
                refusal = refusal_of(surplus, offset=sighting.offset, raw=sighting.message, peer=self._peer)
                self._refuse(refusal, now, taken)

    def _detection(self, sighting: Sighting, now: Instant) -> Detection:
        maker = Maker(
            origin=self._feed.origin,
            sensor=self._feed.sensor,
            marking=self._feed.marking,
            new_id=lambda _: new_record_id(now, self._entropy.token(ID_CHANCE)),
            now=lambda: now,
        )
        return detection_of(sighting, maker)

    def _refuse(self, refusal: Refusal, now: Instant, taken: Taken) -> None:
        reported = self._reports.take(now)
        self._counters.refuse(refusal.code, reported=reported)
        if reported:
            taken.refusals.append(refusal)
