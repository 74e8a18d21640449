"""When a released record may leave: a shortest interval, or the fixed ticks that coarsening demands.

Coarsening alone does not hide a moving object: with updates fast enough, the instants at which it changes cells give
it away (measured: a fit recovered 39 m from a 500 m grid). So coarsened records leave at ticks that do not depend on
the object: k · period since 1970, at most one record per object and tick, and only one written before the tick.
"""

from typing import Final

from lindero.exchange.release.obligations import Obligations
from lindero.kernel.clock import SECOND_NS, Instant

METRES_PER_SECOND: Final = 15
"""The period is `coarsen_m` over this: an ordinary small drone crosses about one cell in it. [m/s]"""


def tick_period_ns(obligations: Obligations) -> int | None:
    """Time between ticks, rounded up to a nanosecond and at least `min_interval_s`; None without coarsening."""
    if obligations.coarsen_m is None:
        return None
    by_cell_ns = -(-obligations.coarsen_m * SECOND_NS // METRES_PER_SECOND)
    return max(by_cell_ns, (obligations.min_interval_s or 0) * SECOND_NS)


def held_until(
    obligations: Obligations, *, recorded_at: int, last_released_at: int | None, now: Instant
) -> Instant | None:
    """When a record may leave, if not now.

    Args:
        obligations: What was demanded.
        recorded_at: When its origin wrote the record down. [ns UTC]
        last_released_at: When a record about the same object last left for the same partner. [ns UTC]
        now: The present. [ns UTC]

    Returns:
        The first instant after `now` at which to decide again, or None when it may leave now.
    """
    period_ns = tick_period_ns(obligations)
    if period_ns is not None:
        newest = recorded_at if last_released_at is None else max(recorded_at, last_released_at)
        tick = now // period_ns
        return None if newest // period_ns < tick else Instant((max(tick, newest // period_ns) + 1) * period_ns)
    if obligations.min_interval_s is None or last_released_at is None:
        return None
    due = last_released_at + obligations.min_interval_s * SECOND_NS
    return Instant(due) if due > now else None
