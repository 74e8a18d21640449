"""`lindero.exchange.release.review.Reviews`: what waits for two persons."""

from typing import Final

import msgspec

from lindero.exchange.release.review import Waiting
from lindero.kernel.ids import NodeId, RecordId
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.partners import numbered_partner, partner_number

_ENCODER: Final = msgspec.msgpack.Encoder()
_DECODER: Final = msgspec.msgpack.Decoder(Waiting)
_SAVE: Final = "INSERT OR REPLACE INTO review (partner, record, since, approved, body) VALUES (?, ?, ?, ?, ?)"
_LOAD: Final = "SELECT body FROM review WHERE partner = ? AND record = ?"
_ALL: Final = "SELECT body FROM review ORDER BY since, record"
_APPROVED: Final = "SELECT body FROM review WHERE partner = ? AND approved = 1 ORDER BY since, record"
_DROP: Final = "DELETE FROM review WHERE partner = ? AND record = ?"


class SqliteReviews:
    """Rows by partner and record."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, waiting: Waiting) -> None:
        """Add, or replace by partner and record."""
        with self._database.transaction():
            number = numbered_partner(self._database, waiting.partner)
            row = (number, waiting.record, waiting.since, waiting.approved, _ENCODER.encode(waiting))
            self._database.write(_SAVE, row)
        self._database.known("none approved").pop(waiting.partner, None)

    def load(self, partner: NodeId, record: RecordId) -> Waiting | None:
        """The row, or None."""
        row = self._database.row(_LOAD, (partner_number(self._database, partner), record))
        return _DECODER.decode(row[0]) if row else None

    def all(self) -> list[Waiting]:
        """Everything that waits, longest first."""
        return [_DECODER.decode(body) for (body,) in self._database.rows(_ALL)]

    def approved(self, partner: NodeId) -> list[Waiting]:
        """What two persons have approved and has not left yet, longest first."""
        none = self._database.known("none approved")
        if partner in none:
            return []
        rows = self._database.rows(_APPROVED, (partner_number(self._database, partner),))
        if not rows:
            none[partner] = True
        return [_DECODER.decode(body) for (body,) in rows]

    def drop(self, partner: NodeId, record: RecordId) -> None:
        """It waits no more."""
        with self._database.transaction():
            self._database.write(_DROP, (partner_number(self._database, partner), record))
