"""`lindero.model.ports.Authors`: the persons behind records."""

from collections.abc import Sequence
from typing import Final

from lindero.kernel.ids import RecordId
from lindero.store.sqlite.database import Database

_SAVE: Final = "INSERT OR IGNORE INTO author (record, person) VALUES (?, ?)"


class SqliteAuthors:
    """Account names by record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, records: Sequence[RecordId], person: str) -> None:
        """Note who made them; the first who is named stays."""
        with self._database.transaction():
            self._database.write_many(_SAVE, [(record, person) for record in records])

    def of(self, record: RecordId) -> str | None:
        """The person who made a record; None for what no person made."""
        row = self._database.row("SELECT person FROM author WHERE record = ?", (record,))
        return str(row[0]) if row else None
