"""`lindero.model.ports.Audit`: who did what. The table refuses to change or lose a row."""

from typing import Final

from lindero.model.people import AuditEvent
from lindero.store.sqlite.database import Database

_SAVE: Final = "INSERT INTO audit (at, person, act, about, detail) VALUES (?, ?, ?, ?, ?)"
_LATEST: Final = "SELECT at, person, act, about, detail FROM audit ORDER BY event DESC LIMIT ?"


class SqliteAudit:
    """The owner's audit trail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, event: AuditEvent) -> None:
        """Add one."""
        with self._database.transaction():
            self._database.write(_SAVE, (event.at, event.person, event.act, event.about, event.detail))

    def latest(self, limit: int = 1000) -> list[AuditEvent]:
        """Newest first."""
        return [
            AuditEvent(at=at, person=person, act=act, about=about, detail=detail)
            for at, person, act, about, detail in self._database.rows(_LATEST, (limit,))
        ]
