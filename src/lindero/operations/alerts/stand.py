"""Where an alert stands at one node: what its desks and its clock did with it, folded from records. Pure.

Records arrive in any order and more than once, from two nodes whose clocks differ. The fold orders each node's records
by that node's own clock and id, so that both sides, and a node after a restart, fold to the same.
"""

from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

import msgspec

from lindero.kernel.clock import Instant
from lindero.kernel.ids import DeskId, NodeId
from lindero.model.alerts import Acknowledgement, AlertStep, Handling, Outcome, Rung
from lindero.model.record import Record

T = TypeVar("T", bound=Record)

RANK: Final[dict[AlertStep, int]] = {"attention": 1, "warning": 2, "incursion": 3}
"""Steps of an alert in rising order."""


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """An alert put aside.

    Attributes:
        desk: That did it.
        reason: Number of the phrase.
        until: When it comes back by itself. [ns UTC of the desk's node]
        step: Highest step that the desk had seen.
    """

    desk: DeskId
    reason: int
    until: Instant
    step: AlertStep

    def holds(self, step: AlertStep, now: int) -> bool:
        """Whether an alert of this step is still put aside: what climbs comes back at once."""
        return now < self.until and RANK[step] <= RANK[self.step]


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """What one node did with an alert.

    Attributes:
        acknowledged: The first acknowledgement.
        assigned_to: Desk that follows it up.
        shelf: The newest; whether it still holds is a question of time.
        back_at: When it was last taken from the shelf by hand. [ns UTC]
        rungs: Steps of escalation taken, each with its instant, in order. [ns UTC]
        telephoned_at: When its desk telephoned the other side. [ns UTC]
    """

    acknowledged: Acknowledgement | None = None
    assigned_to: DeskId | None = None
    shelf: Shelf | None = None
    back_at: int | None = None
    rungs: tuple[tuple[Rung, int, DeskId], ...] = ()
    telephoned_at: int | None = None


def in_order(records: Iterable[T]) -> list[T]:
    """One node's records as it wrote them: by its own clock, then by id; each once."""
    return sorted({record.id: record for record in records}.values(), key=lambda r: (r.recorded_at, r.id))


def stand_of(acknowledgements: Iterable[Acknowledgement], handlings: Iterable[Handling]) -> Stand:
    """Fold the records of one node about one alert."""
    taken = [a for a in in_order(acknowledgements) if a.stage == "acknowledged"]
    stand = Stand(acknowledged=taken[0] if taken else None)
    for handling in in_order(handlings):
        stand = _with(stand, handling)
    return stand


def _with(stand: Stand, handling: Handling) -> Stand:
    at = handling.recorded_at
    match handling:
        case Handling(act="assigned", to=str(desk)):
            return msgspec.structs.replace(stand, assigned_to=DeskId(desk))
        case Handling(act="shelved", reason=int(reason), shelved_until=int(until)):
            step = handling.step or "attention"
            shelf = Shelf(desk=handling.desk, reason=reason, until=Instant(until), step=step)
            return msgspec.structs.replace(stand, shelf=shelf, back_at=None)
        case Handling(act="resumed"):
            return msgspec.structs.replace(stand, shelf=None, back_at=at)
        case Handling(act="escalated", rung=str(rung)) if rung not in {taken[0] for taken in stand.rungs}:
            return msgspec.structs.replace(stand, rungs=(*stand.rungs, (rung, at, handling.desk)))
        case Handling(act="telephoned"):
            return msgspec.structs.replace(stand, telephoned_at=at)
        case _:
            return stand


def by_node(records: Iterable[T], node: NodeId) -> tuple[list[T], list[T]]:
    """Those of one node, and all others."""
    mine: list[T] = []
    others: list[T] = []
    for record in records:
        (mine if record.origin == node else others).append(record)
    return mine, others


def decided(outcomes: Iterable[Outcome]) -> tuple[Outcome | None, Sequence[Outcome]]:
    """The outcome that counts, and those that came second: two desks, perhaps of two nodes, acted at once.

    A correction supersedes an outcome of the same desk. Among the rest the earliest wins, by its writer's clock and
    then by id: not the fairest order between two clocks, but the same one on both sides.
    """
    ordered = in_order(outcomes)
    known = {outcome.id: outcome for outcome in ordered}
    corrected = {
        outcome.supersedes
        for outcome in ordered
        if outcome.supersedes in known and known[outcome.supersedes].desk == outcome.desk
    }
    firsts = [outcome for outcome in ordered if outcome.supersedes not in known]
    if not firsts:
        return None, ()
    winner = firsts[0]
    while winner.id in corrected:
        winner = next(o for o in ordered if o.supersedes == winner.id and o.desk == winner.desk)
    losers = [outcome for outcome in firsts[1:] if outcome.verdict != winner.verdict]
    return winner, losers
