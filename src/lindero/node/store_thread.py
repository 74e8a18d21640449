"""The one thread that writes the store: everything that is durable goes through it, in order."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class StoreThread:
    """Runs blocking store work away from the event loop, one piece at a time."""

    def __init__(self, name: str = "store") -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def run(self, work: Callable[[], T]) -> T:
        """Result of the work; once begun it is finished even when the caller is cancelled."""
        future = asyncio.get_running_loop().run_in_executor(self._executor, work)
        return await asyncio.shield(future)

    def close(self) -> None:
        """Finish what is queued, then end."""
        self._executor.shutdown(wait=True)
