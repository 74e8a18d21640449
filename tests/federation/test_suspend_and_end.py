"""A pairing is suspended, resumed, and ended for good; both sides know, and nothing leaves in between."""

import asyncio

import msgspec
import pytest
from pair_logs import MX, US
from peers_in_process import Line, PeerNode, alert, dial, findings, record_id, track, until
from virtual_time import in_virtual_time

from lindero.exchange.envelope.control import Erased
from lindero.exchange.envelope.entry import decode_entry
from lindero.exchange.log.recall_ports import Demand
from lindero.node.diagnosis import check_erasures
from lindero.partners.errors import WrongStanding
from lindero.partners.recall import RecallDesk
from lindero.partners.standing import outstanding
from lindero.store.memory.store import MemoryStore
from lindero.store.sqlite import open_store

HOUR_S = 3600


def lines(count=40):
    return [Line() for _ in range(count)]


def pair(loop, root):
    return PeerNode(US, loop, root), PeerNode(MX, loop, root)


def suspend(node):
    node.standing.suspend("guardia", node.partner)
    node.peer.restart()


def resume(node):
    node.standing.resume("guardia", node.partner)
    node.peer.restart()


def end(node, wait_s=HOUR_S):
    node.standing.end("guardia", node.partner, wait_s)
    node.peer.restart()


def state(node):
    return node.standing.load(node.partner).state


def records_in(store, side, partner):
    log = getattr(store, side)
    entries = log.entries(partner, 0, log.head(partner).size)
    return [entry for entry in entries if decode_entry(entry.entry).type == "record"]


def test_nothing_leaves_while_suspended_and_all_that_waits_leaves_after(tmp_path):
    async def run(loop):
        us, mx = pair(loop, tmp_path)
        us.save(track(1))
        all_lines = lines()
        dial(us, mx, *all_lines)
        await until(lambda: us.settled(1))
        suspend(us)
        us.save(track(2), alert(3))
        await until(lambda: mx.peer.partner_state == "suspended")
        await asyncio.sleep(100.0)
        assert mx.mirrored() == [record_id(1)]
        assert us.store.outbox.head(MX).size == 1
        assert us.peer.state == mx.peer.state == "connected"
        mx.save(track(4, origin=MX))
        await until(lambda: mx.settled(1))
        resume(us)
        await until(lambda: us.settled(3))
        assert mx.mirrored() == [record_id(1), record_id(3), record_id(2)]
        assert mx.peer.partner_state is None or mx.peer.partner_state == "active"
        assert findings(us, mx) == []

    in_virtual_time(run)


def test_suspending_in_the_middle_of_a_flow_stops_it_within_a_second(tmp_path):
    async def run(loop):
        us, mx = pair(loop, tmp_path)
        us.save(*(track(n) for n in range(5000)))

        def regret():
            mx.on_arrival = lambda: None
            suspend(us)

        mx.on_arrival = regret
        dial(us, mx, *lines())
        await asyncio.sleep(1.0)
        held = mx.store.mirror.head(US).size
        await asyncio.sleep(60.0)
        assert mx.store.mirror.head(US).size == held < 5000
        resume(us)
        await until(lambda: us.settled(5000))
        assert mx.mirrored() == [record_id(n) for n in range(5000)]
        assert findings(us, mx) == []

    in_virtual_time(run)


def test_a_recall_goes_out_while_suspended(tmp_path):
    async def run(loop):
        us, mx = pair(loop, tmp_path)
        us.save(track(1))
        dial(us, mx, *lines())
        await until(lambda: us.settled(1))
        suspend(us)
        RecallDesk(US, us.store, us.clock).recall_record("guardia", record_id(1))
        await until(lambda: us.store.demands.all()[0].receipts)
        assert mx.store.records.load(record_id(1)) is None

    in_virtual_time(run)


def test_suspension_survives_a_restart(tmp_path):
    with open_store(tmp_path / "node.db") as store:

        async def before(loop):
            suspend(PeerNode(US, loop, tmp_path, store=store))

        async def after(loop):
            us, mx = PeerNode(US, loop, tmp_path, store=store, keep=True), PeerNode(MX, loop, tmp_path)
            us.save(track(1))
            dial(us, mx, *lines())
            await until(lambda: mx.peer.partner_state == "suspended")
            await asyncio.sleep(10.0)
            assert mx.mirrored() == []

        in_virtual_time(before)
        in_virtual_time(after)


def test_an_ended_pairing_leaves_nothing_but_two_logs_that_verify(tmp_path):
    async def run(loop):
        us, mx = pair(loop, tmp_path)
        us.save(*(track(n) for n in range(700)), alert(900))
        mx.save(*(track(n, origin=MX) for n in range(2000, 2300)))
        dial(us, mx, *lines())
        await until(lambda: us.settled(701) and mx.settled(300))
        end(us)
        us.save(track(5000))
        await until(lambda: state(us) == state(mx) == "ended")
        await until(lambda: us.peer.state == mx.peer.state == "ended")
        assert loop.now_s < 600.0
        for store, partner in ((us.store, MX), (mx.store, US)):
            for side in ("outbox", "mirror"):
                assert {entry.empty for entry in records_in(store, side, partner)} == {"recalled"}
            receipt, head = store.outbox.receipt(partner), store.outbox.head(partner)
            assert receipt[0] == head.size
        assert mx.store.records.load(record_id(5)) is None
        assert us.store.records.load(record_id(2005)) is None
        assert us.store.records.load(record_id(5)) is not None
        assert [us.standing.load(MX).unconfirmed, mx.standing.load(US).unconfirmed] == [0, 0]
        assert findings(us, mx) == []
        acts = [event.act for event in mx.store.audit.latest()]
        assert "partner-ending" in acts
        assert "pair-ended" in acts

    in_virtual_time(run)


def test_a_partner_that_never_answers_does_not_keep_a_pairing_from_ending(tmp_path):
    async def run(loop):
        us, mx = pair(loop, tmp_path)
        us.save(track(1))
        mute = Line()
        dial(us, mx, mute, *lines(600))
        await until(lambda: us.settled(1))
        mx.erasing.cancel()  # it keeps everything, and erases nothing: no receipt is ever ordered
        end(us, wait_s=100)
        await until(lambda: state(us) == "ended")
        assert loop.now_s >= 100.0
        assert us.standing.load(MX).unconfirmed == 1

    in_virtual_time(run)


def test_an_end_waits_for_recalls_asked_before_it_too_and_the_doctor_names_what_stays_open(tmp_path):
    async def run(loop):
        us, mx = pair(loop, tmp_path)
        us.save(track(1), track(2))
        dial(us, mx, Line(), *lines(600))
        await until(lambda: us.settled(2))
        mx.erasing.cancel()
        RecallDesk(US, us.store, us.clock).recall_record("guardia", record_id(1))
        us.peer.wake()
        await until(lambda: us.settled(3))
        end(us, wait_s=100)
        await until(lambda: state(us) == "ended")
        assert loop.now_s >= 100.0
        assert us.standing.load(MX).unconfirmed == 2
        assert sorted(demand.entries for demand in outstanding(us.store.demands, MX)) == [(0,), (1,)]
        (said,) = check_erasures(us.store.demands, MX)
        assert "2 recalls (2 entries)" in said.en
        assert {"2", "3"} <= set(said.en.rpartition(" at ")[2].split(", "))

    in_virtual_time(run)


def test_what_a_legal_hold_keeps_is_named_until_a_receipt_says_otherwise():
    store = MemoryStore()
    demand = Demand(
        partner=MX,
        order=1,
        asked_at=1,
        person="guardia",
        about="x",
        reason="recalled",
        entries=(4, 5),
        index=9,
    )
    held = msgspec.structs.replace(demand, receipts=(Erased(erased=(4,), held=(5,)),))
    store.demands.save(held)
    (said,) = check_erasures(store.demands, MX)
    assert "keeps 1 recalled entries under a legal hold" in said.en
    store.demands.save(msgspec.structs.replace(held, receipts=(*held.receipts, Erased(erased=(5,)))))
    assert list(check_erasures(store.demands, MX)) == []


def test_acts_begin_where_they_make_sense(tmp_path):
    async def run(loop):
        us, _ = pair(loop, tmp_path)
        with pytest.raises(WrongStanding):
            resume(us)
        suspend(us)
        with pytest.raises(WrongStanding):
            suspend(us)
        end(us)
        for act in (suspend, resume, end):
            with pytest.raises(WrongStanding):
                act(us)

    in_virtual_time(run)
