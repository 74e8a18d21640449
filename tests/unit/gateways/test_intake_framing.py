import pytest

from lindero.gateways.intake.counters import Counters
from lindero.gateways.intake.errors import FrameCutShort, FrameTooLong
from lindero.gateways.intake.framing import FrameReader, encode_frame
from lindero.gateways.intake.limits import TokenBucket
from lindero.gateways.intake.refusal import EXCERPT_BYTES, refusal_of
from lindero.kernel.clock import SECOND_NS


def frames_of(reader):
    found = []
    while (frame := reader.next_frame()) is not None:
        found.append((frame.offset, frame.payload))
    return found


def test_frames_come_out_the_same_however_the_stream_is_cut():
    stream = encode_frame(b"uno") + encode_frame(b"") + encode_frame(b"x" * 300)
    expected = [(0, b"uno"), (7, b""), (11, b"x" * 300)]
    for size in (1, 2, 3, 5, 64, len(stream)):
        reader = FrameReader(limit_bytes=300)
        found = []
        for start in range(0, len(stream), size):
            reader.receive(stream[start : start + size])
            found += frames_of(reader)
        assert found == expected
        reader.require_end()


def test_a_length_is_little_endian():
    assert encode_frame(b"abc") == b"\x03\x00\x00\x00abc"


def test_a_length_beyond_the_limit_is_refused_before_its_bytes_arrive_and_the_frames_before_it_are_kept():
    reader = FrameReader(limit_bytes=10)
    reader.receive(encode_frame(b"good") + b"\x0b\x00\x00\x00")
    assert reader.next_frame().payload == b"good"
    for _ in range(2):
        with pytest.raises(FrameTooLong) as refused:
            reader.next_frame()
    assert refused.value.facts == {"length": 11, "limit": 10}
    assert reader.offset == 8


@pytest.mark.parametrize(("held", "missing"), [(1, 3), (3, 1), (4, 5), (8, 1)])
def test_the_end_of_a_stream_inside_a_frame_names_how_much_is_missing(held, missing):
    reader = FrameReader(limit_bytes=10)
    reader.receive(encode_frame(b"a") + encode_frame(b"12345")[:held])
    assert reader.next_frame() is not None
    assert reader.next_frame() is None
    with pytest.raises(FrameCutShort) as refused:
        reader.require_end()
    assert refused.value.facts == {"missing": missing}
    assert reader.unread == encode_frame(b"12345")[:held]


def test_a_refusal_carries_both_languages_and_an_excerpt():
    refusal = refusal_of(FrameTooLong(length=11, limit=10), offset=8, raw=b"z" * 10_000, peer="radar")
    assert refusal.code == "intake.frame-too-long"
    assert "11 bytes; the limit is 10" in refusal.message_en
    assert "11 bytes; el límite es 10" in refusal.message_es
    assert (len(refusal.raw), refusal.offset, refusal.peer) == (EXCERPT_BYTES, 8, "radar")


def test_a_bucket_gives_its_burst_then_its_rate():
    bucket = TokenBucket(per_s=2.0, burst=3)
    assert [bucket.take(SECOND_NS) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(2 * SECOND_NS) for _ in range(3)] == [True, True, False]
    assert [bucket.take(100 * SECOND_NS) for _ in range(4)] == [True, True, True, False]


def test_a_clock_that_steps_back_fills_no_bucket():
    bucket = TokenBucket(per_s=1.0, burst=1)
    assert bucket.take(100 * SECOND_NS)
    assert not bucket.take(50 * SECOND_NS)
    assert not bucket.take(50 * SECOND_NS)
    assert bucket.take(51 * SECOND_NS)


def test_counters_tell_kinds_codes_and_what_went_unreported():
    counters = Counters()
    counters.receive(100)
    counters.receive(20)
    counters.accept("status_report")
    counters.refuse("a.b", reported=True)
    counters.refuse("a.b", reported=False)
    tally = counters.tally()
    assert (tally.received_bytes, tally.accepted, tally.refused, tally.unreported) == (
        120,
        {"status_report": 1},
        {"a.b": 2},
        1,
    )
