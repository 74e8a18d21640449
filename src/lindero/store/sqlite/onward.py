"""`lindero.exchange.log.onward_ports.Consents`: what may be passed on, and what waits for it."""

from collections.abc import Sequence
from typing import Final

from lindero.exchange.log.onward_ports import Consented
from lindero.kernel.ids import NodeId, RecordId
from lindero.store.sqlite.database import Database

_SAVE: Final = "INSERT INTO consent (origin, recipient, record, topic, until) VALUES (?, ?, ?, ?, ?)"
_ALL: Final = "SELECT origin, recipient, record, topic, until FROM consent ORDER BY number"
_QUEUE: Final = "INSERT OR IGNORE INTO passing (recipient, record) VALUES (?, ?)"
_QUEUED: Final = "SELECT record FROM passing WHERE recipient = ? ORDER BY number LIMIT ?"
_DROP: Final = "DELETE FROM passing WHERE recipient = ? AND record = ?"


class SqliteConsents:
    """Consents that this node was given."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.version = 0

    def save(self, consent: Consented) -> None:
        """Add."""
        row = (consent.origin, consent.recipient, consent.record, consent.topic, consent.until)
        with self._database.transaction():
            self._database.write(_SAVE, row)
        self.version += 1

    def all(self) -> list[Consented]:
        """In the order in which they were given."""
        return [Consented(*row) for row in self._database.rows(_ALL)]

    def queue(self, recipient: NodeId, records: Sequence[RecordId]) -> None:
        """These wait to be decided for a node."""
        with self._database.transaction():
            self._database.write_many(_QUEUE, [(recipient, record) for record in records])
        self._database.known("none passing").pop(recipient, None)

    def queued(self, recipient: NodeId, limit: int = 500) -> list[RecordId]:
        """In the order in which they came."""
        none = self._database.known("none passing")
        if recipient in none:
            return []
        found = [record for (record,) in self._database.rows(_QUEUED, (recipient, limit))]
        if not found:
            none[recipient] = True
        return found

    def drop(self, recipient: NodeId, records: Sequence[RecordId]) -> None:
        """These were decided."""
        with self._database.transaction():
            self._database.write_many(_DROP, [(recipient, record) for record in records])
