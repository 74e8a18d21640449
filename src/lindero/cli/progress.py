"""How far a walk over a long log has come, on the terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

LONG: Final = 50_000
"""Entries from which on a bar is shown."""


@contextmanager
def entry_progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function to call with entries done and entries in all; the bar goes away at the end."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        tasks: dict[str, int] = {}

        def show(done: int, total: int) -> None:
            if total < LONG:
                return
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(progress.task_ids[0], completed=done, total=total)

        yield show
