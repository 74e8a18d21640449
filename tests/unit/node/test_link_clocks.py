"""A partner's clock that stands more than two seconds apart is shown."""

import pytest
from structlog.testing import capture_logs

from lindero.exchange.link.events import RoundTrip
from lindero.node.peers.clocks import Clocks


@pytest.mark.parametrize(
    ("offset_ms", "round_trip_s", "skewed"),
    [(1990.0, 0.0, False), (2010.0, 0.0, True), (-2010.0, 0.0, True), (2300.0, 0.8, False), (2500.0, 0.8, True)],
)
def test_a_skew_is_what_the_round_trip_cannot_explain(offset_ms, round_trip_s, skewed):
    clocks = Clocks("mx.sedena")
    clocks.take(RoundTrip(round_trip_s, offset_ms))
    assert clocks.skewed is skewed
    assert (clocks.offset_ms, clocks.round_trip_s) == (offset_ms, round_trip_s)


def test_a_skew_is_logged_when_it_begins_and_when_it_ends():
    clocks = Clocks("mx.sedena")
    with capture_logs() as logged:
        for offset_ms in (0.0, 5000.0, 5001.0, 4999.0, 3.0, 2.0):
            clocks.take(RoundTrip(0.01, offset_ms))
    assert [entry["event"] for entry in logged] == ["clock-skew", "clocks-agree"]
    assert logged[0]["offset_ms"] == 5000
