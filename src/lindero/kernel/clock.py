"""Time as an argument: the port, and the one implementation that reads the system.

Instants are integers: nanoseconds of UTC since 1970-01-01 (leap seconds as POSIX does). Monotonic time is a second
axis that no clock step moves.
"""

import time
from datetime import UTC, datetime
from typing import NewType, Protocol

from lindero.kernel.errors import LocalError

Instant = NewType("Instant", int)
"""Nanoseconds of UTC since 1970-01-01."""

SECOND_NS = 1_000_000_000


class BadInstant(LocalError):
    """A text that names no instant."""

    code = "time.not-an-instant"
    en, es = "{text!r} is not a UTC time.", "{text!r} no es una hora UTC."
    remedy_en = "Write it like 2026-11-23T09:20:28.5Z, with the Z."
    remedy_es = "Escríbala así: 2026-11-23T09:20:28.5Z, con la Z."


class Clock(Protocol):
    """What a use case may ask about time."""

    def now(self) -> Instant:
        """UTC [ns]."""

    def monotonic_s(self) -> float:
        """Seconds on an axis that never steps."""


class SystemClock:
    """The machine's clocks."""

    def now(self) -> Instant:
        """UTC [ns]."""
        return Instant(time.time_ns())

    def monotonic_s(self) -> float:
        """Seconds on an axis that never steps."""
        return time.monotonic()


def instant_of_s(seconds: float) -> Instant:
    """Instant of POSIX seconds (rounded to a microsecond: a float holds no more at today's date)."""
    return Instant(round(seconds * 1e6) * 1000)


def format_instant(instant: int) -> str:
    """RFC 3339 text with as many decimals as are needed: `2026-11-23T09:20:28.5Z`."""
    whole, fraction = divmod(instant, SECOND_NS)
    text = datetime.fromtimestamp(whole, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{text}.{fraction:09d}".rstrip("0") + "Z" if fraction else text + "Z"


def parse_instant(text: str) -> Instant:
    """Instant of an RFC 3339 text in UTC or with an offset, nanoseconds kept.

    Raises:
        BadInstant: The text is no time, or has no zone.
    """
    head, dot, tail = text.strip().replace("z", "Z").replace("Z", "+00:00").partition(".")
    digits = ""
    while tail[:1].isdigit():
        digits, tail = digits + tail[0], tail[1:]
    try:
        moment = datetime.fromisoformat(head + tail)
    except ValueError:
        raise BadInstant(text=text) from None
    if moment.tzinfo is None or (dot and not digits):
        raise BadInstant(text=text)
    return Instant(int(moment.timestamp()) * SECOND_NS + int((digits + "000000000")[:9]))
