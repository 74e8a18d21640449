"""Nodes that are killed at every fault point, and anywhere: what was entered arrives once, in order, and verifies."""

import random

import pytest
from two_nodes import MX, US, track, two_nodes, wait_until

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


def kill_at_random(nodes, kills, seed):
    """Either node is killed after a random number of further entries, while US goes on entering records."""
    chance, entered, fresh = random.Random(seed), [], rounds()
    for _ in range(kills):
        entered += nodes.us.inject(next(fresh))
        victim = chance.choice((nodes.us, nodes.mx))
        enough = min(len(entered), nodes.mx.received(US) + chance.randrange(ROUND))
        wait_until(lambda n=enough: nodes.mx.received(US) >= n, f"{enough} entries have arrived")
        victim.kill()
        victim.start()
    nodes.settled(len(entered))
    nodes.stop()
    assert nodes.us.sent(MX)[0] == len(entered)
    nodes.require_once_in_order(entered)


def test_three_random_kills_in_a_stream_lose_and_repeat_nothing(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        kill_at_random(nodes, 3, seed=20_251_211)


@pytest.mark.long
def test_thirty_random_kills_in_a_stream_lose_and_repeat_nothing(tmp_path):
    with two_nodes(tmp_path) as nodes:
        nodes.start()
        kill_at_random(nodes, 30, seed=20_260_211)
