"""`lindero verify` on real folders: what a byte changed in the file comes to."""

import json
import shutil

import pytest
from pair_logs import flipped
from shared_folders import MX, US, shared_entry, shared_folders
from two_nodes import run_cli

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
