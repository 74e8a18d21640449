"""A process killed at any point of the store leaves whole transactions only.

Run as a program, this file is the process that dies: `test_store_faults.py ACT FOLDER POINT HOW`.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lindero.exchange.log.ports import Decision, Head, Held, LoggedEntry
from lindero.model.airspace import Detection
from lindero.model.record import Pedigree
from lindero.store.fault import (
    AFTER_COMMIT,
    BEFORE_RENAME,
    BETWEEN_MIGRATIONS,
    FAULT_POINTS,
    WRITE_POINTS,
)
from lindero.store.sqlite import backup, open_reader, open_store, restore
from lindero.store.sqlite.backup import scratch_of

MX = "mx.sedena"
BATCH = 50
DIED = 86


def detection(number):
    return Detection(
        id=f"R{number:025d}",
        origin="us.cbp",
        observed_at=number,
        recorded_at=number,
        pedigree=Pedigree(nodes=("us.cbp",)),
        sensor="radar-1",
        gateway="sapient",
    )


def logged(index):
    body = b"body %d" % index * 50
    return LoggedEntry(index, b"entry %d" % index, body, b"s" * 32, f"R{index}", f"track:{index % 7}")


def save_batch(store, batch):
    """What a session does at once: entries, bodies, cursor, decisions; at the receiver records too."""
    start, stop = batch * BATCH, (batch + 1) * BATCH
    entries = [logged(index) for index in range(start, stop)]
    with store.transaction():
        store.records.save([detection(number) for number in range(start, stop)], own=True)
        store.outbox.append(MX, entries, Head(stop, (b"h" * 32,), b"note %d" % batch))
        store.cursors.save(MX, {"track": stop})
        store.cursors.save_held(MX, [Held("track", f"object {batch}", "R0", batch)])
        store.decisions.append([Decision(batch, MX, f"R{start}", "a", False, ("r",), ("x",), "p")])


def batches_there(store):
    """How many whole batches the folder holds; every part must say the same number."""
    size = store.outbox.head(MX).size
    entries = store.outbox.entries(MX, 0, size + 10_000)
    batches, rest = divmod(size, BATCH)
    assert rest == 0
    assert entries == [logged(index) for index in range(size)]
    assert store.outbox.head(MX).note == (b"note %d" % (batches - 1) if batches else b"")
    assert [record for _, record in store.records.after("track", 0, size + 10_000)] == [
        detection(n) for n in range(size)
    ]
    assert store.cursors.load(MX)["track"] == size
    assert [held.object_key for held in store.cursors.held(MX)] == [f"object {batch}" for batch in range(batches)]
    assert sum(store.decisions.withheld(MX).values()) == batches
    assert store.database.rows("PRAGMA integrity_check") == [("ok",)]
    assert store.database.rows("PRAGMA foreign_key_check") == []
    return batches


def killer(point, how):
    """A fault that ends this process when the point is passed."""

    def fault(passed):
        if passed == point and how == "exit":
            os._exit(DIED)
        if passed == point:
            os.kill(os.getpid(), signal.SIGKILL)

    return fault


def die(act, folder, point, how):
    """Do one act on a folder whose store kills the process at the point."""
    fault = killer(point, how)
    if act == "restore":
        restore(folder / "backup", folder / "restored.db", fault=fault)
    store = open_store(folder / "node.db", fault=fault)
    if act == "backup":
        backup(store.database, folder / "second backup")
    if act == "append":
        size = store.mirror.head(MX).size
        store.mirror.append(MX, [logged(size), logged(size + 1)], Head(size + 2, (b"h" * 32,), b"note"))
    save_batch(store, batches_there(store))


def killed(act, folder, point, how="kill"):
    """Run the process that dies, and see that it did die at the point."""
    ended = subprocess.run([sys.executable, __file__, act, str(folder), point, how], check=False, timeout=60)
    assert ended.returncode == (DIED if how == "exit" else -signal.SIGKILL)


@pytest.fixture
def folder(tmp_path):
    with open_store(tmp_path / "node.db") as store:
        save_batch(store, 0)
        backup(store.database, tmp_path / "backup")
    return tmp_path


@pytest.mark.parametrize("how", ["exit", "kill"])
@pytest.mark.parametrize("point", WRITE_POINTS)
def test_a_killed_transaction_is_whole_or_not_there(folder, point, how):
    killed("save", folder, point, how)
    with open_store(folder / "node.db") as store:
        there = batches_there(store)
        assert there == (2 if point == AFTER_COMMIT else 1)
        save_batch(store, there)
        assert batches_there(store) == there + 1


@pytest.mark.parametrize("point", WRITE_POINTS)
def test_a_single_write_is_a_transaction_of_its_own(folder, point):
    killed("append", folder, point)
    with open_store(folder / "node.db") as store:
        size = 2 if point == AFTER_COMMIT else 0
        assert store.mirror.head(MX).size == size
        assert store.mirror.entries(MX, 0, 9) == [logged(index) for index in range(size)]
        assert batches_there(store) == 1


def test_kills_one_after_the_other_lose_and_double_nothing(folder):
    for point in (*WRITE_POINTS, *WRITE_POINTS):
        killed("save", folder, point)
    with open_reader(folder / "node.db") as store:
        assert batches_there(store) == 3


@pytest.mark.parametrize("point", [*WRITE_POINTS[:1], *WRITE_POINTS[2:], BETWEEN_MIGRATIONS])
def test_a_node_killed_while_its_database_is_made_opens_the_next_time(tmp_path, point):
    killed("save", tmp_path, point)
    with open_store(tmp_path / "node.db") as store:
        assert batches_there(store) == 0
        save_batch(store, 0)
        assert batches_there(store) == 1


def test_a_killed_backup_leaves_no_backup_and_no_partner_bodies(folder):
    killed("backup", folder, BEFORE_RENAME)
    assert not (folder / "second backup").exists()
    with open_store(folder / "node.db") as store:
        assert batches_there(store) == 1
        assert not scratch_of(store.database.path).exists()
        backup(store.database, folder / "second backup")
    with open_reader(folder / "second backup") as copied:
        assert batches_there(copied) == 1


def test_a_killed_restore_leaves_no_node_and_can_be_repeated(folder):
    killed("restore", folder, BEFORE_RENAME)
    assert not (folder / "restored.db").exists()
    restore(folder / "backup", folder / "restored.db")
    with open_store(folder / "restored.db") as store:
        assert batches_there(store) == 1


def test_every_named_point_is_killed_at():
    assert {*WRITE_POINTS, BETWEEN_MIGRATIONS, BEFORE_RENAME} == set(FAULT_POINTS)


if __name__ == "__main__":
    die(sys.argv[1], Path(sys.argv[2]), sys.argv[3], sys.argv[4])
