"""One flipped byte in either node's copy of a log is found by `lindero verify`, which names the entry."""

import shutil

import apsw
import msgspec
import pytest
from pair_logs import flipped
from two_nodes import MX, US, run_cli, track, two_nodes

ENTRIES = 40


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """Folders of two stopped nodes that have shared forty tracks in each direction."""
    root = tmp_path_factory.mktemp("shared")
    with two_nodes(root) as nodes:
        nodes.us.inject(track(number) for number in range(ENTRIES))
        nodes.mx.inject(track(number) for number in range(ENTRIES))
        nodes.start()
        nodes.settled(ENTRIES)
        nodes.settled(ENTRIES, sender=nodes.mx, receiver=nodes.us)
    return root


@pytest.fixture
def folders(shared, tmp_path):
    """Copies of them, to be altered."""
    for side in ("us", "mx"):
        shutil.copytree(shared / side, tmp_path / side, ignore=shutil.ignore_patterns("*.sock"))
    return tmp_path


def flip(folder, side, index, part, *, place=7):
    """Flip the lowest bit of one byte of a stored entry, salt or body, as somebody with the file could."""
    with apsw.Connection(str(folder / "node.db")) as connection:
        ((log,),) = connection.execute("SELECT log FROM pair_log WHERE side = ?", (side,)).fetchall()
        key = (log << 40) + index
        ((page,),) = connection.execute("SELECT max(place) FROM log_page WHERE place <= ?", (key,)).fetchall()
        table, column = ("log_page", "entries") if part == "entry" else ("log_bodies", "slots")
        ((encoded,),) = connection.execute(f"SELECT {column} FROM {table} WHERE place = ?", (page,)).fetchall()
        items = msgspec.msgpack.decode(encoded)
        item = items[key - page]
        if part == "entry":
            items[key - page] = flipped(item, place)
        else:
            item[["salt", "body"].index(part)] = flipped(item[["salt", "body"].index(part)], place)
        altered = msgspec.msgpack.encode(items)
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE place = ?", (altered, page))
        assert connection.changes() == 1
    connection.close()


def verify(folders):
    return (
        run_cli("verify", folders / "us", "--against", folders / "mx"),
        run_cli("verify", folders / "mx", "--against", folders / "us"),
    )


def test_untouched_copies_agree_on_both_sides(folders):
    for said in verify(folders):
        assert said.code == 0
        assert '"verified":true' in said.text
        assert f'"entries":{2 * ENTRIES}' in said.text


@pytest.mark.parametrize("part", ["entry", "salt", "body"])
@pytest.mark.parametrize(
    ("holder", "side", "log"),
    [("us", "outbox", f"{US}/to/{MX}"), ("mx", "mirror", f"{US}/to/{MX}"), ("us", "mirror", f"{MX}/to/{US}")],
)
@pytest.mark.parametrize("index", [0, 23, ENTRIES - 1])
def test_one_flipped_byte_is_evidence_that_names_the_entry(folders, part, holder, side, log, index):
    flip(folders / holder, side, index, part)
    for said in verify(folders):
        assert said.code == 5
        assert '"verified":false' in said.text
        named = [line for line in said.text.splitlines() if f"entry {index} of {log}" in line]
        assert any({"us": US, "mx": MX}[holder] in line for line in named), said.text


def test_one_side_alone_finds_a_flipped_byte_too(folders):
    flip(folders / "mx", "mirror", 5, "body")
    assert run_cli("verify", folders / "mx").code == 5
    assert run_cli("verify", folders / "us").code == 0
