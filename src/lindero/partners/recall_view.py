"""Recalls as people see them: asked for here, demanded by partners, and what is left of the records."""

from collections.abc import Sequence
from typing import Final, Literal, Protocol, TypedDict

import msgspec

from lindero.exchange.envelope.control import Erased, RecallReason, Unreachable
from lindero.exchange.log.recall_ports import Demand, Demands, Erasure, Erasures, Withdrawn, WithdrawnRecords
from lindero.kernel.ids import NodeId, RecordId

MS_NS: Final = 1_000_000

RecallState = Literal["waiting", "sent", "erasing", "receipted"]
"""Waits for a session; in the own log; a partner's that is being carried out here; answered."""


class RecallView(msgspec.Struct, frozen=True, kw_only=True):
    """One recall and what became of it. Indexes are those of the log that the recall stands in. Times in ms UTC.

    Attributes:
        partner: At the other end.
        recall: Index of the recall itself; None while it waits.
        about: `record:ID`, `object:KEY` or `everything`; `onward:NODE/INDEX` or `derived:NODE/INDEX` where it follows
            from a partner's recall; empty for a partner's.
        reason: Why.
        person: Account that asked; `system` when nobody did; None for a partner's.
        asked_ms: When.
        receipted_ms: When the first receipt came; None until then, and for a partner's.
        state: Where it stands.
        entries: How many entries are named.
        erased: Gone from the files.
        held: Kept under a legal hold, shown to nobody.
        withdrawn: How many derived records went too.
        onward: Nodes that the recall was sent on to.
        confirmed: Those of them that have answered.
        unreachable: Kinds of copies that nobody can reach.
    """

    partner: NodeId
    recall: int | None
    about: str
    reason: RecallReason
    person: str | None
    asked_ms: int
    receipted_ms: int | None
    state: RecallState
    entries: int
    erased: tuple[int, ...]
    held: tuple[int, ...]
    withdrawn: int
    onward: tuple[NodeId, ...]
    confirmed: tuple[NodeId, ...]
    unreachable: tuple[Unreachable, ...]


class WithdrawnView(msgspec.Struct, frozen=True, kw_only=True):
    """A record that is gone; `reason` is the recall's, `expired` or `derived`. Time in ms UTC."""

    record: RecordId
    kind: str
    origin: NodeId
    at_ms: int
    reason: str


class RecallsView(msgspec.Struct, frozen=True, kw_only=True):
    """All recalls, newest first."""

    asked: list[RecallView]
    received: list[RecallView]
    withdrawn: list[WithdrawnView]


class RecallsStore(Protocol):
    """What the view needs of a store."""

    @property
    def demands(self) -> Demands:
        """Recalls asked for here."""

    @property
    def erasures(self) -> Erasures:
        """Recalls of partners."""

    @property
    def withdrawn(self) -> WithdrawnRecords:
        """What is left of records."""


def view_recalls(store: RecallsStore, limit: int = 1000) -> RecallsView:
    """Everything, in the store's thread."""
    return RecallsView(
        asked=[view_demand(demand) for demand in store.demands.all(limit)],
        received=[view_erasure(erasure) for erasure in store.erasures.all(limit)],
        withdrawn=[_view_withdrawn(withdrawn) for withdrawn in store.withdrawn.latest(limit)],
    )


def view_demand(demand: Demand) -> RecallView:
    """A recall that was asked for here."""
    waiting: RecallState = "waiting" if demand.index is None else "sent"
    return RecallView(
        partner=demand.partner,
        recall=demand.index,
        about=demand.about,
        reason=demand.reason,
        person=demand.person,
        asked_ms=demand.asked_at // MS_NS,
        receipted_ms=None if demand.receipted_at is None else demand.receipted_at // MS_NS,
        state="receipted" if demand.receipts else waiting,
        entries=len(demand.entries),
        **_outcome(demand.receipts),
    )


def view_erasure(erasure: Erasure) -> RecallView:
    """A partner's recall."""
    outcome = _outcome((*erasure.said, erasure.receipt) if erasure.owed else erasure.said)
    return RecallView(
        partner=erasure.partner,
        recall=erasure.recall,
        about="",
        reason=erasure.reason,
        person=None,
        asked_ms=erasure.asked_at // MS_NS,
        receipted_ms=None,
        state="erasing" if erasure.owed else "receipted",
        entries=len(outcome["erased"]) + len(outcome["held"]),
        **outcome,
    )


class _Outcome(TypedDict):
    erased: tuple[int, ...]
    held: tuple[int, ...]
    withdrawn: int
    onward: tuple[NodeId, ...]
    confirmed: tuple[NodeId, ...]
    unreachable: tuple[Unreachable, ...]


def _outcome(receipts: Sequence[Erased]) -> _Outcome:
    """All receipts of one recall taken together: what was held first may have been erased since."""
    erased = {at for receipt in receipts for at in receipt.erased}
    return {
        "erased": tuple(sorted(erased)),
        "held": tuple(sorted({at for receipt in receipts for at in receipt.held} - erased)),
        "withdrawn": sum(receipt.withdrawn for receipt in receipts),
        "onward": tuple(sorted({node for receipt in receipts for node in receipt.onward})),
        "confirmed": tuple(sorted({node for receipt in receipts for node in receipt.confirmed})),
        "unreachable": tuple(sorted({kind for receipt in receipts for kind in receipt.unreachable})),
    }


def _view_withdrawn(item: Withdrawn) -> WithdrawnView:
    return WithdrawnView(
        record=item.record, kind=item.kind, origin=item.origin, at_ms=item.at // MS_NS, reason=item.reason
    )
