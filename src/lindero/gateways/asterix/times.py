"""Times of day: seconds since midnight UTC, which midnight being told by the reception."""

from typing import Final

from lindero.gateways.asterix.errors import ImpossibleValue
from lindero.kernel.clock import SECOND_NS, Instant

DAY_NS: Final = 86_400 * SECOND_NS


def instant_of_day(time_of_day_s: float, received_at: int, *, category: int, item: str) -> Instant:
    """The instant of that time of day which is nearest to the reception [ns UTC]: yesterday's just after midnight.

    Raises:
        ImpossibleValue: A day has no such second.
    """
    if not 0.0 <= time_of_day_s < 86_400.0:
        raise ImpossibleValue(category=category, item=item, value=f"{time_of_day_s:.3f} s")
    of_day = round(time_of_day_s * 128) * SECOND_NS // 128
    midnight = received_at - received_at % DAY_NS
    return Instant(
        min((midnight + of_day + days * DAY_NS for days in (-1, 0, 1)), key=lambda at: abs(at - received_at))
    )


def time_of_day(at: int) -> float:
    """Seconds since midnight UTC of an instant [ns UTC], as the standard counts them: in 1/128 s, below a whole day."""
    return at % DAY_NS * 128 // SECOND_NS / 128
