"""Numbered migrations: how an empty or older file becomes the schema of this version.

Each is a file `migrations/NNNN_name.sql` that begins with `-- compatible: N`: the oldest schema version whose code may
still work with the database once it has run. Migrations are never edited after a release; they are added.
"""

import re
from collections.abc import Sequence
from importlib import resources
from typing import Final, NamedTuple

from lindero.store.errors import NewerSchema, OlderSchema
from lindero.store.fault import BETWEEN_MIGRATIONS
from lindero.store.sqlite.database import Database

_NAME: Final = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL, compatible INTEGER NOT NULL) STRICT"
)
_COMPATIBLE: Final = re.compile(r"-- compatible: (\d+)\n")


class Migration(NamedTuple):
    """One step of the schema.

    Attributes:
        version: Of the schema after it.
        compatible: Oldest schema version whose code may work with it.
        sql: Its statements.
    """

    version: int
    compatible: int
    sql: str


class SchemaVersion(NamedTuple):
    """What a database says of itself; zeros when it is empty."""

    version: int
    compatible: int


def known_migrations() -> tuple[Migration, ...]:
    """Those that this version of Lindero carries, in order."""
    folder = resources.files("lindero.store.sqlite") / "migrations"
    found = []
    for file in folder.iterdir():
        name, sql = _NAME.fullmatch(file.name), file.read_text("utf-8")
        head = _COMPATIBLE.match(sql)
        if name is None or head is None:
            raise ValueError(f"{file.name} is no migration: its name or its first line is wrong")
        found.append(Migration(int(name[1]), int(head[1]), sql))
    return tuple(sorted(found))


def schema_version(database: Database) -> SchemaVersion:
    """Version and oldest compatible version."""
    if database.row("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'") is None:
        return SchemaVersion(0, 0)
    row = database.row("SELECT version, compatible FROM schema_version")
    return SchemaVersion(*row) if row else SchemaVersion(0, 0)


def require_readable(database: Database, migrations: Sequence[Migration]) -> None:
    """Accept a schema that this code can work with as it is.

    Raises:
        NewerSchema: It needs later code.
        OlderSchema: It has not been upgraded yet.
    """
    require_known(database, migrations)
    found = schema_version(database).version
    if found < migrations[-1].version:
        at = database.path
        raise OlderSchema(path=at, found=found, known=migrations[-1].version, folder=at.parent)


def require_known(database: Database, migrations: Sequence[Migration]) -> None:
    """Accept a schema that this code can work with, now or once it has been upgraded.

    Raises:
        NewerSchema: It needs later code.
    """
    found, known = schema_version(database), migrations[-1].version
    if found.compatible > known:
        raise NewerSchema(path=database.path, found=found.version, compatible=found.compatible, known=known)


def migrate(database: Database, migrations: Sequence[Migration]) -> None:
    """Bring the schema up to date, each step a transaction of its own.

    A database of a newer version that still calls this one compatible is left as it is.

    Raises:
        NewerSchema: It needs later code; nothing was changed.
    """
    require_known(database, migrations)
    start = schema_version(database).version
    for migration in migrations:
        if migration.version > start:
            _apply(database, migration)
            database.fault(BETWEEN_MIGRATIONS)


def _apply(database: Database, migration: Migration) -> None:
    with database.transaction():
        database.write(migration.sql)
        database.write(_TABLE)
        database.write("DELETE FROM schema_version")
        database.write("INSERT INTO schema_version VALUES (?, ?)", (migration.version, migration.compatible))
