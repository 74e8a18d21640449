"""The embedded store as one thing: every port of a node over one database file.

Threads: the node calls a writing store from one dedicated thread, which owns it. Other threads (console, reports) open
a reader each; a reader sees what was committed when its call began, and its snapshot ends with the call, so that no
reader keeps the write-ahead log from being folded back.
"""

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from lindero.kernel.errors import LocalError
from lindero.kernel.ids import NodeId
from lindero.store.fault import Fault, no_fault
from lindero.store.sqlite.accounts import SqliteAccounts
from lindero.store.sqlite.audit import SqliteAudit
from lindero.store.sqlite.authors import SqliteAuthors
from lindero.store.sqlite.backup import scratch_of
from lindero.store.sqlite.cursors import SqliteCursors
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.decisions import SqliteDecisions
from lindero.store.sqlite.grants import SqliteGrants
from lindero.store.sqlite.heartbeats import SqliteHeartbeats
from lindero.store.sqlite.keeping import SqliteExpiries, SqliteHolds, SqliteRejoining
from lindero.store.sqlite.migrations import known_migrations, migrate, require_readable
from lindero.store.sqlite.mirror import SqliteMirror
from lindero.store.sqlite.onward import SqliteConsents
from lindero.store.sqlite.orders import SqliteOrders
from lindero.store.sqlite.outbox import SqliteOutbox
from lindero.store.sqlite.pairings import SqlitePairings
from lindero.store.sqlite.quarantine import SqliteQuarantine
from lindero.store.sqlite.recalls import SqliteDemands, SqliteErasures, SqliteRetractions, SqliteWithdrawnRecords
from lindero.store.sqlite.records import SqliteRecords
from lindero.store.sqlite.reviews import SqliteReviews
from lindero.store.sqlite.setting_aside import set_aside
from lindero.store.sqlite.stamps import SqliteStamps


class SqliteStore:
    """The ports over one connection; made by `open_store` and `open_reader`.

    Attributes:
        database: The connection, for backups.
        records: `lindero.model.ports.Records`.
        outbox: `lindero.exchange.log.ports.Outbox`.
        mirror: `lindero.exchange.log.ports.Mirror`.
        orders: `lindero.exchange.log.ports.Orders`.
        cursors: `lindero.exchange.log.ports.Cursors`.
        decisions: `lindero.exchange.log.ports.Decisions`.
        heartbeats: `lindero.exchange.log.heartbeats.Heartbeats`.
        quarantine: `lindero.model.ports.Quarantine`.
        accounts: `lindero.model.ports.Accounts`.
        audit: `lindero.model.ports.Audit`.
        pairings: `lindero.model.ports.Pairings`.
        reviews: `lindero.exchange.release.review.Reviews`.
        grants: `lindero.model.ports.Grants`.
        authors: `lindero.model.ports.Authors`.
        demands: `lindero.exchange.log.recall_ports.Demands`.
        erasures: `lindero.exchange.log.recall_ports.Erasures`.
        withdrawn: `lindero.exchange.log.recall_ports.WithdrawnRecords`.
        retractions: `lindero.exchange.log.recall_ports.Retractions`.
        expiries: `lindero.exchange.log.recall_ports.Expiries`.
        holds: `lindero.exchange.log.recall_ports.Holds`.
        rejoining: `lindero.exchange.log.recall_ports.Rejoining`.
        consents: `lindero.exchange.log.onward_ports.Consents`.
        stamps: `lindero.model.ports.Stamps`.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self.records = SqliteRecords(database)
        self.outbox = SqliteOutbox(database)
        self.mirror = SqliteMirror(database)
        self.orders = SqliteOrders(database)
        self.cursors = SqliteCursors(database)
        self.decisions = SqliteDecisions(database, self.outbox)
        self.heartbeats = SqliteHeartbeats(database)
        self.quarantine = SqliteQuarantine(database)
        self.accounts = SqliteAccounts(database)
        self.audit = SqliteAudit(database)
        self.pairings = SqlitePairings(database)
        self.reviews = SqliteReviews(database)
        self.grants = SqliteGrants(database)
        self.authors = SqliteAuthors(database)
        self.demands = SqliteDemands(database)
        self.erasures = SqliteErasures(database)
        self.withdrawn = SqliteWithdrawnRecords(database)
        self.retractions = SqliteRetractions(database)
        self.expiries = SqliteExpiries(database)
        self.holds = SqliteHolds(database)
        self.rejoining = SqliteRejoining(database)
        self.consents = SqliteConsents(database)
        self.stamps = SqliteStamps(database)

    def transaction(self) -> AbstractContextManager[None]:
        """Several writes that become durable together or not at all; nested calls join the outer one."""
        return self.database.transaction()

    def set_aside(self, partner: NodeId) -> None:
        """Keep a pairing that is over, and its logs, as an earlier one: the next with this partner begins anew."""
        set_aside(self.database, partner)
        self.consents.version += 1

    def settle(self) -> bool:
        """Leave nothing of what was erased in the files.

        The write-ahead log is folded back and emptied, and unused parts of pages are zeroed; the pages that a backup in
        progress has copied so far are dropped, and it begins anew.

        Returns:
            False while a reader holds a snapshot, or pages are left to look at: try again.
        """
        scratch_of(self.database.path).unlink(missing_ok=True)
        return self.database.settle()

    def close(self) -> None:
        """Let go of the file."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_store(path: Path, *, fault: Fault = no_fault) -> SqliteStore:
    """The store of a node for writing: made when missing, upgraded when older. Hold the folder's lock.

    Args:
        path: The file, `node.db` in the node's folder.
        fault: Called at the points of `lindero.store.fault`.

    Raises:
        NotALinderoDatabase: The file is something else.
        NewerSchema: A later version wrote it.
        DatabaseDamaged: Its structure is broken.
        StorageFailed: The folder is missing, or may not be written.
    """
    database = Database(path, writable=True, fault=fault)
    scratch_of(path).unlink(missing_ok=True)  # of a backup that was killed; a recall would not reach it
    try:
        migrate(database, known_migrations())
    except LocalError:
        database.close()
        raise
    return SqliteStore(database)


def open_reader(path: Path) -> SqliteStore:
    """The same store for reading only, beside a running node or in a stopped folder.

    Raises:
        NoDatabase: There is no such file.
        NotALinderoDatabase: The file is something else.
        NewerSchema: A later version wrote it.
        OlderSchema: An earlier version wrote it and no node has upgraded it yet.
        ReadOnlyStore: From every write.
    """
    database = Database(path, writable=False)
    try:
        require_readable(database, known_migrations())
    except LocalError:
        database.close()
        raise
    return SqliteStore(database)
