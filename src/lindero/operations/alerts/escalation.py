"""When an alert that nobody takes becomes louder, goes to the next desk, and goes to the telephone. Pure.

The side that was asked makes it louder and calls its next desk; the side that asks makes it louder and, when all else
has failed, or cannot work because nobody is there or the link is down, telephones. Each rung is taken once, in order.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from lindero.kernel.clock import SECOND_NS
from lindero.kernel.ids import DeskId
from lindero.model.alerts import Rung
from lindero.operations.phrases import NO_ANSWER, UNATTENDED, UNREACHABLE

ANSWER_S: Final = 30.0
"""An alert is to be acknowledged within this. [s]"""
RUNGS: Final[tuple[Rung, ...]] = ("louder", "next-desk", "telephone")


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """An alert that asks and has no acknowledgement.

    Attributes:
        own: This node asks; else it is asked.
        since: From when its time counts, by the own clock. [ns UTC]
        taken: Rungs taken so far.
        unattended: It is known that no desk of the asked side is attended.
        unreachable: No link to the asked side works.
        desks: Desks of the own node, in the order in which they are called.
        attended: Those of them where somebody is.
        addressed: Desk that it is addressed to now.
    """

    own: bool
    since: int
    taken: tuple[Rung, ...] = ()
    unattended: bool = False
    unreachable: bool = False
    desks: Sequence[DeskId] = ()
    attended: frozenset[DeskId] = frozenset()
    addressed: DeskId | None = None


class Escalation(msgspec.Struct, frozen=True):
    """The rung that is due.

    Attributes:
        rung: Which.
        reason: Number of the phrase that says why.
        to: Desk that it is addressed to; None is the same as before.
    """

    rung: Rung
    reason: int
    to: DeskId | None = None


def due(waiting: Waiting, now: int, answer_s: float = ANSWER_S) -> Escalation | None:
    """The next rung of an alert, if its time has come; `now` in ns UTC.

    Louder is due once the time to answer has passed, the next desk after twice, the telephone after three times; the
    telephone already after once where the asked side is unattended or cannot be reached.
    """
    waited_s = (now - waiting.since) / SECOND_NS
    if "louder" not in waiting.taken:
        return Escalation("louder", _why(waiting)) if waited_s >= answer_s else None
    if not waiting.own:
        return _next_desk(waiting, waited_s, answer_s)
    if "telephone" in waiting.taken:
        return None
    at_once = waiting.unattended or waiting.unreachable
    return Escalation("telephone", _why(waiting)) if waited_s >= answer_s * (1 if at_once else 3) else None


def _next_desk(waiting: Waiting, waited_s: float, answer_s: float) -> Escalation | None:
    if "next-desk" in waiting.taken or waited_s < 2 * answer_s:
        return None
    to = next_desk(waiting.desks, waiting.attended, waiting.addressed)
    return None if to is None else Escalation("next-desk", NO_ANSWER, to)


def first_desk(desks: Sequence[DeskId], attended: frozenset[DeskId]) -> DeskId | None:
    """The desk that an alert is addressed to at first: the first where somebody is, else the first."""
    return next((desk for desk in desks if desk in attended), desks[0] if desks else None)


def next_desk(desks: Sequence[DeskId], attended: frozenset[DeskId], after: DeskId | None) -> DeskId | None:
    """The desk after another one, one where somebody is before all others; None where there is no other."""
    place = desks.index(after) + 1 if after in desks else 0
    others = [desk for desk in (*desks[place:], *desks[:place]) if desk != after]
    return next((desk for desk in others if desk in attended), others[0] if others else None)


def _why(waiting: Waiting) -> int:
    if waiting.unreachable:
        return UNREACHABLE
    return UNATTENDED if waiting.unattended else NO_ANSWER
