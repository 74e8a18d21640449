"""Both sides' meters are equal byte for byte, and equal to what was put in, whatever happened on the way."""

import asyncio
import json
from collections import Counter

import pytest
from pair_logs import MX, US
from peers_in_process import Line, PeerNode, alert, dial, record_id, track, until
from two_nodes import alert as alert_line
from two_nodes import run_cli, two_nodes, wait_until
from two_nodes import track as track_line
from virtual_time import BEGIN_AT, in_virtual_time

from lindero.exchange.envelope.control import LOST, Poison, Recall, encode_control
from lindero.exchange.log.meter import Window, encode_meter
from lindero.kernel.clock import SECOND_NS
from lindero.model.alerts import Acknowledgement
from lindero.model.marking import Marking
from lindero.model.record import Pedigree
from lindero.node.peers.receiving import AFTER_RECEIPT, BEFORE_RECEIPT
from lindero.node.peers.sending import AFTER_SEND, BEFORE_SEND
from lindero.partners.meter import count_pairs
from lindero.store.memory.store import MemoryStore
from lindero.store.sqlite.store import open_store

DAY_S = 86_400
TODAY_NS = BEGIN_AT // (DAY_S * SECOND_NS) * DAY_S * SECOND_NS + (DAY_S - 1) * SECOND_NS
"""Last second of the day on which virtual time begins."""


def meter_of(store, window=Window()):  # noqa: B008 — immutable
    """The canonical bytes of a node's only meter."""
    (count,) = count_pairs(store, window).values()
    while count.step():
        pass
    return encode_meter(count.meter())


def acknowledgement(number, of_alert):
    return Acknowledgement(
        id=record_id(number),
        origin=MX,
        observed_at=BEGIN_AT,
        recorded_at=BEGIN_AT,
        marking=Marking(tlp="amber", releasable_to=("USA",), purposes=("airspace-security",), simulated=True),
        pedigree=Pedigree(nodes=(MX,)),
        alert=record_id(of_alert),
        desk="mx.sedena/guardia-1",
        stage="acknowledged",
    )


def marked(number, **fields):
    """A track that must be gone at the end of the first day."""
    until_tonight = Marking(
        tlp="amber",
        releasable_to=("MEX",),
        purposes=("airspace-security",),
        simulated=True,
        retain_until=TODAY_NS,
    )
    return track(number, marking=until_tonight, **fields)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_meters_agree_after_partition_recall_expiry_and_a_lost_body(tmp_path, kind):
    async def run(loop):
        stores = [MemoryStore() if kind == "memory" else open_store(tmp_path / f"{name}.db") for name in "um"]
        us, mx = (PeerNode(node, loop, tmp_path, store=store) for node, store in zip((US, MX), stores, strict=True))
        silent, line = Line(), Line()
        dial(us, mx, silent, line)
        us.save(*(track(n, track=f"T{n % 10}") for n in range(100)))
        us.save(*(marked(n, track=f"N{n}") for n in range(100, 120)))
        us.save(alert(200), alert(201))
        await until(lambda: us.settled(122))
        mx.save(acknowledgement(300, 200))
        await until(lambda: mx.settled(1))
        silent.silent = True  # a partition: what is sent now is lost with the line
        us.save(*(track(n, track=f"P{n}") for n in range(120, 130)))
        await until(lambda: us.store.outbox.head(MX).size == 132)
        us.store.outbox.erase(MX, [130, 131], "lost")  # damage, while two of them have not arrived
        await until(lambda: us.settled(132))
        us.store.orders.save(MX, encode_control(Recall(entries=(3, 4, 121), reason="recalled")), of=3)
        us.peer.wake()
        await until(lambda: us.settled(133))
        await until(lambda: mx.settled(4))  # the reports of both losses, and the receipt of the erasure
        us.clock._behind_s = -DAY_S  # the next day
        us.save(track(400, track="T0"))
        await until(lambda: us.settled(134))
        mx.store.mirror.erase(US, [3, 4, 121], "recalled")
        for log, partner in ((us.store.outbox, MX), (mx.store.mirror, US)):
            log.erase(partner, range(102, 122), "expired")
        meters = [meter_of(us.store), meter_of(mx.store)]
        assert meters[0] == meters[1]
        back, sent = json.loads(meters[0])["logs"]
        assert back["topics"]["acknowledgement"]["entries"] == 1
        assert back["controls"] == {"erased": 1, "poison": 2}
        assert sent["size"] == 134
        assert {topic: (one["entries"], one["objects"]) for topic, one in sent["topics"].items()} == {
            "alert": (2, 2),
            "track": (100 + 20 + 10 - 2 + 1, 10 + 20 + 10 - 2),
        }
        assert sent["acknowledged"] == 1
        recalled_before_expiry = sum(record in {record_id(n) for n in range(100, 120)} for record in recalled(us))
        assert sent["empty"] == {"expired": 20 - recalled_before_expiry, "recalled": 3, "lost": 2}
        for store in stores:
            store.close()

    in_virtual_time(run)


def recalled(us):
    """Records whose entries the recall of the test names."""
    return [us.store.outbox.entries(MX, index, index + 1)[0].record for index in (3, 4, 121)]


def test_a_count_that_is_kept_goes_on_where_it_ended_and_takes_back_what_turns_out_lost(tmp_path):
    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path), PeerNode(MX, loop, tmp_path)
        us.save(*(track(n) for n in range(5)))
        dial(us, mx, Line(), Line())
        await until(lambda: us.settled(5))
        (kept,) = count_pairs(us.store, Window()).values()
        while kept.step():
            pass
        assert kept.meter().logs[1].topics["track"].entries == 5
        us.peer._wire.abandon()
        us.save(track(6))
        await until(lambda: us.settled(6))
        us.store.outbox.erase(MX, [5], "lost")
        while kept.step():
            pass
        assert kept.meter().logs[1].topics["track"].entries == 6
        mx.store.orders.save(US, encode_control(Poison(code=LOST)), re=2)
        mx.peer.wake()
        await until(lambda: mx.settled(1))
        while kept.step():
            pass
        await asyncio.sleep(0)
        assert kept.meter().logs[1].topics["track"].entries == 5
        assert encode_meter(kept.meter()) == meter_of(mx.store)

    in_virtual_time(run)


def test_meters_of_two_processes_agree_after_kills(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        entered = []
        kills = [
            (nodes.us, BEFORE_SEND),
            (nodes.mx, BEFORE_RECEIPT),
            (nodes.us, AFTER_SEND),
            (nodes.mx, AFTER_RECEIPT),
        ]
        for number, (victim, point) in enumerate(kills):
            victim.stop()
            trees = [track_line(n, track=f"K{number}-{n % 50}") for n in range(600)]
            trees += [alert_line(number=f"A00{number}-K", track=f"K{number}-0")]
            nodes.us.inject(trees)
            entered += trees
            victim.start(kill_at=point, kill_after=0)
            assert victim.died(), point
            victim.start()
        nodes.settled(len(entered))
        taken = nodes.mx.ask("alerts")["alerts"][0]["alert"]
        nodes.mx.ask("acknowledge", alert=taken)
        wait_until(lambda: nodes.mx.sent(US) == (1, 1), "the acknowledgement is receipted")
        nodes.stop()
        meters = [run_cli("meter", folder, "--json") for folder in (nodes.us.folder, nodes.mx.folder)]
        assert [said.code for said in meters] == [0, 0]
        assert meters[0].text == meters[1].text
        sent = json.loads(meters[0].text)["logs"][1]
        kinds = Counter(tree["kind"] for tree in entered)
        assert {topic: one["entries"] for topic, one in sent["topics"].items()} == kinds
        assert sent["topics"]["track"]["objects"] == len({tree["track"] for tree in entered if tree["kind"] == "track"})
        assert sent["acknowledged"] == 1
        assert sent["empty"] == {"expired": 0, "lost": 0, "recalled": 0}
