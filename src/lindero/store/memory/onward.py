"""`lindero.exchange.log.onward_ports.Consents` in memory."""

from collections.abc import Sequence

import msgspec

from lindero.exchange.log.onward_ports import Consented
from lindero.kernel.ids import NodeId, RecordId
from lindero.store.memory.journal import Journal, Rows, Table


class MemoryConsents:
    """Consents that this node was given."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._consents: Rows[Consented] = Rows(journal)
        self._waiting: Table[tuple[NodeId, RecordId], bool] = Table(journal)
        self.version = 0

    def save(self, consent: Consented) -> None:
        """Add."""
        with self._journal.transaction():
            self._consents.add([consent])
        self.version += 1

    def all(self) -> list[Consented]:
        """In the order in which they were given."""
        return list(self._consents)

    def queue(self, recipient: NodeId, records: Sequence[RecordId]) -> None:
        """These wait to be decided for a node."""
        with self._journal.transaction():
            for record in records:
                self._waiting.put((recipient, record), True)

    def queued(self, recipient: NodeId, limit: int = 500) -> list[RecordId]:
        """In the order in which they came."""
        return [record for whom, record in self._waiting if whom == recipient][:limit]

    def drop(self, recipient: NodeId, records: Sequence[RecordId]) -> None:
        """These were decided."""
        with self._journal.transaction():
            for record in records:
                self._waiting.drop((recipient, record))

    def set_aside(self, partner: NodeId, place: NodeId) -> None:
        """What belongs to a pairing that is over is kept under its place."""
        del place
        self._waiting.forget(partner)
        for at, consent in enumerate(self._consents):
            if consent.origin == partner:
                self._consents.change(at, msgspec.structs.replace(consent, until=0))
        self.version += 1
