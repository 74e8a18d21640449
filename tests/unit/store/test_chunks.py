"""Chunks are there whole or not at all, for their owner only, and leave nothing behind when erased."""

import os
import stat
from pathlib import Path

import pytest

from lindero.store.chunks import ChunkStore

SALT, FILE = b"s" * 32, "ab" * 32


def everything(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_what_is_saved_is_loaded_and_counted(tmp_path):
    chunks = ChunkStore(tmp_path)
    chunks.save("us.cbp", FILE, 0, SALT, b"uno")
    chunks.save("us.cbp", FILE, 2, SALT, b"tres")
    assert chunks.load("us.cbp", FILE, 2) == (SALT, b"tres")
    assert chunks.load("us.cbp", FILE, 1) is None
    assert chunks.held("us.cbp", FILE) == {0, 2}
    assert chunks.held("mx.sedena", FILE) == frozenset()
    assert chunks.count() == (2, 2 * 32 + 7)


def test_nobody_but_the_owner_can_read_them(tmp_path):
    chunks = ChunkStore(tmp_path)
    chunks.save("us.cbp", FILE, 0, SALT, b"uno")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "files").rglob("*")}
    assert modes == {0o700, 0o600}


def test_a_write_that_was_interrupted_leaves_no_chunk_and_can_be_repeated(tmp_path, monkeypatch):
    chunks = ChunkStore(tmp_path)
    sync = os.fsync

    def power_cut(handle):
        raise OSError("power cut")

    chunks.save("us.cbp", FILE, 0, SALT, b"uno")
    monkeypatch.setattr(os, "fsync", power_cut)
    with pytest.raises(OSError, match="power cut"):
        chunks.save("us.cbp", FILE, 1, SALT, b"dos")
    monkeypatch.setattr(os, "fsync", sync)
    assert chunks.held("us.cbp", FILE) == {0}
    chunks.save("us.cbp", FILE, 1, SALT, b"dos")
    assert chunks.load("us.cbp", FILE, 1) == (SALT, b"dos")


def test_erasing_overwrites_before_it_unlinks(tmp_path):
    chunks = ChunkStore(tmp_path)
    chunks.save("us.cbp", FILE, 0, SALT, b"secret")
    chunks.save("us.cbp", "cd" * 32, 0, SALT, b"other")
    hard_link = tmp_path / "kept"
    os.link(tmp_path / "files" / "us.cbp" / FILE / "0", hard_link)
    assert chunks.erase("us.cbp", FILE) == 1
    assert set(hard_link.read_bytes()) == {0}
    assert b"secret" not in everything(tmp_path)
    assert chunks.held("us.cbp", FILE) == frozenset()
    assert chunks.load("us.cbp", "cd" * 32, 0) == (SALT, b"other")
    assert chunks.erase("us.cbp", FILE) == 0


def test_a_file_that_comes_in_gets_its_id_when_it_is_whole(tmp_path):
    chunks = ChunkStore(tmp_path)
    chunks.save_incoming("u" * 32, 0, SALT, b"uno")
    assert chunks.load_incoming("u" * 32, 0) == (SALT, b"uno")
    chunks.adopt("u" * 32, "us.cbp", FILE)
    assert chunks.load("us.cbp", FILE, 0) == (SALT, b"uno")
    assert chunks.load_incoming("u" * 32, 0) is None
    assert [path.name for path in Path(tmp_path / "files").iterdir()] != []
