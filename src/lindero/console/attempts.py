"""Failed sign-ins: after five in a row, each further attempt has to wait longer.

Counted per account and address, so that a stranger elsewhere cannot lock an officer out.
"""

import math
from collections import OrderedDict
from typing import Final

from lindero.console.errors import TooManyAttempts
from lindero.kernel.clock import Clock

FREE_FAILURES: Final = 5
FIRST_DELAY_S: Final = 1.0
LONGEST_DELAY_S: Final = 300.0
FORGIVEN_AFTER_S: Final = 3600.0
REMEMBERED: Final = 10_000

Key = tuple[str, str]
"""Account name as typed, address."""


def delay_s(failures: int) -> float:
    """Least time between the last of so many failures and the next attempt, in seconds."""
    if failures < FREE_FAILURES:
        return 0.0
    return min(LONGEST_DELAY_S, FIRST_DELAY_S * 2.0 ** min(failures - FREE_FAILURES, 16))


class Attempts:
    """Failures in a row by account and address; the oldest are forgotten beyond a bound."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures: OrderedDict[Key, tuple[int, float]] = OrderedDict()

    def require_patience(self, key: Key) -> None:
        """Pass when an attempt may be made now.

        Raises:
            TooManyAttempts: Not yet; it says in how many seconds.
        """
        count, last_s = self._known(key)
        wait_s = last_s + delay_s(count) - self._clock.monotonic_s()
        if wait_s > 0.0:
            raise TooManyAttempts(seconds=math.ceil(wait_s))

    def fail(self, key: Key) -> None:
        """Count a failure."""
        count, _ = self._known(key)
        self._failures[key] = (count + 1, self._clock.monotonic_s())
        self._failures.move_to_end(key)
        while len(self._failures) > REMEMBERED:
            self._failures.popitem(last=False)

    def succeed(self, key: Key) -> None:
        """Forget the failures."""
        self._failures.pop(key, None)

    def _known(self, key: Key) -> tuple[int, float]:
        count, last_s = self._failures.get(key, (0, -math.inf))
        forgiven = self._clock.monotonic_s() - last_s > FORGIVEN_AFTER_S
        return (0, -math.inf) if forgiven else (count, last_s)
