"""`lindero.model.ports.Grants` in memory."""

from lindero.model.people import PendingGrant
from lindero.store.memory.journal import Journal, Table


class MemoryGrants:
    """Pending grants by account name."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._grants: Table[str, PendingGrant] = Table(journal)

    def save(self, grant: PendingGrant) -> None:
        """Add or replace by account name."""
        with self._journal.transaction():
            self._grants.put(grant.account.name, grant)

    def load(self, name: str) -> PendingGrant | None:
        """The grant for an account name, or None."""
        return self._grants.get(name)

    def all(self) -> list[PendingGrant]:
        """By account name."""
        return [self._grants[name] for name in sorted(self._grants)]

    def drop(self, name: str) -> None:
        """It is pending no more."""
        with self._journal.transaction():
            self._grants.drop(name)
