"""Heartbeats: when they are due, what they commit to, and how an auditor opens them."""

import apsw
import pytest
from pair_logs import MX, RECEIPT_KEY, US, US_TO_MX, head_of
from peers_in_process import CountingEntropy, identity_of
from small_logs import control

from lindero.exchange.envelope.control import decode_control
from lindero.exchange.log.heartbeats import commit, decision_leaf
from lindero.exchange.log.ports import Decision
from lindero.exchange.log.receipt import seal_receipt
from lindero.exchange.log.tree import EMPTY_ROOT, leaf_hashes, root_of_hashes
from lindero.kernel.ids import NodeId, RecordId
from lindero.model.pairing import Pairing
from lindero.partners.decision_audit import open_heartbeats
from lindero.partners.heartbeat import HOUR_NS, PAGE, beat, close_rows, is_due, is_overdue
from lindero.store.memory.store import MemoryStore
from lindero.store.sqlite.store import open_store

MINUTE = 60_000_000_000
BEGIN = 1000 * HOUR_NS


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    with MemoryStore() if request.param == "memory" else open_store(tmp_path / "node.db") as opened:
        pairing = Pairing(partner=identity_of(MX), own=identity_of(US), state="active", confirmed_at=BEGIN)
        opened.pairings.save(pairing)
        yield opened


def decision(number, *, at=BEGIN, released=True, reasons=()):
    return Decision(at, MX, RecordId(f"R{number}"), f"track:{number}", released, ("r",), reasons, "policy")


def decide(store, first, count, at=BEGIN):
    store.decisions.append([decision(number, at=at) for number in range(first, first + count)])


def send(store, now, entropy=None):
    """A heartbeat, as the hourly round makes it, and as the link puts it into the log."""
    while close_rows(store, now):
        pass
    beat(store, MX, now, 12.4, entropy or CountingEntropy(now))
    (order,) = store.orders.waiting(MX)
    size = store.outbox.head(MX).size
    entry = control(size, decode_control(order.body))
    entries = [*store.outbox.entries(MX, 0, size), entry]
    head = head_of(entries)
    store.outbox.append(MX, [entry], head)
    store.outbox.save_receipt(MX, head.size, seal_receipt(head.note, US_TO_MX, RECEIPT_KEY[MX], 1), now)
    store.orders.drop(MX, [order.number])
    return decode_control(order.body)


def test_the_first_is_due_an_hour_after_the_pairing_and_then_hourly(store):
    assert not is_due(store, MX, BEGIN)
    assert not is_due(store, MX, BEGIN + HOUR_NS - 1)
    assert is_due(store, MX, BEGIN + HOUR_NS)
    beat(store, MX, BEGIN + HOUR_NS, None, CountingEntropy(1))
    assert not is_due(store, MX, BEGIN + HOUR_NS)
    assert not is_due(store, MX, BEGIN + 2 * HOUR_NS - 1)
    assert is_due(store, MX, BEGIN + 2 * HOUR_NS)


def test_a_clock_that_was_set_back_makes_one_due_once(store):
    beat(store, MX, BEGIN + 30 * HOUR_NS, None, CountingEntropy(1))
    assert is_due(store, MX, BEGIN)
    beat(store, MX, BEGIN, None, CountingEntropy(2))
    assert not is_due(store, MX, BEGIN + 1)


def test_a_heartbeat_and_what_it_committed_to_are_kept_together(store):
    class NoDisk(RuntimeError):
        pass

    try:
        with store.transaction():
            beat(store, MX, BEGIN, None, CountingEntropy(1))
            raise NoDisk
    except NoDisk:
        pass
    assert store.orders.waiting(MX) == []
    assert store.heartbeats.commitments() == []


def test_a_partner_is_overdue_after_two_hours_of_being_connected():
    assert not is_overdue(None, BEGIN, BEGIN + 2 * HOUR_NS)
    assert is_overdue(None, BEGIN, BEGIN + 2 * HOUR_NS + 1)
    assert not is_overdue(BEGIN + HOUR_NS, BEGIN, BEGIN + 3 * HOUR_NS)
    assert not is_overdue(BEGIN, BEGIN + 5 * HOUR_NS, BEGIN + 7 * HOUR_NS)


def test_a_heartbeat_commits_to_the_rows_whose_minute_is_over(store):
    decide(store, 0, 3)
    decide(store, 3, 2, at=BEGIN + MINUTE)
    said = send(store, BEGIN + MINUTE + 5)
    (kept,) = store.heartbeats.commitments()
    root = root_of_hashes(leaf_hashes(decision_leaf(decision(number)) for number in range(3)))
    assert (kept.size, said.decisions) == (3, commit(kept.salt, 3, root))
    assert (said.wall_ms, said.offset_ms) == ((BEGIN + MINUTE) // 1_000_000, 12)


def test_a_node_that_has_decided_nothing_commits_to_the_empty_tree(store):
    said = send(store, BEGIN)
    (kept,) = store.heartbeats.commitments()
    assert said.decisions == commit(kept.salt, 0, EMPTY_ROOT)
    assert [one.matches for one in open_heartbeats(store)] == [True]


def test_partners_cannot_tell_that_two_commitments_are_to_the_same_rows(store):
    entropy = CountingEntropy(1)
    for partner in (MX, NodeId("ca.rcmp")):
        beat(store, partner, BEGIN, None, entropy)
    one, other = store.heartbeats.commitments()
    assert one.size == other.size
    assert one.digest != other.digest


def test_the_tree_is_taken_further_a_page_at_a_time(store):
    decide(store, 0, PAGE + 1)
    assert close_rows(store, BEGIN + MINUTE)
    assert store.heartbeats.closed().size == PAGE
    assert not close_rows(store, BEGIN + MINUTE)
    assert store.heartbeats.closed().size == PAGE + 1


def test_an_auditor_finds_every_commitment_kept(store):
    for hour in range(4):
        decide(store, 100 * hour, 10 * hour, at=BEGIN + hour * HOUR_NS)
        send(store, BEGIN + hour * HOUR_NS + MINUTE)
    opened = open_heartbeats(store)
    assert [(one.index, one.size, one.matches, one.receipted) for one in opened] == [
        (0, 0, True, True),
        (1, 10, True, True),
        (2, 30, True, True),
        (3, 60, True, True),
    ]


def test_a_heartbeat_without_its_salt_is_neither_kept_nor_broken(store):
    said = send(store, BEGIN)
    other = control(1, said.__class__(wall_ms=1, decisions=bytes(32)))
    store.outbox.append(MX, [other], head_of([*store.outbox.entries(MX, 0, 1), other]))
    opened = open_heartbeats(store)
    assert [(one.matches, one.receipted) for one in opened] == [(True, True), (None, False)]


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE decision SET reasons = '[\"other\"]' WHERE decision = 15",
        "UPDATE decision SET count = 2 WHERE decision = 15",
        "DELETE FROM decision WHERE decision = 15",
        "UPDATE decision SET released = 0, minute = 7 WHERE decision = 15",
        "UPDATE decision SET record = 'Rx' WHERE decision = 15",
    ],
)
def test_a_row_altered_after_a_heartbeat_breaks_that_one_and_all_later_ones(tmp_path, tamper):
    with open_store(tmp_path / "node.db") as store:
        pairing = Pairing(partner=identity_of(MX), own=identity_of(US), state="active", confirmed_at=BEGIN)
        store.pairings.save(pairing)
        for hour in range(3):
            decide(store, 100 * hour, 10, at=BEGIN + hour * HOUR_NS)
            send(store, BEGIN + hour * HOUR_NS + MINUTE)
    with apsw.Connection(str(tmp_path / "node.db")) as connection:
        connection.execute(tamper)
        assert connection.changes() == 1
    connection.close()
    with open_store(tmp_path / "node.db") as store:
        assert [one.matches for one in open_heartbeats(store)] == [True, False, False]
