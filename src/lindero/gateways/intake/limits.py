"""What one sender may ask of a node, and the bucket that holds it to that."""

import msgspec

from lindero.kernel.clock import SECOND_NS


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of one gateway.

    Attributes:
        message_bytes: Longest message.
        messages_per_s: Sustained rate of one sender. [1/s]
        message_burst: So many at once.
        refusals_per_s: Rate at which one sender's refusals are reported and answered; the others are counted. [1/s]
        refusal_burst: So many at once.
        connections: Senders at a time.
    """

    message_bytes: int = 1 << 20
    messages_per_s: float = 500.0
    message_burst: int = 2000
    refusals_per_s: float = 5.0
    refusal_burst: int = 100
    connections: int = 64


class TokenBucket:
    """Allows a sustained rate and a burst.

    Time is the caller's, in nanoseconds; a clock that steps back gives nothing and takes nothing.

    Args:
        per_s: Sustained rate. [1/s]
        burst: What may come at once; the bucket begins full.
    """

    def __init__(self, per_s: float, burst: int) -> None:
        self._per_s = per_s
        self._burst = float(burst)
        self._tokens = float(burst)
        self._filled_at: int | None = None

    def take(self, now: int) -> bool:
        """Whether one more may pass at `now` [ns]."""
        elapsed_s = 0.0 if self._filled_at is None else max(0, now - self._filled_at) / SECOND_NS
        self._filled_at = now
        self._tokens = min(self._burst, self._tokens + elapsed_s * self._per_s)
        if self._tokens < 1.0:
            return False
        self._tokens -= 1.0
        return True
