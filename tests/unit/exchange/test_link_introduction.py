"""What a stranger may say, and how much of it is read."""

import pytest
from pair_logs import MX_TO_US, US_TO_MX, head_of

from lindero.exchange.link.errors import BadFrame, OversizedFrame
from lindero.exchange.link.frames import LENGTH_BYTES, Bye, HeadClaim, Hello, Keys, decode_frame, encode_frame
from lindero.exchange.link.introduction import (
    MAX_INTRODUCTION_BYTES,
    changes_in,
    encode_introduction,
    payload_size,
)


def test_the_newest_changes_that_fit_are_presented_oldest_first():
    changes = [bytes([n]) * 4000 for n in range(64)]
    framed = encode_introduction(changes)
    assert len(framed) <= MAX_INTRODUCTION_BYTES
    assert payload_size(framed, MAX_INTRODUCTION_BYTES) == len(framed) - LENGTH_BYTES
    assert list(changes_in(framed[LENGTH_BYTES:], Keys)) == changes[-16:]
    assert changes_in(encode_introduction([b"one", b"two"])[LENGTH_BYTES:], Keys) == (b"one", b"two")


def test_changes_are_read_from_the_frame_that_is_due_and_from_no_other():
    heads = [HeadClaim(log.origin, 0, (), b"") for log in (US_TO_MX, MX_TO_US)]
    hello = Hello(1, 1, "us.cbp", *heads, (b"a change",))
    said, keys = encode_frame(hello)[LENGTH_BYTES:], encode_introduction([b"a change"])[LENGTH_BYTES:]
    assert changes_in(said, Hello) == (b"a change",)
    for due, others in ((Keys, [said]), (Hello, [keys])):
        for other in (*others, encode_frame(Bye())[LENGTH_BYTES:], b"", b"\xc1", head_of([]).note):
            with pytest.raises(BadFrame):
                changes_in(other, due)


@pytest.mark.parametrize("size", [0, MAX_INTRODUCTION_BYTES + 1, 2**32 - 1])
def test_the_length_is_bounded_before_anything_is_read(size):
    with pytest.raises(OversizedFrame):
        payload_size(size.to_bytes(4, "big"), MAX_INTRODUCTION_BYTES)


def test_an_introduction_carries_at_least_one_change():
    with pytest.raises(BadFrame):
        decode_frame(encode_frame(Keys(()))[LENGTH_BYTES:])
