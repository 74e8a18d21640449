"""One process per folder."""

import os
import signal
import subprocess
import sys

import pytest

from lindero.store.errors import FolderLocked, StorageFailed
from lindero.store.folder import LOCK_NAME, FolderLock

HOLD = """
import signal, sys
from pathlib import Path
from lindero.store.folder import FolderLock
with FolderLock(Path(sys.argv[1])):
    print("held", flush=True)
    signal.pause()
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the folder."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_process_is_told_who_holds_the_folder(tmp_path, holder):
    with pytest.raises(FolderLocked) as refused:
        FolderLock(tmp_path).take()
    assert str(holder.pid) in refused.value.text("en")
    assert f"kill {holder.pid}" in refused.value.remedy("es")


def test_the_lock_ends_with_a_killed_process(tmp_path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with FolderLock(tmp_path):
        assert (tmp_path / LOCK_NAME).read_text() == f"{os.getpid()}\n"


def test_the_lock_excludes_within_one_process_too(tmp_path):
    with FolderLock(tmp_path), pytest.raises(FolderLocked):
        FolderLock(tmp_path).take()


def test_a_released_folder_can_be_taken_again(tmp_path):
    lock = FolderLock(tmp_path)
    with lock:
        pass
    lock.release()
    with FolderLock(tmp_path), pytest.raises(FolderLocked):
        lock.take()


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(StorageFailed) as refused:
        FolderLock(tmp_path / "nowhere").take()
    assert "nowhere" in refused.value.text("en")
