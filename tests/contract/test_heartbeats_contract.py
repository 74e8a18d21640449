"""Any store keeps the decision log's tree, its commitments, and what partners committed to."""

from lindero.exchange.log.heartbeats import Closed, Commitment, Heard, grow

MINUTE = 60_000_000_000


def test_rows_come_in_the_order_in_which_they_were_begun(store, decision):
    made = [decision("R1", at=2, released=True), decision("R2", at=1), decision("R3", at=MINUTE)]
    store.decisions.append(made)
    rows = store.heartbeats.rows(0, 10)
    assert [row for _, row in rows] == made
    numbers = [number for number, _ in rows]
    assert numbers == sorted(set(numbers))
    assert min(numbers) > 0
    assert store.heartbeats.rows(numbers[0], 1) == [rows[1]]
    assert store.heartbeats.rows(numbers[-1], 10) == []


def test_a_row_that_was_folded_keeps_its_place(store, decision):
    store.decisions.append([decision("R1", at=1), decision("R2", at=2, about="track:T2-K")])
    store.decisions.append([decision("R3", at=3)])
    assert [(row.record, row.count) for _, row in store.heartbeats.rows(0, 10)] == [("R3", 2), ("R2", 1)]


def test_nothing_is_folded_into_a_closed_row_even_when_the_clock_goes_back(store, decision):
    store.decisions.append([decision("R1", at=1), decision("R2", at=2, about="track:T2-K")])
    rows = store.heartbeats.rows(0, 10)
    store.heartbeats.close(grow(Closed(), rows, MINUTE))
    store.decisions.append([decision("R3", at=3), decision("R4", at=4)])
    after = store.heartbeats.rows(0, 10)
    assert after[:2] == rows
    assert [(row.record, row.count) for _, row in after[2:]] == [("R4", 2)]


def test_rows_that_are_not_closed_go_on_being_folded(store, decision):
    store.decisions.append([decision("R1", at=1), decision("R2", at=MINUTE)])
    store.heartbeats.close(grow(Closed(), store.heartbeats.rows(0, 10), MINUTE))
    store.decisions.append([decision("R3", at=MINUTE + 1)])
    assert [(row.record, row.count) for _, row in store.heartbeats.rows(0, 10)] == [("R1", 1), ("R3", 2)]


def test_the_tree_comes_back_as_it_was_closed(store):
    assert store.heartbeats.closed() == Closed()
    for closed in (Closed(3, 3, (b"a" * 32, b"b" * 32)), Closed(9, 8, (b"c" * 32,))):
        store.heartbeats.close(closed)
        assert store.heartbeats.closed() == closed


def test_commitments_come_back_in_order_and_by_partner(store):
    made = [
        Commitment(partner, at, 7, bytes([at]) * 32, b"d" * 32)
        for at, partner in enumerate(("mx.sedena", "ca.rcmp", "mx.sedena"), 1)
    ]
    for commitment in made:
        store.heartbeats.save(commitment)
    assert store.heartbeats.commitments() == made
    assert [store.heartbeats.last_at(node) for node in ("mx.sedena", "ca.rcmp", "gt.pnc")] == [3, 2, None]


def test_the_newest_heartbeat_of_a_partner_is_kept(store):
    assert store.heartbeats.heard("mx.sedena") is None
    for at in (1, 2):
        store.heartbeats.save_heard("mx.sedena", Heard(at, at, 5, None if at == 1 else -3, b"d" * 32))
    assert store.heartbeats.heard("mx.sedena") == Heard(2, 2, 5, -3, b"d" * 32)
    assert store.heartbeats.heard("ca.rcmp") is None


def test_a_transaction_that_fails_leaves_no_heartbeat(store, decision):
    store.decisions.append([decision("R1", at=1)])
    try:
        with store.transaction():
            store.heartbeats.close(Closed(1, 1, (b"a" * 32,)))
            store.heartbeats.save(Commitment("mx.sedena", 1, 1, b"s" * 32, b"d" * 32))
            store.heartbeats.save_heard("mx.sedena", Heard(1, 1, 5, None, b"d" * 32))
            raise RuntimeError
    except RuntimeError:
        pass
    store.decisions.append([decision("R2", at=2)])
    assert store.heartbeats.closed() == Closed()
    assert store.heartbeats.commitments() == []
    assert store.heartbeats.heard("mx.sedena") is None
    assert [row.count for _, row in store.heartbeats.rows(0, 10)] == [2]
