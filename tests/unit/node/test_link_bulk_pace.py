"""Chunks are asked for one more at a time while they come promptly, one less when they queue."""

from hand_clock import HandClock

from lindero.exchange.link.bulk import MAX_WANTED
from lindero.node.peers.bulk import QUEUED_S, Pace


class Clock(HandClock):
    now_s = 0.0

    def monotonic_s(self):
        return self.now_s


def pace(round_trip_s=0.4):
    clock = Clock()
    return clock, Pace(clock, lambda: round_trip_s)


def test_a_far_partner_on_a_fast_line_is_asked_for_all_that_may_be():
    clock, asking = pace()
    for _ in range(10):
        asked_s = asking.now_s()
        clock.now_s += 0.45
        asking.arrived(asked_s)
    assert asking.open_wants == MAX_WANTED


def test_on_a_slow_line_one_chunk_at_a_time_is_asked_for():
    clock, asking = pace()
    asking.open_wants = MAX_WANTED
    for _ in range(10):
        asked_s = asking.now_s()
        clock.now_s += 0.4 * 1.5 + QUEUED_S + 0.01
        asking.arrived(asked_s)
    assert asking.open_wants == 1
