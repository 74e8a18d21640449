"""Long-running tasks: one that fails is logged and started again, so that no fault of one feed stops the node."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from lindero.kernel.errors import LinderoError
from lindero.node.timers import growing_pause, pause

_log = structlog.get_logger("lindero.node")


class Supervisor:
    """Starts tasks, restarts those that fail, and ends them all in order."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Keep `work` running under a name; a return without error ends it for good."""
        self._tasks.append(asyncio.create_task(self._keep(name, work), name=name))

    async def _keep(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        failures = 0
        while True:
            try:
                await work()
            except asyncio.CancelledError:
                raise
            except LinderoError as error:
                failures += 1
                _log.warning("task-failed", task=name, code=error.code, message=str(error), failures=failures)
            except Exception:
                failures += 1
                _log.exception("task-failed", task=name, failures=failures)
            else:
                return
            await pause(growing_pause(failures))

    async def stop(self) -> None:
        """End every task, newest first, and wait until each has cleaned up."""
        for task in reversed(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
