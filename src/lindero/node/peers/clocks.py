"""How far away a partner is and how far its clock stands from ours, by the newest ping.

Nothing is ordered by the partner's time: entries are, by their index. But people compare times, and the delays and
expiries of both sides count by their clocks; so a skew is shown.
"""

from typing import Final

import structlog

from lindero.exchange.link.events import RoundTrip
from lindero.kernel.ids import NodeId

SKEW_MS: Final = 2000.0
"""What two clocks may differ before it is shown. [ms]"""

_log = structlog.get_logger("lindero.link")


class Clocks:
    """What the pings to one partner measured.

    Attributes:
        round_trip_s: Of the newest ping; None before the first. [s]
        offset_ms: The partner's clock minus ours, good to half the round trip; None before the first. [ms]
        skewed: They differ by more than `SKEW_MS`, whatever the round trip hides.
    """

    def __init__(self, partner: NodeId) -> None:
        self.round_trip_s: float | None = None
        self.offset_ms: float | None = None
        self.skewed = False
        self._partner = partner

    def take(self, measured: RoundTrip) -> None:
        """A ping came back; a skew is logged when it begins and when it ends."""
        self.round_trip_s, self.offset_ms = measured.round_trip_s, measured.clock_offset_ms
        skewed = abs(measured.clock_offset_ms) - measured.round_trip_s * 500.0 > SKEW_MS
        if skewed is not self.skewed:
            self.skewed = skewed
            report = _log.warning if skewed else _log.info
            report("clock-skew" if skewed else "clocks-agree", partner=self._partner, offset_ms=round(self.offset_ms))
