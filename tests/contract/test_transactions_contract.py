"""Any store: a transaction is whole or leaves no trace, across all its ports."""

from contextlib import suppress

import pytest

from lindero.exchange.log.ports import Head
from lindero.model.people import Account, AuditEvent
from lindero.model.quarantine import Refused
from lindero.store.errors import LogGap

MX = "mx.sedena"
ANA = Account(name="ana", roles=(), desk="guardia-1")


class Stop(Exception):
    """Ends a block."""


def test_what_a_whole_transaction_wrote_is_there(store, detection, entry, head):
    with store.transaction():
        store.records.save([detection(1)], own=True)
        store.outbox.append(MX, [entry(0)], head(1))
        store.cursors.save(MX, {"track": 1})
    assert store.records.load(detection(1).id) == detection(1)
    assert store.outbox.head(MX) == head(1)
    assert store.cursors.load(MX)["track"] == 1


def test_a_transaction_sees_its_own_writes(store, detection, entry, head):
    with store.transaction():
        store.records.save([detection(1)], own=True)
        store.outbox.append(MX, [entry(0)], head(1))
        assert store.records.load(detection(1).id) == detection(1)
        assert store.outbox.entries(MX, 0, 1) == [entry(0)]


def test_a_broken_transaction_leaves_no_trace_in_any_port(store, detection, entry, head, held, decision):
    with suppress(Stop), store.transaction():
        store.records.save([detection(1)], own=True)
        store.outbox.append(MX, [entry(0)], head(1))
        store.outbox.save_receipt(MX, 1, b"receipt", 5)
        store.mirror.append(MX, [entry(0)], head(1))
        store.cursors.save(MX, {"track": 1})
        store.cursors.save_held(MX, [held("a")])
        store.cursors.save_released(MX, {"a": 1})
        store.decisions.append([decision("R1"), decision("R2", released=True)])
        store.quarantine.save([Refused(at=1, source="radar", code="bad", message="bad")])
        store.accounts.save(ANA)
        store.audit.append(AuditEvent(at=1, person="ana", act="sign-in"))
        raise Stop
    assert store.records.load(detection(1).id) is None
    assert store.records.last_place("track") == 0
    assert store.outbox.head(MX) == store.mirror.head(MX) == Head(size=0, frontier=(), note=b"")
    assert store.outbox.entries(MX, 0, 9) == store.mirror.entries(MX, 0, 9) == []
    assert store.outbox.index_of(MX, "record-0") is None
    assert store.outbox.first_about(MX, "track:T1-K") is None
    assert store.outbox.receipt(MX) is None
    assert store.outbox.receipted_at(MX, 0) is None
    assert store.cursors.load(MX)["track"] == 0
    assert store.cursors.held(MX) == []
    assert store.cursors.last_released(MX) == {}
    assert store.decisions.withheld(MX) == {}
    assert store.decisions.about("R1") == store.decisions.about("R2") == []
    assert store.quarantine.counts() == {}
    assert store.quarantine.latest() == []
    assert store.accounts.all() == []
    assert store.audit.latest() == []


def test_after_a_broken_transaction_the_store_goes_on_from_before_it(store, entry, head, held):
    store.outbox.append(MX, [entry(0)], head(1))
    store.cursors.save_held(MX, [held("a", until=1)])
    with suppress(Stop), store.transaction():
        store.outbox.append(MX, [entry(1)], head(2))
        store.cursors.save_held(MX, [held("a", until=2)])
        store.cursors.drop_held(MX, ["a"])
        raise Stop
    assert store.cursors.held(MX) == [held("a", until=1)]
    store.outbox.append(MX, [entry(1, about="b")], head(2))
    assert store.outbox.entries(MX, 0, 9) == [entry(0), entry(1, about="b")]


def test_a_nested_block_goes_with_the_outer_one(store, detection):
    with suppress(Stop), store.transaction():
        with store.transaction():
            store.records.save([detection(1)], own=True)
        raise Stop
    assert store.records.load(detection(1).id) is None


def test_a_nested_block_that_fails_leaves_the_outer_one_whole(store, detection):
    with store.transaction():
        store.records.save([detection(1)], own=True)
        with suppress(Stop), store.transaction():
            store.records.save([detection(2)], own=True)
            raise Stop
        store.records.save([detection(3)], own=True)
    assert [record for _, record in store.records.after("track", 0, 9)] == [detection(1), detection(3)]


def test_a_refused_append_inside_a_transaction_may_be_caught(store, entry, head, detection):
    with store.transaction():
        store.records.save([detection(1)], own=True)
        with pytest.raises(LogGap):
            store.mirror.append(MX, [entry(5)], head(6))
    assert store.records.load(detection(1).id) == detection(1)
    assert store.mirror.head(MX).size == 0


def test_a_partner_first_seen_in_a_broken_transaction_can_be_seen_again(store):
    with suppress(Stop), store.transaction():
        store.cursors.save(MX, {"track": 4})
        raise Stop
    store.cursors.save("ca.rcmp", {"track": 1})
    store.cursors.save(MX, {"track": 2})
    assert store.cursors.load(MX)["track"] == 2
    assert store.cursors.load("ca.rcmp")["track"] == 1
