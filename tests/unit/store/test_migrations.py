"""A database is upgraded on opening, and one that needs later code is refused."""

import pytest

from lindero.store.errors import NewerSchema, OlderSchema
from lindero.store.sqlite import open_reader, open_store
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.migrations import (
    Migration,
    SchemaVersion,
    known_migrations,
    migrate,
    require_readable,
    schema_version,
)

KNOWN = known_migrations()
LATEST = KNOWN[-1].version
ADDS_A_TABLE = Migration(LATEST + 1, KNOWN[-1].compatible, "CREATE TABLE later (x INTEGER) STRICT;")
BREAKS = Migration(LATEST + 1, LATEST + 1, "ALTER TABLE account RENAME TO person;")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "node.db"


def upgraded(path, migrations):
    """Open, bring up to date, say what is there, close."""
    database = Database(path, writable=True)
    try:
        migrate(database, migrations)
        schema = database.rows("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name")
        return schema, schema_version(database)
    finally:
        database.close()


def test_migrations_are_numbered_upwards():
    assert [migration.version for migration in KNOWN] == sorted({migration.version for migration in KNOWN})
    assert all(1 <= migration.compatible <= migration.version for migration in KNOWN)


@pytest.mark.parametrize("stop", range(len(KNOWN) + 1))
def test_a_database_upgraded_later_equals_a_fresh_one(tmp_path, stop):
    everything = (*KNOWN, ADDS_A_TABLE)
    if stop:
        upgraded(tmp_path / "old.db", everything[:stop])
    assert upgraded(tmp_path / "old.db", everything) == upgraded(tmp_path / "fresh.db", everything)


def test_upgrading_keeps_what_was_saved(path):
    with open_store(path) as store:
        store.cursors.save("mx.sedena", {"track": 7})
    assert upgraded(path, (*KNOWN, ADDS_A_TABLE))[1] == SchemaVersion(LATEST + 1, KNOWN[-1].compatible)
    with open_store(path) as store:
        assert store.cursors.load("mx.sedena")["track"] == 7


def test_opening_twice_changes_nothing(path):
    assert upgraded(path, KNOWN) == upgraded(path, KNOWN)


def test_a_newer_schema_that_calls_this_one_compatible_is_used_as_it_is(path):
    newer = upgraded(path, (*KNOWN, ADDS_A_TABLE))
    open_store(path).close()
    open_reader(path).close()
    assert upgraded(path, KNOWN) == newer


def test_a_newer_schema_that_is_not_compatible_is_refused_with_both_versions(path):
    upgraded(path, (*KNOWN, BREAKS))
    before = path.read_bytes()
    for opening in (open_store, open_reader):
        with pytest.raises(NewerSchema) as refused:
            opening(path)
        assert (refused.value.facts["found"], refused.value.facts["known"]) == (LATEST + 1, LATEST)
        assert str(LATEST + 1) in refused.value.text("es")
    assert path.read_bytes() == before


def test_a_reader_does_not_upgrade(path):
    open_store(path).close()
    database = Database(path, writable=False)
    with pytest.raises(OlderSchema) as refused:
        require_readable(database, (*KNOWN, ADDS_A_TABLE))
    database.close()
    assert "node run" in refused.value.remedy("en")


def test_a_migration_that_fails_leaves_the_earlier_schema(path):
    before = upgraded(path, KNOWN)
    broken = Migration(LATEST + 1, 1, "CREATE TABLE half (x INTEGER); CREATE TABLE half (x INTEGER);")
    database = Database(path, writable=True)
    with pytest.raises(Exception, match="half already exists"):
        migrate(database, (*KNOWN, broken))
    database.close()
    assert upgraded(path, KNOWN) == before
