"""Parts of a transaction fail with it, and what a store remembers of its tables is never older than they are."""

from contextlib import suppress

import pytest

from lindero.exchange.log.ports import Head
from lindero.store.sqlite import open_reader, open_store
from lindero.store.sqlite.database import Database

MX = "mx.sedena"


class Stop(Exception):
    """Ends a block."""


@pytest.fixture
def database(tmp_path):
    with open_store(tmp_path / "node.db") as store:
        store.database.write("CREATE TABLE t (x INTEGER PRIMARY KEY)")
        yield store.database


def numbers(database):
    return [x for (x,) in database.rows("SELECT x FROM t ORDER BY x")]


def test_a_part_alone_is_a_transaction(database):
    with suppress(Stop), database.part():
        database.write("INSERT INTO t VALUES (1)")
        raise Stop
    assert numbers(database) == []
    with database.part():
        database.write("INSERT INTO t VALUES (2)")
    assert numbers(database) == [2]


def test_a_failed_part_cannot_be_passed_over(database):
    with suppress(Stop), database.transaction():
        database.write("INSERT INTO t VALUES (1)")
        with suppress(Stop), database.part():
            database.write("INSERT INTO t VALUES (2)")
            raise Stop
        with pytest.raises(Stop):
            database.write("INSERT INTO t VALUES (3)")
    assert numbers(database) == []
    database.write("INSERT INTO t VALUES (4)")
    assert numbers(database) == [4]


def test_a_rollback_takes_what_was_remembered_with_it(tmp_path, entry, head):
    with open_store(tmp_path / "node.db") as store:
        with suppress(Stop), store.transaction():
            store.outbox.append(MX, [entry(0)], head(1))
            store.cursors.save(MX, {"track": 7})
            assert store.outbox.head(MX).size == 1
            assert store.cursors.load(MX)["track"] == 7
            raise Stop
        assert store.outbox.head(MX) == Head(size=0, frontier=(), note=b"")
        assert store.cursors.load(MX)["track"] == 0
        store.outbox.append(MX, [entry(0)], head(1))
        assert store.outbox.head(MX).size == 1


def test_what_is_saved_after_nothing_was_found_is_found(tmp_path, detection):
    with open_store(tmp_path / "node.db") as store:
        assert store.orders.waiting(MX) == []
        assert store.consents.queued(MX) == []
        assert store.records.after("track", 0, 10) == []
        store.orders.save(MX, b"order")
        store.consents.queue(MX, ["R1"])
        store.records.save([detection(1)], own=True)
        assert [order.body for order in store.orders.waiting(MX)] == [b"order"]
        assert store.consents.queued(MX) == ["R1"]
        assert [record.id for _, record in store.records.after("track", 0, 10)] == [detection(1).id]


def test_a_record_hidden_or_shown_is_so_at_once(tmp_path, detection):
    with open_store(tmp_path / "node.db") as store:
        one = detection(1)
        store.records.save([one], own=True)
        assert store.records.load(one.id) == one
        store.records.hide([one.id])
        assert store.records.load(one.id) is None
        store.records.show([one.id])
        assert store.records.load(one.id) == one


def test_an_id_lower_than_a_remembered_one_is_not_kept_twice(tmp_path, detection):
    with open_store(tmp_path / "node.db") as store:
        store.records.save([detection(5)], own=True)
        store.records.save([detection(2)], own=True)
        assert store.records.save([detection(5), detection(2)], own=True) == 0


def test_a_reader_sees_what_another_connection_wrote_since(tmp_path, entry, head):
    path = tmp_path / "node.db"
    with open_store(path) as store, open_reader(path) as reader:
        assert reader.outbox.head(MX).size == 0
        store.outbox.append(MX, [entry(0)], head(1))
        assert reader.outbox.head(MX).size == 1
        store.outbox.append(MX, [entry(1)], head(2))
        assert reader.outbox.head(MX).size == 2


def test_a_database_that_only_reads_remembers_nothing(tmp_path):
    with open_store(tmp_path / "node.db"):
        pass
    reader = Database(tmp_path / "node.db", writable=False)
    reader.known("head")["log"] = 1
    assert reader.known("head") == {}
    reader.close()
