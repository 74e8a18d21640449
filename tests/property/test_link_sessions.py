"""Two sessions against each other: whatever the line does, all arrives, once, in order."""

from hypothesis import given, settings
from hypothesis import strategies as st
from link_nodes import connect, pair

from lindero.exchange.link.events import PartnerHello, Stopped

bodies = st.lists(st.binary(max_size=40), max_size=30)


def cutter(cuts):
    """Cut what travels into pieces of the drawn sizes, over and over."""

    def pieces(data):
        cut, place, number = [], 0, 0
        while place < len(data):
            size = cuts[number % len(cuts)]
            cut.append(data[place : place + size])
            place, number = place + size, number + 1
        return cut

    return pieces


def agree(sender, receiver, wanted):
    return [one.body for one in receiver.mirror] == [one.body for one in sender.outbox] == wanted


@given(bodies, bodies, st.lists(st.integers(1, 700), min_size=1, max_size=5), st.integers(1, 7))
@settings(deadline=None, max_examples=60)
def test_all_arrives_once_in_order_in_both_directions_however_the_bytes_are_cut(ours, theirs, cuts, batch):
    us, mx = pair(batch=batch)
    us.append(*ours)
    mx.append(*theirs)
    connect(us, mx, pieces=cutter(cuts))
    assert agree(us, mx, ours)
    assert agree(mx, us, theirs)
    assert us.receipted[0] == len(ours)
    assert mx.receipted[0] == len(theirs)


def run_until_cut(us, mx, budget):
    """A session whose line breaks, both ways, after so many bytes have gone each way."""
    to_mx, to_us = us.dial(), mx.dial()
    left = {us: budget[0], mx: budget[1]}
    while to_mx or to_us:
        arriving, to_mx = to_mx[: left[mx]], b""
        left[mx] -= len(arriving)
        to_us += mx.receive(arriving) if arriving else b""
        arriving, to_us = to_us[: left[us]], b""
        left[us] -= len(arriving)
        to_mx += us.receive(arriving) if arriving else b""
    us.act(us.session.disconnected())
    mx.act(mx.session.disconnected())


@given(bodies, bodies, st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 4000)), max_size=6), st.data())
@settings(deadline=None, max_examples=60)
def test_a_line_that_breaks_anywhere_any_number_of_times_loses_and_doubles_nothing(ours, theirs, budgets, data):
    us, mx = pair(batch=4)
    us.append(*ours)
    mx.append(*theirs)
    for budget in budgets:
        run_until_cut(us, mx, budget)
        more = data.draw(st.binary(max_size=5))
        us.append(more)
        ours = [*ours, more]
    connect(us, mx)
    assert us.saw(Stopped) == mx.saw(Stopped) == []
    assert agree(us, mx, ours)
    assert agree(mx, us, theirs)


@given(st.integers(0, 40), st.integers(0, 40))
@settings(deadline=None, max_examples=30)
def test_a_node_restored_from_any_backup_takes_back_its_own_end_and_goes_on(kept, received):
    us, mx = pair()
    us.append(*(b"%d" % n for n in range(40)))
    connect(us, mx)
    whole, kept_head = list(us.outbox), kept
    us.outbox, us.outbox_head, us.receipted = [], us.outbox_head.__class__(0, (), b""), (0, b"")
    us.append(*(one.body for one in whole[:kept_head]))
    if kept:
        us.outbox_head = us.outbox_head.__class__(kept, us.outbox_head.frontier, us.note_at(kept))
    mx.append(*(b"answer" for _ in range(received)))
    connect(us, mx)
    if kept < 40:
        assert not us.saw(PartnerHello)
        assert us.outbox == whole
        connect(us, mx)
    us.append(b"after")
    connect(us, mx)
    assert [one.body for one in mx.mirror] == [*(b"%d" % n for n in range(40)), b"after"]
    assert len(us.mirror) == received


@given(st.lists(st.binary(max_size=3000), min_size=1, max_size=40), st.integers(9000, 20000))
@settings(deadline=None, max_examples=40)
def test_credit_is_never_exceeded_and_never_runs_dry(ours, window):
    us, mx = pair(window=window, batch=50)
    us.append(*ours)
    connect(us, mx)
    assert agree(us, mx, ours)
    assert us.session.room == window
