"""The power of one node, the other or both fails at any write or sync, and the disk keeps what it likes of the rest."""

import gc
import random

import apsw
import pytest
from outages import run_outages
from pair_logs import MX, US
from power import SECTOR_BYTES, disks

from lindero.kernel.errors import LocalError
from lindero.store.errors import StorageFailed
from lindero.store.sqlite.store import open_store

# A task that is cancelled before its first step never runs what it was given.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")


def test_two_hundred_power_losses_lose_repeat_reorder_and_leak_nothing(tmp_path):
    shared = run_outages(tmp_path, 200, seed=20_260_724)
    assert sum(side.outages for side in shared.sides) > 200
    assert shared.number > 2000


@pytest.mark.long
@pytest.mark.parametrize("seed", range(60))
def test_twelve_thousand_power_losses_lose_repeat_reorder_and_leak_nothing(tmp_path, seed):
    run_outages(tmp_path, 200, seed=seed)


@pytest.mark.parametrize("pragma", ["synchronous = OFF", "synchronous = NORMAL"])
def test_a_store_that_does_not_sync_is_found_out(tmp_path, pragma):
    with pytest.raises((AssertionError, LocalError)):
        run_outages(tmp_path, 60, seed=1, pragmas=[pragma])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of SQLite letting go of dead files
def test_a_node_whose_power_fails_while_its_database_is_made_opens_the_next_time(tmp_path):
    chance, operations, made = random.Random(5), 0, False
    while not made:
        folder = tmp_path / f"{operations}"
        folder.mkdir()
        with disks(folder) as (disk,):
            disk.pull_after(operations)
            try:
                open_store(folder / "node.db")
                made = True
            except (StorageFailed, apsw.IOError):  # the latter from closing it: only a disk of ours can fail there
                disk.restore(chance)
                with open_store(folder / "node.db") as store:
                    assert store.outbox.head(MX).size == store.mirror.head(US).size == 0
                    assert store.database.rows("PRAGMA integrity_check") == [("ok",)]
        operations += 7
    gc.collect()  # what failed to open is let go of here, not in the midst of another test
    assert operations > 70


@pytest.fixture
def disk(tmp_path):
    """A disk with a plain file on it: a rollback journal would only stand in the way."""
    with disks(tmp_path) as (disk,):
        yield disk


def opened(disk):
    flags = apsw.SQLITE_OPEN_MAIN_DB | apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_READWRITE
    return apsw.VFSFile("power", str(disk.folder / "file"), [flags, 0])


def outcomes(disk, *, synced):
    """What 300 outages leave of four sectors of `a`, of which the first `synced` bytes then became `b`, then `c`."""
    found = set()
    for seed in range(300):
        file = opened(disk)
        file.xTruncate(0)
        file.xWrite(b"a" * 4 * SECTOR_BYTES, 0)
        file.xSync(apsw.SQLITE_SYNC_FULL)
        for letter in (b"b", b"c"):
            file.xWrite(letter * 2 * SECTOR_BYTES, SECTOR_BYTES)
        if synced:
            file.xSync(apsw.SQLITE_SYNC_FULL)
        file.xClose()
        disk.restore(random.Random(seed))
        content = (disk.folder / "file").read_bytes()
        sectors = [content[at : at + SECTOR_BYTES] for at in range(0, len(content), SECTOR_BYTES)]
        assert all(len(set(sector)) == 1 for sector in sectors)
        found.add("".join(chr(sector[0]) for sector in sectors))
    return found


def test_what_is_synced_survives(disk):
    assert outcomes(disk, synced=True) == {"acca"}


def test_what_is_not_synced_is_dropped_torn_and_reordered(disk):
    found = outcomes(disk, synced=False)
    assert {"aaaa", "acca", "abba", "aaca", "acba"} <= found
    assert {one[0] + one[3] for one in found} == {"aa"}


def test_after_an_outage_nothing_is_read_or_written(disk):
    file = opened(disk)
    disk.pull_after(1)
    file.xWrite(b"one", 0)
    with pytest.raises(apsw.IOError):
        file.xWrite(b"two", 0)
    with pytest.raises(apsw.IOError):
        file.xRead(3, 0)
    file.xClose()
    assert disk.out
