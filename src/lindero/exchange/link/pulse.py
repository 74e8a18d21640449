"""Is the partner there, how far away, and how far apart are the clocks."""

from lindero.exchange.link.errors import PartnerSilent, UnexpectedFrame
from lindero.exchange.link.events import RoundTrip
from lindero.exchange.link.frames import Ping, Pong


class Pulse:
    """Pings at a fixed pace, one outstanding at a time; any frame counts as a sign of life."""

    def __init__(self, ping_s: float, silence_s: float, now_s: float) -> None:
        self._ping_s = ping_s
        self._silence_s = silence_s
        self._heard_s = now_s
        self._number = 0
        self._asked_s = now_s
        self._asked_wall_ms: int | None = None

    def heard(self, now_s: float) -> None:
        """Something came."""
        self._heard_s = now_s

    def require_alive(self, now_s: float) -> None:
        """Refuse a silence that lasted too long.

        Raises:
            PartnerSilent: It did.
        """
        if now_s - self._heard_s >= self._silence_s:
            raise PartnerSilent(seconds=round(now_s - self._heard_s))

    def next_ping(self, now_s: float, wall_ms: int) -> Ping | None:
        """The ping that is due; None when none is. One that stays unanswered is followed by the next all the same."""
        if now_s - self._asked_s < self._ping_s:
            return None
        self._number += 1
        self._asked_s, self._asked_wall_ms = now_s, wall_ms
        return Ping(self._number, wall_ms)

    def take(self, pong: Pong, now_s: float) -> RoundTrip | None:
        """The measurement of a pong; None when it answers an older ping than the last.

        Raises:
            UnexpectedFrame: It answers a ping that was not sent, or the same one again.
        """
        if pong.number > self._number or (pong.number == self._number and self._asked_wall_ms is None):
            raise UnexpectedFrame(frame="pong", state="waiting for none")
        if pong.number < self._number or self._asked_wall_ms is None:
            return None
        there_and_back_s = now_s - self._asked_s
        offset_ms = pong.wall_ms - (self._asked_wall_ms + there_and_back_s * 500.0)
        self._asked_wall_ms = None
        return RoundTrip(there_and_back_s, offset_ms)
