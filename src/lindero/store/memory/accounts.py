"""`lindero.model.ports.Accounts` in memory."""

from lindero.model.people import Account
from lindero.store.memory.journal import Journal, Table


class MemoryAccounts:
    """Accounts by name."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._accounts: Table[str, Account] = Table(journal)

    def save(self, account: Account) -> None:
        """Add or replace by name."""
        with self._journal.transaction():
            self._accounts.put(account.name, account)

    def load(self, name: str) -> Account | None:
        """The account, or None."""
        return self._accounts.get(name)

    def all(self) -> list[Account]:
        """By name."""
        return [self._accounts[name] for name in sorted(self._accounts)]
