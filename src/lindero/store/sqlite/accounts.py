"""`lindero.model.ports.Accounts`: who may sign in."""

from typing import Final

import msgspec

from lindero.model.people import Account
from lindero.store.sqlite.database import Database

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Account)


class SqliteAccounts:
    """Accounts by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, account: Account) -> None:
        """Add or replace by name."""
        row = (account.name, _ENCODER.encode(account))
        with self._database.transaction():
            self._database.write("INSERT OR REPLACE INTO account (name, body) VALUES (?, ?)", row)

    def load(self, name: str) -> Account | None:
        """The account, or None."""
        row = self._database.row("SELECT body FROM account WHERE name = ?", (name,))
        return _DECODER.decode(row[0]) if row else None

    def all(self) -> list[Account]:
        """By name."""
        return [_DECODER.decode(body) for (body,) in self._database.rows("SELECT body FROM account ORDER BY name")]
