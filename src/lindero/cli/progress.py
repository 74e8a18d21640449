"""How far a walk over a long log has come, on the terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

LONG: Final = 50_000
"""Entries from which on a bar is shown."""


@contextmanager
def walk_progress() -> Iterator[Callable[[str, int, int], None]]:
    """A function to call with a log's origin, entries done and entries in all; the bars go away at the end."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        tasks: dict[str, TaskID] = {}

        def show(origin: str, done: int, total: int) -> None:
            if total >= LONG and origin not in tasks:
                tasks[origin] = progress.add_task(origin, total=total)
            if origin in tasks:
                progress.update(tasks[origin], completed=done, total=total)

        yield show
