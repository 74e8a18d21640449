"""`lindero.exchange.log.recall_ports`: recalls asked for, recalls carried out, and what is left of the records."""

from collections.abc import Sequence
from typing import Final

import msgspec

from lindero.exchange.log.recall_ports import Demand, Erasure, Withdrawn
from lindero.kernel.ids import NodeId, RecordId
from lindero.store.sqlite.database import Database

_ENCODER: Final = msgspec.msgpack.Encoder()
_DEMAND: Final = msgspec.msgpack.Decoder(Demand)
_ERASURE: Final = msgspec.msgpack.Decoder(Erasure)
_WITHDRAWN: Final = msgspec.msgpack.Decoder(Withdrawn)

_SAVE_DEMAND: Final = 'INSERT OR REPLACE INTO demand (partner, "order", place, asked_at, body) VALUES (?, ?, ?, ?, ?)'
_DEMAND_OF: Final = 'SELECT body FROM demand WHERE partner = ? AND "order" = ?'
_DEMAND_AT: Final = "SELECT body FROM demand WHERE partner = ? AND place = ?"
_DEMANDS: Final = 'SELECT body FROM demand ORDER BY asked_at DESC, "order" DESC LIMIT ?'
_SAVE_ERASURE: Final = "INSERT OR REPLACE INTO erasure (partner, recall, asked_at, owed, body) VALUES (?, ?, ?, ?, ?)"
_OWED: Final = "SELECT body FROM erasure WHERE owed = 1 ORDER BY asked_at, partner, recall"
_ERASURES: Final = "SELECT body FROM erasure ORDER BY asked_at DESC, partner, recall DESC LIMIT ?"
_SAVE_WITHDRAWN: Final = "INSERT OR IGNORE INTO withdrawn (record, body) VALUES (?, ?)"
_EVERYBODY: Final = ""


class SqliteDemands:
    """Recalls that this node has asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, demand: Demand) -> None:
        """Add, or replace by partner and order."""
        row = (demand.partner, demand.order, demand.index, demand.asked_at, _ENCODER.encode(demand))
        with self._database.transaction():
            self._database.write(_SAVE_DEMAND, row)

    def load(self, partner: NodeId, order: int) -> Demand | None:
        """The one that an order carries."""
        row = self._database.row(_DEMAND_OF, (partner, order))
        return _DEMAND.decode(row[0]) if row else None

    def at(self, partner: NodeId, index: int) -> Demand | None:
        """The one that stands in the own log at an index."""
        row = self._database.row(_DEMAND_AT, (partner, index))
        return _DEMAND.decode(row[0]) if row else None

    def all(self, limit: int = 1000) -> list[Demand]:
        """Newest first."""
        return [_DEMAND.decode(body) for (body,) in self._database.rows(_DEMANDS, (limit,))]


class SqliteErasures:
    """Recalls of partners."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, erasure: Erasure) -> None:
        """Add, or replace by partner and recall."""
        body = _ENCODER.encode(erasure)
        row = (erasure.partner, erasure.recall, erasure.asked_at, int(erasure.owed), body)
        with self._database.transaction():
            self._database.write(_SAVE_ERASURE, row)

    def load(self, partner: NodeId, recall: int) -> Erasure | None:
        """What became of one recall."""
        row = self._database.row("SELECT body FROM erasure WHERE partner = ? AND recall = ?", (partner, recall))
        return _ERASURE.decode(row[0]) if row else None

    def owed(self) -> list[Erasure]:
        """Those whose receipt has not been ordered, oldest first."""
        return [_ERASURE.decode(body) for (body,) in self._database.rows(_OWED)]

    def all(self, limit: int = 1000) -> list[Erasure]:
        """Newest first."""
        return [_ERASURE.decode(body) for (body,) in self._database.rows(_ERASURES, (limit,))]


class SqliteWithdrawnRecords:
    """Records that were erased, without their content."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, withdrawn: Sequence[Withdrawn]) -> None:
        """Add; one that is known stays as it is."""
        with self._database.transaction():
            self._database.write_many(_SAVE_WITHDRAWN, [(item.record, _ENCODER.encode(item)) for item in withdrawn])

    def load(self, record: RecordId) -> Withdrawn | None:
        """What is told of one, or None."""
        row = self._database.row("SELECT body FROM withdrawn WHERE record = ?", (record,))
        return _WITHDRAWN.decode(row[0]) if row else None

    def latest(self, limit: int = 1000) -> list[Withdrawn]:
        """Newest first."""
        rows = self._database.rows("SELECT body FROM withdrawn ORDER BY number DESC LIMIT ?", (limit,))
        return [_WITHDRAWN.decode(body) for (body,) in rows]


class SqliteRetractions:
    """Own records that leave no more."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.version = 0

    def save(self, records: Sequence[RecordId], *, partner: NodeId | None = None) -> None:
        """Add: towards one partner, or towards every one."""
        rows = [(partner or _EVERYBODY, record) for record in records]
        with self._database.transaction():
            self._database.write_many("INSERT OR IGNORE INTO retraction (partner, record) VALUES (?, ?)", rows)
        self.version += 1

    def towards(self, partner: NodeId) -> frozenset[RecordId]:
        """Those that a partner may not get."""
        rows = self._database.rows("SELECT record FROM retraction WHERE partner IN (?, ?)", (partner, _EVERYBODY))
        return frozenset(record for (record,) in rows)
