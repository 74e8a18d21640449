"""Named places at which a test may end the process: before and after everything that a crash could tear."""

from collections.abc import Callable
from typing import Final

Fault = Callable[[str], None]
"""Called with the name of the place; does nothing in a running node."""

BEGIN: Final = "store.begin"
BETWEEN_ENTRIES_AND_BODIES: Final = "store.between-entries-and-bodies"
BEFORE_COMMIT: Final = "store.before-commit"
AFTER_COMMIT: Final = "store.after-commit"
BETWEEN_MIGRATIONS: Final = "store.between-migrations"
BEFORE_RENAME: Final = "store.before-rename"

WRITE_POINTS: Final = (BEGIN, BETWEEN_ENTRIES_AND_BODIES, BEFORE_COMMIT, AFTER_COMMIT)
"""Passed, in this order, by every transaction that appends to a log."""

FAULT_POINTS: Final = (*WRITE_POINTS, BETWEEN_MIGRATIONS, BEFORE_RENAME)
"""All of them."""


def no_fault(point: str) -> None:
    """Go on."""
