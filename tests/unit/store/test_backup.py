"""A backup holds what is ours, nothing that partners sent, and comes back whole."""

import stat

import pytest

from lindero.exchange.envelope.entry import Entry, encode_entry
from lindero.exchange.envelope.seal import seal
from lindero.exchange.log.ports import Head, LoggedEntry
from lindero.model.airspace import Detection
from lindero.model.people import Account
from lindero.model.quarantine import Refused
from lindero.model.record import Pedigree
from lindero.store.errors import DatabaseDamaged, NewerSchema, NoDatabase, NotALinderoDatabase, WouldOverwrite
from lindero.store.sqlite import backup, backup_in_steps, open_reader, open_store, restore
from lindero.store.sqlite.backup import scratch_of

MX = "mx.sedena"
OURS, THEIRS, SALT = b"our-own-body", b"partner-body", b"partner-salt-is-of-32-bytes-long"


def detection(number, sensor):
    return Detection(
        id=f"R{number:025d}",
        origin="us.cbp",
        observed_at=number,
        recorded_at=number,
        pedigree=Pedigree(nodes=("us.cbp",)),
        sensor=sensor,
        gateway="sapient",
    )


def logged(index, body, salt=b"our-own-salt-that-is-of-32-bytes"):
    return LoggedEntry(index, b"entry-%d" % index, body, salt, f"R{index}", "track:T1-K")


@pytest.fixture
def store(tmp_path):
    (tmp_path / "node").mkdir()
    with open_store(tmp_path / "node" / "node.db") as opened:
        opened.records.save([detection(1, "ours")], own=True)
        opened.records.save([detection(2, "partner-sensor")], own=False)
        opened.outbox.append(MX, [logged(0, OURS)], Head(1, (b"h" * 32,), b"note"))
        opened.mirror.append(MX, [logged(0, THEIRS, SALT), logged(1, THEIRS * 400, SALT)], Head(2, (b"i" * 32,), b"n"))
        opened.mirror.append(
            "ca.rcmp",
            [LoggedEntry(0, b"e", None, None, "R9", "a", "recalled")],
            Head(1, (b"j" * 32,), b"n"),
        )
        opened.quarantine.save([Refused(at=1, source=MX, code="record.unreadable", message="m", raw=THEIRS)])
        opened.quarantine.save([Refused(at=2, source="radar", code="sapient.bad", message="m", raw=b"noise")])
        opened.accounts.save(Account(name="ana", roles=(), desk="guardia-1"))
        yield opened


@pytest.fixture
def target(tmp_path):
    return tmp_path / "backup.lindero"


def test_nothing_a_partner_sent_is_in_any_byte_of_the_backup(store, target):
    store.database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    in_the_node = store.database.path.read_bytes()
    backup(store.database, target)
    copied = target.read_bytes()
    for secret in (THEIRS, SALT, b"partner-sensor"):
        assert secret in in_the_node
        assert secret not in copied
    assert OURS in copied


def test_what_is_ours_and_every_entry_come_back(store, target, tmp_path):
    backup(store.database, target)
    restore(target, tmp_path / "node.db")
    with open_store(tmp_path / "node.db") as restored:
        assert restored.records.load(detection(1, "ours").id) == detection(1, "ours")
        assert restored.records.load(detection(2, "partner-sensor").id) is None
        assert restored.outbox.entries(MX, 0, 9) == store.outbox.entries(MX, 0, 9)
        assert restored.mirror.head(MX) == store.mirror.head(MX)
        assert [(e.entry, e.body, e.salt, e.empty) for e in restored.mirror.entries(MX, 0, 9)] == [
            (b"entry-0", None, None, "lost"),
            (b"entry-1", None, None, "lost"),
        ]
        assert [found.raw for found in restored.quarantine.latest()] == [b"noise", b""]
        assert restored.accounts.all() == store.accounts.all()
        assert restored.database.rows("PRAGMA journal_mode") == [("wal",)]


def test_what_a_partner_said_about_the_logs_is_kept_and_its_records_are_not(store, target, tmp_path):
    """Or the meter of a restored node would miss the partner's recalls."""
    log = [message(index, kind) for index, kind in enumerate(("record", "recall", "heartbeat", "record"))]
    store.mirror.append("us.faa", log, Head(4, (b"k" * 32,), b"n"))
    store.mirror.erase("us.faa", [3], "recalled")
    backup(store.database, target)
    restore(target, tmp_path / "node.db")
    with open_store(tmp_path / "node.db") as restored:
        kept = restored.mirror.entries("us.faa", 0, 9)
        assert [(entry.body, entry.salt, entry.empty) for entry in kept] == [
            (None, None, "lost"),
            (b"about the logs", SALT, None),
            (b"about the logs", SALT, None),
            (None, None, "recalled"),
        ]
    assert THEIRS not in target.read_bytes()


def message(index, kind):
    body = THEIRS if kind == "record" else b"about the logs"
    entry = Entry(1, kind, "note", 1, 1, None, None, None, seal(SALT, body))
    return LoggedEntry(index, encode_entry(entry), body, SALT, f"R{index}" if kind == "record" else "", "")


def test_a_slot_that_was_empty_keeps_its_reason(store, target):
    backup(store.database, target)
    with open_reader(target) as copied:
        assert [entry.empty for entry in copied.mirror.entries("ca.rcmp", 0, 1)] == ["recalled"]


def test_a_place_is_not_used_twice_after_a_restore(store, target, tmp_path):
    backup(store.database, target)
    restore(target, tmp_path / "node.db")
    with open_store(tmp_path / "node.db") as restored:
        restored.records.save([detection(3, "ours")], own=True)
        assert restored.records.last_place("track") > 2


def test_the_node_goes_on_unchanged_beside_its_backup(store, target):
    backup(store.database, target)
    assert [entry.body for entry in store.mirror.entries(MX, 0, 9)] == [THEIRS, THEIRS * 400]
    assert sorted(path.name for path in store.database.path.parent.glob("*.copying*")) == []
    assert sorted(path.name for path in target.parent.iterdir()) == ["backup.lindero", "node"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_what_is_saved_between_two_steps_is_in_the_backup(store, target):
    bulk = [detection(number, "ours" * 50) for number in range(10, 12_000)]
    store.records.save(bulk, own=True)
    steps = backup_in_steps(store.database, target)
    next(steps)
    store.records.save([detection(5, "late")], own=True)
    assert len(list(steps)) >= 1
    with open_reader(target) as copied:
        assert copied.records.load(detection(5, "late").id) == detection(5, "late")


def test_progress_ends_at_the_last_page(store, target):
    seen = []
    backup(store.database, target, lambda done, total: seen.append((done, total)))
    assert seen
    assert seen[-1][0] == seen[-1][1] > 0


def test_an_abandoned_backup_leaves_nothing(store, target):
    steps = backup_in_steps(store.database, target)
    next(steps)
    steps.close()
    assert not target.exists()
    assert not scratch_of(store.database.path).exists()


def test_opening_removes_the_scratch_file_of_a_killed_backup(store):
    path = store.database.path
    store.close()
    scratch_of(path).write_bytes(THEIRS)
    open_store(path).close()
    assert not scratch_of(path).exists()


def test_a_backup_overwrites_nothing(store, target):
    target.write_bytes(b"last week's")
    with pytest.raises(WouldOverwrite):
        backup(store.database, target)
    assert target.read_bytes() == b"last week's"


@pytest.mark.parametrize("name", ["node.db", "node.db-wal"])
def test_a_restore_overwrites_no_node(store, target, tmp_path, name):
    backup(store.database, target)
    (tmp_path / name).write_bytes(b"a living node")
    with pytest.raises(WouldOverwrite):
        restore(target, tmp_path / "node.db")
    assert (tmp_path / name).read_bytes() == b"a living node"


def test_a_missing_backup_is_named(tmp_path):
    with pytest.raises(NoDatabase):
        restore(tmp_path / "nowhere", tmp_path / "node.db")


def test_a_file_that_is_no_backup_is_refused(tmp_path, target):
    target.write_bytes(b"a letter\n" * 500)
    with pytest.raises(NotALinderoDatabase):
        restore(target, tmp_path / "node.db")
    assert not (tmp_path / "node.db").exists()


def test_a_backup_of_a_newer_version_is_refused(store, target, tmp_path):
    store.database.write("UPDATE schema_version SET version = 900, compatible = 900")
    backup(store.database, target)
    with pytest.raises(NewerSchema):
        restore(target, tmp_path / "node.db")
    assert not (tmp_path / "node.db").exists()


def test_a_damaged_backup_is_refused(store, target, tmp_path):
    backup(store.database, target)
    with open_reader(target) as copied:
        ((page,),) = copied.database.rows("SELECT rootpage FROM sqlite_schema WHERE name = 'log_page'")
        ((page_size,),) = copied.database.rows("PRAGMA page_size")
    with target.open("r+b") as file:
        file.seek((page - 1) * page_size)
        file.write(b"\xff" * 200)
    with pytest.raises(DatabaseDamaged):
        restore(target, tmp_path / "node.db")
    assert not (tmp_path / "node.db").exists()
