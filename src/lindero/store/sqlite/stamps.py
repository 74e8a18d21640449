"""`lindero.model.ports.Stamps`: what the software was when something was last done."""

from lindero.store.sqlite.database import Database


class SqliteStamps:
    """Values by name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def load(self, name: str) -> str | None:
        """The value, or None."""
        row = self._database.row("SELECT value FROM stamp WHERE name = ?", (name,))
        return str(row[0]) if row else None

    def save(self, name: str, value: str) -> None:
        """Add or replace."""
        with self._database.transaction():
            self._database.write("INSERT OR REPLACE INTO stamp (name, value) VALUES (?, ?)", (name, value))
