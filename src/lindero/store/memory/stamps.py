"""`lindero.model.ports.Stamps` in memory."""

from lindero.store.memory.journal import Journal, Table


class MemoryStamps:
    """Values by name."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._values: Table[str, str] = Table(journal)

    def load(self, name: str) -> str | None:
        """The value, or None."""
        return self._values.get(name)

    def save(self, name: str, value: str) -> None:
        """Add or replace."""
        with self._journal.transaction():
            self._values.put(name, value)
