"""Whether the node's wall clock can be trusted with a delay: `exchange.release.delay` says what for.

Wall and monotonic clock are compared every second. Where they part, somebody set the wall clock (or the machine
slept), and the stretch in which they advanced together begins anew. The clock is confirmed when a partner's clock, as
its pongs tell it, is within two seconds of ours; never across a step, which may have put right what was wrong before.
"""

from typing import Final

import structlog

from lindero.exchange.release.delay import ClockTrust
from lindero.kernel.clock import SECOND_NS, Clock

_log = structlog.get_logger("lindero.clock")

LOOK_EVERY_S: Final = 1.0
STEP_S: Final = 0.5
"""Wall and monotonic clock parting by more than this between two looks is a step: slewing moves half a millisecond."""
AGREES_MS: Final = 2000.0
"""A partner's clock confirms ours within this (DESIGN §5 calls more a skew)."""


class ClockWatch:
    """Looks at both clocks of a machine, from the node's start on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._wall, self._monotonic_s = clock.now(), clock.monotonic_s()
        self._stepped = False
        self._trust = ClockTrust(undisturbed_since=self._wall)

    def look(self) -> ClockTrust:
        """Compare the clocks; how far the wall clock can be trusted now."""
        wall, monotonic_s = self._clock.now(), self._clock.monotonic_s()
        parted_s = (wall - self._wall) / SECOND_NS - (monotonic_s - self._monotonic_s)
        self._wall, self._monotonic_s = wall, monotonic_s
        if abs(parted_s) > STEP_S:
            self._stepped, self._trust = True, ClockTrust(undisturbed_since=wall)
            _log.warning("clock-stepped", by_s=round(parted_s, 3))
        return self._trust

    def compare(self, offset_ms: float | None) -> None:
        """Take a partner's clock minus ours; None for none."""
        if offset_ms is None or self._stepped or self._trust.confirmed or abs(offset_ms) > AGREES_MS:
            return
        self._trust = ClockTrust(undisturbed_since=self._trust.undisturbed_since, confirmed=True)
        _log.info("clock-confirmed", offset_ms=round(offset_ms, 1))
