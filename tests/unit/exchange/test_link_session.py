"""The ordinary life of a session: timers, misuse, framing."""

import msgspec
import pytest
from link_nodes import connect, pair, slot_of

from lindero.exchange.link.errors import NoRoom, NotOpen
from lindero.exchange.link.events import (
    CreditChanged,
    PartnerHello,
    PartnerLost,
    PartnerRolledBack,
    PartnerStanding,
    Receipted,
    RolledBack,
    RoundTrip,
    Stopped,
)
from lindero.exchange.link.frames import (
    MAX_FRAME_BYTES,
    Batch,
    Bye,
    Credit,
    Ping,
    Pong,
    Standing,
    decode_frame,
    encode_frame,
)
from lindero.exchange.log.ports import Head

BYE = encode_frame(Bye())


def opened():
    us, mx = pair()
    connect(us, mx)
    return us, mx


def test_both_are_connected_after_hello_and_not_before():
    us, mx = pair()
    to_mx = us.dial()
    assert us.events[-1].data == to_mx
    assert us.session.state == "greeting"
    assert us.session.next_index is None
    mx.dial()
    mx.receive(to_mx)
    assert mx.saw(PartnerHello) == [PartnerHello(1, 0, ())]


def test_nothing_is_sent_before_the_partners_hello():
    us, _ = pair()
    us.append(b"one")
    us.dial()
    assert us.session.room == 0
    assert us.session.fit([us.outbox[0].entry], ["lost"]) == 0
    for call in (
        lambda: us.session.batch(0, [us.outbox[0].entry], ["lost"], us.note_at(1)),
        lambda: us.session.receipt(0, b""),
        lambda: us.session.request_refill(),
        lambda: us.session.refill(0, [], []),
        lambda: us.session.connected(),
    ):
        with pytest.raises(NotOpen):
            call()


def test_a_session_after_an_orderly_one_raises_no_alarm():
    us, mx = opened()
    us.append(b"one")
    mx.append(b"uno")
    for _ in range(2):
        connect(us, mx)
        alarms = PartnerLost, RolledBack, PartnerRolledBack, Stopped
        assert [event for event in us.events + mx.events if isinstance(event, alarms)] == []


def test_a_receipt_that_the_cut_line_swallowed_comes_with_the_next_hello():
    us, mx = opened()
    us.append(b"one")
    mx.receive(us.pump())
    assert us.receipted[0] == 0
    connect(us, mx)
    assert [event.size for event in us.saw(Receipted)] == [1]


def test_a_mirror_that_was_never_cosigned_is_confirmed_in_the_next_session():
    us, mx = opened()
    us.append(b"one")
    mx.receive(us.pump())
    receipt = mx.mirror_head.note
    mx.mirror_head = Head(1, mx.mirror_head.frontier, us.note_at(1))
    connect(us, mx)
    assert us.saw(Receipted) == []
    us.receive(mx.act(mx.session.receipt(1, receipt)))
    assert us.receipted[0] == 1


def test_a_batch_that_does_not_continue_or_fit_is_a_defect_here():
    us, mx = opened()
    us.append(b"one", b"two")
    entries, slots = [one.entry for one in us.outbox], [slot_of(one) for one in us.outbox]
    for first, some, bodies in (1, entries, slots), (0, [], []), (0, entries, slots[:1]):
        with pytest.raises(NoRoom):
            us.session.batch(first, some, bodies, us.note_at(2))
    us, mx = pair(window=100)
    us.append(b"one")
    connect(us, mx)
    assert us.session.room == 100
    with pytest.raises(NoRoom):
        us.session.batch(0, entries[:1], slots[:1], us.note_at(1))


def test_what_fits_is_what_can_be_sent():
    us, mx = pair(window=50_000)
    us.append(*(bytes(1000) for _ in range(100)))
    us.dial()
    to_us = mx.dial()
    us.session.bytes_received(to_us + encode_frame(Credit(50_000)), 0.0, 0)
    entries, slots = [one.entry for one in us.outbox], [slot_of(one) for one in us.outbox]
    count = us.session.fit(entries, slots)
    assert 40 <= count < 50
    us.session.batch(0, entries[:count], slots[:count], us.note_at(count))
    assert us.session.fit(entries[count:], slots[count:]) == 0


def test_credit_comes_back_when_entries_are_durable():
    us, mx = pair(window=50_000)
    us.append(*(bytes(1000) for _ in range(200)))
    connect(us, mx)
    assert us.saw(CreditChanged)[-1] == CreditChanged(50_000)
    assert len(mx.mirror) == 200


def test_a_ping_each_five_seconds_measures_the_way_and_the_clocks():
    us, mx = opened()
    assert us.session.tick(4.9, 4900) == []
    (ping,) = us.session.tick(5.0, 5000)
    (pong,) = mx.session.bytes_received(ping.data, 5.1, 65_100)
    assert decode_frame(pong.data[4:]) == Pong(1, 65_100)
    us.receive(pong.data, 5.2)
    (measured,) = us.saw(RoundTrip)
    assert measured.round_trip_s == pytest.approx(0.2)
    assert measured.clock_offset_ms == pytest.approx(60_000)
    assert us.session.tick(9.9, 9900) == []
    assert us.session.tick(10.0, 10_000)


def test_a_pong_nobody_asked_for_is_refused():
    for pongs in ([Pong(1, 0)], [Pong(0, 0)]):
        us, _ = opened()
        us.receive(b"".join(map(encode_frame, pongs)))
        assert us.codes == ["link.unexpected-frame"]
    us, _ = opened()
    us.session.tick(5.0, 5000)
    us.receive(encode_frame(Pong(1, 0)) * 2, 5.1)
    assert us.codes == ["link.unexpected-frame"]


def test_a_late_pong_is_not_measured():
    us, _ = opened()
    us.session.tick(5.0, 5000)
    us.session.tick(10.0, 10_000)
    us.receive(encode_frame(Pong(1, 0)), 10.1)
    assert us.saw(RoundTrip) == []
    assert us.codes == []


def test_a_silent_partner_is_given_up():
    us, _ = opened()
    us.act(us.session.tick(14.9, 0))
    assert us.codes == []
    us.receive(encode_frame(Ping(1, 0)), 14.9)
    us.act(us.session.tick(29.8, 0))
    assert us.codes == []
    us.act(us.session.tick(30.0, 0))
    assert us.codes == ["link.silent"]


def test_a_partner_that_never_says_hello_is_given_up():
    us, _ = pair()
    us.dial(now_s=100.0)
    assert us.session.tick(105.0, 0) == []
    us.act(us.session.tick(115.0, 0))
    assert us.codes == ["link.silent"]


def test_a_hello_that_trickles_in_byte_by_byte_is_given_up():
    us, mx = pair()
    us.dial()
    hello = mx.dial()
    for second in range(20):
        us.receive(hello[second : second + 1], float(second))
        us.act(us.session.tick(float(second), 0))
    assert us.codes == ["link.no-hello"]


def confirmed_late(pings):
    """US has sent an entry; MX answers pings and confirms nothing. Gives US after that many seconds."""
    us, _ = opened()
    us.append(b"one")
    us.pump()
    for second in range(1, pings):
        us.receive(encode_frame(Ping(second, 0)), float(second))
        us.act(us.session.tick(float(second), 0))
    return us


def test_a_partner_that_is_there_and_never_confirms_is_given_up():
    assert confirmed_late(120).stopped is None
    assert confirmed_late(123).codes == ["link.no-receipt"]


def test_a_partner_that_confirms_slowly_is_not_given_up():
    us, mx = opened()
    for hundred in range(5):
        us.append(b"next")
        batch = us.pump()
        for second in range(100):
            us.receive(encode_frame(Ping(hundred * 100 + second, 0)), hundred * 100.0 + second)
            us.act(us.session.tick(hundred * 100.0 + second, 0))
        us.receive(mx.receive(batch), hundred * 100.0 + 99.0)
    assert us.stopped is None
    assert us.receipted[0] == 5


def test_what_was_on_its_way_when_the_session_stopped_has_no_effect():
    us, _ = opened()
    us.append(b"one")
    us.session.disconnected()
    assert us.session.batch(0, [us.outbox[0].entry], [slot_of(us.outbox[0])], us.note_at(1)) == []
    assert us.session.receipt(1, b"") == us.session.request_refill() == us.session.refill(0, [], []) == []
    assert us.session.bytes_received(encode_frame(Ping(1, 0)), 1.0, 1) == []


def test_an_orderly_end_has_no_error():
    us, mx = opened()
    mx.receive(us.act(us.session.close()))
    assert us.stopped == mx.stopped == Stopped(None)
    assert us.session.close() == us.session.tick(99.0, 0) == us.session.disconnected() == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\0\0\0\0", "link.frame-size"),
        ((MAX_FRAME_BYTES + 1).to_bytes(4, "big"), "link.frame-size"),
        (b"GET / HTTP/1.1\r\n", "link.frame-size"),
        (b"\0\0\0\1\xc0", "link.malformed"),
        (BYE[:3] + b"\x06" + BYE[4:] + b"\0", "link.malformed"),
        (b"\0\0\0\5\x91\xa3bYe", "link.malformed"),
        (b"\0\0\0\7\x92\xa3bye\1\2", "link.malformed"),
        (b"\0\0\x01\0" + b"\x91" * 256, "link.malformed"),
        (encode_frame(Batch(0, [], [], b"")), "link.malformed"),
        (encode_frame(Batch(0, [b"e" * 257], ["lost"], b"")), "link.malformed"),
        (encode_frame(Batch(0, [b"e"], [(b"s" * 31, b"")], b"")), "link.malformed"),
        (encode_frame(Batch(0, [b"e"], [(b"s" * 32, bytes(256 * 1024 + 1))], b"")), "link.malformed"),
        (encode_frame(Batch(0, [b"e"], ["retracted"], b"")), "link.malformed"),
        (encode_frame(Batch(0, [b"e"], ["lost"], b"n" * 2049)), "link.malformed"),
        (encode_frame(Credit(-1)), "link.malformed"),
    ],
)
def test_what_is_no_frame_is_refused_by_code(data, code):
    us, _ = opened()
    us.receive(data)
    assert us.codes == [code]


def test_a_frame_in_two_halves_is_one_frame():
    _, mx = opened()
    ping = encode_frame(Ping(7, 7))
    assert mx.receive(ping[:3]) == b""
    assert mx.receive(ping[3:]) == encode_frame(Pong(7, 0))


def test_frames_after_the_end_are_not_looked_at():
    us, _ = opened()
    before = len(us.events)
    us.receive(BYE + encode_frame(Pong(1, 0)))
    assert us.events[before:] == [Stopped(None)]


def test_frames_after_a_refused_one_are_not_looked_at():
    us, _ = opened()
    us.receive(encode_frame(Pong(1, 0)) + encode_frame(Ping(1, 0)))
    assert len(us.codes) == 1
    assert msgspec.msgpack.decode(us.events[-2].data[4:])[0] == "refuse"


def test_where_a_pairing_stands_is_said_on_an_open_link_only():
    us, _ = pair()
    us.dial()
    us.receive(encode_frame(Standing("suspended")))
    assert us.codes == ["link.unexpected-frame"]
    assert us.saw(PartnerStanding) == []
