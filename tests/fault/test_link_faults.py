"""A real line between two node processes that stalls, closes, dawdles and cuts what passes into pieces."""

import time

import pytest
from relay import Line, Relay
from two_nodes import US, free_port, track, two_nodes, wait_until

RECORDS = 5000


def arrives_through(tmp_path, disturb, **relay_options):
    """5,000 records enter at US, part by part, while the relay is disturbed; all must arrive, once, in order."""
    port = free_port()
    relay = Relay(port, **relay_options)
    try:
        with two_nodes(tmp_path, relay=relay, us_port=port) as nodes:
            nodes.start()
            entered = []

            def enter():
                first = len(entered)
                entered.extend(nodes.us.inject(track(number) for number in range(first, first + RECORDS // 5)))

            enter()
            disturb(relay, enter)
            while len(entered) < RECORDS:
                enter()
            nodes.settled(RECORDS, deadline_s=120.0)
            nodes.stop()
            nodes.require_once_in_order(entered)
        return relay
    finally:
        relay.stop()


def stall(relay, enter, over):
    """Keep the line open and silent, with records entering, until it is over."""
    relay.fall_silent()
    enter()
    enter()
    wait_until(over, "the silence is over")
    relay.flow()


def test_a_line_that_silently_stalls_is_given_up_and_dialled_again(tmp_path):
    def disturb(relay, enter):
        before = relay.accepted
        stall(relay, enter, lambda: relay.accepted > before)

    relay = arrives_through(tmp_path, disturb)
    assert relay.accepted >= 2


@pytest.mark.long
def test_a_line_that_silently_stalls_for_thirty_seconds(tmp_path):
    def disturb(relay, enter):
        end = time.monotonic() + 30.0
        stall(relay, enter, lambda: time.monotonic() > end)

    relay = arrives_through(tmp_path, disturb)
    assert relay.accepted >= 2


def test_a_line_that_closes_again_and_again(tmp_path):
    def disturb(relay, enter):
        for _ in range(4):
            enter()
            seen, forwarded = relay.accepted, relay.forwarded
            relay.close_connections()
            wait_until(lambda n=seen: relay.accepted > n, "the line is dialled again")
            wait_until(lambda n=forwarded: relay.forwarded > n + 2000, "something passes")

    relay = arrives_through(tmp_path, disturb)
    assert relay.accepted >= 5


def test_a_line_that_dawdles_and_cuts_everything_into_small_pieces(tmp_path):
    arrives_through(tmp_path, lambda relay, enter: None, pieces=1499, delay_s=0.0002)


def test_a_far_and_lossy_line_on_which_pieces_come_again(tmp_path):
    line = Line(delay_s=0.02, jitter_s=0.01, loss=0.05, rate_bytes_s=2e6, pieces=1 << 14)
    relay = arrives_through(tmp_path, lambda relay, enter: None, line=line)
    assert relay.accepted == 1


def test_a_partner_that_lost_its_power_is_back_at_once(tmp_path):
    """US still holds the dead connection when MX dials again: it must not wait until that is silent for long enough."""
    port = free_port()
    relay = Relay(port)
    try:
        with two_nodes(tmp_path, relay=relay, us_port=port) as nodes:
            for node in (nodes.us, nodes.mx):
                node.settings.write_text(node.settings.read_text().replace("silence_s = 2.0", "silence_s = 600.0"))
            nodes.start()
            seen = relay.accepted
            relay.leave_half_open()
            wait_until(lambda: relay.accepted > seen, "MX dials again")
            entered = nodes.us.inject([track(1)])
            nodes.settled(1)
            nodes.stop()
            nodes.require_once_in_order(entered)
    finally:
        relay.stop()


def test_the_link_comes_up_although_the_line_is_closed_during_the_greeting(tmp_path):
    port = free_port()
    relay = Relay(port, pieces=64, delay_s=0.002)
    try:
        with two_nodes(tmp_path, relay=relay, us_port=port) as nodes:
            nodes.us.start()
            nodes.mx.start()
            for _ in range(3):
                seen = relay.forwarded
                wait_until(lambda n=seen: relay.forwarded > n + 500, "a greeting has begun")
                relay.close_connections()
            relay.line = Line()
            entered = nodes.us.inject([track(1)])
            nodes.settled(1)
            nodes.stop()
            assert nodes.mx.received(US) == 1
            nodes.require_once_in_order(entered)
    finally:
        relay.stop()
