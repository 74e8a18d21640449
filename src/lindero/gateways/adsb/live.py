"""One live receiver of ADS-B: what it sends, as records and refusals. No I/O.

Limits hold each receiver to its share: surplus positions and surplus refusals are counted, not kept.
"""

from typing import Final, Literal, Protocol

import msgspec

from lindero.gateways.adsb.aircraft_json import AircraftJson
from lindero.gateways.adsb.beast_feed import BeastFeed
from lindero.gateways.adsb.report import GATEWAY, Maker, Report, detection_of
from lindero.gateways.adsb.sbs import SbsLines
from lindero.gateways.intake.counters import Counters, Tally
from lindero.gateways.intake.errors import TooManyMessages
from lindero.gateways.intake.limits import Limits, TokenBucket
from lindero.gateways.intake.outputs import Deliver, Output, Refused, merge_deliveries
from lindero.gateways.intake.presence import Presence
from lindero.gateways.intake.refusal import Refusal, refusal_of
from lindero.kernel.clock import Instant
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import NodeId, new_record_id
from lindero.model.marking import Marking

Format = Literal["json", "sbs", "beast"]
ID_CHANCE: Final = 10


class Decoder(Protocol):
    """What each of the three formats can do."""

    def feed(self, data: bytes, now: Instant | None = None) -> tuple[list[Report], list[Refusal]]:
        """What these bytes complete."""

    def finish(self) -> tuple[list[Report], list[Refusal]]:
        """What the end of the bytes completes."""


class Feed(msgspec.Struct, frozen=True, kw_only=True):
    """What the node says of one ADS-B gateway.

    Attributes:
        origin: The node.
        sensor: Id of the receiver within the node.
        format: What it sends.
        marking: What its records get; None is kept and never released.
        limits: Of the receiver.
    """

    origin: NodeId
    sensor: str
    format: Format
    marking: Marking | None = None
    limits: Limits = Limits()


def decoder_of(format_: Format, peer: str) -> Decoder:
    """A fresh decoder of a format."""
    made: dict[Format, type[AircraftJson | SbsLines | BeastFeed]]
    made = {"json": AircraftJson, "sbs": SbsLines, "beast": BeastFeed}
    return made[format_](peer)


class Session:
    """One connection to a receiver, or one spell in which it answers.

    Args:
        feed: What the node says of this gateway.
        entropy: Record ids.
        peer: Who sends, for refusals.
    """

    def __init__(self, feed: Feed, *, entropy: Entropy, peer: str) -> None:
        self._feed = feed
        self._entropy = entropy
        self._peer = peer
        self._decoder = decoder_of(feed.format, peer)
        self._presence = Presence(feed.origin, feed.sensor, GATEWAY, feed.marking, entropy)
        self._counters = Counters()
        limits = feed.limits
        self._positions = TokenBucket(limits.messages_per_s, limits.message_burst)
        self._reports = TokenBucket(limits.refusals_per_s, limits.refusal_burst)

    @property
    def sender(self) -> str:
        """Its address: a receiver has no other name."""
        return self._peer

    def begin(self, now: Instant) -> list[Output]:
        """It is there; it is told nothing."""
        return self._presence.heard(now)

    def receive(self, data: bytes, now: Instant) -> list[Output]:
        """What these bytes say, written down at `now`."""
        self._counters.receive(len(data))
        reports, refusals = self._decoder.feed(data, now)
        return [*self._presence.heard(now), *self._outputs(reports, refusals, now)]

    def tick(self, now: Instant) -> list[Output]:
        """A receiver that says nothing for long is silent."""
        return self._presence.tick(now)

    def end(self, now: Instant) -> list[Output]:
        """It is gone; what was not whole is refused."""
        return [*self._outputs(*self._decoder.finish(), now), *self._presence.gone(now)]

    def tally(self) -> Tally:
        """The counts now."""
        return self._counters.tally()

    def _outputs(self, reports: list[Report], refusals: list[Refusal], now: Instant) -> list[Output]:
        outputs: list[Output] = []
        for refusal in refusals:
            outputs += self._refuse(refusal, now)
        for report in reports:
            outputs += self._take(report, now)
        return merge_deliveries(outputs)

    def _take(self, report: Report, now: Instant) -> list[Output]:
        if not self._positions.take(now):
            surplus = TooManyMessages(per_second=round(self._feed.limits.messages_per_s))
            return self._refuse(refusal_of(surplus, offset=report.offset, raw=report.message, peer=self._peer), now)
        self._counters.accept("detection")
        maker = Maker(
            origin=self._feed.origin,
            sensor=self._feed.sensor,
            marking=self._feed.marking,
            new_id=lambda _: new_record_id(now, self._entropy.token(ID_CHANCE)),
            now=lambda: now,
        )
        return [Deliver(records=(detection_of(report, maker),))]

    def _refuse(self, refusal: Refusal, now: Instant) -> list[Output]:
        reported = self._reports.take(now)
        self._counters.refuse(refusal.code, reported=reported)
        return [Refused(refusal=refusal)] if reported else []
