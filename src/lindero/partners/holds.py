"""Legal holds: a person with that role keeps a record from being erased, and says under which order or law."""

from typing import Protocol

import msgspec

from lindero.exchange.log.recall_ports import Hold
from lindero.kernel.clock import Clock
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.people import AuditEvent
from lindero.model.record import Record
from lindero.partners.erasing import Eraser, ErasingStore
from lindero.partners.errors import AlreadyHeld, NotHeld, NothingToHold


class HoldStore(ErasingStore, Protocol):
    """What legal holds need of a store."""


class HoldDesk:
    """Places and ends legal holds. Call it from the store's thread."""

    def __init__(self, node: NodeId, store: HoldStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._eraser = Eraser(node, store, clock)

    def add(self, person: str, record: RecordId, reason: str, authority: str) -> Hold:
        """Keep a record from now on.

        Raises:
            NothingToHold: It is not here, or was erased already.
            AlreadyHeld: It is held.
        """
        if self._store.holds.load(record) is not None:
            raise AlreadyHeld(record=record)
        if self._store.records.load(record) is None:
            raise NothingToHold(record=record)
        hold = Hold(record=record, reason=reason, authority=authority, person=person, at=self._clock.now())
        with self._store.transaction():
            self._store.holds.save(hold)
            self._note(person, "hold-add", record, authority)
        return hold

    def end(self, person: str, record: RecordId) -> list[Record]:
        """Let go of a record: what a recall had demanded meanwhile is erased now. Gives what was erased.

        Raises:
            NotHeld: It is not held.
        """
        hold = self._store.holds.load(record)
        if hold is None:
            raise NotHeld(record=record)
        with self._store.transaction():
            self._store.holds.save(msgspec.structs.replace(hold, ended_at=self._clock.now(), ended_by=person))
            self._note(person, "hold-end", record, hold.authority)
            return self._eraser.hold_ended(record)

    def all(self) -> list[Hold]:
        """Newest first, ended ones too."""
        return self._store.holds.all()

    def _note(self, person: str, act: str, record: RecordId, detail: str) -> None:
        event = AuditEvent(at=self._clock.now(), person=person, act=act, about=record, detail=detail)
        self._store.audit.append(event)
