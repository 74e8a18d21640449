"""Instants: integers of nanoseconds inside, RFC 3339 text outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lindero.kernel.clock import SECOND_NS, BadInstant, SystemClock, format_instant, instant_of_s, parse_instant

LAST = 253_402_300_799 * SECOND_NS  # 9999-12-31T23:59:59Z: the last second that a four-digit year can write


@given(st.integers(0, LAST + SECOND_NS - 1))
def test_an_instant_survives_being_written_and_read(instant):
    assert parse_instant(format_instant(instant)) == instant


@given(st.integers(0, LAST - 1), st.integers(1, 10**12))
def test_texts_of_whole_seconds_sort_as_their_instants(instant, later):
    first = instant // SECOND_NS * SECOND_NS
    second = min(LAST, first + later * SECOND_NS)
    assert (format_instant(first) < format_instant(second)) == (first < second)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:00.000000001Z", 1),
        ("2026-02-11T09:20:28.5Z", 1_770_801_628_500_000_000),
        ("2026-02-11T03:20:28.5-06:00", 1_770_801_628_500_000_000),
        ("2026-02-11t09:20:28.5z".replace("t", "T"), 1_770_801_628_500_000_000),
        ("  2026-02-11T09:20:28.5Z\n", 1_770_801_628_500_000_000),
    ],
)
def test_a_time_with_a_zone_is_one_instant(text, instant):
    assert parse_instant(text) == instant


@pytest.mark.parametrize(
    "text",
    ["", "noon", "2026-02-11T09:20:28", "2026-02-11T09:20:28.Z", "2026-02-30T00:00:00Z", "2026-02-11T25:00:00Z", "Z"],
)
def test_a_time_without_a_zone_or_that_never_was_is_refused(text):
    with pytest.raises(BadInstant):
        parse_instant(text)


def test_only_as_many_decimals_as_are_needed_are_written():
    assert format_instant(1_500_000_000) == "1970-01-01T00:00:01.5Z"
    assert format_instant(1_000_000_000) == "1970-01-01T00:00:01Z"


def test_seconds_as_a_float_keep_their_microseconds():
    assert instant_of_s(1_770_801_628.123456) == 1_770_801_628_123_456_000


def test_the_monotonic_clock_never_goes_back():
    clock = SystemClock()
    seen = [clock.monotonic_s() for _ in range(100)]
    assert seen == sorted(seen)


def test_the_wall_clock_counts_nanoseconds_since_1970():
    assert format_instant(SystemClock().now()) > "2025"
