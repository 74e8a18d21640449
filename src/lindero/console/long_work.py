"""Work that takes long, started at a press: in a thread of its own, one at a time, and how far it is."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec
import structlog

from lindero.console.errors import AlreadyRunning
from lindero.kernel.clock import Clock, Instant
from lindero.kernel.errors import LinderoError

_log = structlog.get_logger("lindero.console")

T = TypeVar("T")

Say = Callable[[str, int, int], None]
"""Called from the work's thread: what is being looked at, how much is done, how much there is in all."""


class _StoppedError(Exception):
    """The console is closing: the work ends at its next word."""


class Run(msgspec.Struct, Generic[T], kw_only=True):
    """One run of the work, as it is now.

    Attributes:
        person: Who started it.
        started_at: When. [ns UTC]
        finished_at: When it ended; None while it runs. [ns UTC]
        about: What is being looked at.
        done: How much of it.
        total: How much there is of it.
        result: What came out; None where it did not end well.
        refusal: Why it could not be done.
    """

    person: str
    started_at: Instant
    finished_at: Instant | None = None
    about: str = ""
    done: int = 0
    total: int = 0
    result: T | None = None
    refusal: LinderoError | None = None


class LongWork(Generic[T]):
    """One kind of work; its last run is kept until the next.

    Attributes:
        run: The last run; None before the first.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._task: asyncio.Task[None] | None = None
        self.run: Run[T] | None = None

    def start(self, person: str, work: Callable[[Say], T]) -> Run[T]:
        """Begin.

        Raises:
            AlreadyRunning: One is running.
        """
        if self.run is not None and self.run.finished_at is None:
            raise AlreadyRunning(person=self.run.person)
        self.run = Run(person=person, started_at=self._clock.now())
        self._task = asyncio.create_task(self._do(self.run, work))
        self._task.add_done_callback(_tell_fault)
        return self.run

    async def _do(self, run: Run[T], work: Callable[[Say], T]) -> None:
        stopped = False

        def say(about: str, done: int, total: int) -> None:
            if stopped:
                raise _StoppedError
            run.about, run.done, run.total = about, done, total

        try:
            run.result = await asyncio.to_thread(work, say)
        except LinderoError as why:
            run.refusal = why
        except asyncio.CancelledError:
            stopped = True
            raise
        finally:
            run.finished_at = self._clock.now()


def _tell_fault(task: asyncio.Task[None]) -> None:
    """A fault of ours goes to the log; the run then has neither a result nor a refusal."""
    if not task.cancelled() and (fault := task.exception()) is not None:
        _log.error("long-work-failed", exc_info=fault)
