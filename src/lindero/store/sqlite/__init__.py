"""The embedded store: one SQLite file per node.

`open_store` for the node's writer thread, `open_reader` for everybody else, `backup` and `restore` for copies.
"""

from lindero.store.sqlite.backup import backup, backup_in_steps, restore
from lindero.store.sqlite.store import SqliteStore, open_reader, open_store

__all__ = ["SqliteStore", "backup", "backup_in_steps", "open_reader", "open_store", "restore"]
