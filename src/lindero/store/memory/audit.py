"""`lindero.model.ports.Audit` in memory."""

from lindero.model.people import AuditEvent
from lindero.store.memory.journal import Journal, Rows


class MemoryAudit:
    """The owner's audit trail."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._events: Rows[AuditEvent] = Rows(journal)

    def append(self, event: AuditEvent) -> None:
        """Add one."""
        with self._journal.transaction():
            self._events.add([event])

    def latest(self, limit: int = 1000) -> list[AuditEvent]:
        """Newest first."""
        return self._events[::-1][:limit]
