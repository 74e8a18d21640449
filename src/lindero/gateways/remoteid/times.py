"""When a position was true: the broadcast says tenths of a second since the hour, reception says which hour.

Source: ASTM F3411-22a, Location message, Timestamp: relative to the full UTC hour.
"""

from typing import Final

from lindero.kernel.clock import SECOND_NS, Instant

HOUR_NS: Final = 3600 * SECOND_NS
TENTH_NS: Final = SECOND_NS // 10

BELIEVED_SKEW_S: Final = 60.0
"""A transmitter whose clock is further off than this has no clock: reception is then the better witness. [s]"""


def resolve_hour(tenths_of_hour: int, received_at: Instant) -> Instant:
    """The instant with so many tenths since the hour that is nearest to reception, whichever side of the hour [ns]."""
    since = received_at // HOUR_NS * HOUR_NS + tenths_of_hour * TENTH_NS
    nearest = min((since - HOUR_NS, since, since + HOUR_NS), key=lambda instant: abs(instant - received_at))
    return Instant(nearest if nearest >= 0 else since)


def observed_at(tenths_of_hour: int | None, received_at: Instant) -> Instant:
    """When the position was true: as broadcast, or reception where nothing believable was said [ns]."""
    if tenths_of_hour is None:
        return received_at
    said = resolve_hour(tenths_of_hour, received_at)
    return said if abs(said - received_at) <= BELIEVED_SKEW_S * SECOND_NS else received_at
