"""`delay_s`: when a delayed record may leave, by a clock that may have been wrong.

A delay that ends early cannot be taken back, and a wall clock can be set forward. So wall time counts only as far as
it can be trusted. While wall and monotonic clock advance together, the time that passes is true whatever the wall
says. A record written before that stretch began counts from its `recorded_at` only if the clock has been confirmed
since a start of the node; else, and always across a step of the clock, its delay counts anew from the beginning of
the stretch. That is late, never early.

What this node held back in this stretch already counts from then at the latest: a clock set back makes a record look
as if it had been written in the future, and without this it would wait for that future.
"""

import msgspec

from lindero.kernel.clock import SECOND_NS, Instant


class ClockTrust(msgspec.Struct, frozen=True):
    """How far the node's wall clock can be trusted.

    Attributes:
        undisturbed_since: Since then wall and monotonic clock have advanced together. [ns UTC, by today's wall]
        confirmed: The stretch began with the node's start, and a partner's clock has agreed since.
    """

    undisturbed_since: Instant
    confirmed: bool = False


def delayed_until(
    delay_s: int, *, recorded_at: int, trust: ClockTrust | None, now: Instant, held_since: Instant | None = None
) -> Instant | None:
    """When the delay of a record ends, if it has not.

    Args:
        delay_s: At least 1. [s]
        recorded_at: When its origin wrote it down. [ns UTC]
        trust: In the clock; None trusts nothing, and the delay does not end.
        now: The present. [ns UTC]
        held_since: When it was first decided in this stretch: it was there by then. [ns UTC]

    Returns:
        The first instant after `now` at which to decide again, or None when the delay is over.
    """
    if trust is None:
        return Instant(now + delay_s * SECOND_NS)
    since = recorded_at if trust.confirmed else max(recorded_at, trust.undisturbed_since)
    since = min(since, now if held_since is None else held_since)
    due = Instant(since + delay_s * SECOND_NS)
    return due if due > now else None
