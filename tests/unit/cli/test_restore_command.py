"""`lindero restore`: into a node's folder, from a backup of an earlier version too."""

import pytest
from made_node import made
from two_nodes import run_cli

from lindero.cli.storage import restore_command
from lindero.node.errors import NowhereToRestore
from lindero.store.sqlite import open_reader
from lindero.store.sqlite.database import Database
from lindero.store.sqlite.migrations import known_migrations, migrate


@pytest.fixture
def old_backup(tmp_path):
    """A database of the version before."""
    path = tmp_path / "old.backup"
    path.touch()
    database = Database(path, writable=True)
    migrate(database, known_migrations()[:-1])
    database.close()
    return path


def test_a_backup_of_an_earlier_version_can_be_verified_at_once(tmp_path, old_backup):
    folder = made(tmp_path / "us")
    folder.database.unlink()
    assert run_cli("restore", old_backup, folder.path).code == 0
    open_reader(folder.database).close()
    assert "No log was found" in run_cli("verify", folder.path).text


def test_a_folder_that_is_no_nodes_is_told_what_to_put_there_first(tmp_path, old_backup):
    with pytest.raises(NowhereToRestore) as refused:
        restore_command(old_backup, tmp_path / "nowhere")
    assert "keys/" in refused.value.remedy("en")
    assert "keys/" in refused.value.remedy("es")
    assert "init" not in refused.value.remedy("en")
