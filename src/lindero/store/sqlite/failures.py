"""SQLite's failures in our words. What is not listed is a mistake of ours and keeps its own type."""

from pathlib import Path
from typing import Final

import apsw

from lindero.kernel.errors import LocalError
from lindero.store.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DiskFull,
    NotALinderoDatabase,
    ReadOnlyStore,
    StorageFailed,
)

_MEANING: Final[tuple[tuple[type[apsw.Error], type[LocalError]], ...]] = (
    (apsw.NotADBError, NotALinderoDatabase),
    (apsw.CorruptError, DatabaseDamaged),
    (apsw.FormatError, DatabaseDamaged),
    (apsw.FullError, DiskFull),
    (apsw.BusyError, DatabaseBusy),
    (apsw.LockedError, DatabaseBusy),
    (apsw.ReadOnlyError, ReadOnlyStore),
    (apsw.CantOpenError, StorageFailed),
    (apsw.IOError, StorageFailed),
    (apsw.PermissionsError, StorageFailed),
)


def in_our_words(failure: apsw.Error, path: Path) -> Exception:
    """The error to raise for a failure of SQLite about a file."""
    for kind, ours in _MEANING:
        if isinstance(failure, kind):
            return ours(path=path, why=str(failure))
    return failure
