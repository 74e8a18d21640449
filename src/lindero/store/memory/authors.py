"""`lindero.model.ports.Authors` in memory."""

from collections.abc import Sequence

from lindero.kernel.ids import RecordId
from lindero.store.memory.journal import Journal, Table


class MemoryAuthors:
    """Account names by record."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._persons: Table[RecordId, str] = Table(journal)

    def save(self, records: Sequence[RecordId], person: str) -> None:
        """Note who made them; the first who is named stays."""
        with self._journal.transaction():
            for record in records:
                if record not in self._persons:
                    self._persons.put(record, person)

    def of(self, record: RecordId) -> str | None:
        """The person who made a record; None for what no person made."""
        return self._persons.get(record)
