"""How a database file is opened, and what SQLite's failures become."""

import os
import sqlite3
import stat

import apsw
import pytest

from lindero.store.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DiskFull,
    NoDatabase,
    NotALinderoDatabase,
    ReadOnlyStore,
    StorageFailed,
)
from lindero.store.sqlite import open_reader, open_store
from lindero.store.sqlite.database import APPLICATION_ID, Database
from lindero.store.sqlite.failures import in_our_words


@pytest.fixture
def path(tmp_path):
    return tmp_path / "node.db"


@pytest.fixture
def database(path):
    opened = Database(path, writable=True)
    opened.write("CREATE TABLE t (x INTEGER PRIMARY KEY, y TEXT)")
    yield opened
    opened.close()


def numbers(database):
    return [x for (x,) in database.rows("SELECT x FROM t ORDER BY x")]


def test_a_commit_is_synced_and_what_is_deleted_is_zeroed(database):
    pragmas = {name: database.rows(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous", "secure_delete")}
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
    assert database.rows("PRAGMA foreign_keys") == [(1,)]


def test_the_file_is_its_owners_alone_and_says_whose_it_is(path, database):
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert database.rows("PRAGMA application_id") == [(APPLICATION_ID,)]


def test_deleted_text_is_in_no_byte_of_the_file(path, database):
    database.write("INSERT INTO t VALUES (1, 'secret-of-the-partner')")
    database.write("DELETE FROM t")
    database.close()
    assert b"secret-of-the-partner" not in path.read_bytes()


def test_another_applications_database_is_left_untouched(path):
    foreign = sqlite3.connect(path)
    foreign.execute("CREATE TABLE theirs (x)")
    foreign.commit()
    foreign.close()
    before = path.read_bytes()
    with pytest.raises(NotALinderoDatabase):
        open_store(path)
    with pytest.raises(NotALinderoDatabase):
        open_reader(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_left_untouched(path):
    path.write_bytes(b"these are my notes\n" * 100)
    with pytest.raises(NotALinderoDatabase):
        open_store(path)
    assert path.read_bytes() == b"these are my notes\n" * 100


def test_a_reader_needs_a_database(path):
    with pytest.raises(NoDatabase):
        open_reader(path)
    assert not path.exists()


def test_a_reader_cannot_write(path):
    open_store(path).close()
    with open_reader(path) as reader, pytest.raises(ReadOnlyStore):
        reader.cursors.save("mx.sedena", {"track": 1})


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StorageFailed) as refused:
        open_store(tmp_path / "nowhere" / "node.db")
    assert "nowhere" in refused.value.text("es")


def test_a_damaged_page_is_reported_as_damage(path):
    with open_store(path) as store:
        store.cursors.save("mx.sedena", {"track": 1})
        ((page,),) = store.database.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'cursor'")
        ((page_size,),) = store.database.rows("PRAGMA page_size")
    with path.open("r+b") as file:
        file.seek((page - 1) * page_size)
        file.write(b"\xff" * 100)
    with open_store(path) as store, pytest.raises(DatabaseDamaged) as found:
        store.cursors.load("mx.sedena")
    assert "restore" in found.value.remedy("en")


def test_a_full_disk_undoes_the_whole_transaction(database):
    database.write("INSERT INTO t VALUES (1, 'earlier')")
    database.rows("PRAGMA max_page_count = 10")
    with pytest.raises(DiskFull):
        fill(database)
    assert numbers(database) == [1]


def fill(database):
    with database.transaction():
        for number in range(2, 2000):
            database.write("INSERT INTO t VALUES (?, ?)", (number, "x" * 1000))


def test_when_sqlite_has_ended_a_transaction_nothing_is_written_outside_of_it(database):
    with pytest.raises(DiskFull):
        go_on_after_a_full_disk(database)
    assert numbers(database) == []
    database.write("INSERT INTO t VALUES (3, 'later')")
    assert numbers(database) == [3]


def go_on_after_a_full_disk(database):
    with database.transaction():
        database.write("INSERT INTO t VALUES (1, 'first')")
        with pytest.raises(DiskFull), database.transaction():
            end_as_a_full_disk_may(database)
        with pytest.raises(DiskFull):
            database.rows("SELECT 1")
        with pytest.raises(DiskFull):
            database.write_many("INSERT INTO t VALUES (?, ?)", [(2, "second")])


def end_as_a_full_disk_may(database):
    """SQLITE_FULL may end the transaction by itself (sqlite.org/lang_transaction.html); here a function does both."""

    def fail(_):
        raise apsw.FullError("database or disk is full")

    database.connection.create_scalar_function("fail", fail)
    database.connection.execute("ROLLBACK")
    database.rows("SELECT fail(1)")


def test_a_lock_of_another_program_is_said(path, database):
    database.connection.set_busy_timeout(0)
    other = apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy), database.transaction():
        pass
    other.execute("ROLLBACK")
    other.close()
    with database.transaction():
        database.write("INSERT INTO t VALUES (1, '')")
    assert numbers(database) == [1]


def test_a_mistake_of_ours_keeps_its_own_type(database):
    with pytest.raises(apsw.SQLError):
        database.rows("SELECT nonsense")


def test_every_input_output_failure_names_the_file(tmp_path):
    ours = in_our_words(apsw.IOError("disk I/O error"), tmp_path / "node.db")
    assert isinstance(ours, StorageFailed)
    assert "node.db" in ours.text("en")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_said(path):
    open_store(path).close()
    path.chmod(0)
    with pytest.raises(StorageFailed):
        open_reader(path)
