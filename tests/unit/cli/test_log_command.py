"""`lindero log export`: what third parties get, and what they never get."""

import json
from base64 import b64decode

import pytest
from shared_folders import US, shared_entry, shared_folders
from tile_reader import TiledLog
from two_nodes import MX, run_cli

from lindero.cli.log import write_whole
from lindero.exchange.log.receipt import open_receipt
from lindero.partners.errors import AlreadyThere, UnreadableFile


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """300 entries, of which 290 are receipted."""
    return shared_folders(tmp_path_factory.mktemp("shared"), 300, receipted=290)


def test_a_third_party_reads_entries_and_root_up_to_the_receipt(shared, tmp_path):
    nodes, log = shared
    said = run_cli("log", "export", nodes.us.folder, tmp_path / "out")
    assert said.code == 0, said.text
    assert json.loads(next(line for line in said.text.splitlines() if line.startswith("{"))) == {
        "origin": log.origin,
        "entries": 290,
        "files": 6,
    }
    tiled = TiledLog(tmp_path / "out")
    assert (tiled.origin, tiled.size, tiled.subtree(0, 290)) == (log.origin, 290, b64decode(tiled.root))
    assert tiled.entry(289) == shared_entry(US, 289).entry
    assert open_receipt((tmp_path / "out" / "checkpoint").read_bytes(), log).checkpoint.size == 290
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_no_content_is_in_the_files(shared, tmp_path):
    nodes, _ = shared
    run_cli("log", "export", nodes.us.folder, tmp_path / "out")
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    stored = shared_entry(US, 17)
    assert stored.entry in written
    assert stored.body not in written
    assert stored.salt not in written


def test_both_sides_export_the_same_files(shared, tmp_path):
    nodes, _ = shared
    assert run_cli("log", "export", nodes.us.folder, tmp_path / "ours", "--partner", MX).code == 0
    assert run_cli("log", "export", nodes.mx.folder, tmp_path / "theirs", "--received").code == 0
    ours, theirs = (
        {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}
        for root in (tmp_path / "ours", tmp_path / "theirs")
    )
    assert ours == theirs


def test_a_folder_that_is_there_is_left_alone(shared, tmp_path):
    nodes, _ = shared
    (tmp_path / "out").mkdir()
    said = run_cli("log", "export", nodes.us.folder, tmp_path / "out")
    assert (said.code, "already there" in said.text) == (1, True)
    assert list((tmp_path / "out").iterdir()) == []


def test_an_altered_log_leaves_nothing_behind(tmp_path):
    nodes, _ = shared_folders(tmp_path, 20)
    file = nodes.us.folder / "node.db"
    entry = shared_entry(US, 4).entry
    content = file.read_bytes()
    assert entry in content
    file.write_bytes(content.replace(entry, entry[:-1] + bytes([entry[-1] ^ 1])))
    said = run_cli("log", "export", nodes.us.folder, tmp_path / "out")
    assert said.code == 5
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mx", "us"]


def test_a_partner_that_is_none_gets_no_folder(shared, tmp_path):
    nodes, _ = shared
    said = run_cli("log", "export", nodes.us.folder, tmp_path / "none", "--partner", "ca.rcmp")
    assert (said.code, (tmp_path / "none").exists()) == (1, False)


def test_a_folder_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(UnreadableFile):
        write_whole(tmp_path / "file" / "out", [])
    with pytest.raises(UnreadableFile):
        write_whole(tmp_path / "out", [("a", b""), ("a/b", b"")])

    def slow():
        yield "a", b""
        (tmp_path / "late").mkdir()
        (tmp_path / "late" / "other").write_text("")
        yield "b", b""

    with pytest.raises(AlreadyThere):
        write_whole(tmp_path / "late", slow())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "late"]
