"""`lindero.model.ports.Quarantine`: what was refused, bounded, with counters that are not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from lindero.model.quarantine import Refused
from lindero.store.bounds import QUARANTINE_KEPT
from lindero.store.sqlite.database import Database, Row

_SAVE: Final = 'INSERT INTO refused (at, source, code, message, "offset", raw) VALUES (?, ?, ?, ?, ?, ?)'
_COUNT: Final = (
    "INSERT INTO refusal_count (source, code, count) VALUES (?, ?, ?)"
    " ON CONFLICT DO UPDATE SET count = count + excluded.count"
)
_FORGET: Final = "DELETE FROM refused WHERE refused <= (SELECT max(refused) FROM refused) - ?"
_OF: Final = (
    'SELECT at, source, code, message, "offset", raw FROM refused WHERE source = ? AND code = ? ORDER BY refused'
)
_ERASE: Final = 'DELETE FROM refused WHERE source = ? AND "offset" = ?'
_LATEST: Final = 'SELECT at, source, code, message, "offset", raw FROM refused ORDER BY refused DESC LIMIT ?'


class SqliteQuarantine:
    """The refused, for a person to look at.

    Args:
        database: Where.
        kept: How many inputs are kept.
    """

    def __init__(self, database: Database, kept: int = QUARANTINE_KEPT) -> None:
        self._database = database
        self._kept = kept

    def save(self, refused: Sequence[Refused]) -> None:
        """Keep them; the oldest beyond the bound go, their counters stay."""
        counts = Counter((item.source, item.code) for item in refused)
        rows = [(item.at, item.source, item.code, item.message, item.offset, item.raw) for item in refused]
        with self._database.transaction():
            self._database.write_many(_SAVE, rows)
            self._database.write_many(_COUNT, [(*key, count) for key, count in counts.items()])
            self._database.write(_FORGET, (self._kept,))

    def counts(self) -> Mapping[tuple[str, str], int]:
        """How often each (source, code) was refused, ever."""
        rows = self._database.rows("SELECT source, code, count FROM refusal_count")
        return {(source, code): count for source, code, count in rows}

    def latest(self, limit: int = 100) -> list[Refused]:
        """Newest first."""
        return [_refused(row) for row in self._database.rows(_LATEST, (limit,))]

    def of(self, source: str, code: str) -> list[Refused]:
        """What one source sent and this code refused, oldest first."""
        return [_refused(row) for row in self._database.rows(_OF, (source, code))]

    def erase(self, source: str, offsets: Sequence[int]) -> None:
        """Forget what a source sent at these offsets; `secure_delete` zeroes it, the counters stay."""
        with self._database.transaction():
            self._database.write_many(_ERASE, [(source, offset) for offset in offsets])


def _refused(row: Row) -> Refused:
    at, source, code, message, offset, raw = row
    return Refused(at=at, source=source, code=code, message=message, offset=offset, raw=raw)
