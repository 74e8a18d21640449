"""A node restored from a backup has none of what partners sent: it hears every recall, then fetches what is alive."""

import asyncio

import msgspec
import pytest
from pair_logs import MX, US
from peers_in_process import MARKED, Line, PeerNode, dial, findings, record_id, track, until
from virtual_time import BEGIN_AT, in_virtual_time

from lindero.exchange.log.meter import Window, encode_meter
from lindero.kernel.clock import SECOND_NS
from lindero.partners.meter import count_pairs
from lindero.partners.recall import RecallDesk
from lindero.store.sqlite.backup import backup, restore
from lindero.store.sqlite.store import open_store

PERMITS_ALL = '@id("all") @reason_en("x") @reason_es("x") permit (principal, action, resource);'
SHARED = 700
RECALLED, RECALLED_BEFORE, EXPIRED = 13, 14, 15

# A task that is cancelled before its first step never runs what it was given.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")


def shared_track(number):
    if number != EXPIRED:
        return track(number)
    return track(number, marking=msgspec.structs.replace(MARKED, retain_until=BEGIN_AT + 3600 * SECOND_NS))


def meter_of(store):
    (count,) = count_pairs(store, Window()).values()
    while count.step():
        pass
    return encode_meter(count.meter())


def slots(store):
    return {entry.index: entry.empty for entry in store.mirror.entries(US, 0, 10_000) if entry.empty is not None}


def recall(node, number):
    RecallDesk(US, node.store, node.clock).recall_record("oficial", record_id(number))
    node.peer.wake()


async def shared_and_backed_up(us, mx, root):
    """US has shared its tracks, one is recalled before the backup of MX and one after it, one expires then."""
    dialling = dial(us, mx, Line())
    us.save(*(shared_track(n) for n in range(SHARED)))
    await until(lambda: us.settled(SHARED))
    recall(us, RECALLED_BEFORE)
    await until(lambda: us.settled(SHARED + 1) and us.store.demands.all()[0].receipts)
    backup(mx.store.database, root / "backup")
    recall(us, RECALLED)
    await until(lambda: us.settled(SHARED + 2) and us.store.demands.all()[0].receipts)
    dialling.cancel()
    await asyncio.gather(dialling, return_exceptions=True)
    restore(root / "backup", root / "again.db")


@pytest.mark.parametrize("cut", [False, True], ids=["whole", "cut"])
def test_a_restored_node_fetches_what_is_alive_and_nothing_that_was_recalled_or_is_over(tmp_path, cut):
    class Breaking(Line):
        """Closes once so many bodies have come again."""

        def carry(self, end, data):
            super().carry(end, data)
            if self.spoken[US].count(b"\xa6bodies") > 2:
                self.close()

    async def run(loop):
        with open_store(tmp_path / "mx.db") as before:
            us = PeerNode(US, loop, tmp_path, policy=PERMITS_ALL)
            mx = PeerNode(MX, loop, tmp_path, store=before)
            await shared_and_backed_up(us, mx, tmp_path)
            mx.erasing.cancel()
        with open_store(tmp_path / "again.db") as store:
            assert store.rejoining.refetch(US) == 0
            again = PeerNode(MX, loop, tmp_path, store=store, keep=True)
            for node in (us, again):
                node.clock._behind_s -= 2 * 86_400  # one more is over
            alive = [record_id(n) for n in range(SHARED) if n not in (RECALLED, RECALLED_BEFORE, EXPIRED)]
            assert not any(store.records.load(record) for record in alive)
            dial(us, again, Line(), *([Breaking()] if cut else []), Line())  # the first gives MX its own log back
            await until(lambda: store.rejoining.refetch(US) is None)
            assert [record for record in alive if store.records.load(record) is None] == []
            for number in (RECALLED, RECALLED_BEFORE, EXPIRED):
                assert store.records.load(record_id(number)) is None
            empty = slots(store)
            assert (empty[RECALLED], empty[RECALLED_BEFORE], set(empty)) == (
                "recalled",
                "recalled",
                {RECALLED, RECALLED_BEFORE, EXPIRED},
            )
            await until(lambda: us.settled(SHARED + 2))
            assert findings(us, again) == []
            assert meter_of(us.store) == meter_of(store)

    in_virtual_time(run)


def test_nothing_is_asked_for_before_every_recall_has_come(tmp_path):
    """Frame by frame: what the partner sends before the last recall holds no body again."""

    async def run(loop):
        with open_store(tmp_path / "mx.db") as before:
            us = PeerNode(US, loop, tmp_path, policy=PERMITS_ALL)
            mx = PeerNode(MX, loop, tmp_path, store=before)
            await shared_and_backed_up(us, mx, tmp_path)
            mx.erasing.cancel()
        with open_store(tmp_path / "again.db") as store:
            again = PeerNode(MX, loop, tmp_path, store=store, keep=True)
            line = Line()
            dial(us, again, Line(), line)
            await until(lambda: store.rejoining.refetch(US) is None)
            asked, heard = line.spoken[MX].find(b"\xa4lack"), line.spoken[MX].find(b"\xa3ack")
            assert 0 <= heard < asked

    in_virtual_time(run)
