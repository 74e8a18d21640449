"""What recall, retention and legal hold keep, over both stores."""

from contextlib import suppress

import pytest

from lindero.exchange.envelope.control import Erased
from lindero.exchange.log.recall_ports import Demand, Erasure, Expiry, Hold, Withdrawn
from lindero.kernel.ids import NodeId, RecordId

MX, US = NodeId("mx.sedena"), NodeId("us.cbp")
R1, R2 = RecordId("R1"), RecordId("R2")


def demand(order, *, partner=MX, asked_at=5, index=None, receipts=()):
    return Demand(
        partner=partner,
        order=order,
        asked_at=asked_at,
        person="oficial",
        about="record:R1",
        reason="recalled",
        entries=(1, 2),
        index=index,
        receipts=receipts,
    )


def erasure(recall, *, asked_at=5, owed=True, partner=MX):
    receipt = Erased(erased=(1,), held=(2,))
    return Erasure(
        partner=partner, recall=recall, asked_at=asked_at, reason="corrected", receipt=receipt, owed=owed, held=(2,)
    )


def hold(record, *, at=5, ended_at=None):
    return Hold(record=record, reason="r", authority="a", person="p", at=at, ended_at=ended_at)


def withdrawn(record, reason="recalled"):
    return Withdrawn(record=record, kind="track", origin=US, at=1, reason=reason)


def test_a_demand_is_found_by_its_order_and_by_its_place_and_replaced(store):
    store.demands.save(demand(1))
    assert (store.demands.load(MX, 1), store.demands.at(MX, 7)) == (demand(1), None)
    placed = demand(1, index=7, receipts=(Erased(erased=(1,)),))
    store.demands.save(placed)
    assert store.demands.load(MX, 1) == store.demands.at(MX, 7) == placed
    assert store.demands.load(US, 1) is store.demands.at(US, 7) is None


def test_demands_come_newest_first(store):
    for order, asked_at in ((1, 5), (2, 9), (3, 9)):
        store.demands.save(demand(order, asked_at=asked_at))
    assert [d.order for d in store.demands.all()] == [3, 2, 1]
    assert [d.order for d in store.demands.all(limit=2)] == [3, 2]


def test_an_erasure_is_owed_until_it_is_saved_as_paid(store):
    store.erasures.save(erasure(4, asked_at=9))
    store.erasures.save(erasure(3))
    assert store.erasures.owed() == [erasure(3), erasure(4, asked_at=9)]
    assert store.erasures.all() == [erasure(4, asked_at=9), erasure(3)]
    store.erasures.save(erasure(3, owed=False))
    assert store.erasures.owed() == [erasure(4, asked_at=9)]
    assert store.erasures.load(MX, 3) == erasure(3, owed=False)
    assert store.erasures.load(US, 3) is None


def test_of_a_withdrawn_record_the_first_word_counts(store):
    store.withdrawn.save([withdrawn(R1), withdrawn(R2)])
    store.withdrawn.save([withdrawn(R1, "expired")])
    assert store.withdrawn.load(R1) == withdrawn(R1)
    assert store.withdrawn.load(RecordId("R3")) is None
    assert store.withdrawn.latest() == [withdrawn(R2), withdrawn(R1)]
    assert store.withdrawn.latest(limit=1) == [withdrawn(R2)]


def test_a_retraction_is_towards_one_partner_or_towards_all(store):
    before = store.retractions.version
    store.retractions.save([R1], partner=MX)
    store.retractions.save([R2])
    assert store.retractions.version > before
    assert store.retractions.towards(MX) == {R1, R2}
    assert store.retractions.towards(US) == {R2}


def test_runs_are_due_after_their_day_soonest_first(store):
    late, soon, today = Expiry("mirror", MX, 5, 9, 11), Expiry("outbox", MX, 0, 5, 10), Expiry("mirror", US, 0, 1, 12)
    store.expiries.save([late, soon, today])
    assert store.expiries.due(12) == [soon, late]
    assert store.expiries.due(12, limit=1) == [soon]
    store.expiries.drop([soon])
    assert store.expiries.due(13) == [late, today]


def test_one_hold_is_in_force_on_a_record_at_a_time(store):
    store.holds.save(hold(R1))
    store.holds.save(hold(R2))
    assert store.holds.on([R1, RecordId("R3")]) == {R1}
    store.holds.save(hold(R1, ended_at=9))
    assert store.holds.load(R1) is None
    assert store.holds.on([R1, R2]) == {R2}
    store.holds.save(hold(R1, at=20))
    assert store.holds.load(R1) == hold(R1, at=20)
    assert store.holds.all() == [hold(R1, at=20), hold(R2), hold(R1, ended_at=9)]


def test_a_restored_node_waits_for_each_partner(store):
    store.rejoining.save([MX, US])
    store.rejoining.joined(MX)
    store.rejoining.joined(NodeId("mx.pf"))
    assert store.rejoining.waiting() == {US}


def test_a_restored_node_keeps_in_mind_how_far_it_has_fetched(store):
    assert store.rejoining.refetch(MX) is None
    store.rejoining.save_refetch(MX, 0)
    store.rejoining.save_refetch(US, 7)
    store.rejoining.save_refetch(MX, 500)
    assert (store.rejoining.refetch(MX), store.rejoining.refetch(US)) == (500, 7)
    store.rejoining.save_refetch(MX, None)
    store.rejoining.save_refetch(MX, None)
    assert (store.rejoining.refetch(MX), store.rejoining.refetch(US)) == (None, 7)


SAVED = {
    "demands": (lambda s: s.save(demand(1)), lambda s: s.all()),
    "erasures": (lambda s: s.save(erasure(1)), lambda s: s.owed()),
    "withdrawn": (lambda s: s.save([withdrawn(R1)]), lambda s: s.latest()),
    "retractions": (lambda s: s.save([R1]), lambda s: list(s.towards(MX))),
    "expiries": (lambda s: s.save([Expiry("mirror", MX, 0, 1, 1)]), lambda s: s.due(9)),
    "holds": (lambda s: s.save(hold(R1)), lambda s: s.all()),
    "rejoining": (lambda s: s.save([MX]), lambda s: list(s.waiting())),
}


@pytest.mark.parametrize("port", SAVED)
def test_nothing_is_kept_of_a_transaction_that_failed(store, port):
    save, read = SAVED[port]
    with suppress(ZeroDivisionError), store.transaction():
        save(getattr(store, port))
        raise ZeroDivisionError
    assert read(getattr(store, port)) == []
    save(getattr(store, port))
    assert len(read(getattr(store, port))) == 1


def test_settling_says_that_nothing_erased_is_left(store):
    store.withdrawn.save([withdrawn(R1)])
    assert store.settle()
