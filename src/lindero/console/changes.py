"""How the console learns that something is new: the node tells, streams and books are woken."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from lindero.kernel.ids import RecordId
from lindero.model.about_tracks import Answer, HandOver, Query
from lindero.model.airspace import AirspaceNotice, Declaration, Track
from lindero.model.alerts import Acknowledgement, Alert, Handling, Outcome
from lindero.model.desks import Contact, DeskCall, Presence
from lindero.model.incidents import Note
from lindero.model.record import Record


class Changes:
    """What is new since it was last asked for. Used from the event loop only.

    The node calls `saved` with every group of records that has become durable, own or received; `shared` when entries
    were released or receipted; `moved` when the board, a sensor, a feed, a link or the kernels changed.
    """

    def __init__(self) -> None:
        self._wakes: set[asyncio.Event] = set()
        self._alerts: set[RecordId] = set()
        self._shared = False
        self._declared = False
        self._talked = False
        self._reach = False
        self._watch = False

    def saved(self, records: Sequence[Record]) -> None:
        """These records became durable."""
        for record in records:
            if type(record) is Track:
                continue  # most are
            if isinstance(record, Alert | Acknowledgement | Handling | Outcome):
                self._alerts.add(record.alert)
            elif isinstance(record, Note):
                self._alerts.add(record.about or record.id)
            elif isinstance(record, Presence):
                self._reach = True
            elif isinstance(record, Contact | DeskCall):
                self._watch = True
            elif isinstance(record, Declaration | AirspaceNotice):
                self._declared = True
            elif isinstance(record, Query | Answer | HandOver):
                self._talked = True
        self.moved()

    def withdrawn(self, records: Sequence[Record]) -> None:
        """These are gone: what was shown of them is to be shown anew, or no more."""
        self.saved(records)

    def shared(self) -> None:
        """Something was released to a partner, or its receipt came."""
        self._shared = True
        self.moved()

    def moved(self) -> None:
        """Something else changed: board, sensors, feeds, links, kernels."""
        for wake in self._wakes:
            wake.set()

    def take_alerts(self) -> tuple[set[RecordId], bool]:
        """Alerts with new records, and whether anything was released or receipted; both are then forgotten."""
        taken = self._alerts, self._shared
        self._alerts, self._shared = set(), False
        return taken

    def reached(self) -> None:
        """A link came or went."""
        self._reach = True
        self.moved()

    def take_reach(self) -> bool:
        """Whether somebody's presence or a link changed; then forgotten."""
        reach, self._reach = self._reach, False
        return reach

    def carded(self) -> None:
        """A contact card was written down here."""
        self._watch = True
        self.moved()

    def take_watch(self) -> bool:
        """Whether there are new contact cards or test calls; then forgotten."""
        watch, self._watch = self._watch, False
        return watch

    def take_declared(self) -> bool:
        """Whether there are new declarations or notices; then forgotten."""
        declared, self._declared = self._declared, False
        return declared

    def take_talked(self) -> bool:
        """Whether there are new questions, answers or steps of hand-overs; then forgotten."""
        talked, self._talked = self._talked, False
        return talked

    @contextmanager
    def subscribe(self) -> Iterator[asyncio.Event]:
        """An event that is set at every change while the block lasts; set at first."""
        wake = asyncio.Event()
        wake.set()
        self._wakes.add(wake)
        try:
            yield wake
        finally:
            self._wakes.discard(wake)
