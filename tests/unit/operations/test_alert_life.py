"""The life of an alert, read from records, pair logs and receipts."""

import pytest
from console_desk import MX, US, Desk

from lindero.exchange.envelope.entry import Entry, encode_entry
from lindero.exchange.log.ports import Head, LoggedEntry
from lindero.kernel.ids import NodeId
from lindero.operations.alerts.life import Lives

MX2 = NodeId("mx.sepol")


@pytest.fixture
def desk():
    return Desk()


def put_entry(log, partner, alert, sealed_ms):
    """One more entry about an alert in the log with a partner."""
    index = log.head(partner).size
    leaf = encode_entry(Entry(1, "record", "alert", sealed_ms, 0, None, None, None, bytes(32)))
    entry = LoggedEntry(index, leaf, b"", bytes(32), alert.id, f"alert:{alert.alert}")
    log.append(partner, [entry], Head(index + 1, (), b""))


def times_of(desk, alert, partners=(MX,)):
    store = desk.store
    lives = Lives(US, store.records, store.outbox, store.mirror, lambda: list(partners))
    return lives.of(alert).times


def test_an_alert_that_stays_at_home_was_only_raised(desk):
    desk.receive(alert := desk.alert(origin=US))
    times = times_of(desk, alert)
    assert times.raised_ms == alert.recorded_at // 1_000_000
    assert (times.released_ms, times.delivered_ms, times.shown_ms, times.acknowledged_ms) == (None,) * 4


def test_released_is_the_first_entry_and_delivered_the_first_receipt_that_covers_it(desk):
    desk.receive(alert := desk.alert(origin=US))
    for sealed_ms in (1000, 2000):
        put_entry(desk.store.outbox, MX, alert, sealed_ms)
    assert times_of(desk, alert).delivered_ms is None
    desk.store.outbox.save_receipt(MX, 1, b"", 1_500 * 1_000_000)
    desk.store.outbox.save_receipt(MX, 2, b"", 2_500 * 1_000_000)
    times = times_of(desk, alert)
    assert (times.released_ms, times.delivered_ms) == (1000, 1500)


def test_with_several_partners_the_earliest_counts(desk):
    desk.receive(alert := desk.alert(origin=US))
    put_entry(desk.store.outbox, MX, alert, 3000)
    put_entry(desk.store.outbox, MX2, alert, 2000)
    desk.store.outbox.save_receipt(MX, 1, b"", 3_100 * 1_000_000)
    desk.store.outbox.save_receipt(MX2, 1, b"", 9_000 * 1_000_000)
    times = times_of(desk, alert, (MX, MX2))
    assert (times.released_ms, times.delivered_ms) == (2000, 3100)


def test_a_received_alert_was_released_by_the_other_side_and_delivered_when_it_was_durable_here(desk):
    desk.receive(alert := desk.alert())
    put_entry(desk.store.mirror, MX, alert, 4000)
    times = times_of(desk, alert)
    assert (times.released_ms, times.delivered_ms) == (4000, None)
    desk.store.mirror.save_kept(MX, 1, 4_020 * 1_000_000)
    put_entry(desk.store.mirror, MX, alert, 5000)
    desk.store.mirror.save_kept(MX, 2, 5_020 * 1_000_000)
    times = times_of(desk, alert)
    assert (times.released_ms, times.delivered_ms) == (4000, 4020)


def test_a_received_alert_without_a_log_has_no_journey(desk):
    """Its entries are unknown after a restore that could not bring the mirror back."""
    desk.receive(alert := desk.alert())
    times = times_of(desk, alert)
    assert (times.released_ms, times.delivered_ms) == (None, None)


def test_an_update_does_not_move_when_it_was_raised(desk):
    desk.receive(first := desk.alert(origin=US))
    desk.clock.advance(30)
    desk.receive(later := desk.alert(origin=US, id=desk.record_id(), alert=first.alert, supersedes=first.id))
    times = times_of(desk, later)
    assert (times.observed_ms, times.raised_ms) == (first.observed_at // 1_000_000, first.recorded_at // 1_000_000)


def test_of_a_received_alert_the_first_record_that_came_counts(desk):
    """The attention that it began as stayed on the other side's map."""
    kept_there = desk.alert()
    desk.clock.advance(30)
    desk.receive(came := desk.alert(id=desk.record_id(), alert=kept_there.alert, supersedes=kept_there.id))
    assert times_of(desk, came).raised_ms == came.recorded_at // 1_000_000
