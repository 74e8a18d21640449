"""When a position was true: the hour that reception says, across the hour, and clocks that are none."""

import pytest

from lindero.gateways.remoteid.times import observed_at, resolve_hour
from lindero.kernel.clock import format_instant, parse_instant


@pytest.mark.parametrize(
    ("received", "tenths", "observed"),
    [
        ("2026-11-23T09:20:28Z", 12_270, "2026-11-23T09:20:27Z"),
        ("2026-11-23T10:00:00.4Z", 35_995, "2026-11-23T09:59:59.5Z"),
        ("2026-11-23T09:59:59.9Z", 3, "2026-11-23T10:00:00.3Z"),
        ("2026-11-23T09:59:59.9Z", 36_000, "2026-11-23T10:00:00Z"),
        ("2026-12-31T23:59:59.9Z", 1, "2027-01-01T00:00:00.1Z"),
        ("2027-01-01T00:00:00.2Z", 35_999, "2026-12-31T23:59:59.9Z"),
    ],
)
def test_the_hour_is_the_one_nearest_to_reception(received, tenths, observed):
    assert format_instant(observed_at(tenths, parse_instant(received))) == observed


def test_without_a_broadcast_time_reception_counts():
    received = parse_instant("2026-11-23T09:20:28.25Z")
    assert observed_at(None, received) == received


def test_a_transmitter_without_a_clock_does_not_move_its_position_into_the_future():
    received = parse_instant("2023-10-04T03:42:15Z")
    assert format_instant(resolve_hour(0, received)) == "2023-10-04T04:00:00Z"
    assert observed_at(0, received) == received


def test_at_the_beginning_of_time_nothing_is_before_it():
    assert resolve_hour(35_999, parse_instant("1970-01-01T00:00:01Z")) >= 0
