"""The wall clock of either node jumps by an hour: order stays that of the log, no delay is shortened, people see it."""

import asyncio

import msgspec
import pytest
from pair_logs import MX, US
from peers_in_process import MARKED, Line, PeerNode, dial, findings, record_id, track, until
from virtual_time import BEGIN_AT, in_virtual_time

from lindero.exchange.envelope.entry import decode_entry
from lindero.kernel.clock import SECOND_NS
from lindero.node.clock_watch import LOOK_EVERY_S, ClockWatch
from lindero.node.timers import every

HOUR_S, DAY_S = 3600.0, 86_400.0
JUMPS = pytest.mark.parametrize("jump_s", [HOUR_S, -HOUR_S], ids=["forwards", "backwards"])
SIDES = pytest.mark.parametrize("side", [US, MX])
DELAYED = """
@id("late") @reason_en("x") @reason_es("x") @delay_s("600")
permit (principal, action, resource);
"""
PERMITS_ALL = """
@id("all") @reason_en("x") @reason_es("x")
permit (principal, action, resource);
"""


def jump(node, seconds):
    """Somebody sets its wall clock; the monotonic one goes on."""
    node.clock._behind_s -= seconds


def watched(node):
    """Judge its clock as a running node does: look each second, believe a partner that agrees."""
    watch = ClockWatch(node.clock)
    node.trust = watch.look

    async def look():
        watch.look()
        watch.compare(node.peer.clocks.offset_ms)

    return asyncio.ensure_future(every(LOOK_EVERY_S, look))


def shows_skew(node):
    return node.peer.clocks.skewed


@JUMPS
@SIDES
def test_order_is_that_of_the_log_and_the_skew_is_shown(tmp_path, side, jump_s):
    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path, policy=PERMITS_ALL), PeerNode(MX, loop, tmp_path, policy=PERMITS_ALL)
        jumping = us if side == US else mx
        dial(us, mx, Line(), Line())
        us.save(*(track(n, track="T1") for n in range(5)))
        await until(lambda: us.settled(5))
        await asyncio.sleep(20.0)
        assert not shows_skew(us)
        jump(jumping, jump_s)
        us.save(*(track(n, track="T1") for n in range(5, 10)))
        mx.save(track(100, origin=MX))
        await until(lambda: us.settled(10) and mx.settled(1))
        assert mx.mirrored() == [record_id(n) for n in range(10)]
        sealed_ms = [decode_entry(entry.entry).sealed_ms for entry in mx.store.mirror.entries(US, 0, 10)]
        if side == US:
            assert abs(sealed_ms[5] - sealed_ms[4] - jump_s * 1000) < 60_000
        await until(lambda: shows_skew(us) and shows_skew(mx))
        assert us.peer.state == mx.peer.state == "connected"
        jump(jumping, -jump_s)
        await until(lambda: not shows_skew(us) and not shows_skew(mx))
        assert findings(us, mx) == []

    in_virtual_time(run)


@JUMPS
@SIDES
def test_no_jump_shortens_a_delay_and_none_makes_it_endless(tmp_path, side, jump_s):
    """Ten minutes, with a jump after one: nothing leaves sooner, and ten minutes after the jump at the latest."""

    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path, policy=DELAYED), PeerNode(MX, loop, tmp_path, policy=DELAYED)
        watches = [watched(us), watched(mx)]
        dial(us, mx, Line())
        await asyncio.sleep(30.0)
        saved_s = loop.time()
        us.save(track(1, recorded_at=us.clock.now()))
        await asyncio.sleep(60.0)
        jump(us if side == US else mx, jump_s)
        await until(lambda: us.settled(1), step_s=1.0, deadline_s=3 * HOUR_S)
        took_s = loop.time() - saved_s
        assert 600.0 <= took_s <= 665.0
        for watch in watches:
            watch.cancel()

    in_virtual_time(run)


@JUMPS
def test_what_may_be_kept_until_the_days_end_is_kept_until_then_by_the_holders_clock(tmp_path, jump_s):
    """A jump of an hour at noon erases nothing; and after midnight the other side's clock does not bring it back."""

    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path, policy=PERMITS_ALL), PeerNode(MX, loop, tmp_path, policy=PERMITS_ALL)
        us.save(track(1, marking=msgspec.structs.replace(MARKED, retain_until=midnight() - SECOND_NS)))
        dialling = dial(us, mx, Line())
        await until(lambda: us.settled(1))
        jump(mx, jump_s)
        await asyncio.sleep(HOUR_S / 2)
        assert mx.store.mirror.entries(US, 0, 1)[0].empty is None
        dialling.cancel()
        await asyncio.gather(dialling, return_exceptions=True)
        await until(lambda: gone(us) and gone(mx), step_s=60.0, deadline_s=2 * DAY_S)
        dial(us, mx, Line())
        us.save(track(2))
        await until(lambda: us.settled(2))
        assert findings(us, mx) == []

    def gone(node):
        log = node.store.outbox if node.id == US else node.store.mirror
        return log.entries(node.partner, 0, 1)[0].empty == "expired"

    in_virtual_time(run)


def test_a_clock_set_back_erases_late_and_brings_nothing_back(tmp_path):
    """Set forward by two days and put right: what was over meanwhile stays gone, what was not goes at its own time."""

    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path, policy=PERMITS_ALL), PeerNode(MX, loop, tmp_path, policy=PERMITS_ALL)
        for number, days in ((1, 0), (2, 3)):
            last = midnight() + (days * int(DAY_S) - 1) * SECOND_NS
            us.save(track(number, marking=msgspec.structs.replace(MARKED, retain_until=last)))
        dialling = dial(us, mx, Line())
        await until(lambda: us.settled(2))
        dialling.cancel()
        await asyncio.gather(dialling, return_exceptions=True)
        jump(mx, 2 * DAY_S)
        await until(lambda: slots(mx) == ["expired", None], step_s=60.0, deadline_s=DAY_S)
        jump(mx, -2 * DAY_S)
        await until(lambda: mx.clock.now() > midnight() + 2 * int(DAY_S) * SECOND_NS, step_s=60.0, deadline_s=3 * DAY_S)
        assert slots(mx) == ["expired", None]
        await until(lambda: slots(mx) == ["expired", "expired"], step_s=60.0, deadline_s=3 * DAY_S)
        assert mx.clock.now() >= midnight() + 3 * int(DAY_S) * SECOND_NS

    def slots(node):
        return [entry.empty for entry in node.store.mirror.entries(US, 0, 2)]

    in_virtual_time(run)


def test_a_sender_whose_day_ends_an_hour_early_is_believed_when_the_receivers_day_has_ended_too(tmp_path):
    """What it has erased meanwhile had not arrived: an empty slot that the receiver's clock does not grant yet."""

    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path, policy=PERMITS_ALL), PeerNode(MX, loop, tmp_path, policy=PERMITS_ALL)
        lost = Line()
        dial(us, mx, lost)
        await until(lambda: us.peer.state == mx.peer.state == "connected")
        lost.silent = True
        us.save(track(1, marking=msgspec.structs.replace(MARKED, retain_until=midnight() - SECOND_NS)))
        await until(lambda: us.store.outbox.head(MX).size == 1)
        jump(us, (midnight() - us.clock.now()) / SECOND_NS - 120.0 + HOUR_S)
        jump(mx, (midnight() - mx.clock.now()) / SECOND_NS - 120.0)
        await until(lambda: us.store.outbox.entries(MX, 0, 1)[0].empty == "expired", step_s=1.0)
        us.save(track(2))
        dial(us, mx, *(Line() for _ in range(2000)))
        await asyncio.sleep(60.0)
        assert mx.store.mirror.head(US).size == 0
        assert mx.peer.problem.code == "link.empty-slot"
        await until(lambda: us.settled(2), step_s=1.0, deadline_s=HOUR_S)
        assert mx.mirrored()[1] == record_id(2)
        assert findings(us, mx) == []

    in_virtual_time(run)


def midnight():
    """The next one after virtual time begins. [ns UTC]"""
    day_ns = int(DAY_S) * SECOND_NS
    return (BEGIN_AT // day_ns + 1) * day_ns
