"""Nodes that are killed at every fault point, and anywhere: what was entered arrives once, in order, and verifies."""

import pytest
import random_kills
from two_nodes import track, two_nodes

from lindero.node.peers.receiving import AFTER_RECEIPT, BEFORE_RECEIPT
from lindero.node.peers.sending import AFTER_SEND, BEFORE_SEND, BEFORE_SIGN
from lindero.store.fault import WRITE_POINTS

ROUND = 1200
"""More than two batches, so that a point can be passed and then be fatal."""


def rounds(first=0):
    while True:
        yield [track(number) for number in range(first, first + ROUND)]
        first += ROUND


def kill_at_each(nodes, victim, points, *, kill_after):
    """At each point in turn: new records at US, the victim dies there; its next start goes on."""
    entered, fresh = [], rounds()
    for point in points:
        entered += nodes.us.inject(next(fresh))
        victim.start(kill_at=point, kill_after=kill_after)
        assert victim.died(), point
    victim.start()
    nodes.settled(len(entered))
    nodes.stop()
    nodes.require_once_in_order(entered)


def test_a_sender_killed_at_each_fault_point_loses_and_repeats_nothing(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.mx.start()
        kill_at_each(nodes, nodes.us, (*WRITE_POINTS, BEFORE_SIGN, BEFORE_SEND, AFTER_SEND), kill_after=1)


def test_a_receiver_killed_at_each_fault_point_loses_and_repeats_nothing(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.us.start()
        kill_at_each(nodes, nodes.mx, (*WRITE_POINTS, BEFORE_RECEIPT, AFTER_RECEIPT), kill_after=0)


def survives(tmp_path, capsys, kills, events, seed):
    """Random kills while a backlog drains; what was measured is shown."""
    with two_nodes(tmp_path) as nodes:
        times_ms = random_kills.kill_at_random(nodes, kills, events, seed)
        random_kills.require_once_in_order(nodes, events)
    with capsys.disabled():
        print("\n" + random_kills.told(kills, events, times_ms))
    assert times_ms  # a machine that drains the backlog early has nothing left to confirm after the last kills


def test_thirty_random_kills_lose_repeat_reorder_and_leak_nothing(tmp_path, capsys):
    survives(tmp_path, capsys, 30, 30_000, seed=20_251_211)


@pytest.mark.long
def test_a_thousand_random_kills_lose_repeat_reorder_and_leak_nothing(tmp_path, capsys, pytestconfig):
    kills, events = pytestconfig.getoption("--kills"), pytestconfig.getoption("--kill-events")
    survives(tmp_path, capsys, kills, events, seed=20_260_211)
