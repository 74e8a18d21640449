"""Long-running work: restarted after a failure, ended in order; waiting only in made-up time."""

import asyncio
from contextlib import suppress
from itertools import pairwise

import pytest
from virtual_time import in_virtual_time

from lindero.node.errors import NotRunning
from lindero.node.supervise import Supervisor
from lindero.node.timers import every, growing_pause, pause, within, woken


def test_a_task_that_fails_is_started_again_after_a_growing_pause():
    async def run(loop):
        begun = []

        async def work():
            begun.append(loop.time())
            match len(begun):
                case 1:
                    raise ValueError("a defect")
                case 2:
                    raise NotRunning(folder="x")
                case 3:
                    raise ConnectionError

        supervisor = Supervisor()
        supervisor.start("work", work)
        await pause(60.0)
        assert [b - a for a, b in pairwise(begun)] == pytest.approx([0.5, 1.0, 2.0])
        await supervisor.stop()
        assert len(begun) == 4

    in_virtual_time(run)


def test_a_failure_of_one_task_does_not_touch_another():
    async def run(loop):
        beats = []

        async def fail():
            raise RuntimeError

        async def beat():
            beats.append(loop.time())

        supervisor = Supervisor()
        supervisor.start("fail", fail)
        supervisor.start("beat", lambda: every(1.0, beat))
        await pause(9.5)
        assert beats == pytest.approx(range(10))
        await supervisor.stop()

    in_virtual_time(run)


def test_tasks_are_ended_newest_first_and_each_cleans_up():
    async def run(loop):
        ended = []

        def work(name):
            async def wait():
                try:
                    await pause(1000.0)
                finally:
                    ended.append(name)

            return wait

        supervisor = Supervisor()
        for name in ("store", "link", "feed"):
            supervisor.start(name, work(name))
        await pause(1.0)
        await supervisor.stop()
        assert ended == ["feed", "link", "store"]

    in_virtual_time(run)


def test_an_event_wakes_at_once_and_is_cleared():
    async def run(loop):
        event = asyncio.Event()
        loop.call_later(2.0, event.set)
        assert not await woken(event, 1.0)
        assert loop.time() == pytest.approx(1.0)
        assert await woken(event, 5.0)
        assert loop.time() == pytest.approx(2.0)
        assert not event.is_set()

    in_virtual_time(run)


def test_what_takes_too_long_is_given_up():
    async def run(loop):
        assert await within(1.0, asyncio.sleep(0.5, "done")) == "done"
        with pytest.raises(TimeoutError):
            await within(1.0, asyncio.sleep(2.0))

    in_virtual_time(run)


@pytest.mark.parametrize(("failures", "pause_s"), [(0, 0.25), (1, 0.5), (3, 2.0), (5, 8.0), (6, 15.0), (10_000, 15.0)])
def test_pauses_double_up_to_a_bound(failures, pause_s):
    assert growing_pause(failures) == pause_s


@pytest.mark.parametrize("steps", range(6))
@pytest.mark.parametrize("wait", ["within", "woken"])
def test_a_cancellation_is_not_lost_in_the_moment_in_which_the_work_ends(wait, steps):
    """A node whose dialling fails just when it is told to stop must stop."""

    async def run(loop):
        event = asyncio.Event()

        async def work():
            await event.wait()
            raise ConnectionResetError

        async def dial():
            with suppress(ConnectionResetError):
                await (within(9.0, work()) if wait == "within" else woken(event, 9.0))

        task = asyncio.create_task(dial())
        await asyncio.sleep(0)
        event.set()
        for _ in range(steps):
            await asyncio.sleep(0)
        was_in_time = task.cancel()
        await asyncio.wait([task])
        assert task.cancelled() == was_in_time

    in_virtual_time(run)
