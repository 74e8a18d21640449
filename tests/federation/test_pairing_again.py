"""Two nodes that have ended a pairing pair again: new logs, and the earlier ones stay what they were."""

import pytest
from pair_logs import LOG_ID, MX, US
from peers_in_process import CountingEntropy, Line, PeerNode, dial, findings, record_id, track, until
from virtual_time import in_virtual_time

from lindero.exchange.log.meter import Window, encode_meter
from lindero.model.pairing import place_of
from lindero.partners.decision_audit import open_heartbeats
from lindero.partners.heartbeat import beat
from lindero.partners.holds import HoldDesk
from lindero.partners.meter import count_pairs
from lindero.partners.proofs import find_shared, prove_shared
from lindero.partners.recall import RecallDesk
from lindero.store.memory.store import MemoryStore
from lindero.store.sqlite import open_store

EARLIER_MX, EARLIER_US = place_of(MX, 1), place_of(US, 1)


@pytest.fixture(params=["memory", "sqlite"])
def stores(request, tmp_path):
    def opened(node):
        return MemoryStore() if request.param == "memory" else open_store(tmp_path / f"{node}.db")

    with opened(US) as us, opened(MX) as mx:
        yield us, mx


def meters(store):
    found = {}
    for place, count in count_pairs(store, Window()).items():
        while count.step():
            pass
        found[place] = encode_meter(count.meter())
    return found


async def end(us, mx):
    for node in (us, mx):
        if node.standing.load(node.partner).state == "active":
            node.standing.end("guardia", node.partner, 3600)
            node.peer.restart()
    await until(lambda: {node.standing.load(node.partner).state for node in (us, mx)} == {"ended"})
    for node in (us, mx):
        node.erasing.cancel()


def pair_again(monkeypatch, loop, root, stores):
    """As after the ceremony: what is over is set aside, and both logs have new ids."""
    for node in (US, MX):
        monkeypatch.setitem(LOG_ID, node, bytes(reversed(LOG_ID[node])))
    for store, partner in zip(stores, (MX, US), strict=True):
        store.set_aside(partner)
    us, mx = (PeerNode(node, loop, root, store=store) for node, store in zip((US, MX), stores, strict=True))
    dial(us, mx, *(Line() for _ in range(20)))
    return us, mx


def test_a_second_pairing_has_logs_of_its_own_and_the_first_stays_verifiable(tmp_path, monkeypatch, stores):
    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path, store=stores[0]), PeerNode(MX, loop, tmp_path, store=stores[1])
        us.save(track(1), track(2))
        mx.save(track(3, origin=MX))
        beat(us.store, MX, us.clock.now(), None, CountingEntropy(1))
        dial(us, mx, *(Line() for _ in range(20)))
        await until(lambda: us.store.mirror.head(MX).size >= 1 and us.settled(3))
        HoldDesk(MX, mx.store, mx.clock).add("auditora", record_id(2), "juicio", "orden 12/2026")
        await end(us, mx)
        before = meters(us.store)[MX], us.store.outbox.head(MX), mx.store.mirror.head(US)

        us, mx = pair_again(monkeypatch, loop, tmp_path, stores)
        assert us.store.outbox.head(MX).size == us.store.mirror.head(MX).size == 0
        us.save(track(4))
        await until(lambda: record_id(4) in mx.mirrored())
        await until(lambda: us.settled(us.store.outbox.head(MX).size))
        await until(lambda: mx.settled(mx.store.outbox.head(US).size))

        assert (us.store.outbox.head(EARLIER_MX), mx.store.mirror.head(EARLIER_US)) == before[1:]
        assert findings(us, mx) == []
        ours, theirs = meters(us.store), meters(mx.store)
        assert ours[EARLIER_MX] == theirs[EARLIER_US] == before[0]
        assert ours[MX] == theirs[US] != before[0]
        assert all(one.matches for one in open_heartbeats(us.store))

        shared = find_shared(us.store, record_id(1), MX)  # released anew in the second pairing
        assert shared.place == MX
        assert prove_shared(us.store, shared, None).index == shared.index
        held = find_shared(mx.store, record_id(3), US)
        assert held.own

    in_virtual_time(run)


def test_what_was_recalled_by_itself_does_not_leave_again_and_an_old_hold_still_ends(tmp_path, monkeypatch, stores):
    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path, store=stores[0]), PeerNode(MX, loop, tmp_path, store=stores[1])
        us.save(track(1), track(2))
        dial(us, mx, *(Line() for _ in range(20)))
        await until(lambda: us.settled(2))
        RecallDesk(US, us.store, us.clock).recall_record("oficial", record_id(1))
        HoldDesk(MX, mx.store, mx.clock).add("auditora", record_id(2), "juicio", "orden 12/2026")
        us.peer.wake()
        await end(us, mx)

        us, mx = pair_again(monkeypatch, loop, tmp_path, stores)
        us.save(track(4))
        await until(lambda: record_id(4) in mx.mirrored())
        assert record_id(1) not in mx.mirrored()
        (kept,) = mx.store.mirror.entries(EARLIER_US, 1, 2)
        assert kept.body is not None
        HoldDesk(MX, mx.store, mx.clock).end("auditora", record_id(2))
        (gone,) = mx.store.mirror.entries(EARLIER_US, 1, 2)
        assert gone.body is None
        assert findings(us, mx) == []

    in_virtual_time(run)
