"""Two nodes in one process and made-up time: order, lanes, silence, closing lines, a restored log."""

import asyncio

import pytest
from pair_logs import MX, US
from peers_in_process import (
    SILENCE_S,
    Line,
    PeerNode,
    alert,
    dial,
    findings,
    record_id,
    track,
    until,
)
from virtual_time import in_virtual_time

from lindero.node.pipelines.publish import BATCH_ENTRIES


def test_everything_arrives_once_and_in_order_in_both_directions(tmp_path):
    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path), PeerNode(MX, loop, tmp_path)
        us.save(*(track(n) for n in range(1200)))
        mx.save(*(track(n, origin=MX) for n in range(5000, 5700)))
        dial(us, mx, Line(pieces=1000))
        await until(lambda: us.settled(1200) and mx.settled(700))
        assert mx.mirrored() == [record_id(n) for n in range(1200)]
        assert us.mirrored() == [record_id(n) for n in range(5000, 5700)]
        assert findings(us, mx) == []

    in_virtual_time(run)


def test_an_alert_overtakes_a_backlog_of_tracks(tmp_path):
    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path), PeerNode(MX, loop, tmp_path)
        us.save(*(track(n) for n in range(6000)))

        def warn_once():
            mx.on_arrival = lambda: None
            us.save(alert(9000))

        mx.on_arrival = warn_once
        dial(us, mx, Line())
        await until(lambda: us.settled(6001))
        arrived = mx.mirrored()
        place = arrived.index(record_id(9000))
        assert place <= 4 * BATCH_ENTRIES
        assert arrived[:place] + arrived[place + 1 :] == [record_id(n) for n in range(6000)]

    in_virtual_time(run)


def test_a_line_that_falls_silent_is_given_up_and_the_rest_goes_over_the_next(tmp_path):
    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path), PeerNode(MX, loop, tmp_path)
        us.save(*(track(n) for n in range(5000)))
        first, second = Line(), Line()
        mx.on_arrival = lambda: setattr(first, "silent", True)
        dial(us, mx, first, second)
        await until(lambda: us.settled(5000), step_s=1.0)
        assert second.spoken[MX]
        assert SILENCE_S <= loop.now_s <= SILENCE_S + 5.0
        assert us.peer.problem is None
        assert mx.mirrored() == [record_id(n) for n in range(5000)]
        assert findings(us, mx) == []

    in_virtual_time(run)


@pytest.mark.parametrize("pieces", [1, 7, 4096])
def test_lines_that_close_in_the_middle_of_frames_lose_and_repeat_nothing(tmp_path, pieces):
    class Breaking(Line):
        """Closes after so many bytes of US."""

        def __init__(self, after):
            super().__init__(pieces=pieces if pieces > 1 else None)
            self.after = after

        def carry(self, end, data):
            left = self.after - len(self.spoken[US])
            super().carry(end, data[: max(0, left)] if self._by[end] == US else data)
            if len(self.spoken[US]) >= self.after:
                self.close()

    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path), PeerNode(MX, loop, tmp_path)
        us.save(*(track(n) for n in range(3000)))
        dial(us, mx, *(Breaking(after) for after in (10, 5_000, 90_001, 300_000, 777_777)), Line())
        await until(lambda: us.settled(3000))
        assert mx.mirrored() == [record_id(n) for n in range(3000)]
        assert [r.id for r in mx.arrivals] == mx.mirrored()
        assert findings(us, mx) == []

    in_virtual_time(run)


def test_nothing_is_appended_or_signed_while_the_node_is_alone(tmp_path):
    async def run(loop):
        us = PeerNode(US, loop, tmp_path)
        us.save(*(track(n) for n in range(10)), alert(11))
        await asyncio.sleep(60.0)
        assert us.store.outbox.head(MX).size == 0
        assert us.store.outbox.head(MX).note == b""

    in_virtual_time(run)


def test_a_node_that_dials_again_has_lost_the_first_connection(tmp_path):
    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path), PeerNode(MX, loop, tmp_path)
        half_open, second = Line(), Line()
        talks = half_open.connect(us, mx)
        await until(lambda: us.peer.state == mx.peer.state == "connected")
        us.save(track(1))
        others = second.connect(us, mx)
        await until(lambda: us.settled(1))
        assert [talk.done() for talk in (*talks, *others)] == [True, True, False, False]
        assert us.peer.state == mx.peer.state == "connected"
        assert loop.now_s < SILENCE_S

    in_virtual_time(run)


@pytest.mark.parametrize("first_heard", [US, MX])
def test_of_two_nodes_that_dial_at_once_both_keep_the_same_connection(tmp_path, first_heard):
    """MX's id comes first: its connection is kept, in whatever order the two are heard."""

    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path), PeerNode(MX, loop, tmp_path)
        by_us, by_mx = Line(), Line()
        lines = [(by_us, us, mx), (by_mx, mx, us)]
        talks = {line: line.connect(*ends) for line, *ends in (lines if first_heard == US else reversed(lines))}
        us.save(track(1))
        await until(lambda: us.settled(1))
        assert all(talk.done() for talk in talks[by_us])
        assert not any(talk.done() for talk in talks[by_mx])
        assert us.peer.state == mx.peer.state == "connected"

    in_virtual_time(run)


def test_an_answer_names_the_entry_that_it_answers(tmp_path):
    from lindero.exchange.envelope.entry import decode_entry
    from lindero.model.alerts import Acknowledgement

    async def run(loop):
        us, mx = PeerNode(US, loop, tmp_path), PeerNode(MX, loop, tmp_path)
        us.save(track(1), alert(2))
        dial(us, mx, Line())
        await until(lambda: us.settled(2))
        warned = alert(3, origin=MX)
        header = {name: getattr(warned, name) for name in ("id", "observed_at", "recorded_at", "marking", "pedigree")}
        mx.save(
            Acknowledgement(**header, origin=MX, alert=record_id(2), stage="acknowledged", desk="mx.sedena/guardia-1")
        )
        await until(lambda: mx.settled(1))
        (entry,) = us.store.mirror.entries(MX, 0, 1)
        answered = decode_entry(entry.entry).re
        assert mx.store.mirror.entries(US, answered, answered + 1)[0].record == record_id(2)

    in_virtual_time(run)
