"""Test calls: whether an alert would reach a person at the other side now. They are no alerts, and count as none."""

from collections.abc import Iterable
from typing import Any, Final

import msgspec

from lindero.kernel.clock import SECOND_NS, Clock
from lindero.kernel.entropy import Entropy
from lindero.kernel.ids import DeskId, NodeId, RecordId
from lindero.model.desks import CallStage, DeskCall
from lindero.model.marking import Marking
from lindero.model.ports import Records
from lindero.model.record import Record
from lindero.operations.alerts.making import header_of
from lindero.operations.watch.errors import CallOver, NoSuchCall

SHOWN_FOR_S: Final = 600.0
"""A call is over after so long. [s]"""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One test call, as far as it came.

    Attributes:
        call: Its id.
        origin: Who called.
        desk: Desk that called.
        called_at: When. [ns UTC of the caller]
        shown_at: When it was on a screen of the other side. [ns UTC of the answering node]
        answered_at: When a person there answered. [ns UTC of the answering node]
        answered_by: Desk that answered.
    """

    call: RecordId
    origin: NodeId
    desk: DeskId
    called_at: int
    shown_at: int | None = None
    answered_at: int | None = None
    answered_by: DeskId | None = None


def calls_of(records: Iterable[Record]) -> list[Call]:
    """Fold records into calls, newest first; in any order, each any number of times. Pure."""
    found = {record.id: record for record in records if isinstance(record, DeskCall)}
    ordered = sorted(found.values(), key=lambda r: (r.stage != "called", r.recorded_at, r.id))
    calls: dict[RecordId, Call] = {}
    for record in ordered:
        if record.stage == "called":
            calls[record.call] = Call(
                call=record.call, origin=record.origin, desk=record.desk, called_at=record.recorded_at
            )
        elif (call := calls.get(record.call)) is not None and record.origin != call.origin:
            calls[record.call] = _with(call, record)
    return sorted(calls.values(), key=lambda call: -call.called_at)


def _with(call: Call, record: DeskCall) -> Call:
    if record.stage == "shown":
        return call if call.shown_at else msgspec.structs.replace(call, shown_at=record.recorded_at)
    if call.answered_at:
        return call
    return msgspec.structs.replace(call, answered_at=record.recorded_at, answered_by=record.desk)


class CallDesk:
    """The test calls of one node. Call it from the store's thread."""

    def __init__(self, node: NodeId, records: Records, clock: Clock, entropy: Entropy) -> None:
        self._node = node
        self._records = records
        self._clock = clock
        self._entropy = entropy

    def recent(self) -> list[Call]:
        """Calls that are not over, newest first."""
        since = self._clock.now() - int(SHOWN_FOR_S * SECOND_NS)
        return [call for call in calls_of(self._records.of_kind("test-call", limit=200)) if call.called_at > since]

    def call(self, desk: DeskId, marking: Marking | None) -> DeskCall:
        """Call the other side's desks; as an answer it takes `shown` by machine and `answered` by a person."""
        header = header_of(self._node, marking, self._clock, self._entropy)
        return self._keep(DeskCall(**header, call=header["id"], stage="called", desk=desk))

    def shown(self, call: RecordId, desk: DeskId) -> DeskCall | None:
        """It is on the screen of a desk here; only the first time is recorded."""
        known = self._received(call)
        return None if known.shown_at else self._answer(call, "shown", desk)

    def answer(self, call: RecordId, desk: DeskId) -> DeskCall:
        """A person at that desk answers.

        Raises:
            NoSuchCall: Unknown here, or called from here.
            CallOver: It was answered before.
        """
        known = self._received(call)
        if known.answered_at:
            raise CallOver(desk=known.answered_by)
        return self._answer(call, "answered", desk)

    def _received(self, call: RecordId) -> Call:
        found = calls_of(self._records.about(f"test-call:{call}"))
        if not found or found[0].origin == self._node:
            raise NoSuchCall(call=call)
        return found[0]

    def _answer(self, call: RecordId, stage: CallStage, desk: DeskId) -> DeskCall:
        first: Any = self._records.load(call)
        marking = Marking(
            tlp=first.marking.tlp,
            releasable_to=(first.origin,),
            purposes=first.marking.purposes,
            simulated=first.marking.simulated,
        )
        header = header_of(self._node, marking, self._clock, self._entropy)
        return self._keep(DeskCall(**header, call=call, stage=stage, desk=desk))

    def _keep(self, record: DeskCall) -> DeskCall:
        self._records.save([record], own=True)
        return record
