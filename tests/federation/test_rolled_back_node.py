"""A node restored from a backup has lost the end of its own log: it learns so, takes it back, and goes on."""

import asyncio

import pytest
from pair_logs import MX, US
from peers_in_process import Line, PeerNode, alert, dial, findings, record_id, track, until
from two_nodes import MX as MX_NODE
from two_nodes import US as US_NODE
from two_nodes import run_cli, two_nodes, wait_until
from two_nodes import track as track_line
from virtual_time import in_virtual_time

from lindero.exchange.envelope.control import Poison, encode_control
from lindero.exchange.envelope.entry import decode_entry
from lindero.store.sqlite.backup import backup, restore
from lindero.store.sqlite.store import open_reader, open_store

PACED = """
@id("all") @reason_en("x") @reason_es("x") @min_interval_s("10") @drop("text")
permit (principal, action, resource);
"""
REPORT = encode_control(Poison(code="record.unreadable"))


async def share(us, mx, count, line):
    """Until the partner has receipted so many entries; then the line is closed."""
    talking = dial(us, mx, line)
    await until(lambda: us.settled(count))
    line.close()
    await talking


def test_a_restored_node_takes_its_log_back_and_sends_nothing_twice(tmp_path):
    async def run(loop):
        with open_store(tmp_path / "us.db") as before:
            us, mx = PeerNode(US, loop, tmp_path, store=before), PeerNode(MX, loop, tmp_path)
            us.save(*(track(n) for n in range(700)))
            await share(us, mx, 700, Line())
            us.save(*(track(n) for n in range(700, 1000)))
            backup(before.database, tmp_path / "backup")
            us.save(alert(5000))
            await share(us, mx, 1001, Line())
        restore(tmp_path / "backup", tmp_path / "again.db")
        with open_store(tmp_path / "again.db") as after:
            again = PeerNode(US, loop, tmp_path, store=after)
            assert after.outbox.head(MX).size == 700
            again.save(track(7000))
            dial(again, mx, Line(), Line())
            await until(lambda: again.settled(1002))
            arrived = mx.mirrored()
            assert sorted(arrived) == sorted(record_id(n) for n in (*range(1000), 5000, 7000))
            assert arrived[-1] == record_id(7000)
            assert findings(again, mx) == []

    in_virtual_time(run)


@pytest.mark.parametrize(("alone_s", "next_after_s"), [(1.0, 8.0), (30.0, 0.0)], ids=["at-once", "later"])
def test_a_restored_node_keeps_the_pace_it_had(tmp_path, alone_s, next_after_s):
    """What was held in the backup and left afterwards is not sent again; the next one waits for its interval."""

    async def run(loop):
        with open_store(tmp_path / "us.db") as before:
            us = PeerNode(US, loop, tmp_path, store=before, policy=PACED)
            mx = PeerNode(MX, loop, tmp_path)
            us.save(track(1), track(2, track="T1"))
            line = Line()
            talking = dial(us, mx, line)
            await until(lambda: us.settled(1) and before.cursors.held(MX))
            backup(before.database, tmp_path / "backup")
            await until(lambda: us.settled(2))
            line.close()
            await talking
        restore(tmp_path / "backup", tmp_path / "again.db")
        with open_store(tmp_path / "again.db") as after:
            again = PeerNode(US, loop, tmp_path, store=after, policy=PACED)
            dial(again, mx, Line(), Line())
            await until(lambda: again.peer.state == "connected")
            begun = loop.now_s
            await asyncio.sleep(alone_s)
            assert again.settled(2)
            again.save(track(3, track="T1"))
            await until(lambda: again.settled(3))
            assert mx.mirrored() == [record_id(n) for n in (1, 2, 3)]
            assert loop.now_s - begun > alone_s + next_after_s - 1.0

    in_virtual_time(run)


@pytest.mark.parametrize("again", [False, True], ids=["once", "twice"])
@pytest.mark.parametrize("restored", [US_NODE, MX_NODE], ids=["which-is-dialled", "which-dials"])
def test_a_node_restored_from_before_its_last_rotation_and_its_partners_rejoins_by_itself(tmp_path, restored, again):
    """All keys of both, the link's too: a restored node does not know the certificate that its partner shows now."""
    with two_nodes(tmp_path) as nodes:
        us, mx = (nodes.us, nodes.mx) if restored == US_NODE else (nodes.mx, nodes.us)
        nodes.start()
        first = us.inject(track_line(n) for n in range(50))
        nodes.settled(50, sender=us, receiver=mx)
        assert run_cli("backup", us.folder, tmp_path / "backup").code == 0
        for _ in range(2 if again else 1):
            for node in (us, mx):
                assert run_cli("keys", "rotate", node.folder).code == 0
                rotated(node)
                node.stop()
                node.start()
                nodes.connected()
        second = us.inject(track_line(n) for n in range(50, 100))
        back = mx.inject(track_line(n) for n in range(200, 220))
        wait_until(lambda: mx.has(second) == second and us.has(back) == back, "all have arrived")
        before = us.sent(mx.id)
        us.stop()
        for name in ("node.db", "node.db-wal", "node.db-shm"):
            (us.folder / name).unlink(missing_ok=True)
        assert run_cli("restore", tmp_path / "backup", us.folder).code == 0
        us.start()
        nodes.connected()
        third = us.inject(track_line(n) for n in range(100, 120))
        wait_until(lambda: mx.has(third) == third and us.has(back) == back, "all have arrived again")
        assert us.sent(mx.id)[0] >= before[0] + 20
        assert "own-key-learned" in (us.folder / "node.log").read_text()
        wait_until(lambda: len(certificates(us, mx)) == 1, "the certificates before are refused again")
        nodes.stop()
        assert [said.code for said in nodes.verify()] == [0, 0]
        assert mx.has([*first, *second, *third]) == [*first, *second, *third]
        kept = [stored_keys(us.folder, mx.id), stored_keys(mx.folder, us.id)]
        assert sorted(kept[0][0]) == sorted(kept[1][1])
        assert sorted(kept[0][1]) == sorted(kept[1][0])


def certificates(node, partner):
    """Those of the partner that the node accepts."""
    with node.store() as store:
        return store.pairings.load(partner.id).partner_certificates


def stored_keys(folder, partner):
    """Own and partner's key changes: which, from which size on, by what statement."""
    with open_reader(folder / "node.db") as store:
        pairing = store.pairings.load(partner)
    return [[(one.key, one.since, one.statement) for one in keys] for keys in (pairing.own_keys, pairing.partner_keys)]


def rotated(node):
    wait_until(lambda: not list((node.folder / "keys").glob("*.next.key")), f"{node.id}'s new keys are in use")


def test_backup_and_restore_by_command_between_two_running_nodes(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        first = nodes.us.inject(track_line(n) for n in range(300))
        nodes.settled(300)
        assert run_cli("backup", nodes.us.folder, tmp_path / "backup").code == 0
        second = nodes.us.inject(track_line(n) for n in range(300, 900))
        nodes.settled(900)
        nodes.us.stop()
        for name in ("node.db", "node.db-wal", "node.db-shm"):
            (nodes.us.folder / name).unlink(missing_ok=True)
        assert run_cli("restore", tmp_path / "backup", nodes.us.folder).code == 0
        assert nodes.us.sent(MX_NODE)[0] == 300
        nodes.us.start()
        third = nodes.us.inject(track_line(n) for n in range(900, 1000))
        nodes.settled(1000)
        assert "RolledBack" in (nodes.us.folder / "node.log").read_text()
        nodes.stop()
        nodes.require_once_in_order([*first, *second, *third])


def test_what_waits_to_be_said_of_another_entry_is_still_said_after_a_restore(tmp_path):
    """Two records are reported in the same words: the report that the log lacks is not dropped."""

    async def run(loop):
        with open_store(tmp_path / "us.db") as before:
            us, mx = PeerNode(US, loop, tmp_path, store=before), PeerNode(MX, loop, tmp_path)
            mx.save(track(1, origin=MX), track(2, origin=MX))
            line = Line()
            talking = dial(us, mx, line)
            await until(lambda: mx.settled(2))
            line.close()
            await talking
            for entry in (0, 1):
                before.orders.save(MX, REPORT, re=entry)
            backup(before.database, tmp_path / "backup")
            before.orders.drop(MX, [before.orders.waiting(MX)[1].number])
            await share(us, mx, 1, Line())
        restore(tmp_path / "backup", tmp_path / "again.db")
        with open_store(tmp_path / "again.db") as after:
            again = PeerNode(US, loop, tmp_path, store=after)
            dial(again, mx, Line(), Line())
            await until(lambda: again.settled(2))
            said = [decode_entry(entry.entry).re for entry in after.outbox.entries(MX, 0, 9)]
            assert (said, after.orders.waiting(MX)) == ([0, 1], [])

    in_virtual_time(run)
