"""Heartbeats between two nodes: hourly while connected, not doubled by a restart, missed when they stop."""

import asyncio

import msgspec
from pair_logs import LOG_KEY, MX, US
from peers_in_process import CountingEntropy, Line, PeerNode, dial, track, until
from two_nodes import run_cli, two_nodes
from two_nodes import track as track_line
from virtual_time import BEGIN_AT, InlineThread, in_virtual_time

from lindero.exchange.envelope.certificate import seal_certificate
from lindero.exchange.envelope.control import Heartbeat, encode_control
from lindero.kernel.clock import SECOND_NS, Instant
from lindero.model.pairing import Pairing
from lindero.node.heartbeats import LOOK_EVERY_S, HeartbeatRound
from lindero.node.link_views import LinkViews, count_links
from lindero.node.timers import every
from lindero.partners.decision_audit import open_heartbeats
from lindero.partners.heartbeat import beat, close_rows
from lindero.store.sqlite.store import open_store

HOUR_S = 3600.0


def certified(identity):
    """The same half of a pairing, with a certificate that can be read."""
    ends = Instant(BEGIN_AT), Instant(BEGIN_AT + 10**17)
    der = seal_certificate(
        identity.node, LOG_KEY[identity.node], serial=bytes(16), valid_from=ends[0], valid_to=ends[1]
    )
    return msgspec.structs.replace(identity, certificate_der=der)


def begin(node, loop, *, beating=True):
    """The node's hourly round, from the pairing on; or none."""
    (pairing,) = node.store.pairings.all()
    own, partner = certified(pairing.own), certified(pairing.partner)
    node.store.pairings.save(Pairing(partner=partner, own=own, state="active", confirmed_at=BEGIN_AT))
    if not beating:
        return None
    beats = HeartbeatRound(
        {node.partner: node.peer}, node.store, InlineThread(), node.clock, CountingEntropy(loop.now_s)
    )
    return asyncio.ensure_future(every(LOOK_EVERY_S, beats.look))


def view(node):
    views = LinkViews({node.partner: node.peer}, node.clock)
    views.take(count_links(node.store))
    (one,) = views.views()
    return one


def test_heartbeats_go_both_ways_hourly_and_can_be_opened(tmp_path):
    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path), PeerNode(MX, loop, tmp_path)
        rounds = [begin(us, loop), begin(mx, loop)]
        us.save(*(track(n) for n in range(30)))
        dial(us, mx, Line())
        await asyncio.sleep(3.5 * HOUR_S)
        for sender, receiver in ((us, mx), (mx, us)):
            opened = open_heartbeats(sender.store)
            assert [one.matches for one in opened] == [True] * 3
            heard = receiver.store.heartbeats.heard(sender.id)
            assert heard.index == opened[-1].index
            assert heard.decisions == sender.store.heartbeats.commitments()[-1].digest
            assert abs(heard.skew_ms) < 100
        rows = [row for _, row in us.store.heartbeats.rows(0, 100)]
        assert sum(row.count for row in rows) == 30
        assert {one.size for one in open_heartbeats(us.store)} == {len(rows)}
        for one in rounds:
            one.cancel()

    in_virtual_time(run)


def test_a_restart_does_not_double_a_heartbeat(tmp_path):
    async def run(loop):
        with open_store(tmp_path / "us.db") as store:
            us, mx = PeerNode(US, loop, tmp_path, store=store), PeerNode(MX, loop, tmp_path)
            first = begin(us, loop)
            line = Line()
            talking = dial(us, mx, line)
            await asyncio.sleep(1.5 * HOUR_S)
            first.cancel()
            line.close()
            await talking
        with open_store(tmp_path / "us.db") as store:
            again = PeerNode(US, loop, tmp_path, store=store)
            second = begin(again, loop)
            dial(again, mx, Line())
            await asyncio.sleep(0.4 * HOUR_S)
            assert len(open_heartbeats(store)) == 1
            await asyncio.sleep(0.2 * HOUR_S)
            assert len(open_heartbeats(store)) == 2
            second.cancel()

    in_virtual_time(run)


def test_nothing_beats_while_the_link_is_down(tmp_path):
    async def run(loop):
        us = PeerNode(US, loop, tmp_path)
        alone = begin(us, loop)
        await asyncio.sleep(5 * HOUR_S)
        assert us.store.orders.waiting(MX) == []
        alone.cancel()

    in_virtual_time(run)


def test_a_partner_that_stops_beating_while_connected_is_shown(tmp_path):
    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path), PeerNode(MX, loop, tmp_path)
        begin(us, loop, beating=False)
        beating = begin(mx, loop)
        dial(us, mx, Line())
        await asyncio.sleep(1.5 * HOUR_S)
        assert view(us).last_heartbeat_ms is not None
        assert not view(us).heartbeat_overdue
        beating.cancel()
        await asyncio.sleep(1.5 * HOUR_S)
        assert not view(us).heartbeat_overdue
        await asyncio.sleep(0.6 * HOUR_S)
        assert view(us).heartbeat_overdue
        us.peer._wire.abandon()
        await until(lambda: us.peer.state != "connected")
        assert not view(us).heartbeat_overdue

    in_virtual_time(run)


def test_the_auditor_and_the_doctor_read_them_from_the_folders(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.us.inject(track_line(n) for n in range(20))
        nodes.start()
        nodes.settled(20)
        nodes.stop()
        late = 10**9 * SECOND_NS + BEGIN_AT
        with open_store(nodes.us.folder / "node.db") as store:
            while close_rows(store, late):
                pass
            beat(store, MX, late, None, CountingEntropy(1))
            store.orders.save(MX, encode_control(Heartbeat(wall_ms=1, decisions=bytes(32))))
        nodes.start()
        nodes.settled(22)
        nodes.stop()
        said = run_cli("audit", "decisions", nodes.us.folder)
        assert said.code == 0
        assert '{"heartbeats":2,"broken":0,"without_salt":1,"verified":true}' in said.text
        assert "as committed" in said.text or "se comprometieron" in said.text
        doctor = run_cli("doctor", nodes.mx.folder)
        assert US in doctor.text
        assert "heartbeat" in doctor.text  # of 1970, by its clock
        with open_store(nodes.us.folder / "node.db") as store:
            store.database.write("UPDATE decision SET policy = 'another' WHERE decision = 1")
        assert run_cli("audit", "decisions", nodes.us.folder).code == 5
