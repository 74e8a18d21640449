"""The database file: how it is opened, its transactions, its statements.

Knows nothing of what is stored. Invariants: a transaction is on disk when its outermost block has been left (WAL with
`synchronous=FULL`: one fsync), and leaves no trace when the block raises; what is overwritten or deleted is zeroed in
its page (`secure_delete`), and what it left elsewhere when `settle` says so; nothing is spilled to temporary files. One
thread uses one `Database`.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import apsw

from lindero.store.errors import NoDatabase, NotALinderoDatabase, StorageFailed
from lindero.store.fault import AFTER_COMMIT, BEFORE_COMMIT, BEGIN, Fault, no_fault
from lindero.store.sqlite.failures import in_our_words
from lindero.store.sqlite.residue import MOST_PAGES, PAGE_BYTES, Residue

Row = tuple[Any, ...]
Binding = str | bytes | int | float | None

APPLICATION_ID: Final = int.from_bytes(b"Lndr", "big")
"""Stands at byte 68 of the file, so that `file` and we know whose it is."""
BUSY_TIMEOUT_MS: Final = 5000
CHECKPOINT_TIMEOUT_MS: Final = 50
"""How long the writer's thread waits for readers when the write-ahead log is to be emptied."""

_PRAGMAS: Final = (
    "trusted_schema = OFF",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "cache_size = -65536",  # KiB
)
FOLD_AFTER: Final = 1000
"""Pages in the write-ahead log after which it is folded back into the file."""
_WRITER_PRAGMAS: Final = (
    f"page_size = {PAGE_BYTES}",  # of a new file; a row of a log is some hundred kB
    f"max_page_count = {MOST_PAGES}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
    "journal_size_limit = 67108864",  # bytes that an idle WAL keeps on disk
)


def _require_ours(connection: apsw.Connection, path: Path, *, may_be_new: bool) -> tuple[str, ...]:
    """Refuse a database of somebody else before anything is changed in it.

    Returns:
        Pragmas that make a new file ours; none for one that is.

    Raises:
        NotALinderoDatabase: It carries another application's number, or has tables and no number.
    """
    (found,) = connection.execute("PRAGMA application_id").fetchall()[0]
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()[0]
    if found == APPLICATION_ID:
        return ()
    if may_be_new and found == 0 and tables == 0:
        return (f"application_id = {APPLICATION_ID}",)
    raise NotALinderoDatabase(path=path)


def _connect(path: Path, *, writable: bool) -> apsw.Connection:
    """A connection with its pragmas set."""
    flags = apsw.SQLITE_OPEN_READWRITE if writable else apsw.SQLITE_OPEN_READONLY
    connection = apsw.Connection(str(path), flags=flags)
    try:
        connection.set_busy_timeout(BUSY_TIMEOUT_MS)
        sign = _require_ours(connection, path, may_be_new=writable)
        for pragma in (*_PRAGMAS, *(_WRITER_PRAGMAS if writable else ()), *sign):
            connection.execute(f"PRAGMA {pragma}")
    except (apsw.Error, NotALinderoDatabase):
        connection.close()
        raise
    return connection


def _require_file(path: Path, *, create: bool) -> None:
    """Make the file, readable by its owner only, or see that it is there."""
    if not create and not path.exists():
        raise NoDatabase(path=path)
    if create:
        try:
            path.touch(mode=0o600)
        except OSError as why:
            raise StorageFailed(path=path, why=why.strerror) from why


class Database:
    """One connection to one file.

    Args:
        path: The file.
        writable: Create it when missing, and allow writing.
        fault: Called at the named points of `lindero.store.fault`.

    Raises:
        NoDatabase: There is no such file, and `writable` is false.
        LocalError: What `lindero.store.sqlite.failures` makes of a failure; from every method.
    """

    def __init__(self, path: Path, *, writable: bool, fault: Fault = no_fault) -> None:
        self.path = path
        self.fault = fault
        self._writable = writable
        self._known: dict[str, dict[Any, Any]] = {}
        self._depth = 0
        self._ended_by: Exception | None = None
        _require_file(path, create=writable)
        try:
            self._connection = _connect(path, writable=writable)
            self._residue = Residue(self._connection, path, FOLD_AFTER) if writable else None
        except apsw.Error as failure:
            raise in_our_words(failure, path) from failure

    @property
    def connection(self) -> apsw.Connection:
        """The connection itself, for SQLite's online backup."""
        return self._connection

    def close(self) -> None:
        """Fold the write-ahead log back into the file, and let go."""
        if self._residue is not None:
            self._residue.close()
            self._residue = None
        self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes in the block, or none. A nested block joins: it can fail alone, it is durable with the outermost.

        When SQLite itself had to end the transaction (a full disk), every further statement raises that failure
        until the outermost block is left, so that nothing is written outside of it.
        """
        nested = self._depth > 0
        if not nested:
            self.fault(BEGIN)
        self.write("SAVEPOINT block" if nested else "BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
            if not nested:
                self.fault(BEFORE_COMMIT)
            self.write("RELEASE block" if nested else "COMMIT")
        except BaseException:
            self._roll_back(nested=nested)
            raise
        finally:
            self._depth -= 1
        if not nested:
            self.fault(AFTER_COMMIT)

    @contextmanager
    def part(self) -> Iterator[None]:
        """A transaction; within another simply a part of it, without a savepoint of its own.

        What fails in a part fails the whole: every further statement raises that failure until the outermost block is
        left.
        """
        if self._depth == 0:
            with self.transaction():
                yield
            return
        try:
            yield
        except Exception as failure:
            self._ended_by = self._ended_by or failure
            raise

    def known(self, about: str) -> dict[Any, Any]:
        """What was read of one sort of thing and has not changed since, to be kept by who reads and changes it.

        It is empty again after anything was rolled back. A reader knows nothing: another process writes.
        """
        return self._known.setdefault(about, {}) if self._writable else {}

    def forget_known(self) -> None:
        """What was kept by `known` may not be so any more."""
        self._known.clear()

    def settle(self) -> bool:
        """Leave nothing of what was erased in the files, outside of any transaction; in steps, of some 10 ms each.

        The write-ahead log is folded back and truncated; then what moved rows have left in unused parts of pages is
        zeroed.

        Returns:
            False while a reader's snapshot needs the log, or pages are left to look at.
        """
        if self._residue is None or not self._empty_write_ahead_log():
            return False
        try:
            return self._residue.scrub()
        except apsw.Error as failure:
            raise in_our_words(failure, self.path) from failure

    def _empty_write_ahead_log(self) -> bool:
        self._connection.set_busy_timeout(CHECKPOINT_TIMEOUT_MS)
        try:
            row = self.row("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self._connection.set_busy_timeout(BUSY_TIMEOUT_MS)
        return row is not None and row[0] == 0

    def _roll_back(self, *, nested: bool) -> None:
        self._known.clear()
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK TO block; RELEASE block" if nested else "ROLLBACK")
        if not nested:
            self._ended_by = None

    def _reported(self, failure: apsw.Error) -> Exception:
        """The failure in our words; kept when it has ended the transaction."""
        reported = in_our_words(failure, self.path)
        if self._depth > 0 and not self._connection.in_transaction:
            self._ended_by = reported
        return reported

    def write(self, sql: str, bindings: Sequence[Binding] = ()) -> None:
        """Execute one statement."""
        self.rows(sql, bindings)

    def write_many(self, sql: str, rows: Iterable[Sequence[Binding]]) -> int:
        """Execute one statement per row; returns how many rows of the table were added or changed."""
        if self._ended_by is not None:
            raise self._ended_by
        before = self._connection.total_changes()
        try:
            self._connection.executemany(sql, rows)
        except apsw.Error as failure:
            raise self._reported(failure) from failure
        return self._connection.total_changes() - before

    def rows(self, sql: str, bindings: Sequence[Binding] = ()) -> list[Row]:
        """All rows of a query, fetched at once: a reader's snapshot ends with the call."""
        if self._ended_by is not None:
            raise self._ended_by
        try:
            return self._connection.execute(sql, bindings).fetchall()
        except apsw.Error as failure:
            raise self._reported(failure) from failure

    def row(self, sql: str, bindings: Sequence[Binding] = ()) -> Row | None:
        """The first row of a query, or None."""
        found = self.rows(sql, bindings)
        return found[0] if found else None
