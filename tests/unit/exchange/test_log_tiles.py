"""A log as static files: paths and widths as the format says, and what a reader of others computes from them."""

from base64 import b64encode

import pytest
from tile_reader import TiledLog

from lindero.exchange.log.paths import inclusion_path, is_included
from lindero.exchange.log.tiles import TileWriter, tile_path
from lindero.exchange.log.tree import EMPTY_ROOT, leaf_hash, leaf_hashes, root_of_hashes


def tree(leaves, page=1000):
    writer, files = TileWriter(), {}
    for start in range(0, len(leaves), page):
        files |= writer.take(leaves[start : start + page])
    files |= writer.conclude()
    return files, writer.root


def leaves_of(size):
    return [b"%d" % index * (index % 3) for index in range(size)]


def test_paths_are_those_of_the_format():
    assert tile_path(0, 0) == "tile/0/000"
    assert tile_path(1, 1234067) == "tile/1/x001/x234/067"
    assert tile_path(None, 273, 112) == "tile/entries/273.p/112"
    assert tile_path(2, 1000, 1) == "tile/2/x001/000.p/1"


def test_a_tree_of_70000_has_the_tiles_of_the_formats_example():
    files, _ = tree(leaves_of(70_000))
    by_level = {kind: {path for path in files if path.startswith(f"tile/{kind}/")} for kind in ("entries", 0, 1, 2, 3)}
    assert [len(by_level[kind]) for kind in ("entries", 0, 1, 2, 3)] == [274, 274, 2, 1, 0]
    assert {"tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} < set(files)
    assert len(files["tile/0/272"]) == 8192
    assert len(files["tile/1/001.p/17"]) == 17 * 32


def test_a_tree_of_256_has_a_full_tile_and_one_hash_above():
    files, _ = tree(leaves_of(256))
    assert sorted(files) == ["tile/0/000", "tile/1/000.p/1", "tile/entries/000"]


def test_an_empty_log_has_no_tiles():
    assert tree([]) == ({}, EMPTY_ROOT)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 700, 65_536, 65_800])
def test_a_reader_of_others_finds_entries_and_paths(size, tmp_path):
    leaves = leaves_of(size)
    files, root = tree(leaves, page=333)
    hashes = leaf_hashes(leaves)
    assert root == root_of_hashes(hashes)
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "checkpoint").write_text(f"log\n{size}\n{b64encode(root).decode()}\n")
    log = TiledLog(tmp_path)
    assert log.subtree(0, size) == root
    for index in {0, size // 3, size // 2, size - 1}:
        assert log.entry(index) == leaves[index]
        path = log.path(index)
        assert path == inclusion_path(hashes, index)
        assert is_included(leaf_hash(leaves[index]), index, size, path, root)
    assert log.read <= set(files)
