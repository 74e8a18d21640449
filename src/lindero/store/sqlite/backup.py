"""Copies of the database: `backup` while the node runs, `restore` into a folder that has none.

A backup leaves out what partners have sent, because a recall must reach every copy: the bodies and salts in the
mirrors (their slots say `lost`, the entries stay so that the logs verify), the records that came out of them, and what
of them lies in quarantine. Control messages stay: they hold nothing of a record, nobody recalls them, and the meter
counts them. None of the rest is ever written to the medium of the backup: pages are copied to a scratch file
beside the database, emptied there, and only what is left is written out. A node that erases something while pages are
copied drops the scratch file, and the copy begins anew: what was erased is in no file from then on.

What the node itself derived from partners' records is in the backup, and hidden there: a restored node shows and
releases none of it before each partner's log has come in whole again, with every recall.
"""

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import apsw
import msgspec

from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.envelope.errors import BadEntry
from lindero.store.errors import DatabaseDamaged, StorageFailed, WouldOverwrite
from lindero.store.fault import BEFORE_RENAME, Fault, no_fault
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.failures import in_our_words
from lindero.store.sqlite.migrations import known_migrations, require_known
from lindero.store.sqlite.pair_log import LEAVES, SLOTS, WORDS

Progress = Callable[[int, int], None]
"""Called with pages copied and pages in all."""

PAGES_PER_STEP: Final = 256
"""The node waits for one step at a time: 4 MiB."""

_MIRRORED: Final = (
    "SELECT place, entries, slots FROM log_bodies NATURAL JOIN log_page"
    " WHERE place >> 40 IN (SELECT log FROM pair_log WHERE side = 'mirror') AND place > ? ORDER BY place LIMIT 1"
)
_EMPTIED: Final = "UPDATE log_bodies SET slots = ? WHERE place = ?"
_LEAVE_OUT: Final = """
DELETE FROM record_page WHERE source <> 0 OR own = 0;
DELETE FROM record_kind WHERE first NOT IN (SELECT first FROM record_page);
DELETE FROM record_object WHERE first NOT IN (SELECT first FROM record_page);
INSERT OR IGNORE INTO rejoining SELECT node FROM partner NATURAL JOIN pair_log WHERE side = 'mirror';
INSERT OR REPLACE INTO refetch SELECT node, 0 FROM partner NATURAL JOIN pair_log WHERE side = 'mirror';
UPDATE refused SET raw = x'' WHERE source IN (SELECT node FROM partner UNION SELECT node FROM pairing);
"""
_PAGES_WITH: Final = "SELECT ids FROM record_page WHERE high >= ? AND low <= ?"
_HIDE_DERIVED: Final = """
WITH RECURSIVE derived (record) AS (
    SELECT record FROM record_source WHERE source = ?
    UNION SELECT record_source.record FROM record_source JOIN derived ON record_source.source = derived.record
)
SELECT record FROM derived
"""


def no_progress(done: int, total: int) -> None:
    """Nobody watches."""


def scratch_of(database: Path) -> Path:
    """Where a backup in progress keeps its pages."""
    return database.with_name(database.name + ".copying")


def backup(database: Database, target: Path, progress: Progress = no_progress) -> None:
    """Write a backup in one go; see `backup_in_steps`."""
    for done, total in backup_in_steps(database, target):
        progress(done, total)


def backup_in_steps(database: Database, target: Path) -> Iterator[tuple[int, int]]:
    """Write a backup, giving the thread of the database back after every 4 MiB.

    What is saved between two steps is in the backup. `target` appears when it is complete and synced.

    Yields:
        Pages copied so far, and pages in all.

    Raises:
        WouldOverwrite: There is a file at `target`.
        LocalError: What `lindero.store.sqlite.failures` makes of a failure.
    """
    _require_free(target)
    scratch, partial = scratch_of(database.path), target.with_name(target.name + ".partial")
    scratch.unlink(missing_ok=True)
    try:
        yield from _copy_undropped(database.connection, scratch, partial)
        _put_in_place(partial, target, database.fault)
    except apsw.Error as failure:
        raise in_our_words(failure, target) from failure
    except OSError as why:
        raise StorageFailed(path=target, why=why.strerror) from why
    finally:
        scratch.unlink(missing_ok=True)
        partial.unlink(missing_ok=True)


def restore(source: Path, target: Path, progress: Progress = no_progress, *, fault: Fault = no_fault) -> None:
    """Make the database `target` from a backup; `target` appears when it is complete and synced.

    Raises:
        WouldOverwrite: There is a database already.
        NoDatabase: There is no file `source`.
        NotALinderoDatabase: It is something else.
        NewerSchema: A later version wrote it.
        DatabaseDamaged: Its structure is broken.
    """
    _require_free(target)
    partial = target.with_name(target.name + ".partial")
    database = Database(source, writable=False)
    try:
        require_known(database, known_migrations())
        _require_sound(database)
        for done, total in _copy(database.connection, partial):
            progress(done, total)
        _put_in_place(partial, target, fault)
    except apsw.Error as failure:
        raise in_our_words(failure, target) from failure
    except OSError as why:
        raise StorageFailed(path=target, why=why.strerror) from why
    finally:
        database.close()
        partial.unlink(missing_ok=True)


def _require_free(target: Path) -> None:
    for path in (target, target.with_name(target.name + "-wal")):
        if path.exists():
            raise WouldOverwrite(path=path)


def _require_sound(database: Database) -> None:
    """Every page, index and constraint of the database, checked by SQLite."""
    ((finding,), *_) = database.rows("PRAGMA integrity_check(1)")
    if finding != "ok":
        raise DatabaseDamaged(path=database.path, why=finding)


def _copy(source: apsw.Connection, target: Path) -> Generator[tuple[int, int]]:
    """All pages of a database into a new file that only its owner reads."""
    target.unlink(missing_ok=True)
    target.touch(mode=0o600)
    connection = apsw.Connection(str(target), flags=apsw.SQLITE_OPEN_READWRITE)
    try:
        with connection.backup("main", source, "main") as copy:
            while not copy.done:
                copy.step(PAGES_PER_STEP)
                yield copy.page_count - copy.remaining, copy.page_count
    finally:
        connection.close()


def _copy_undropped(source: apsw.Connection, scratch: Path, partial: Path) -> Iterator[tuple[int, int]]:
    """Copy and write out; again from the start whenever the node has dropped the scratch file meanwhile."""
    while True:
        with closing(_copy(source, scratch)) as copy:
            for step in copy:
                yield step
                if not scratch.exists():
                    break
            else:
                if _write_out(scratch, partial):
                    return


def _write_out(scratch: Path, partial: Path) -> bool:
    """What may leave, and nothing of the pages it shared; false when the scratch file was dropped."""
    partial.unlink(missing_ok=True)
    partial.touch(mode=0o600)
    try:
        connection = apsw.Connection(str(scratch), flags=apsw.SQLITE_OPEN_READWRITE)
        connection.execute("PRAGMA schema_version").fetchall()  # the file is opened now, and stays ours
    except apsw.CantOpenError:
        return False
    try:
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):
            connection.execute(f"PRAGMA {pragma}").fetchall()  # a statement that answers holds up those after it
        connection.execute("BEGIN")
        _empty_mirrors(connection)
        connection.execute(_LEAVE_OUT)
        _hide_derived(connection)
        connection.execute("COMMIT")
        connection.execute("VACUUM INTO ?", (str(partial),))
    finally:
        connection.close()
    return True


def _empty_mirrors(connection: apsw.Connection) -> None:
    """What partners have sent is lost to the copy; a slot that was empty keeps its reason."""
    row: Any = (-1, b"", b"")
    while row := connection.execute(_MIRRORED, (row[0],)).fetchone():
        place, entries, slots = row
        pairs = zip(LEAVES.decode(entries), SLOTS.decode(slots), strict=True)
        emptied = [slot if isinstance(slot, str) or _is_control(entry) else "lost" for entry, slot in pairs]
        connection.execute(_EMPTIED, (msgspec.msgpack.encode(emptied), place))


def _is_control(entry: bytes) -> bool:
    """Whether an entry is a message about the logs. What cannot be read is treated as a record."""
    try:
        return decode_entry(entry).type != "record"
    except BadEntry:
        return False


def _hide_derived(connection: apsw.Connection) -> None:
    """What was derived from records that are not in the copy is hidden in it."""
    for (source,) in connection.execute("SELECT DISTINCT source FROM record_source").fetchall():
        if not _is_kept(connection, source):
            derived = connection.execute(_HIDE_DERIVED, (source,)).fetchall()
            kept = [row for row in derived if _is_kept(connection, row[0])]
            connection.executemany("INSERT OR IGNORE INTO record_hidden (record) VALUES (?)", kept)


def _is_kept(connection: apsw.Connection, record: object) -> bool:
    pages: list[Any] = connection.execute(_PAGES_WITH, (record, record)).fetchall()
    return any(record in WORDS.decode(ids) for (ids,) in pages)


def _put_in_place(partial: Path, target: Path, fault: Fault) -> None:
    """Sync the file, give it its name, sync the name."""
    _sync(partial)
    fault(BEFORE_RENAME)
    partial.rename(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
