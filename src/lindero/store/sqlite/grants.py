"""`lindero.model.ports.Grants`: accounts that a second administrator has not confirmed yet."""

from typing import Final

import msgspec

from lindero.model.people import PendingGrant
from lindero.store.sqlite.database import Database

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(PendingGrant)


class SqliteGrants:
    """Pending grants by account name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, grant: PendingGrant) -> None:
        """Add or replace by account name."""
        row = (grant.account.name, _ENCODER.encode(grant))
        with self._database.transaction():
            self._database.write("INSERT OR REPLACE INTO pending_grant (name, body) VALUES (?, ?)", row)

    def load(self, name: str) -> PendingGrant | None:
        """The grant for an account name, or None."""
        row = self._database.row("SELECT body FROM pending_grant WHERE name = ?", (name,))
        return _DECODER.decode(row[0]) if row else None

    def all(self) -> list[PendingGrant]:
        """By account name."""
        rows = self._database.rows("SELECT body FROM pending_grant ORDER BY name")
        return [_DECODER.decode(body) for (body,) in rows]

    def drop(self, name: str) -> None:
        """It is pending no more."""
        with self._database.transaction():
            self._database.write("DELETE FROM pending_grant WHERE name = ?", (name,))
