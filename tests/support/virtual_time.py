"""An event loop whose time is made up: waiting costs nothing, and every run of a test goes the same way."""

import asyncio
import selectors

from lindero.kernel.clock import SECOND_NS, Instant

BEGIN_AT = 1_795_000_000 * SECOND_NS


class _Jump(selectors.SelectSelector):
    """Where a real selector would sleep, time jumps to the next timer."""

    loop = None

    def select(self, timeout=None):
        if timeout is None:
            raise RuntimeError("everything waits for something that will never come")
        self.loop.now_s += max(0.0, timeout)
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self):
        self.now_s = 0.0
        jump = _Jump()
        super().__init__(jump)
        jump.loop = self

    def time(self):
        return self.now_s


class VirtualClock:
    """`kernel.clock.Clock` over the loop's time; `behind_s` sets its wall clock back."""

    def __init__(self, loop, behind_s=0.0):
        self._loop, self._behind_s = loop, behind_s

    def now(self):
        return Instant(BEGIN_AT + int((self._loop.now_s - self._behind_s) * SECOND_NS))

    def monotonic_s(self):
        return self._loop.now_s


class InlineThread:
    """`node.store_thread.StoreThread` without the thread: the work is done where it is asked for."""

    async def run(self, work):
        await asyncio.sleep(0)
        return work()


def in_virtual_time(work):
    """Result of a coroutine function that is given the loop; whatever it left running is cancelled."""
    loop = VirtualLoop()
    try:
        return loop.run_until_complete(work(loop))
    finally:
        loop.run_until_complete(_cancel_rest())
        loop.close()


async def _cancel_rest():
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
