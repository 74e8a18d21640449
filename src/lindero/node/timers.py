"""The one place that sleeps and times out.

`asyncio.wait_for` is not used: in Python 3.11 it loses a cancellation that comes in the moment in which the awaited
work ends, and a node that is told to stop then would not.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


async def pause(seconds: float) -> None:
    """Let others run for a while."""
    await asyncio.sleep(max(0.0, seconds))


async def within(seconds: float, work: Awaitable[T]) -> T:
    """Result of the work, or `TimeoutError` after that long."""
    async with asyncio.timeout(seconds):
        return await work


async def woken(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event no longer than that; tells whether it came. The event is cleared."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    event.clear()
    return True


async def every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Do the work again and again with that pause between."""
    while True:
        await work()
        await asyncio.sleep(seconds)


def growing_pause(failures: int, *, first_s: float = 0.25, longest_s: float = 15.0) -> float:
    """Pause before the next try after so many failures in a row: doubles up to a bound. [s]."""
    return min(longest_s, first_s * 2.0 ** min(failures, 20))
