"""`lindero verify` on real folders: what a byte changed in the file comes to."""

import json
import shutil

import pytest
from pair_logs import flipped
from shared_folders import MX, US, shared_entry, shared_folders
from two_nodes import run_cli

from lindero.store.folder import FolderLock
from lindero.store.sqlite.store import open_reader

COUNT = 200


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    nodes, log = shared_folders(tmp_path_factory.mktemp("shared"), COUNT)
    return nodes.us.folder.parent, log


@pytest.fixture
def folders(shared, tmp_path):
    """Copies of both folders, to be altered."""
    for side in ("us", "mx"):
        shutil.copytree(shared[0] / side, tmp_path / side)
    return tmp_path


def verify(folder, *words):
    said = run_cli("verify", folder, *words)
    return said, json.loads(next(line for line in said.text.splitlines() if line.startswith("{")))


def flip_in_file(folder, data, place):
    """Flip a bit of one byte wherever these bytes stand in the database, as somebody with the file could."""
    file = folder / "node.db"
    content = file.read_bytes()
    assert data in content
    file.write_bytes(content.replace(data, flipped(data, place)))


def test_untouched_copies_are_verified_alone_and_together(folders):
    for words in ((), ("--against", folders / "mx")):
        said, answer = verify(folders / "us", *words)
        assert (said.code, answer["verified"], answer["named"], answer["entries"]) == (0, True, [], COUNT + 3)


@pytest.mark.parametrize("side", ["us", "mx"])
@pytest.mark.parametrize("part", ["entry", "body", "salt"])
@pytest.mark.parametrize("index", [1, 137])
def test_a_byte_changed_in_the_file_is_evidence_with_index_and_part(folders, shared, side, part, index):
    data = getattr(shared_entry(US, index), part)
    flip_in_file(folders / side, data, len(data) - 2)
    said, answer = verify(folders / "us", "--against", folders / "mx")
    assert said.code == 5
    holder = {"us": US, "mx": MX}[side]
    named = {(one["holder"], one["origin"], one["index"], one["part"]) for one in answer["named"]}
    assert (holder, shared[1].origin, index, part) in named
    assert {one[2:] for one in named if one[2] is not None} == {(index, part)}
    assert str(index) in said.text
    alone, _ = verify(folders / side)
    assert alone.code == 5


def test_a_folder_without_partners_has_nothing_to_verify(folders, tmp_path):
    assert run_cli("node", "init", tmp_path / "new", "--id", "ca.rcmp", "--side", "USA").code == 0
    said, answer = verify(tmp_path / "new")
    assert (said.code, answer["logs"]) == (1, 0)


def test_a_repair_mends_this_folder_keeps_an_account_and_is_audited(folders):
    for part, index in (("entry", 9), ("body", 10), ("salt", 150)):
        flip_in_file(folders / "mx", getattr(shared_entry(US, index), part), 6)
    words = ("--against", folders / "us")
    assert verify(folders / "mx", *words)[0].code == 5
    said, answer = verify(folders / "mx", *words, "--repair")
    assert (said.code, answer["verified"]) == (0, True), said.text
    assert "9, 10, 150" in said.text
    (kept,) = folders.glob("mx/damaged-*.jsonl")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [json.loads(line)["index"] for line in kept.read_text().splitlines()] == [9, 10, 150]
    with open_reader(folders / "mx" / "node.db") as store:
        assert next(event.act for event in store.audit.latest(5)) == "repair"
        assert store.mirror.entries(US, 0, COUNT) == [shared_entry(US, index) for index in range(COUNT)]
    again, _ = verify(folders / "mx", *words, "--repair")
    assert (again.code, len(list(folders.glob("mx/damaged-*.jsonl")))) == (0, 1)


def test_a_running_node_is_not_repaired_and_neither_is_one_without_the_other_copy(folders):
    assert run_cli("verify", folders / "mx", "--repair").code == 2
    flip_in_file(folders / "mx", shared_entry(US, 9).body, 6)
    with FolderLock(folders / "mx"):
        assert run_cli("verify", folders / "mx", "--repair", "--against", folders / "us").code == 1
    assert not list(folders.glob("mx/damaged-*.jsonl"))


def test_what_cannot_be_borne_out_is_left_as_it_is(folders):
    for side in ("us", "mx"):
        flip_in_file(folders / side, shared_entry(US, 9).entry, 20)
    said = run_cli("verify", folders / "mx", "--repair", "--against", folders / "us")
    assert said.code == 5
    assert not list(folders.glob("mx/damaged-*.jsonl"))


@pytest.mark.parametrize("part", ["entry", "body", "salt"])
@pytest.mark.parametrize("before", [1, 2])
def test_a_page_that_cannot_be_taken_apart_is_named_and_mended(folders, part, before):
    file, data = folders / "mx" / "node.db", getattr(shared_entry(US, 7), part)
    content = bytearray(file.read_bytes())
    content[content.index(data) - before] ^= 0x80
    file.write_bytes(bytes(content))
    said, answer = verify(folders / "mx", "--against", folders / "us")
    assert said.code == 5
    (named,) = answer["named"]
    assert (named["code"], named["holder"]) == ("log.page-damaged", MX)
    assert named["part"] == ("entry" if part == "entry" else "body or salt")
    assert named["index"] <= 7 <= named["last"]
    assert verify(folders / "mx")[0].code == 5
    mended, _ = verify(folders / "mx", "--against", folders / "us", "--repair")
    assert mended.code == 0, mended.text
    with open_reader(folders / "mx" / "node.db") as store:
        assert store.mirror.entries(US, 0, COUNT) == [shared_entry(US, index) for index in range(COUNT)]
