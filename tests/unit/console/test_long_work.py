"""Long work: one at a time, how far it is, and what came of it."""

import asyncio
import threading

import pytest
from console_desk import StandingClock

from lindero.console.errors import AlreadyRunning
from lindero.console.long_work import LongWork
from lindero.console.run_view import run_view
from lindero.partners.errors import NoSuchPartner


async def ended(work):
    await asyncio.gather(work._task, return_exceptions=True)
    return run_view(work.run)


async def test_it_says_how_far_it_is_and_runs_once_at_a_time():
    work, going, on = LongWork(StandingClock()), threading.Event(), threading.Event()

    def count(say):
        say("a log", 3, 10)
        going.set()
        on.wait(20)
        return 7

    work.start("aud", count)
    await asyncio.to_thread(going.wait, 20)
    view = run_view(work.run)
    assert (view.about, view.done, view.total, view.finished_ms) == ("a log", 3, 10, None)
    with pytest.raises(AlreadyRunning) as refused:
        work.start("eva", count)
    assert refused.value.facts["person"] == "aud"
    on.set()
    assert not (await ended(work)).failed
    assert work.run.result == 7


async def test_a_refusal_is_kept_in_both_languages_and_a_fault_is_no_refusal():
    work = LongWork(StandingClock())

    def refuse(say):
        raise NoSuchPartner(partner="mx.pf")

    def fail(say):
        return 1 // 0

    work.start("aud", refuse)
    view = await ended(work)
    assert (view.refusal.code, view.failed) == ("pairing.unknown-partner", False)
    assert "mx.pf" in view.refusal.message_es
    work.start("aud", fail)
    view = await ended(work)
    assert (view.refusal, view.failed) == (None, True)


async def test_it_ends_with_the_console_at_its_next_word():
    work, going, on, over = LongWork(StandingClock()), threading.Event(), threading.Event(), threading.Event()

    def count(say):
        going.set()
        on.wait(20)
        try:
            say("", 1, 2)
        finally:
            over.set()

    work.start("aud", count)
    await asyncio.to_thread(going.wait, 20)
    work._task.cancel()
    await asyncio.gather(work._task, return_exceptions=True)
    on.set()
    assert await asyncio.to_thread(over.wait, 20)
    assert work.run.result is None
