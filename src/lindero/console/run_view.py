"""Long work as a reader sees it, and errors in both languages beside it."""

from typing import TypeVar

import msgspec

from lindero.console.long_work import Run
from lindero.console.views import MS_NS
from lindero.kernel.errors import LinderoError

T = TypeVar("T")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An error or a finding: what it is and what to do, in both languages."""

    code: str
    message_es: str
    message_en: str
    remedy_es: str
    remedy_en: str


class RunView(msgspec.Struct, frozen=True, kw_only=True):
    """How far one run of long work is; times in ms UTC.

    Attributes:
        person: Who started it.
        started_ms: When.
        finished_ms: When it ended; None while it runs.
        about: What is being looked at.
        done: How much of it.
        total: How much there is of it.
        refusal: Why it could not be done.
        failed: It ended by a fault of the node.
    """

    person: str
    started_ms: int
    finished_ms: int | None
    about: str
    done: int
    total: int
    refusal: Told | None
    failed: bool


def told(error: LinderoError) -> Told:
    """An error in both languages."""
    return Told(
        code=error.code,
        message_es=error.text("es"),
        message_en=error.text("en"),
        remedy_es=error.remedy("es"),
        remedy_en=error.remedy("en"),
    )


def run_view(run: Run[T]) -> RunView:
    """The view of a run, without its result."""
    ended = run.finished_at is not None
    return RunView(
        person=run.person,
        started_ms=run.started_at // MS_NS,
        finished_ms=None if run.finished_at is None else run.finished_at // MS_NS,
        about=run.about,
        done=run.done,
        total=run.total,
        refusal=None if run.refusal is None else told(run.refusal),
        failed=ended and run.result is None and run.refusal is None,
    )
