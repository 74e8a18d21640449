"""What was erased is in no byte of the files once the store has settled, however its rows were moved about before.

SQLite copies rows from page to page when it splits and joins pages; each row here carries a word of its own.
"""

import random
from pathlib import Path

import pytest

from lindero.store.sqlite.database import Database
from lindero.store.sqlite.residue import Residue, unused_parts

TABLES = (
    "CREATE TABLE by_place (place INTEGER PRIMARY KEY, body BLOB) STRICT",
    "CREATE TABLE by_name (place INTEGER PRIMARY KEY, body BLOB, name TEXT) STRICT, WITHOUT ROWID",
)
INDEX = "CREATE INDEX by_name_name ON by_name (name)"
SIZES = (40, 300, 2_000, 7_000, 20_000)
ACTS = 50


def word(number):
    return b"RETIRADO%08dX" % number


class Rows:
    """Rows that come, shrink, grow and go, in tables of both layouts."""

    def __init__(self, path, seed):
        self.chance, self.database = random.Random(seed), Database(path, writable=True)
        self.path, self.number, self.alive, self.gone = path, 0, {}, set()
        for statement in (*TABLES, INDEX):
            self.database.write(statement)

    def body(self):
        self.number += 1
        return self.number, word(self.number) * max(1, self.chance.choice(SIZES) // 17)

    def act(self):
        """Insert some rows anywhere, replace some, delete some, all in one transaction or none of it."""
        with self.database.transaction():
            for _ in range(self.chance.randrange(1, 12)):
                self.chance.choice((self.insert, self.insert, self.replace, self.delete))()

    def insert(self):
        table, place = self.chance.choice(("by_place", "by_name")), self.chance.randrange(1 << 40)
        number, body = self.body()
        named = "(place, body, name) VALUES (?, ?, ?)" if table == "by_name" else "(place, body) VALUES (?, ?)"
        row = (place, body, body[:600].decode()) if table == "by_name" else (place, body)
        self.database.write(f"INSERT INTO {table} {named}", row)
        self.alive[table, place] = number

    def replace(self):
        if self.alive:
            table, place = self.chance.choice(list(self.alive))
            number, body = self.body()
            name = ", name = ''" if table == "by_name" else ""
            self.database.write(f"UPDATE {table} SET body = ?{name} WHERE place = ?", (body, place))
            self.gone.add(self.alive[table, place])
            self.alive[table, place] = number

    def delete(self):
        if self.alive:
            table, place = self.chance.choice(list(self.alive))
            self.database.write(f"DELETE FROM {table} WHERE place = ?", (place,))
            self.gone.add(self.alive.pop((table, place)))

    def settle(self):
        while not self.database.settle():
            pass

    def left(self, numbers):
        """Which of these words are in a file."""
        files = [self.path, self.path.with_name(self.path.name + "-wal")]
        content = b"".join(file.read_bytes() for file in files if file.exists())
        return {number for number in numbers if word(number) in content}


@pytest.fixture
def rows(tmp_path, request):
    opened = Rows(tmp_path / "rows.db", request.param)
    yield opened
    opened.database.close()


few = pytest.mark.parametrize("rows", range(2), indirect=True)


def settle_often(rows, acts=ACTS):
    """Act, settle now and then, look each time; gives what was found."""
    found = set()
    for _ in range(acts):
        rows.act()
        if rows.chance.random() < 0.1:
            rows.settle()
            found |= rows.left(rows.gone)
    rows.settle()
    return found | rows.left(rows.gone)


@few
def test_what_is_erased_is_in_no_byte_once_the_store_has_settled(rows):
    assert settle_often(rows) == set()
    assert len(rows.gone) > 60
    assert rows.left(rows.alive.values()) == set(rows.alive.values())
    assert rows.database.rows("PRAGMA integrity_check") == [("ok",)]


@pytest.mark.long
@pytest.mark.parametrize("rows", range(2, 62), indirect=True)
def test_nor_over_many_longer_histories(rows):
    assert settle_often(rows, acts=300) == set()


@few
def test_what_was_settled_does_not_come_back_with_later_writes(rows):
    for _ in range(10):
        for _ in range(ACTS // 10):
            rows.act()
        rows.settle()
        settled = set(rows.gone)
        for _ in range(3):
            rows.act()
        assert rows.left(settled) == set()


@few
def test_a_settling_in_many_steps_reaches_every_page(rows, monkeypatch):
    monkeypatch.setattr("lindero.store.sqlite.residue._SLICE", 20)
    assert settle_often(rows) == set()


@few
def test_another_process_that_takes_over_finds_what_the_first_one_left(rows):
    for _ in range(ACTS):
        rows.act()
    rows.database.close()
    rows.database = Database(rows.path, writable=True)
    rows.settle()
    assert rows.left(rows.gone) == set()


@few
def test_a_store_that_leaves_unused_parts_alone_is_found_out(rows, monkeypatch):
    monkeypatch.setattr(Residue, "_left", lambda *_: [])
    assert settle_often(rows) != set()


@few
def test_unused_parts_hold_no_row(rows):
    """All that is between them changes when it is overwritten: the parts are exactly what SQLite does not read."""
    for _ in range(ACTS // 4):
        rows.act()
    rows.settle()
    before = list(rows.database.rows("SELECT * FROM by_place")), list(rows.database.rows("SELECT * FROM by_name"))
    rows.database.close()
    scribbled = scribble(rows.path)
    rows.database = Database(rows.path, writable=True)
    after = list(rows.database.rows("SELECT * FROM by_place")), list(rows.database.rows("SELECT * FROM by_name"))
    assert scribbled > 10_000
    assert before == after
    assert rows.database.rows("PRAGMA integrity_check") == [("ok",)]


def scribble(path: Path) -> int:
    """Write 0xFF over the unused parts of all pages; gives how many bytes those are."""
    content, written = bytearray(path.read_bytes()), 0
    for base in range(0, len(content), 16384):
        start = 100 if base == 0 else 0
        if content[base + start] in (2, 5, 10, 13):
            for at, stop in unused_parts(bytes(content[base : base + 16384]), start):
                content[base + at : base + stop] = b"\xff" * (stop - at)
                written += stop - at
    path.write_bytes(content)
    return written
