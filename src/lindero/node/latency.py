"""How long it takes from a partner's sensor to this node's disk: measured on every track and alert that arrives."""

from collections import deque
from collections.abc import Iterable
from typing import Final

from lindero.model.airspace import Track
from lindero.model.alerts import Alert
from lindero.model.record import Record

KEPT: Final = 20_000
_MS_NS: Final = 1_000_000


class Latency:
    """The newest measurements; both clocks must be right for them to mean anything."""

    def __init__(self) -> None:
        self._ms: deque[float] = deque(maxlen=KEPT)

    def take(self, records: Iterable[Record], now: int) -> None:
        """Records of a partner that have just become durable, at `now` [ns UTC].

        A track counts from the newest report that went into it, an alert from the picture that raised it; a track
        that only coasts holds nothing new.
        """
        for record in records:
            if isinstance(record, Track) and record.status == "confirmed":
                self._ms.append((now - record.last_seen_at) / _MS_NS)
            elif isinstance(record, Alert):
                self._ms.append((now - record.observed_at) / _MS_NS)

    def quantile(self, share: float) -> float | None:
        """The measurement below which a share of them lies; None before the first. [ms]."""
        if not self._ms:
            return None
        ordered = sorted(self._ms)
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)

    def measurements(self) -> list[float]:
        """All that are kept. [ms]."""
        return list(self._ms)
