"""The clock is trusted while nobody sets it, and for the time before its start only with a partner's word."""

from lindero.exchange.release.delay import delayed_until
from lindero.kernel.clock import SECOND_NS
from lindero.node.clock_watch import ClockWatch


class TwoClocks:
    """A wall clock that can be set, and a monotonic one that cannot."""

    def __init__(self):
        self.wall, self.monotonic = 1_800_000_000 * SECOND_NS, 50.0

    def now(self):
        return self.wall

    def monotonic_s(self):
        return self.monotonic

    def passes(self, seconds, wall=None):
        self.monotonic += seconds
        self.wall += round((seconds if wall is None else wall) * SECOND_NS)


def test_a_clock_that_nobody_sets_is_undisturbed_since_the_start():
    clocks = TwoClocks()
    watch, start = ClockWatch(clocks), clocks.wall
    for _ in range(100):
        clocks.passes(1.0, wall=1.0005)
        assert watch.look().undisturbed_since == start


def test_a_step_either_way_begins_the_stretch_anew():
    for set_to in (3600.0, -3600.0):
        clocks = TwoClocks()
        watch = ClockWatch(clocks)
        clocks.passes(1.0, wall=set_to)
        trust = watch.look()
        assert (trust.undisturbed_since, trust.confirmed) == (clocks.wall, False)
        clocks.passes(1.0)
        assert watch.look() == trust


def test_a_partner_confirms_within_two_seconds_and_no_further():
    watch = ClockWatch(TwoClocks())
    for offset_ms in (None, 2001.0, -2001.0):
        watch.compare(offset_ms)
        assert not watch.look().confirmed
    watch.compare(-2000.0)
    assert watch.look().confirmed


def test_nobody_confirms_a_clock_that_has_been_set():
    clocks = TwoClocks()
    watch = ClockWatch(clocks)
    watch.compare(0.0)
    clocks.passes(1.0, wall=60.0)
    assert not watch.look().confirmed
    watch.compare(0.0)
    assert not watch.look().confirmed


def test_without_trust_no_delay_ends_however_long_a_record_has_been_held():
    assert delayed_until(10, recorded_at=0, trust=None, now=1_000 * SECOND_NS, held_since=0) == 1_010 * SECOND_NS
