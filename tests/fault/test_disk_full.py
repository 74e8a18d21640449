"""A disk fills up under one of two nodes that share: it says so, promises nothing, and goes on when there is room."""

import asyncio
import resource

import pytest
from pair_logs import MX, US
from peers_in_process import Line, PeerNode, dial, findings, record_id, track, until
from power import disks
from structlog.testing import capture_logs
from two_nodes import track as track_line
from two_nodes import two_nodes, wait_until
from virtual_time import in_virtual_time

from lindero.node.reach import Answered
from lindero.store.errors import DiskFull
from lindero.store.sqlite.store import open_store

# A task that is cancelled before its first step never runs what it was given.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
FULL_FOR_S = 60.0


def sharing(tmp_path, victim):
    """What the events say when the disk of one node is full for a minute, in the middle of a stream."""

    async def run(loop):
        stores = [open_store(tmp_path / node / "node.db") for node in (US, MX)]
        us, mx = (PeerNode(n, loop, tmp_path, store=s) for n, s in zip((US, MX), stores, strict=True))
        dialling = dial(us, mx, *(Line() for _ in range(1000)))
        us.save(*(track(n) for n in range(100)))
        await until(lambda: us.settled(100))
        full, other = (us, mx) if victim == US else (mx, us)
        under[victim].room = 0
        waiting = [track(n) for n in range(100, 200)]
        if full is us:
            with pytest.raises(DiskFull):
                us.save(*waiting)
        else:
            us.save(*waiting)
        await asyncio.sleep(FULL_FOR_S)
        assert us.store.outbox.receipt(MX)[0] == 100, "a receipt for what is not durable"
        assert mx.store.mirror.head(US).size == 100
        assert [record_id(n) for n in range(100)] == mx.mirrored()
        assert other.peer.problem is None or other.peer.problem.code != "store.disk-full"
        said = full.peer.problem
        under[victim].room = None
        if full is us:
            us.save(*waiting)
        await until(lambda: us.settled(200))
        assert mx.mirrored() == [record_id(n) for n in range(200)]
        assert findings(us, mx) == []
        assert us.peer.state == mx.peer.state == "connected"
        dialling.cancel()
        await asyncio.gather(dialling, return_exceptions=True)
        for node in (us, mx):
            node.erasing.cancel()
            await asyncio.gather(node.erasing, return_exceptions=True)
            node.store.close()
        return said

    for node in (US, MX):
        (tmp_path / node).mkdir()
    with disks(*(tmp_path / node for node in (US, MX))) as made, capture_logs() as events:
        under = dict(zip((US, MX), made, strict=True))
        said = in_virtual_time(run)
    return said, events


def test_a_receiver_without_room_gives_no_receipt_and_goes_on_when_there_is_room(tmp_path):
    said, events = sharing(tmp_path, MX)
    assert said.code == "store.disk-full"
    assert "store.disk-full" in {event.get("code") for event in events}


def test_a_sender_without_room_refuses_what_people_enter_and_goes_on_when_there_is_room(tmp_path):
    sharing(tmp_path, US)


def limit(node, size):
    """The largest file that a running node may write; None lifts the limit."""
    _, hard = resource.prlimit(node.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(node.process.pid, resource.RLIMIT_FSIZE, (hard if size is None else size, hard))


def test_a_running_receiver_whose_files_may_not_grow_says_so_and_goes_on_by_itself_when_they_may(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        entered = nodes.us.inject(track_line(n) for n in range(1000))
        nodes.settled(1000)
        limit(nodes.mx, 1 << 16)
        entered += nodes.us.inject(track_line(n) for n in range(1000, 2000))
        wait_until(lambda: nodes.mx.ask("status")["links"][0]["problem"] == "store.io", "the node says so")
        assert nodes.us.sent(MX) == (2000, 1000)
        assert nodes.mx.received(US) == 1000
        limit(nodes.mx, None)
        nodes.settled(2000)
        assert nodes.mx.ask("status")["links"][0]["problem"] is None
        nodes.stop()
        nodes.require_once_in_order(entered)


def test_a_running_sender_whose_files_may_not_grow_refuses_records_until_they_may(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        entered = nodes.us.inject(track_line(n) for n in range(1000))
        nodes.settled(1000)
        limit(nodes.us, 1 << 16)
        for _ in range(3):
            with pytest.raises(Answered) as refused:
                nodes.us.inject(track_line(n) for n in range(1000, 2000))
            assert refused.value.answer["code"] == "store.io"
        limit(nodes.us, None)
        entered += nodes.us.inject(track_line(n) for n in range(1000, 2000))
        nodes.settled(2000)
        nodes.stop()
        nodes.require_once_in_order(entered)


def test_nodes_whose_events_cannot_be_written_down_go_on(tmp_path):
    with two_nodes(tmp_path) as nodes:
        for node in (nodes.us, nodes.mx):
            (node.folder / "node.log").symlink_to("/dev/full")
        nodes.start()
        entered = nodes.us.inject(track_line(n) for n in range(500))
        nodes.settled(500)
        nodes.mx.stop()
        nodes.mx.start()
        entered += nodes.us.inject(track_line(n) for n in range(500, 1000))
        nodes.settled(1000)
        nodes.stop()
        nodes.require_once_in_order(entered)
