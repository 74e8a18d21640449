"""Who holds a track: a state machine over the steps of its hand-overs. Pure, and the same on both sides.

Every step names the one before it (`supersedes`), so the order is that of cause and not of clocks or of arrival. From
the first holder, which is the node whose track it is, one legitimate step follows another:

    held --offered--> offered --accepted--> held by whom it was offered to
                      offered --declined | withdrawn | lost, or its time is over--> held as before

Steps that were written at once, each without knowing of the other, follow the same one. Then an acceptance in its time
goes before everything else: who has accepted watches the track from then on and is never told otherwise. So a track is
held by nobody at no time; while the link is cut both may hold it, and both are told so when it is back.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

import msgspec

from lindero.kernel.ids import NodeId, RecordId
from lindero.model.about_tracks import HandOver, HandOverStep

OfferState = Literal["offered", "accepted", "declined", "withdrawn", "lost", "expired"]

_RANK: Final[dict[HandOverStep, int]] = {"accepted": 0, "declined": 1, "withdrawn": 2, "lost": 3, "offered": 4}


class Custody(msgspec.Struct, frozen=True, kw_only=True):
    """Where the custody of one track stands.

    Attributes:
        holder: Node that holds it.
        since: When it took it over; None for the node whose track it is, from the beginning. [ns UTC]
        desk: Desk that took it over.
        offer: The newest offer that counts.
        state: What became of it; None where there never was one.
        last: The newest step that counts: what the next step follows.
    """

    holder: NodeId
    since: int | None = None
    desk: str | None = None
    offer: HandOver | None = None
    state: OfferState | None = None
    last: RecordId | None = None

    @property
    def is_open(self) -> bool:
        """Whether the offer waits for an answer."""
        return self.state == "offered"


def custody_of(owner: NodeId, steps: Iterable[HandOver], now: int) -> Custody:
    """The custody of a track: the same whatever the order of the steps, and however often each comes.

    Args:
        owner: Node whose track it is.
        steps: All known steps about it.
        now: The present, for offers whose time is over. [ns UTC]
    """
    known = {step.id: step for step in steps}
    after: dict[RecordId | None, list[HandOver]] = {}
    for step in known.values():
        after.setdefault(step.supersedes, []).append(step)
    custody = Custody(holder=owner)
    while (following := _chosen(custody, after)) is not None:
        custody = _taken(custody, following)
    if custody.is_open and custody.offer is not None and now > _until(custody.offer):
        custody = msgspec.structs.replace(custody, state="expired")
    return custody


def _chosen(custody: Custody, after: Mapping[RecordId | None, Sequence[HandOver]]) -> HandOver | None:
    """The step that counts of those that follow the last one."""
    possible = [step for step in after.get(custody.last, ()) if _is_legitimate(custody, step)]
    return min(possible, key=lambda step: (_RANK[step.step], step.recorded_at, step.id), default=None)


def _is_legitimate(custody: Custody, step: HandOver) -> bool:
    """Whether the machine allows the step, and its writer may take it."""
    if step.step == "offered":
        return step.origin == custody.holder and step.to != step.origin and step.handover == step.id
    offer = custody.offer
    if offer is None or not custody.is_open or step.handover != offer.id:
        return False
    if step.step in ("accepted", "declined"):
        return step.origin == offer.to and step.recorded_at <= _until(offer)
    return step.origin == offer.origin


def _taken(custody: Custody, step: HandOver) -> Custody:
    """Custody after a step that counts."""
    if step.step == "offered":
        return msgspec.structs.replace(custody, holder=step.origin, offer=step, state="offered", last=step.id)
    if step.step == "accepted":
        return msgspec.structs.replace(
            custody, holder=step.origin, since=step.recorded_at, desk=step.desk, state="accepted", last=step.id
        )
    return msgspec.structs.replace(custody, state=step.step, last=step.id)


def _until(offer: HandOver) -> int:
    return offer.offered_until or 0
